"""When what an item costs changed, and by which receipt or bill."""

from odoo import api, fields, models

from ..match_units import as_decimal

CHANGE = 0.000001


class HealthcareCostEvent(models.Model):
    """The price of one base unit as received or billed, in the company's currency."""

    _name = "healthcare.cost.event"
    _description = "Change of an item's cost"
    _order = "date desc, id desc"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product", string="Item", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    old_cost = fields.Float(digits="Product Price", readonly=True)
    new_cost = fields.Float(digits="Product Price", readonly=True)
    change_pct = fields.Float(
        string="Change (%)", digits=(16, 2), readonly=True, aggregator="avg"
    )
    # Indexed for what is deleted: lines, receipts and bills while they are drafts.
    order_line_id = fields.Many2one(
        "purchase.order.line", readonly=True, index="btree_not_null"
    )
    picking_id = fields.Many2one(
        "stock.picking", string="Receipt", readonly=True, index="btree_not_null"
    )
    bill_id = fields.Many2one("account.move", readonly=True, index="btree_not_null")
    charge_count = fields.Integer(compute="_compute_charge_count")

    _latest = models.Index("(company_id, product_id, id DESC)")

    def _compute_charge_count(self):
        charges = self.env["healthcare.charge"].sudo()
        for event in self:
            event.charge_count = charges.search_count(
                [
                    ("product_id", "=", event.product_id.id),
                    ("company_id", "=", event.company_id.id),
                ]
            )

    @api.model
    def _record(self, rows):
        """Write an event for each item whose price differs from the last one.

        :param rows: ``(order line, price of one base unit, receipt, bill)``; receipt or
            bill may be None. One statement to read and one to write per company.
        """
        values, by_company = [], {}
        for row in rows:
            company = (row[2] or row[3]).company_id
            by_company.setdefault(company, []).append(row)
        for company, same in by_company.items():
            ids = [line.product_id.id for line, *_rest in same]
            last = self._latest_costs(company, ids)
            for line, price, picking, bill in same:
                product, new = line.product_id, float(price)
                old = last.get(product.id, new)
                if product.id in last and abs(new - old) < CHANGE:
                    continue
                last[product.id] = new
                values.append(
                    {
                        "product_id": product.id,
                        "company_id": company.id,
                        "old_cost": old,
                        "new_cost": new,
                        "change_pct": (new - old) / old * 100 if old else 0.0,
                        "order_line_id": line.id,
                        "picking_id": picking.id if picking else False,
                        "bill_id": bill.id if bill else False,
                    }
                )
        return self.sudo().create(values)

    @api.model
    def _latest_costs(self, company, product_ids):
        self.flush_model()
        self.env.cr.execute(
            "SELECT DISTINCT ON (product_id) product_id, new_cost::float8 "
            "FROM healthcare_cost_event WHERE company_id = %s AND product_id = ANY(%s) "
            "ORDER BY product_id, id DESC",
            [company.id, product_ids],
        )
        return dict(self.env.cr.fetchall())


class StockPicking(models.Model):
    """A receipt says what its goods cost."""

    _inherit = "stock.picking"

    def _action_done(self):
        # EXTENDS stock
        result = super()._action_done()
        rows = []
        for move in self.move_ids:
            line = move.purchase_line_id
            if line and move.state == "done" and move.location_id.usage == "supplier":
                rows.append((line, line._healthcare_base_cost(), move.picking_id, None))
        if rows:
            self.env["healthcare.cost.event"]._record(rows)
        return result


class PurchaseOrderLine(models.Model):
    """What one base unit costs, in the company's currency."""

    _inherit = "purchase.order.line"

    def _healthcare_base_cost(self, price=None, currency=None, day=None):
        self.ensure_one()
        order = self.order_id
        currency = currency or order.currency_id
        if price is None:
            price = self.price_unit * (1 - (self.discount or 0.0) / 100)
        price = currency._convert(
            price,
            order.company_id.currency_id,
            order.company_id,
            day or fields.Date.context_today(self),
            round=False,
        )
        factor = self.product_uom_id._healthcare_factor(self.product_id.uom_id)
        return as_decimal(price) / (as_decimal(factor) if factor else 1)


class AccountMove(models.Model):
    """A bill says what its goods cost in the end."""

    _inherit = "account.move"

    def _post(self, soft=True):
        # EXTENDS account
        posted = super()._post(soft)
        rows = []
        for bill in posted.filtered(lambda row: row.move_type == "in_invoice"):
            for line in bill.invoice_line_ids:
                price = line.purchase_line_id and line._healthcare_base_cost()
                if price:
                    rows.append((line.purchase_line_id, price, None, bill))
        if rows:
            self.env["healthcare.cost.event"]._record(rows)
        return posted


class AccountMoveLine(models.Model):
    """What one base unit costs by a bill, in the company's currency."""

    _inherit = "account.move.line"

    def _healthcare_base_cost(self):
        """None where the line has no goods of a known size."""
        self.ensure_one()
        product = self.purchase_line_id.product_id
        if not product.is_storable or not self.quantity:
            return None
        unit = self.product_uom_id or self.purchase_line_id.product_uom_id
        factor = unit._healthcare_factor(product.uom_id)
        if not factor:
            return None
        total = as_decimal(abs(self.balance)) / as_decimal(self.quantity)
        return total / as_decimal(factor)


class HealthcarePreviewDifference(models.AbstractModel):
    """What a receipt does is compared; that a price was new is not: it is noted by the
    first of two receipts that were approved together."""

    _inherit = "healthcare.preview.difference"

    @api.model
    def _is_trace(self, model):
        return model == "healthcare.cost.event" or super()._is_trace(model)
