"""Prices of contracts: per item, pack, tier and quantity break, with their days."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..contract_price import ContractPrice
from ..match_units import as_fraction

STATES = [
    ("draft", "Draft"),
    ("held", "Waits for approval"),
    ("approved", "Approved"),
    ("replaced", "Corrected"),
    ("refused", "Refused"),
]
KEY = ("contract_id", "product_id", "product_uom_id", "tier_id", "min_qty")
"""The identity of a price; prices of the same key follow each other in time."""
PRICE_FIELDS = {*KEY, "price", "date_start", "date_end", "state", "ceiling"}


class HealthcareSupplierContractLine(models.Model):
    """One price per ``product_uom_id`` from ``min_qty`` of it on.

    In force from ``date_start`` (empty: the contract's) to ``date_end``, inclusive. A
    price in force is never overwritten: its successor starts on its own day and ends
    it (R065, effective dating).
    """

    _name = "healthcare.supplier.contract.line"
    _description = "Price of a supplier contract"
    _inherit = ["healthcare.traceable"]
    _order = "contract_id, product_id, tier_id, min_qty, date_start, id"

    contract_id = fields.Many2one(
        "healthcare.supplier.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, index=True, string="Supplier"
    )
    currency_id = fields.Many2one(related="contract_id.currency_id")
    contract_state = fields.Selection(
        related="contract_id.state", string="State of the contract"
    )
    product_id = fields.Many2one(
        "product.product", string="Item", required=True, index=True, ondelete="restrict"
    )
    product_code = fields.Char(string="Supplier's number")
    product_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        required=True,
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    tier_id = fields.Many2one(
        "healthcare.supplier.contract.tier",
        domain="[('contract_id', '=', contract_id)]",
        ondelete="restrict",
        help="Empty: for every facility of the roster.",
    )
    min_qty = fields.Float(
        string="From quantity", digits="Product Unit", required=True, default=0.0
    )
    price = fields.Float(required=True, digits="Product Price")
    ceiling = fields.Float(
        digits="Product Price",
        default=0.0,
        help="The price may never rise above this while the contract runs. 0: none.",
    )
    rebate_pct = fields.Float(
        string="Rebate %", help="Paid back at the end of the period; not in the price."
    )
    date_start = fields.Date(string="From")
    date_end = fields.Date(string="Until")
    clause = fields.Char(help="Where in the contract the price stands: Annex B, 4.2.")
    clause_page = fields.Integer(string="Page")
    state = fields.Selection(
        STATES, required=True, default="draft", copy=False, index=True
    )
    previous_price = fields.Float(digits="Product Price", readonly=True, copy=False)
    change_pct = fields.Float(
        string="Change %", readonly=True, copy=False, aggregator=None, digits=(8, 2)
    )
    supplierinfo_ids = fields.One2many(
        "product.supplierinfo", "healthcare_contract_line_id", string="Vendor prices"
    )

    _key_uniq = models.UniqueIndex(
        "(contract_id, product_id, product_uom_id, COALESCE(tier_id, 0), min_qty, "
        "COALESCE(date_start, '1900-01-01'::date)) "
        "WHERE state IN ('draft', 'approved')",
        "This price starts on this day already.",
    )
    _amounts = models.Constraint(
        "CHECK(price >= 0 AND min_qty >= 0 AND ceiling >= 0)",
        "Prices and quantities cannot be negative.",
    )
    _below_ceiling = models.Constraint(
        "CHECK(ceiling = 0 OR price <= ceiling)",
        "The price is above the ceiling that the contract allows.",
    )
    _dates = models.Constraint(
        "CHECK(date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A price cannot end before it begins.",
    )

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            if not line.product_uom_id:
                line.product_uom_id = line.product_id.uom_id

    @api.depends("contract_id", "product_id", "price")
    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._(
                "%(contract)s: %(item)s",
                contract=line.contract_id.number,
                item=line.product_id.display_name,
            )

    @api.constrains("tier_id", "contract_id", "product_uom_id", "product_id")
    def _check_belongs(self):
        for line in self:
            if line.tier_id and line.tier_id.contract_id != line.contract_id:
                raise ValidationError(
                    self.env._("The tier belongs to another contract.")
                )
            unit = line.product_uom_id
            if unit._healthcare_factor(line.product_id.uom_id) is None:
                raise ValidationError(
                    self.env._(
                        "%(item)s is not bought by %(unit)s: the units do not convert.",
                        item=line.product_id.display_name,
                        unit=unit.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS base: a new price of a contract in force waits for its approval.
        lines = super().create(vals_list)
        if not self.env.su:
            fresh = lines.filtered(lambda line: line.state != "draft")
            if fresh:
                raise UserError(self.env._("A price is approved, not entered so."))
        lines.filtered(lambda line: line.state == "approved").contract_id._publish()
        running = lines.filtered(
            lambda line: line.state == "draft" and line.contract_id.state == "active"
        )
        if running and not self.env.context.get("healthcare_contract_feed"):
            running._hold("manual")
        return lines

    def write(self, vals):
        # EXTENDS base: a price in force changes by a successor that somebody approves.
        changed = PRICE_FIELDS & vals.keys()
        if changed and not self.env.su:
            settled = self.filtered(lambda line: line.state in ("approved", "held"))
            if settled:
                raise UserError(
                    self.env._(
                        "%(price)s is in force or waits for approval. Propose a new "
                        "price with the day from which it holds.",
                        price=settled[0].display_name,
                    )
                )
        if "price" in vals and self.env["healthcare.master.change"]._is_released():
            return self._succeed(vals)
        result = super().write(vals)
        if changed:
            self.contract_id._publish()
        return result

    def unlink(self):
        # EXTENDS base: what was in force stays for the orders that it priced.
        if not self.env.su and any(line.state == "approved" for line in self):
            raise UserError(self.env._("An approved price ends; it is not deleted."))
        contracts = self.contract_id
        result = super().unlink()
        contracts.exists()._publish()
        return result

    # -- life ------------------------------------------------------------------------

    def _start(self):
        return self.date_start or self.contract_id.date_start

    def _end(self):
        ends = [day for day in (self.date_end, self.contract_id.date_end) if day]
        return min(ends) if ends else None

    def _same_key(self):
        """Approved prices that this one follows or is followed by."""
        self.ensure_one()
        domain = [(name, "=", self[name].id) for name in KEY[:4]]
        rows = self.search([*domain, ("state", "=", "approved"), ("id", "!=", self.id)])
        same = rows.filtered(
            lambda row: as_fraction(row.min_qty) == as_fraction(self.min_qty)
        )
        return same.sorted(lambda row: row._start())

    def _approve(self):
        """Put prices into force; what they follow ends the day before.

        One that starts before an approved one of the same key ends before that.
        """
        for line in self.sudo():
            start = line._start()
            others = line._same_key()
            wrong = others.filtered(lambda row, start=start: row._start() == start)
            before = others.filtered(lambda row, start=start: row._start() < start)[-1:]
            after = others.filtered(lambda row, start=start: row._start() > start)[:1]
            values = {"state": "approved"} | line._change_from(wrong or before)
            wrong.write({"state": "replaced"})
            if before and (not before.date_end or before.date_end >= start):
                before.write({"date_end": start - timedelta(days=1)})
            if after and (not line.date_end or line.date_end >= after._start()):
                values["date_end"] = after._start() - timedelta(days=1)
            line.write(values)
        self.env["healthcare.price"]._rematch_after(self.sudo())

    def _succeed(self, vals):
        """Two people approved another price for these: it holds from today on, and the
        price before stays for the orders that it priced."""
        today = fields.Date.context_today(self)
        running = self.filtered(
            lambda line: line.state == "approved" and line._start() < today
        )
        for line in running:
            values = {"date_start": today, "date_end": line.date_end, "state": "held"}
            line.with_context(healthcare_contract_feed=True).copy(
                {**values, **vals}
            )._approve()
        rest = self - running
        if rest:
            super(HealthcareSupplierContractLine, rest).write(vals)
            rest.contract_id._publish()
            self.env["healthcare.price"]._rematch_after(rest)
        return True

    def _followed(self):
        """The approved price that counts until this one does, or none."""
        start = self._start()
        return self._same_key().filtered(lambda row: row._start() <= start)[-1:]

    # -- as a price of the rule ------------------------------------------------------

    def _as_price(self, unit, eligible, day=None):
        """This price per ``unit`` for the rule; None when the units do not convert.

        :param eligible: what :meth:`_tiers_of` of the contract says of the facility.
        :param day: of the rate at which prices of several currencies are compared.
        """
        factor = self.product_uom_id._healthcare_factor(unit)
        if factor is None:
            return None
        allowed, rank = eligible
        own = self.tier_id.rank or 0
        price = as_fraction(self.price) / factor
        return ContractPrice(
            price,
            self.contract_id.priority,
            as_fraction(self.min_qty) * factor,
            self._start(),
            self._end(),
            own,
            allowed and own <= rank,
            self,
            self.env["healthcare.price"]._worth(
                price, self.currency_id, self.company_id, day
            ),
        )

    def action_open_document(self):
        """The contract that sets the price."""
        return self.contract_id.action_open_document()
