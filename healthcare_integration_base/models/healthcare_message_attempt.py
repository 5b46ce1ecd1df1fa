"""One try to open, apply or send a message. Append only."""

from odoo import api, fields, models


class HealthcareMessageAttempt(models.Model):
    """When, by whom and with which result; never with a payload value."""

    _name = "healthcare.message.attempt"
    _description = "Healthcare message attempt"
    _order = "id desc"
    _log_access = False

    message_id = fields.Many2one(
        "healthcare.message",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    number = fields.Integer(readonly=True)
    stage = fields.Selection(
        [
            ("open", "Open"),
            ("apply", "Apply"),
            ("send", "Send"),
            ("verify", "Verify"),
            ("person", "By a person"),
        ],
        readonly=True,
    )
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)
    state = fields.Char(string="Result", readonly=True)
    code = fields.Char(string="Reason", readonly=True)
    where = fields.Char(readonly=True)
    trace = fields.Text(
        readonly=True, groups="healthcare_integration_base.group_operator"
    )
    user_id = fields.Many2one("res.users", readonly=True)
    comment = fields.Char(readonly=True)
    waited = fields.Integer(
        string="Waited (s)",
        compute="_compute_waited",
        help="Seconds since the attempt before.",
    )

    @api.depends("message_id", "started_at")
    def _compute_waited(self):
        """From the end of one attempt to the start of the next; one query for all."""
        self.flush_model()
        self.env.cr.execute(
            """
            SELECT id, EXTRACT(EPOCH FROM started_at - lag(ended_at) OVER (
                               PARTITION BY message_id ORDER BY id))::int
              FROM healthcare_message_attempt WHERE message_id = ANY(%s)
            """,
            [self.message_id.ids],
        )
        waits = dict(self.env.cr.fetchall())
        for attempt in self:
            attempt.waited = max(0, waits.get(attempt.id) or 0)
