"""The documents of a correction wave, each with what is to become of it."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..errors import IntegrationError
from ..redact import code_of


class HealthcareCorrectionWaveLine(models.Model):
    """One message of a wave and what is to become of it."""

    _name = "healthcare.correction.wave.line"
    _description = "Correction wave line"
    _order = "action, amount desc, id"
    _rec_name = "record_names"

    wave_id = fields.Many2one(
        "healthcare.correction.wave", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="wave_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    message_id = fields.Many2one(
        "healthcare.message", required=True, readonly=True, ondelete="restrict"
    )
    record_names = fields.Char(string="Documents", readonly=True)
    amount = fields.Monetary(readonly=True)
    posted = fields.Boolean(readonly=True)
    locked = fields.Boolean(string="Period locked", readonly=True)
    action = fields.Selection(
        [
            ("again", "Undo and apply anew"),
            ("accountant", "Posted: accountant"),
            ("leave", "No effect: leave"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("undone", "Undone"),
            ("done", "Corrected"),
            ("failed", "Not corrected"),
        ],
        required=True,
        default="planned",
        readonly=True,
    )
    result = fields.Char(readonly=True)

    _once = models.UniqueIndex("(wave_id, message_id)")

    def _undo(self, user, reason):
        """Take one document back; what refuses is named and stays as it is."""
        message = self.message_id
        savepoint = self.env.cr.savepoint()
        try:
            facts = self.env["healthcare.mapping.radius.facts"]._of_messages(
                message.ids
            )
            if facts[0]["posted"] or not message._may_undo():
                raise UserError(self.env._("It was posted or undone in the meantime."))
            outcome = message._undo_once()
            message._record_undone(outcome.touched, reason, user)
            self.env.flush_all()
            savepoint.close(rollback=False)
            self.state = "undone"
        except (UserError, IntegrationError) as error:
            savepoint.close()
            self.env.invalidate_all()
            words = str(error) if isinstance(error, UserError) else code_of(error)
            self.write({"state": "failed", "result": words})
