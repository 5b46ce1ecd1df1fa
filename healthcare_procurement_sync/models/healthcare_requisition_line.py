"""One requested item: what, how much, from whom it would come and at which price."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..approval_rules import Line

PRICED = {"product_id", "quantity", "uom_id", "partner_id"}


class HealthcareRequisitionLine(models.Model):
    """``price`` per ``uom_id`` in the company's currency, an estimate of today."""

    _name = "healthcare.requisition.line"
    _inherit = ["healthcare.decided"]
    _recorded = frozenset(
        ("price", "on_contract", "contract", "price_note", "suggestion")
    )
    _description = "Requisition line"
    _order = "requisition_id, sequence, id"

    requisition_id = fields.Many2one(
        "healthcare.requisition", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="requisition_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Item",
        required=True,
        index=True,
        domain="[('healthcare_requestable', '=', True), ('purchase_ok', '=', True)]",
    )
    description = fields.Char()
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    needed_by = fields.Date(help="Where it differs from the rest.")
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Cost centre",
        compute="_compute_analytic_account_id",
        store=True,
        readonly=False,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", copy=False, help="Proposed."
    )
    price = fields.Float(min_display_digits="Product Price", copy=False, readonly=True)
    amount = fields.Monetary(compute="_compute_amount", store=True)
    on_contract = fields.Boolean(readonly=True, copy=False)
    contract = fields.Char(readonly=True, copy=False)
    price_note = fields.Char(string="Price from", readonly=True, copy=False)
    suggestion = fields.Char(
        string="Good to know",
        readonly=True,
        copy=False,
        help="Off contract, lapsed tier, or a contract item that serves the same.",
    )
    order_line_ids = fields.One2many(
        "purchase.order.line", "healthcare_requisition_line_id", readonly=True
    )
    progress = fields.Char(compute="_compute_progress", compute_sudo=True)

    _positive = models.Constraint("CHECK(quantity >= 0)", "A quantity is not negative.")

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line._ordering_unit() if line.product_id else line.uom_id

    def _ordering_unit(self):
        """The pack that the item is bought in, else its own unit."""
        seller = self.product_id.sudo().seller_ids[:1]
        return seller.product_uom_id or self.product_id.uom_id

    @api.depends("requisition_id.analytic_account_id")
    def _compute_analytic_account_id(self):
        for line in self:
            line.analytic_account_id = line.requisition_id.analytic_account_id

    @api.depends("quantity", "price")
    def _compute_amount(self):
        for line in self:
            line.amount = float(line._amount())

    def _amount(self):
        return Decimal(str(self.quantity)) * Decimal(str(self.price))

    @api.depends("order_line_ids.qty_received", "order_line_ids.order_id.state")
    def _compute_progress(self):
        for line in self:
            line.progress = line._progress_words()

    def _progress_words(self):
        rows = self.order_line_ids.filtered(lambda row: row.state != "cancel")
        if not rows:
            return False
        received = sum(rows.mapped("qty_received"))
        ordered = sum(rows.mapped("product_qty"))
        if received:
            return self.env._(
                "%(received)g of %(ordered)g received",
                received=received,
                ordered=ordered,
            )
        promised = rows.filtered("healthcare_promised_date")[:1]
        if promised:
            day = fields.Date.to_string(promised.healthcare_promised_date)
            return self.env._("Promised for %s", day)
        if rows.order_id.filtered(lambda row: row.state == "purchase"):
            return self.env._("Ordered")
        return self.env._("With the buyer")

    # -- writing ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        lines.sudo()._quote()
        return lines

    def write(self, vals):
        self._check_open(vals)
        result = super().write(vals)
        if "requisition_id" in vals:
            self._check_open()
        if PRICED & vals.keys():
            self.sudo()._quote()
        if not self.env.su:
            self.requisition_id._note_author()
        return result

    def unlink(self):
        self._check_open()
        return super().unlink()

    def _check_open(self, names=()):
        """:raises UserError: lines of what was submitted. A buyer still chooses the
        supplier of what is approved."""
        buyer = self.env.user.has_group("purchase.group_purchase_user")
        if self.env.su or (buyer and set(names) == {"partner_id"}):
            return
        if self.requisition_id.filtered(lambda row: not row.editable):
            raise UserError(
                self.env._(
                    "What was submitted is not changed. Ask to have it returned."
                )
            )

    @api.onchange("product_id", "quantity", "uom_id", "partner_id")
    def _onchange_price(self):
        if self.product_id:
            values = self.sudo()._quotes()
            self.update(values[0] if values else {})

    # -- prices ----------------------------------------------------------------------

    def _quote(self):  # pylint: disable=missing-return
        """Write supplier, price and where the price comes from."""
        lines = self.filtered("product_id")
        for line, values in zip(lines, lines._quotes(), strict=True):
            super(HealthcareRequisitionLine, line).write(values)

    def _quotes(self):
        """Values of each line, in order: supplier, price, where it comes from."""
        raise NotImplementedError

    def _approval_line(self):
        """:class:`~..approval_rules.Line` of this line."""
        pieces = self.uom_id._healthcare_factor(self.product_id.uom_id) or 1
        return Line(
            amount=self._amount(),
            unit_price=Decimal(str(self.price)) / Decimal(float(pieces)),
            category_ids=self.product_id.categ_id._healthcare_and_above(),
            on_contract=self.on_contract,
            clinical=self.product_id.healthcare_clinical,
        )

    def action_add_from_catalog(self):
        """Odoo's catalogue, opened from the list of the items."""
        requisition = self.env["healthcare.requisition"].browse(
            self.env.context.get("order_id")
        )
        return requisition.action_add_from_catalog()

    def _get_product_catalog_lines_data(self, **kwargs):
        """What Odoo's catalogue shows of an item that is requested already."""
        if not self:
            return {"quantity": 0}
        requisition = self.requisition_id
        return {
            "quantity": sum(self.mapped("quantity")),
            "price": self[0].price,
            "readOnly": not requisition.editable or len(self) > 1,
            "uomDisplayName": self[0].uom_id.display_name,
        }
