"""Bill lines: the order line they answer, and the columns of the match."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    """Links a billed line to its order line even while the bill is held.

    ``purchase_line_id`` stays empty until the bill is released: a linked draft would
    count as billed on the order.
    """

    _inherit = "account.move.line"

    healthcare_order_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    healthcare_line_kind = fields.Selection(
        [
            ("goods", "Goods"),
            ("price_adjustment", "Price adjustment"),
            ("charge", "Charge"),
            ("tax", "Tax as stated"),
            ("rounding", "Rounding"),
        ],
        copy=False,
        readonly=True,
    )
    healthcare_match_line_ids = fields.One2many(
        "healthcare.match.line", "move_line_id", readonly=True
    )
    healthcare_ordered = fields.Float(
        string="Ordered", digits="Product Unit", compute="_compute_healthcare_columns"
    )
    healthcare_received = fields.Float(
        string="Received", digits="Product Unit", compute="_compute_healthcare_columns"
    )
    healthcare_billed_before = fields.Float(
        string="Billed before",
        digits="Product Unit",
        compute="_compute_healthcare_columns",
    )
    healthcare_difference = fields.Float(
        string="Not covered",
        digits="Product Unit",
        compute="_compute_healthcare_columns",
    )
    healthcare_findings = fields.Char(
        string="Differs", compute="_compute_healthcare_columns"
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        self._healthcare_check_answers(vals_list)
        lines = super().create(vals_list)
        for line, vals in zip(lines, vals_list, strict=True):
            if vals.get("purchase_line_id"):
                line._healthcare_refuse_link()
        return lines

    def write(self, vals):
        # EXTENDS account
        self._healthcare_check_answers([vals])
        if vals.get("purchase_line_id"):
            self._healthcare_refuse_link()
        return super().write(vals)

    @api.model
    def _healthcare_check_answers(self, vals_list):
        """:raises UserError: a person writes what only the match writes."""
        if self.env.su or self.env.user.healthcare_service_account:
            return
        decided = ("healthcare_order_line_id", "healthcare_line_kind")
        if any(vals.get(name) for vals in vals_list for name in decided):
            raise UserError(self.env._("The match says which order a line answers."))

    def _healthcare_refuse_link(self):
        """:raises UserError: a held bill would count as billed on the order."""
        if self.move_id.filtered("healthcare_payment_hold"):
            raise UserError(
                self.env._(
                    "The match holds this bill: it does not count as billed. Choose "
                    "the order with Allocate."
                )
            )

    def reconcile(self):
        # EXTENDS account: a payment matched by hand pays a bill as well.
        if self.payment_id:
            self.move_id._healthcare_check_payable()
        return super().reconcile()

    @api.depends("healthcare_match_line_ids", "product_uom_id", "product_id")
    def _compute_healthcare_columns(self):
        """In the unit of the bill line, so that the columns can be compared."""
        for line in self:
            row = line.healthcare_match_line_ids[:1]
            factor = 1.0
            if row and line.product_uom_id and line.product_id:
                exact = line.product_uom_id._healthcare_factor(line.product_id.uom_id)
                factor = float(exact or 1)
            line.healthcare_ordered = row.ordered_base / factor
            line.healthcare_received = row.received_base / factor
            line.healthcare_billed_before = row.billed_before_base / factor
            over = max(row.inv_base - row.payable_base, 0.0) / factor
            line.healthcare_difference = over
            line.healthcare_findings = row.findings
