"""What an acknowledgment found on the order, so that it can be taken back."""

from odoo import api, fields, models


class HealthcareAcknowledgmentBefore(models.Model):
    """One row per applied acknowledgment; written and removed by the handler.

    ``values`` is ``{"order": {field: value}, "lines": {line id: {field: value}},
    "substitutions": [ids]}`` in the form that ``write`` takes.
    """

    _name = "healthcare.acknowledgment.before"
    _description = "Order before an acknowledgment"
    _order = "id desc"

    order_id = fields.Many2one(
        "purchase.order", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    message_id = fields.Many2one("healthcare.message", readonly=True, index=True)
    fingerprint = fields.Char(required=True, readonly=True)
    values = fields.Json(readonly=True)

    @api.model
    def _plain(self, record, names):
        """``{name: value}`` of a record, ready for JSON and for ``write``."""
        found = {}
        for name in names:
            field = record._fields[name]
            value = field.convert_to_write(record[name], record)
            if field.type in ("date", "datetime") and value:
                value = fields.Datetime.to_string(value)
                value = value[:10] if field.type == "date" else value
            found[name] = value
        return found
