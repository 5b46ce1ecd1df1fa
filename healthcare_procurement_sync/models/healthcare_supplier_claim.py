"""Money we claim back from a supplier."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..match_units import as_decimal


class HealthcareSupplierClaim(models.Model):
    """Opened where a bill was paid above the contract, or by a dispute; settled by a
    credit. ``settled_amount`` never exceeds ``amount``."""

    _name = "healthcare.supplier.claim"
    _description = "Claim against a supplier"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True
    )
    order_line_id = fields.Many2one(
        "purchase.order.line", index="btree_not_null", ondelete="restrict"
    )
    order_id = fields.Many2one(related="order_line_id.order_id")
    product_id = fields.Many2one(related="order_line_id.product_id", string="Item")
    move_id = fields.Many2one("account.move", string="Bill", index="btree_not_null")
    credit_id = fields.Many2one("account.move", string="Credit note", readonly=True)
    dispute_id = fields.Many2one(
        "healthcare.price.dispute", readonly=True, index="btree_not_null", copy=False
    )
    kind = fields.Selection(
        [
            ("price", "Price"),
            ("short", "Short delivery"),
            ("damage", "Damage"),
            ("freight", "Freight or charge"),
            ("recall", "Recall"),
        ],
        required=True,
        default="price",
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(required=True, tracking=True)
    settled_amount = fields.Monetary(string="Recovered", readonly=True)
    open_amount = fields.Monetary(string="Open", compute="_compute_open_amount")
    state = fields.Selection(
        [("open", "Open"), ("settled", "Settled"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        tracking=True,
        index=True,
    )
    note = fields.Text()

    _amounts = models.Constraint(
        "CHECK(amount >= 0 AND settled_amount >= 0)", "Amounts are not negative."
    )

    @api.depends("amount", "settled_amount", "state")
    def _compute_open_amount(self):
        for claim in self:
            rest = as_decimal(claim.amount) - as_decimal(claim.settled_amount)
            claim.open_amount = float(rest) if claim.state == "open" else 0.0

    def write(self, vals):
        # EXTENDS mail: the supplier's own credit makes our draft superfluous.
        result = super().write(vals)
        if {"credit_id", "settled_amount", "state"} & vals.keys():
            for dispute in self.dispute_id.sudo():
                dispute._settled_elsewhere(self.filtered("dispute_id").credit_id)
                dispute._note_recovery()
        return result

    def action_cancel(self):
        """Give the claim up."""
        self.filtered(lambda claim: claim.state == "open").write({"state": "cancelled"})

    def action_reopen(self):
        """Claim it after all."""
        self.filtered(lambda claim: claim.state == "cancelled").write({"state": "open"})

    def action_settle(self):
        """The money came back in a way that no document shows."""
        for claim in self.filtered(lambda row: row.state == "open"):
            claim.write({"settled_amount": claim.amount, "state": "settled"})

    def action_dispute(self):
        """The dispute of the bill behind this claim, with its dossier."""
        self.ensure_one()
        if self.dispute_id:
            return self.dispute_id._open_form()
        if not self.move_id:
            raise UserError(self.env._("No bill stands behind this claim."))
        dispute = self.env["healthcare.price.dispute"]._open_for_bill(self.move_id)
        self.sudo().dispute_id = dispute
        return dispute._open_form()
