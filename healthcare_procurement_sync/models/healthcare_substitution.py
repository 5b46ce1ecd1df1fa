"""One item in place of another: compared, signed by a clinician, and reversible."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..match_units import as_decimal, as_fraction

EDITABLE = ("draft", "review")


class HealthcareSubstitution(models.Model):
    """The whole decision about one substitute.

    ``quantity`` in ``uom_id`` of the replaced item, ``substitute_quantity`` in
    ``substitute_uom_id``: both hold the same base units, or the next whole pack.
    Prices are per pack in ``currency_id``; *each* prices per base unit.
    """

    _name = "healthcare.substitution"
    _description = "Substitution"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.decided"]
    _recorded = frozenset(
        (
            *("state", "requested_by_id", "reviewer_id", "signed_at"),
            *("replacement_line_id", "before"),
        )
    )
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    state = fields.Selection(
        [
            ("draft", "Compare"),
            ("review", "Waiting for sign-off"),
            ("applied", "In use"),
            ("ended", "Switched back"),
            ("refused", "Refused"),
        ],
        required=True,
        default="draft",
        readonly=True,
        tracking=True,
        copy=False,
        index=True,
    )
    offer_id = fields.Many2one("healthcare.order.substitution", readonly=True)
    order_line_id = fields.Many2one(
        "purchase.order.line", readonly=True, index="btree_not_null"
    )
    order_id = fields.Many2one(related="order_line_id.order_id", string="Order")
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    product_id = fields.Many2one(
        "product.product", string="Replaced item", required=True
    )
    uom_id = fields.Many2one("uom.uom", string="Pack", required=True)
    price_unit = fields.Float(string="Price per pack", digits="Product Price")
    price_each = fields.Float(
        string="Price each", digits=(16, 6), compute="_compute_prices"
    )
    quantity = fields.Float(digits="Product Unit")
    contract = fields.Char(compute="_compute_contracts")
    substitute_id = fields.Many2one("product.product", tracking=True)
    substitute_uom_id = fields.Many2one("uom.uom", string="Pack of the substitute")
    substitute_price = fields.Float(
        string="Price per pack of the substitute", digits="Product Price"
    )
    substitute_price_each = fields.Float(
        string="Price each of the substitute",
        digits=(16, 6),
        compute="_compute_prices",
    )
    substitute_quantity = fields.Float(
        string="Packs of the substitute",
        digits="Product Unit",
        compute="_compute_prices",
    )
    substitute_contract = fields.Char(
        string="Contract of the substitute", compute="_compute_contracts"
    )
    difference_pct = fields.Float(
        string="Price difference %", digits=(16, 2), compute="_compute_prices"
    )
    difference = fields.Monetary(
        string="More or less for this order", compute="_compute_prices"
    )
    charge_code = fields.Char(compute="_compute_charges")
    substitute_charge_code = fields.Char(
        string="Charge code of the substitute", compute="_compute_charges"
    )
    reimbursement = fields.Monetary(string="Charged each", compute="_compute_charges")
    substitute_reimbursement = fields.Monetary(
        string="Charged each for the substitute", compute="_compute_charges"
    )
    charge_words = fields.Char(string="Effect on charges", compute="_compute_charges")
    site_ids = fields.One2many(
        "healthcare.substitution.site", "substitution_id", string="Facilities"
    )
    start_date = fields.Date(default=fields.Date.context_today, required=True)
    end_date = fields.Date(
        string="Switch back on",
        tracking=True,
        help="The ordered item comes back on this day. Empty: a person switches back.",
    )
    apply_order = fields.Boolean(string="This order", default=True)
    apply_par = fields.Boolean(string="Par levels of the facilities", default=True)
    apply_codes = fields.Boolean(string="Item and charge mapping", default=True)
    add_to_group = fields.Boolean(
        string="Approve for the future",
        help="Both items go into one group: a buyer accepts the next offer alone.",
    )
    reason = fields.Char(tracking=True)
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    reviewer_id = fields.Many2one(
        "res.users", string="Signed by", readonly=True, copy=False, tracking=True
    )
    signed_at = fields.Datetime(readonly=True, copy=False)
    statement = fields.Char(string="Clinical statement", tracking=True)
    replacement_line_id = fields.Many2one(
        "purchase.order.line", string="Ordered instead", readonly=True, copy=False
    )
    before = fields.Json(readonly=True, copy=False)
    exception_id = fields.Many2one("healthcare.exception", readonly=True)

    @api.depends("product_id", "substitute_id")
    def _compute_name(self):
        for row in self:
            row.name = (
                f"{row.product_id.display_name} → {row.substitute_id.display_name}"
                if row.substitute_id
                else row.product_id.display_name
            )

    @api.depends(
        *("product_id", "uom_id", "price_unit", "quantity", "substitute_id"),
        *("substitute_uom_id", "substitute_price"),
    )
    def _compute_prices(self):
        for row in self:
            factor = row._factor(row.uom_id, row.product_id)
            other = row._factor(row.substitute_uom_id, row.substitute_id)
            each = as_fraction(row.price_unit) / factor if factor else 0
            theirs = as_fraction(row.substitute_price) / other if other else 0
            base = as_fraction(row.quantity) * (factor or 0)
            packs = -(-base // other) if other else 0
            row.price_each = float(each)
            row.substitute_price_each = float(theirs)
            row.substitute_quantity = float(packs)
            row.difference_pct = (
                float((theirs - each) / each * 100) if each and other else 0.0
            )
            row.difference = (
                float(packs * (other or 0) * theirs - base * each) if other else 0.0
            )

    def _factor(self, unit, product):
        return unit._healthcare_factor(product.uom_id) if unit and product else None

    @api.depends("product_id", "substitute_id", "partner_id")
    def _compute_contracts(self):
        for row in self:
            row.contract = row._contract_of(row.product_id)
            row.substitute_contract = row._contract_of(row.substitute_id)

    def _contract_of(self, product):
        """In words: which contract prices the item at this supplier."""
        if not product:
            return False
        today = fields.Date.context_today(self)
        rows = product.sudo().seller_ids.filtered(
            lambda line: (
                line.partner_id.commercial_partner_id
                == self.partner_id.commercial_partner_id
                and (not line.date_end or line.date_end >= today)
            )
        )
        agreed = rows.filtered("healthcare_contract").sorted("healthcare_priority")[:1]
        if agreed:
            end = agreed.date_end
            if end:
                return self.env._(
                    "Contract %(number)s until %(end)s",
                    number=agreed.healthcare_contract,
                    end=end,
                )
            return self.env._("Contract %s", agreed.healthcare_contract)
        return self.env._("List price") if rows else self.env._("No price known")

    # -- opening ---------------------------------------------------------------------

    @api.model
    def _open_for_offer(self, offer):
        """The comparison of a supplier's offer."""
        known = self.search(
            [("offer_id", "=", offer.id), ("state", "in", EDITABLE)], limit=1
        )
        if known:
            return known._form()
        line = offer.order_line_id
        values = self._line_values(line) | {
            "offer_id": offer.id,
            "substitute_id": offer.product_id.id,
            "substitute_uom_id": (offer.uom_id or offer._usual_pack(line)).id,
            "substitute_price": offer.price_unit,
        }
        return self.create(values)._form()

    @api.model
    def _open_for_line(self, line):
        """The comparison for a line that does not come; the group's item first."""
        known = self.search(
            [("order_line_id", "=", line.id), ("state", "in", EDITABLE)], limit=1
        )
        if known:
            return known._form()
        groups = self.env["healthcare.substitution.group"]
        others = groups._alternatives(line.product_id, line.company_id)
        first = others[line.product_id][:1]
        return self.create(
            self._line_values(line) | {"substitute_id": first.id}
        )._form()

    @api.model
    def _line_values(self, line):
        return {
            "order_line_id": line.id,
            "company_id": line.company_id.id,
            "currency_id": line.currency_id.id,
            "partner_id": line.order_id.partner_id.id,
            "product_id": line.product_id.id,
            "uom_id": line.product_uom_id.id,
            "price_unit": line.price_unit_discounted,
            "quantity": float(line._healthcare_open()),
        }

    def _form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Substitute"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            row._usual_pack_and_price()
        rows._list_sites()
        return rows

    def write(self, vals):
        # What was signed is not edited afterwards.
        facts = {"substitute_id", "substitute_uom_id", "substitute_price", "quantity"}
        facts |= {"product_id", "uom_id", "price_unit", "apply_par", "apply_order"}
        if facts & vals.keys() and any(row.state not in EDITABLE for row in self):
            raise UserError(self.env._("A decision that is in use is not edited."))
        result = super().write(vals)
        if "substitute_id" in vals:
            for row in self:
                row._usual_pack_and_price()
            self._list_sites()
        return result

    def _usual_pack_and_price(self):
        """Fill in what is not stated from the supplier's catalogue row."""
        product = self.substitute_id.sudo()
        if not product:
            return
        rows = product.seller_ids.filtered(
            lambda row: (
                row.partner_id.commercial_partner_id
                == self.partner_id.commercial_partner_id
            )
        )
        if not self.substitute_uom_id or not self._factor(
            self.substitute_uom_id, product
        ):
            self.substitute_uom_id = rows.product_uom_id[:1] or product.uom_id
        if not self.substitute_price:
            same = rows.filtered(
                lambda row: row.product_uom_id == self.substitute_uom_id
            )
            self.substitute_price = (same or rows)[:1].price

    def _list_sites(self):
        """Every facility with stock or usage of the replaced item."""
        for row in self:
            facilities = self.env["healthcare.facility"].search(
                [
                    ("company_id", "=", row.company_id.id),
                    ("warehouse_id", "!=", False),
                ]
            )
            products = row.product_id | row.substitute_id
            supplies = products.sudo()._healthcare_supplies(facilities)
            row.site_ids.unlink()
            self.env["healthcare.substitution.site"].create(
                [
                    row._site_values(facility, supplies)
                    for facility in facilities
                    if (row.product_id, facility) in supplies
                ]
            )

    def _site_values(self, facility, supplies):
        mine = supplies[(self.product_id, facility)]
        theirs = supplies.get((self.substitute_id, facility))
        return {
            "substitution_id": self.id,
            "facility_id": facility.id,
            "on_hand": float(mine.usable),
            "daily_usage": float(mine.daily_usage or 0),
            "days_of_supply": float(mine.days or 0),
            "stockout_date": mine.stockout_date,
            "substitute_on_hand": float(theirs.usable) if theirs else 0.0,
        }

    def _base_quantity(self):
        return as_decimal(
            as_fraction(self.quantity) * self._factor(self.uom_id, self.product_id)
        )


class HealthcareSubstitutionSite(models.Model):
    """What one facility has of both items; base units."""

    _name = "healthcare.substitution.site"
    _description = "Facility in a substitution"
    _order = "stockout_date NULLS LAST, id"

    substitution_id = fields.Many2one(
        "healthcare.substitution", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="substitution_id.company_id", store=True)
    facility_id = fields.Many2one("healthcare.facility", required=True)
    on_hand = fields.Float(digits="Product Unit")
    daily_usage = fields.Float(string="Usage a day", digits=(16, 2))
    days_of_supply = fields.Float(digits=(16, 1))
    stockout_date = fields.Date(string="Out of stock on")
    substitute_on_hand = fields.Float(
        string="On hand of the substitute", digits="Product Unit"
    )
