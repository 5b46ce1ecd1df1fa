"""A replay run: many messages sent round again, in order, at a pace, by a person."""

import ast

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .healthcare_message_action import BARRED, REPLAYABLE

EFFECTIVE = ("done", "partly", "sent", "acknowledged", "duplicate")
"""States in which a message took effect already."""
SETTLED_WELL = ("done", "partly", "duplicate", "sent", "acknowledged")
IN_MOTION = ("received", "due", "leased", "sending")


class HealthcareReplay(models.Model):
    """Who replays what and why, at which rate (messages a minute, 0: no limit).

    The rows are fixed when it starts; each is moved once, in the order of the
    subjects. It goes on after a crash, and two runs never hold the same message.
    """

    _name = "healthcare.replay"
    _description = "Replay run"
    _inherit = ["mail.thread", "healthcare.recorded"]
    _recorded = frozenset(
        {
            *("user_id", "state", "total", "left_out", "started_at", "ended_at"),
            *("stepped_at", "next_at"),
        }
    )
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name")
    reason = fields.Char(required=True, tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    problem_id = fields.Many2one(
        "healthcare.problem", readonly=True, index="btree_not_null"
    )
    domain = fields.Char(
        string="Which messages",
        default="[('state', 'in', ['failed', 'dead'])]",
        help="Only messages that may be replayed are taken.",
    )
    since = fields.Datetime(help="Only messages received at or after this time.")
    limit = fields.Integer(
        string="At most", help="So many messages, the oldest first. 0: all."
    )
    rate = fields.Integer(
        string="Messages a minute", help="0: as fast as they are worked."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("done", "Finished"),
        ],
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
    )
    match_count = fields.Integer(string="To replay", compute="_compute_match_count")
    line_ids = fields.One2many("healthcare.replay.line", "replay_id", readonly=True)
    total = fields.Integer(readonly=True)
    left_out = fields.Integer(
        readonly=True, help="In another run already, or not to be replayed."
    )
    queued_count = fields.Integer(string="To come", compute="_compute_counts")
    running_count = fields.Integer(string="Under way", compute="_compute_counts")
    good_count = fields.Integer(string="Took effect", compute="_compute_counts")
    bad_count = fields.Integer(string="Failed again", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    started_at = fields.Datetime(string="Started", readonly=True)
    ended_at = fields.Datetime(readonly=True)
    stepped_at = fields.Datetime(readonly=True)
    next_at = fields.Datetime(readonly=True)

    _rate_range = models.Constraint(
        'CHECK(rate BETWEEN 0 AND 100000 AND "limit" >= 0)',
        "A rate and a limit are not negative.",
    )
    _running = models.Index("(next_at) WHERE state = 'running'")

    def _compute_name(self):
        for replay in self:
            replay.name = self.env._("Replay %(number)s", number=replay.id or "")

    @api.depends("domain", "since", "limit")
    def _compute_match_count(self):
        for replay in self:
            if replay.state == "draft":
                count = self.env["healthcare.message"].search_count(
                    replay._scope(), limit=replay.limit or None
                )
            else:
                count = replay.total
            replay.match_count = count

    @api.depends("line_ids.state")
    def _compute_counts(self):
        rows = self._counts()
        for replay in self:
            queued, running, good, bad, gone = rows.get(replay.id, (0, 0, 0, 0, 0))
            replay.queued_count = queued
            replay.running_count = running
            replay.good_count = good
            replay.bad_count = bad
            ended = good + bad + gone
            replay.progress = 100.0 * ended / replay.total if replay.total else 0.0

    def _counts(self):
        """``{id: (to come, under way, took effect, failed again, not moved)}``: the
        state of the message counts until the row has ended."""
        if not self.ids:
            return {}
        self.env.cr.execute(
            """
            SELECT l.replay_id,
                   count(*) FILTER (WHERE l.state IN ('queued', 'stopped')),
                   count(*) FILTER (WHERE l.state = 'moved' AND m.state = ANY(%(now)s)),
                   count(*) FILTER (WHERE l.state IN ('moved', 'ended')
                              AND COALESCE(l.result, m.state) = ANY(%(good)s)),
                   count(*) FILTER (WHERE l.state IN ('moved', 'ended')
                              AND COALESCE(l.result, m.state) <> ALL(%(good)s)
                              AND COALESCE(l.result, m.state) <> ALL(%(now)s)),
                   count(*) FILTER (WHERE l.state = 'left')
              FROM healthcare_replay_line l
              JOIN healthcare_message m ON m.id = l.message_id
             WHERE l.replay_id = ANY(%(ids)s) GROUP BY l.replay_id
            """,
            {"ids": self.ids, "good": list(SETTLED_WELL), "now": list(IN_MOTION)},
        )
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}

    # -- scope -----------------------------------------------------------------------

    def _scope(self):
        """The messages of a draft: its filter, its time, what may be replayed.

        :raises UserError: the filter is no domain.
        """
        self.ensure_one()
        try:
            domain = Domain(ast.literal_eval(self.domain or "[]"))
        except (ValueError, SyntaxError, TypeError):
            raise UserError(self.env._("This filter cannot be read.")) from None
        if self.since:
            domain &= Domain("accepted_at", ">=", self.since)
        # What a partner may have already is resent one by one, never by a filter.
        return domain & Domain("state", "in", list(REPLAYABLE))

    @api.model
    def _start(self, messages, reason, rate=0, preview=None, **more):
        """Replay ``messages`` in the background, in the order of their subjects.

        :param rate: messages a minute, 0 without limit.
        :param preview: ``healthcare.preview.report``, approved, that shows what a
            replay of messages that took effect would change.
        :param more: other columns of the run, such as ``problem_id``.
        :return: the run.
        :raises UserError: no reason, no operator, or nothing to replay.
        """
        values = {"reason": reason, "rate": rate, "domain": False}
        values["company_id"] = messages[:1].company_id.id or self.env.company.id
        replay = self.create(values | more)
        states = replay._allowed_states(messages, preview)
        picked = SQL("m.id = ANY(%s)", messages.ids)
        replay._begin(picked, states, len(messages))
        return replay

    @api.model
    def _allowed_states(self, messages, preview=None):
        """States from which these messages may start; what took effect needs more.

        :raises UserError: a message took effect and nobody approved a preview.
        """
        messages.check_access("read")
        took = messages.filtered(lambda row: row.state in EFFECTIVE)
        if not took:
            return REPLAYABLE
        shown = preview and preview.state == "approved" and preview.result_ids
        if not shown or took - shown.message_id:
            raise UserError(
                self.env._(
                    "%(count)s of these messages took effect already. Preview what "
                    "would change and have it approved first.",
                    count=len(took),
                )
            )
        return (*REPLAYABLE, "done", "partly")

    def action_start(self):
        """Begin with what the filter finds now."""
        for replay in self:
            if replay.state != "draft":
                raise UserError(self.env._("This run has begun already."))
            query = self.env["healthcare.message"]._search(replay._scope())
            picked = SQL("m.id IN %s", query.subselect())
            replay._begin(picked, REPLAYABLE, None)

    def _begin(self, picked, states, asked):
        """Fix the rows, in order; a message that another run holds is left out.

        :param picked: condition (SQL) on ``m``, a message.
        """
        self.ensure_one()
        self._check_operator()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write a reason: it is kept with the message."))
        total = self._take_rows(picked, states)
        if not total:
            raise UserError(
                self.env._(
                    "None of these messages can be replayed, or another run has them."
                )
            )
        now = fields.Datetime.now()
        self.sudo().write(
            {
                "state": "running",
                "total": total,
                "left_out": max(0, (asked or total) - total),
                "started_at": now,
                "next_at": now,
            }
        )
        self._audit("replay.started", {"messages": total, "rate": self.rate})
        self._ring_after_commit()

    def _take_rows(self, picked, states):
        """Write the rows in one statement; returns how many there are."""
        self.env.flush_all()
        limit = SQL("LIMIT %s", self.limit) if self.limit else SQL()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO healthcare_replay_line
                       (replay_id, message_id, company_id, position, state, before)
                SELECT %s, id, company_id, row_number() OVER (ORDER BY sequence, part),
                       'queued', state
                  FROM (SELECT m.id, m.company_id, m.sequence, m.part, m.state
                          FROM healthcare_message m
                         WHERE %s AND m.state = ANY(%s) AND NOT %s
                         ORDER BY m.sequence, m.part %s) AS picked
                ON CONFLICT DO NOTHING
                """,
                self.id,
                picked,
                list(states),
                SQL(BARRED),
                limit,
            )
        )
        total = self.env.cr.rowcount
        self.invalidate_recordset(["line_ids"])
        return total
