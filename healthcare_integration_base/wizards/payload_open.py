"""Ask what a look into a message is for."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class HealthcarePayloadOpen(models.TransientModel):
    """Opens the contents of a message for a while, to one user, with a purpose."""

    _name = "healthcare.payload.open"
    _description = "Purpose of a look into a message"

    message_ids = fields.Many2many("healthcare.message", readonly=True)
    reason = fields.Selection(
        [
            ("exception", "Solve an exception"),
            ("partner", "Answer the partner"),
            ("mapping", "Map a code"),
            ("audit", "Audit"),
            ("other", "Something else"),
        ],
        string="What for",
        required=True,
        default="exception",
    )
    purpose = fields.Char(string="In your words")

    @api.model
    def default_get(self, fields_list):
        """The messages of the screen it was opened from."""
        values = super().default_get(fields_list)
        if self.env.context.get("active_model") == "healthcare.message":
            values["message_ids"] = [
                Command.set(self.env.context.get("active_ids", []))
            ]
        return values

    def action_open(self):
        """Grant, then show the message again."""
        self.ensure_one()
        if self.reason == "other" and not (self.purpose or "").strip():
            raise UserError(self.env._("Say in your words what you need it for."))
        words = dict(self._fields["reason"]._description_selection(self.env))
        purpose = ": ".join(
            filter(None, [words[self.reason], (self.purpose or "").strip()])
        )
        self.env["healthcare.payload.grant"]._grant(self.message_ids, purpose)
        if self.env.context.get("healthcare_stay"):
            # The screen below loads what was granted by itself.
            return {"type": "ir.actions.act_window_close"}
        return {"type": "ir.actions.client", "tag": "soft_reload"}
