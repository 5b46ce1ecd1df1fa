"""The compared lines of a match."""

from odoo import api, fields, models

from ..match_words import LABELS


class HealthcareMatchLine(models.Model):
    """One billed line against its order line; quantities in base units of the item."""

    _name = "healthcare.match.line"
    _description = "Bill match line"
    _order = "match_id, sequence, id"

    match_id = fields.Many2one(
        "healthcare.match", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="match_id.company_id", store=True)
    currency_id = fields.Many2one(related="match_id.currency_id")
    sequence = fields.Integer()
    number = fields.Char(string="Line")
    order_line_id = fields.Many2one("purchase.order.line", index="btree_not_null")
    move_line_id = fields.Many2one(
        "account.move.line", index="btree_not_null", ondelete="set null"
    )
    product_id = fields.Many2one("product.product")
    base_uom_id = fields.Many2one(related="product_id.uom_id")
    categories = fields.Char()
    findings = fields.Char(string="Differs", compute="_compute_findings")
    info = fields.Char()
    ordered_base = fields.Float(string="Ordered", digits=(16, 6))
    received_base = fields.Float(string="Received", digits=(16, 6))
    billed_before_base = fields.Float(string="Billed before", digits=(16, 6))
    inv_base = fields.Float(string="Billed", digits=(16, 6))
    payable_base = fields.Float(string="Payable", digits=(16, 6))
    over_amount = fields.Monetary(string="Quantity difference")
    price_var_po = fields.Monetary(string="Price difference")
    price_var_po_pct = fields.Float(string="Price %", digits=(16, 2))
    price_var_contract = fields.Monetary(string="Above contract")

    @api.depends("categories")
    def _compute_findings(self):
        """The categories in words, for the screens."""
        for line in self:
            codes = filter(None, (line.categories or "").split(","))
            line.findings = ", ".join(LABELS.get(code, code) for code in codes)
