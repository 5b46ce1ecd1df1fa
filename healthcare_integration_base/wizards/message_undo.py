"""Undo: the reason first, then what it would change."""

from odoo import api, fields, models


class HealthcareMessageUndo(models.TransientModel):
    """Leads to a preview; nothing is taken back here."""

    _name = "healthcare.message.undo"
    _description = "Undo messages"

    reason = fields.Char(required=True)
    message_ids = fields.Many2many(
        "healthcare.message",
        "healthcare_message_undo_rel",
        readonly=True,
        default=lambda self: self._default_messages(),
    )
    ready_count = fields.Integer(compute="_compute_ready_count")

    @api.model
    def _default_messages(self):
        if self.env.context.get("active_model") != "healthcare.message":
            return self.env["healthcare.message"]
        return self.env["healthcare.message"].browse(
            self.env.context.get("active_ids", ())
        )

    @api.depends("message_ids")
    def _compute_ready_count(self):
        for wizard in self:
            wizard.ready_count = len(
                wizard.message_ids.filtered(lambda row: row._may_undo())
            )

    def action_preview(self):
        """Show what taking back would change."""
        self.ensure_one()
        reports = self.env["healthcare.preview.report"]
        return reports._preview_undo(self.message_ids, self.reason)._form()
