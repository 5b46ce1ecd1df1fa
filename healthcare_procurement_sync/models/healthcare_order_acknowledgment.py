"""Natural keys of order acknowledgments."""

from odoo import fields, models


class HealthcareOrderAcknowledgment(models.Model):
    """One answer of a supplier to an order; the same content is applied once."""

    _name = "healthcare.order.acknowledgment"
    _description = "Order acknowledgment"
    _order = "id desc"
    _rec_name = "status"

    order_id = fields.Many2one(
        "purchase.order", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    message_id = fields.Many2one("healthcare.message", readonly=True)
    status = fields.Char(required=True, readonly=True)
    purpose = fields.Char(readonly=True)
    acknowledged_date = fields.Date(readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)

    _content_uniq = models.UniqueIndex("(order_id, fingerprint)")
