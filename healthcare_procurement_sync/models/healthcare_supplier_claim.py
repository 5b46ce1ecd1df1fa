"""Money we claim back from a supplier."""

from odoo import fields, models


class HealthcareSupplierClaim(models.Model):
    """Opened where a bill was paid above the contract; settled by a credit."""

    _name = "healthcare.supplier.claim"
    _description = "Claim against a supplier"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    partner_id = fields.Many2one("res.partner", required=True, index=True)
    order_line_id = fields.Many2one(
        "purchase.order.line", index="btree_not_null", ondelete="restrict"
    )
    move_id = fields.Many2one("account.move", string="Bill", index="btree_not_null")
    credit_id = fields.Many2one("account.move", readonly=True)
    kind = fields.Selection(
        [("price", "Price"), ("short", "Short delivery"), ("damage", "Damage")],
        required=True,
        default="price",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(required=True)
    settled_amount = fields.Monetary(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("settled", "Settled"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        tracking=True,
    )
