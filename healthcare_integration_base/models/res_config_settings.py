"""Settings of the engine."""

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Adds the switch that stops everything; others add their fields here."""

    _inherit = "res.config.settings"

    healthcare_stopped = fields.Boolean(compute="_compute_healthcare_stopped")
    healthcare_stop_text = fields.Char(compute="_compute_healthcare_stopped")

    def _compute_healthcare_stopped(self):
        state = self.env["healthcare.stop"]._state()
        text = state["stopped"] and self.env._(
            "Stopped since %(since)s UTC by %(by)s: %(reason)s", **state
        )
        for settings in self:
            settings.healthcare_stopped = state["stopped"]
            settings.healthcare_stop_text = text

    def action_healthcare_stop(self):
        """Stop or resume, with a reason."""
        return self.env["healthcare.stop"].action_ask()
