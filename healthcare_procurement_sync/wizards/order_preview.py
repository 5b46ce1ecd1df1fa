"""The message of an order, before it leaves."""

from odoo import fields, models

from odoo.addons.healthcare_integration_base.canonical import to_json


class HealthcareOrderPreview(models.TransientModel):
    """What the supplier would be told now; nothing is sent or numbered."""

    _name = "healthcare.order.preview"
    _description = "Order message preview"

    order_id = fields.Many2one("purchase.order", required=True)
    content = fields.Html(compute="_compute_content", sanitize=False)

    def _compute_content(self):
        messages = self.env["healthcare.message"]
        for wizard in self:
            handler = self.env["healthcare.handler.purchase_order"]
            document = handler._compose(wizard.order_id)[0]
            wizard.content = messages._as_html(to_json(document))


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    def action_healthcare_preview(self):
        """Show the message that this order is, or would be."""
        self.ensure_one()
        self.check_access("read")
        wizard = self.env["healthcare.order.preview"].create({"order_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Message to the supplier"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
