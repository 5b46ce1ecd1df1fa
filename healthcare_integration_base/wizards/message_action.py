"""Replay or skip several messages at once, with a reason and a preview."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..state import can_move


class HealthcareMessageActionWizard(models.TransientModel):
    """Only the messages that may move are moved; the others are left as they are."""

    _name = "healthcare.message.action"
    _description = "Replay or skip messages"

    action = fields.Selection(
        [
            ("replay", "Replay: process again"),
            ("skip", "Skip: set aside for good"),
        ],
        string="What to do",
        required=True,
        default="replay",
    )
    reason = fields.Char(help="Kept with every message, under Attempts.")
    rate = fields.Integer(
        string="Messages a minute", help="0: as fast as they are worked."
    )
    message_ids = fields.Many2many(
        "healthcare.message",
        "healthcare_message_action_rel",
        readonly=True,
        default=lambda self: self._default_messages(),
    )
    ready_ids = fields.Many2many("healthcare.message", compute="_compute_ready")
    ready_count = fields.Integer(compute="_compute_ready")
    left_count = fields.Integer(compute="_compute_ready")

    @api.model
    def _default_messages(self):
        if self.env.context.get("active_model") != "healthcare.message":
            return self.env["healthcare.message"]
        return self.env["healthcare.message"].browse(
            self.env.context.get("active_ids", ())
        )

    @api.depends("action", "message_ids")
    def _compute_ready(self):
        for wizard in self:
            ready = wizard.message_ids.filtered(wizard._may_move)
            wizard.ready_ids = ready
            wizard.ready_count = len(ready)
            wizard.left_count = len(wizard.message_ids) - len(ready)

    def _may_move(self, message):
        if self.action == "replay":
            return message._is_replayable()
        return can_move(message.direction, message.state, "skipped")

    def action_confirm(self):
        """Replay or skip what may be; needs a reason for both.

        Several messages are replayed by a run that keeps the order of their subjects;
        it is opened, with its progress.

        :raises UserError: no reason, or no message to move.
        """
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write a reason: it is kept with the message."))
        if not self.ready_ids:
            raise UserError(
                self.env._("None of the chosen messages can be moved like that.")
            )
        if self.action == "skip":
            self.ready_ids._skip(reason)
        elif len(self.ready_ids) > 1:
            run = self.env["healthcare.replay"]._start(
                self.ready_ids, reason, self.rate
            )
            return {
                "type": "ir.actions.act_window",
                "res_model": run._name,
                "res_id": run.id,
                "views": [(False, "form")],
            }
        else:
            self.ready_ids._replay(reason)
        return {"type": "ir.actions.act_window_close"}
