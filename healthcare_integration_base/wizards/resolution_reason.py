"""The sentence that goes with an answer."""

from odoo import fields, models


class HealthcareResolutionReason(models.TransientModel):
    """Asks why before an answer is carried out."""

    _name = "healthcare.resolution.reason"
    _description = "Reason of an answer"

    exception_id = fields.Many2one("healthcare.exception", required=True, readonly=True)
    resolution_id = fields.Many2one(
        "healthcare.resolution", required=True, readonly=True
    )
    description = fields.Char(related="resolution_id.description")
    question = fields.Char(related="exception_id.name")
    reason = fields.Char()

    def action_confirm(self):
        """Carry out the answer with its reason."""
        self.ensure_one()
        action = self.exception_id._apply_resolution(self.resolution_id, self.reason)
        return action or {"type": "ir.actions.act_window_close"}
