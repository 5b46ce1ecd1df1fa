"""Days of supply of each item at each facility, as last measured."""

from odoo import api, fields, models

LEVELS = [
    ("out", "Out of stock"),
    ("below", "Below safety stock"),
    ("soon", "Runs out before a delivery"),
    ("fine", "Enough"),
    ("unused", "Not used lately"),
]


class HealthcareSupplyLevel(models.Model):
    """One row per item and facility; quantities in base units, ``measured_at`` UTC.

    Critical items are measured with every movement, the others each hour.
    """

    _name = "healthcare.supply.level"
    _description = "Days of supply"
    _order = "rank, days NULLS LAST, id"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product",
        string="Item",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    product_tmpl_id = fields.Many2one(
        related="product_id.product_tmpl_id", store=True, index=True
    )
    categ_id = fields.Many2one(
        related="product_id.categ_id", store=True, string="Category"
    )
    criticality = fields.Selection(
        related="product_tmpl_id.healthcare_criticality", store=True
    )
    facility_id = fields.Many2one(
        "healthcare.facility",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="facility_id.company_id", store=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    on_hand = fields.Float(digits="Product Unit", readonly=True)
    usable = fields.Float(digits="Product Unit", readonly=True)
    daily_usage = fields.Float(
        string="Used a day", digits=(16, 2), readonly=True, aggregator="sum"
    )
    days = fields.Float(
        string="Days of supply", digits=(16, 1), readonly=True, aggregator="min"
    )
    stockout_date = fields.Date(string="Runs out on", readonly=True)
    inbound = fields.Float(
        string="Arrives in time", digits="Product Unit", readonly=True
    )
    lead_time_days = fields.Integer(
        string="Lead time (days)", readonly=True, aggregator="avg"
    )
    safety_stock = fields.Float(digits="Product Unit", readonly=True)
    reorder_point = fields.Float(digits="Product Unit", readonly=True)
    level = fields.Selection(LEVELS, readonly=True, index=True)
    rank = fields.Integer(readonly=True, index=True, aggregator=None)
    as_of = fields.Datetime(string="Stock as of", readonly=True)
    stale = fields.Boolean(readonly=True, help="The site has not reported for long.")
    measured_at = fields.Datetime(readonly=True)

    _pair_uniq = models.UniqueIndex("(product_id, facility_id)")

    @api.model
    def _cron_refresh(self):
        """Each hour: every item that has stock, usage, a rule or is critical."""
        self.search([("product_id.is_storable", "=", False)]).unlink()
        products = self.env["product.product"].search(
            [
                ("is_storable", "=", True),
                "|",
                ("healthcare_criticality", "=", "a"),
                "|",
                ("orderpoint_ids", "!=", False),
                ("stock_quant_ids", "!=", False),
            ]
        )
        positions = self.env["healthcare.stock.position"].search([])
        products |= positions.product_id
        facilities = products._healthcare_stock_facilities()
        for company in facilities.company_id:
            self.with_company(company)._refresh(
                products.filtered(
                    lambda row, company=company: (
                        row.company_id in (False, company) or not row.company_id
                    )
                ),
                facilities.filtered(
                    lambda row, company=company: row.company_id == company
                ),
            )

    @api.model
    def _refresh(self, products, facilities):
        """Measure anew; alerts of critical items open and close with it."""
        facilities = facilities.filtered("warehouse_id")
        supplies = products._healthcare_days_of_supply(facilities)
        known = self._known(products, facilities)
        minimums = self._minimums(products, facilities)
        as_of = self._as_of(facilities)
        fresh, changed = [], self.browse()
        for (product, facility), supply in supplies.items():
            key = (product.id, facility.id)
            minimum = minimums.get(key, 0.0)
            values = self._values(supply, minimum) | as_of[facility]
            if key in known:
                known[key].write(values)
                changed |= known[key]
            elif supply.on_hand or supply.daily_usage or minimum:
                ids = {"product_id": product.id, "facility_id": facility.id}
                fresh.append(ids | values)
        rows = changed | self.create(fresh)
        self.env["healthcare.stock.alert"]._judge(rows)
        return rows

    @api.model
    def _known(self, products, facilities):
        rows = self.search(
            [
                ("product_id", "in", products.ids),
                ("facility_id", "in", facilities.ids),
            ]
        )
        return {(row.product_id.id, row.facility_id.id): row for row in rows}

    @api.model
    def _as_of(self, facilities):
        """``{facility: when its figures are from, and whether that is long ago}``."""
        now = fields.Datetime.now()
        groups = self.env["healthcare.stock.position"]._read_group(
            [("facility_id", "in", facilities.ids)], ["facility_id"], ["as_of:max"]
        )
        reported = dict(groups)
        found = {}
        for facility in facilities:
            as_of = now
            if facility.stock_system == "site":
                as_of = reported.get(facility)
            hours = (now - as_of).total_seconds() / 3600 if as_of else None
            stale = hours is None or hours > facility.stock_stale_hours
            found[facility] = {"as_of": as_of, "stale": stale, "measured_at": now}
        return found

    @api.model
    def _values(self, supply, minimum):
        level = self._level(supply, minimum)
        return {
            "on_hand": float(supply.on_hand),
            "usable": float(supply.usable),
            "daily_usage": float(supply.daily_usage),
            "days": float(supply.days or 0),
            "stockout_date": supply.stockout_date,
            "inbound": float(supply.inbound),
            "lead_time_days": supply.lead_time_days,
            "safety_stock": float(supply.safety_stock),
            "reorder_point": float(supply.reorder_point),
            "level": level,
            "rank": [key for key, _label in LEVELS].index(level),
        }

    @api.model
    def _level(self, supply, minimum=0.0):
        """The word for a measured pair; ``minimum`` of its replenishment rule."""
        if not supply.daily_usage and not minimum:
            return "unused"
        if supply.usable <= 0:
            return "out"
        if supply.usable < max(supply.safety_stock, 0):
            return "below"
        if not supply.daily_usage:
            return "below" if float(supply.usable) < minimum else "unused"
        short = supply.days is not None and supply.days < supply.lead_time_days
        if short and supply.usable + supply.inbound < supply.reorder_point:
            return "soon"
        return "fine"

    @api.model
    def _minimums(self, products, facilities):
        """``{(product id, facility id): minimum}`` of replenishment rules."""
        rules = self.env["stock.warehouse.orderpoint"].search(
            [
                ("product_id", "in", products.ids),
                ("warehouse_id", "in", facilities.warehouse_id.ids),
            ]
        )
        of_warehouse = {row.warehouse_id: row for row in facilities}
        found = {}
        for rule in rules:
            key = (rule.product_id.id, of_warehouse[rule.warehouse_id].id)
            found[key] = found.get(key, 0.0) + rule.product_min_qty
        return found

    def action_cover(self):
        """Ways to get more of it."""
        self.ensure_one()
        return self.env["healthcare.stock.cover"]._open(
            self.product_id, self.facility_id
        )
