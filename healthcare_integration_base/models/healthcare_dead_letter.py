"""Dead letters as a queue: by cause, owner and age, with a daily digest."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

AGES = [
    ("1", "Today"),
    ("2", "This week"),
    ("3", "This month"),
    ("4", "Older"),
]


class HealthcareDeadLetter(models.Model):
    """One message whose tries are used up. A view of the database; its id is the
    message's. ``dead_at`` is the last attempt (UTC); the owner is the exception's, or
    the connection's when the exception was closed."""

    _name = "healthcare.dead.letter"
    _description = "Dead letter"
    _auto = False
    _order = "dead_at, id"
    _rec_name = "message_id"

    message_id = fields.Many2one("healthcare.message", readonly=True)
    connection_id = fields.Many2one("healthcare.connection", readonly=True)
    flow_id = fields.Many2one("healthcare.flow", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    direction = fields.Selection([("in", "Inbound"), ("out", "Outbound")])
    kind = fields.Selection(
        selection=lambda self: self.env["healthcare.flow"]._selection_kind(),
        string="Document",
        readonly=True,
    )
    reference = fields.Char(readonly=True)
    code = fields.Char(string="Cause", readonly=True)
    code_text = fields.Char(string="Cause in words", compute="_compute_code_text")
    note = fields.Char(string="Last error", readonly=True)
    tries = fields.Integer(string="Attempts", readonly=True)
    accepted_at = fields.Datetime(string="Received", readonly=True)
    dead_at = fields.Datetime(string="Dead since", readonly=True)
    age = fields.Selection(AGES, readonly=True)
    exception_id = fields.Many2one("healthcare.exception", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT d.*, CASE WHEN d.days < 1 THEN '1' WHEN d.days < 7 THEN '2'
                             WHEN d.days < 30 THEN '3' ELSE '4' END AS age
              FROM (SELECT m.id, m.id AS message_id, m.connection_id, m.flow_id,
                           m.company_id, m.direction, m.kind, m.reference,
                           COALESCE(m.code, 'unknown') AS code, m.note, m.tries,
                           m.accepted_at, a.at AS dead_at, e.id AS exception_id,
                           COALESCE(e.user_id, c.owner_id) AS user_id,
                           EXTRACT(EPOCH FROM timezone('UTC', now()) - a.at) / 86400
                               AS days
                      FROM healthcare_message m
                      JOIN healthcare_connection c ON c.id = m.connection_id
                      LEFT JOIN LATERAL (
                           SELECT COALESCE(max(t.ended_at), m.accepted_at) AS at
                             FROM healthcare_message_attempt t
                            WHERE t.message_id = m.id) a ON TRUE
                      LEFT JOIN LATERAL (
                           SELECT x.id, x.user_id FROM healthcare_exception x
                            WHERE x.state = 'open' AND (x.message_id = m.id
                               OR x.shared AND x.problem_id = m.problem_id)
                            ORDER BY x.id DESC LIMIT 1) e ON TRUE
                     WHERE m.state = 'dead') d
            """
        )

    def _read_group_groupby(self, alias, groupby_spec, query):
        self.env["healthcare.message"]._check_groupable(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "__count":
            self.env["healthcare.message"]._check_groupable(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_code_text(self):
        words = self.env["healthcare.code.words"]
        known = words._sentences() | {
            "waited": self.env._("What it waited for never came.")
        }
        for letter in self:
            letter.code_text = words._say(letter.code, known)

    def action_open_message(self):
        """The message itself, with attempts and payload."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.message",
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_replay_or_skip(self):
        """Replay or skip the chosen ones, with a reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action_wizard_action"
        )
        return action | {
            "context": {"active_model": "healthcare.message", "active_ids": self.ids}
        }

    def action_delete(self):
        """Delete the chosen ones for good, with a reason; administrators only."""
        messages = self.env["healthcare.message"].browse(self.ids)
        return self.env["healthcare.decision"]._open_for("delete", messages)

    @api.model
    def _cron_digest(self):
        """Once a day: each owner hears of his dead letters, by cause and age."""
        letters = self.sudo()
        for user, count, oldest in letters._read_group(
            [], ["user_id"], ["__count", "dead_at:min"]
        ):
            if not user.active or not user.partner_id:
                continue
            causes = letters._read_group(
                [("user_id", "=", user.id)], ["code"], ["__count"], order="__count desc"
            )
            letters.with_context(lang=user.lang)._send_digest(
                user, count, oldest, causes
            )

    def _send_digest(self, user, count, oldest, causes):
        _ = self.env._
        first = _(
            "%(count)s dead letters are yours, the oldest since %(day)s.",
            count=count,
            day=fields.Date.to_string(oldest),
        )
        items = Markup().join(
            Markup("<li>%s: %s</li>") % (code, number) for code, number in causes
        )
        link = Markup('<p><a href="/odoo/action-%s">%s</a></p>') % (
            "healthcare_integration_base.healthcare_dead_letter_action",
            _("Open the dead letters"),
        )
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=_("%(count)s dead letters", count=count),
            body=Markup("<p>%s</p><ul>%s</ul>%s") % (first, items, link),
        )
