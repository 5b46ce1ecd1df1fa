"""Under which code, and for how much, an item is billed at a facility."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HealthcareChargeCode(models.Model):
    """``code`` of the charge master (CDM) or of a public list; ``price`` of one base
    unit in ``currency_id``. Most specific first: the facility's row before the row for
    all facilities; of those that hold on a day, the latest begun.

    ``billed`` False: the item is known and never billed by itself (part of a
    procedure); its cost stays with the department.
    """

    _name = "healthcare.charge.code"
    _description = "Charge code of an item"
    _inherit = ["mail.thread"]
    _order = "product_id, facility_id, valid_from desc, id desc"
    _rec_name = "code"

    product_id = fields.Many2one(
        "product.product", string="Item", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    facility_id = fields.Many2one(
        "healthcare.facility",
        domain="[('company_id', '=', company_id)]",
        help="Empty: at all facilities.",
    )
    billed = fields.Boolean(default=True, tracking=True)
    code = fields.Char(tracking=True)
    code_system = fields.Selection(
        [("CDM", "Charge master"), ("HCPCS", "HCPCS"), ("CPT", "CPT"), ("NDC", "NDC")],
        string="List",
        default="CDM",
        required=True,
    )
    price = fields.Monetary(tracking=True, help="For one base unit of the item.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    valid_from = fields.Date(required=True, default=fields.Date.context_today)
    valid_to = fields.Date()
    active = fields.Boolean(default=True)

    _start_uniq = models.UniqueIndex(
        "(company_id, product_id, COALESCE(facility_id, 0), valid_from) WHERE active",
        "This item has a charge code from that day already.",
    )

    @api.constrains("billed", "code", "valid_from", "valid_to")
    def _check_code(self):
        for row in self:
            if row.billed and not (row.code or "").strip():
                raise ValidationError(self.env._("A billed item needs a code."))
            if row.valid_to and row.valid_to < row.valid_from:
                raise ValidationError(self.env._("It ends before it begins."))

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._apply_to_waiting()
        return rows

    def write(self, vals):
        result = super().write(vals)
        self._apply_to_waiting()
        return result

    def _apply_to_waiting(self):
        """What waits for the code of these items goes on to billing."""
        waiting = (
            self.env["healthcare.charge"]
            .sudo()
            .search(
                [
                    ("problem", "=", "uncoded"),
                    ("product_id", "in", self.product_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("state", "in", ("received", "stock_issued", "validated")),
                ]
            )
        )
        waiting._code()
        waiting._progress()

    @api.model
    def _choose(self, products, facilities, company):
        """``choose(product, facility, day)`` -> row or empty, read once for a set."""
        rows = self.sudo().search(
            [
                ("product_id", "in", products.ids),
                ("company_id", "=", company.id),
                ("facility_id", "in", [False, *facilities.ids]),
            ]
        )
        by_product = rows.grouped("product_id")

        def choose(product, facility, day):
            held = by_product.get(product, rows.browse()).filtered(
                lambda row: (
                    row.facility_id in (facility, rows.facility_id.browse())
                    and row.valid_from <= day
                    and (not row.valid_to or row.valid_to >= day)
                )
            )
            return held.sorted(
                lambda row: (bool(row.facility_id), row.valid_from, row.id),
                reverse=True,
            )[:1]

        return choose


class ProductProduct(models.Model):
    """Items know under which codes they are billed."""

    _inherit = "product.product"

    healthcare_charge_code_ids = fields.One2many(
        "healthcare.charge.code", "product_id", string="Charge codes"
    )

    def _healthcare_charge_code(self, facility, day=None):
        """The row that holds at a facility on a day; empty when there is none."""
        self.ensure_one()
        company = facility.company_id or self.env.company
        choose = self.env["healthcare.charge.code"]._choose(self, facility, company)
        return choose(self, facility, day or fields.Date.context_today(self))
