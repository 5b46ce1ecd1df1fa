"""Refuse what is shown, with a reason."""

from odoo import fields, models


class HealthcareApprovalRefuse(models.TransientModel):
    """The reason goes to the preview, the messages and the audit trail."""

    _name = "healthcare.approval.refuse"
    _description = "Refuse the effect of messages"

    report_ids = fields.Many2many(
        "healthcare.preview.report",
        "healthcare_approval_refuse_report_rel",
        readonly=True,
    )
    message_ids = fields.Many2many(
        "healthcare.message", "healthcare_approval_refuse_message_rel", readonly=True
    )
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Refuse; checked again by the reports themselves."""
        self.ensure_one()
        if self.message_ids:
            self.message_ids._refuse_effect(self.reason)
        else:
            self.report_ids._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
