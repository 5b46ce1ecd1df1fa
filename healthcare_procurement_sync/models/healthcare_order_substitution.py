"""Another item that a supplier offers for an ordered one."""

from odoo import fields, models


class HealthcareOrderSubstitution(models.Model):
    """Offered in an acknowledgment; only an accepted one may be received and billed.

    ``base_ratio`` base units of the ordered item in one base unit of the offered one.
    """

    _name = "healthcare.order.substitution"
    _description = "Offered substitute"
    _order = "id desc"

    order_line_id = fields.Many2one(
        "purchase.order.line", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="order_line_id.order_id", store=True)
    company_id = fields.Many2one(related="order_line_id.company_id", store=True)
    ordered_product_id = fields.Many2one(related="order_line_id.product_id")
    product_id = fields.Many2one("product.product", string="Offered item")
    supplier_code = fields.Char(string="Supplier's number", readonly=True)
    base_ratio = fields.Float(default=1.0, required=True, digits=(16, 6))
    state = fields.Selection(
        [("pending", "To decide"), ("accepted", "Accepted"), ("refused", "Refused")],
        required=True,
        default="pending",
    )

    _offer_uniq = models.UniqueIndex(
        "(order_line_id, COALESCE(product_id, 0), COALESCE(supplier_code, ''))"
    )

    def action_accept(self):
        """The offered item may be received and billed in place of the ordered one."""
        self.write({"state": "accepted"})
        self.order_line_id.write({"healthcare_ack_state": "accepted"})
        self._settle(self.env._("The substitute was accepted."))

    def action_refuse(self):
        """The offered item is not wanted."""
        self.write({"state": "refused"})
        self._settle(self.env._("The substitute was refused."))

    def _settle(self, resolution):
        for order in self.order_id:
            waiting = order.order_line.healthcare_substitution_ids.filtered(
                lambda row: row.state == "pending"
            )
            if not waiting:
                self.env["healthcare.exception"]._resolve_for(
                    order, ["SUBSTITUTION"], resolution
                )
        self.env["healthcare.match"]._rematch_orders(self.order_id, resolution)
