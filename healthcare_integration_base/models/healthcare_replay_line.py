"""One message of a replay run: where it stood, whether it moved, what came of it."""

from odoo import fields, models


class HealthcareReplayLine(models.Model):
    """Written by the engine in sets. A message is queued in one run at a time."""

    _name = "healthcare.replay.line"
    _description = "Replayed message"
    _order = "replay_id, position"
    _rec_name = "message_id"
    _log_access = False

    replay_id = fields.Many2one(
        "healthcare.replay", required=True, readonly=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "healthcare.message", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", readonly=True)
    position = fields.Integer(string="#", readonly=True)
    state = fields.Selection(
        [
            ("queued", "To come"),
            ("stopped", "Stopped"),
            ("moved", "Under way"),
            ("ended", "Ended"),
            ("left", "Left as it was"),
        ],
        required=True,
        readonly=True,
    )
    before = fields.Char(string="Was", readonly=True)
    result = fields.Char(readonly=True)
    message_state = fields.Selection(related="message_id.state", string="Is now")
    message_note = fields.Char(related="message_id.note", string="What happened")
    moved_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)

    _once_uniq = models.UniqueIndex("(replay_id, message_id)")
    _queued_uniq = models.UniqueIndex("(message_id) WHERE state = 'queued'")
    _to_do = models.Index(
        "(replay_id, position) WHERE state IN ('queued', 'stopped', 'moved')"
    )

    def action_open_message(self):
        """The message of this row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.message",
            "res_id": self.message_id.id,
            "views": [(False, "form")],
        }
