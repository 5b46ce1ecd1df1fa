"""One cause behind many failures: found once, fixed once, released once."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SOLVED = "'done', 'partly', 'duplicate', 'skipped', 'sent', 'acknowledged'"
"""States (SQL) in which a message needs nobody any more."""
FAILING = ("failed", "dead", "rejected", "refused", "waiting", "retry", "uncertain")
"""States in which a message stands beside its problem."""

RECORDED = {
    *("name", "fingerprint", "type_id", "code", "place", "kind", "connection_id"),
    *("flow_id", "company_id", "dependency", "res_model", "res_id", "state"),
    *("first_seen", "opened_at", "solved_at", "recurrences"),
}
"""Columns that only the engine writes."""


class HealthcareProblem(models.Model):
    """All failures of one fingerprint: class, code, place, connection and document.

    One technical exception stands for all its messages; questions on business
    documents keep their own row and share the problem. It closes when nothing of it is
    open, and opens again when the same failure comes back.
    """

    _name = "healthcare.problem"
    _description = "Problem"
    _inherit = ["mail.thread"]
    _order = "state, severity, opened_at desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(string="What", required=True, readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    type_id = fields.Many2one(
        "healthcare.exception.type", string="Class", required=True, readonly=True
    )
    severity = fields.Selection(related="type_id.severity", store=True, precompute=True)
    advice = fields.Text(related="type_id.advice")
    code = fields.Char(string="Reason", readonly=True)
    place = fields.Char(readonly=True, help="Without the number of segment or line.")
    kind = fields.Selection(
        selection=lambda self: self.env["healthcare.flow"]._selection_kind(),
        string="Document",
        readonly=True,
    )
    connection_id = fields.Many2one(
        "healthcare.connection", readonly=True, index="btree_not_null"
    )
    flow_id = fields.Many2one("healthcare.flow", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    dependency = fields.Char(
        readonly=True, help="The key for which messages of this problem wait."
    )
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    user_id = fields.Many2one("res.users", string="Owner", tracking=True, index=True)
    state = fields.Selection(
        [("open", "Open"), ("solved", "Solved")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
    )
    playbook = fields.Html(help="What helped the last time.")
    first_seen = fields.Datetime(
        readonly=True, required=True, default=fields.Datetime.now
    )
    opened_at = fields.Datetime(
        string="Since", readonly=True, required=True, default=fields.Datetime.now
    )
    solved_at = fields.Datetime(readonly=True)
    recurrences = fields.Integer(
        string="Came back", readonly=True, help="How often it was solved before."
    )
    exception_ids = fields.One2many("healthcare.exception", "problem_id", readonly=True)
    replay_ids = fields.One2many("healthcare.replay", "problem_id", readonly=True)
    message_count = fields.Integer(
        string="Messages affected", compute="_compute_extent"
    )
    releasable_count = fields.Integer(string="To release", compute="_compute_extent")
    waiting_count = fields.Integer(
        string="Wait by themselves", compute="_compute_extent"
    )
    open_count = fields.Integer(string="Questions", compute="_compute_money")
    last_seen = fields.Datetime(compute="_compute_extent")
    amount = fields.Monetary(string="At risk", compute="_compute_money")
    loss_per_day = fields.Monetary(string="Loss a day", compute="_compute_money")

    _fingerprint_uniq = models.Constraint(
        "UNIQUE(fingerprint)", "This problem is known already."
    )
    _open = models.Index("(company_id) WHERE state = 'open'")

    def _compute_extent(self):
        """Messages beside each problem, in one statement; last seen by the latest."""
        rows = self._extent()
        for problem in self:
            linked, ready, waiting, last = rows.get(problem.id, (0, 0, 0, None))
            problem.message_count = linked + waiting
            problem.releasable_count = ready
            problem.waiting_count = waiting
            problem.last_seen = last or problem.opened_at

    def _extent(self):
        if not self.ids:
            return {}
        self.env.cr.execute(
            f"""
            SELECT p.id, l.linked, l.ready, w.waiting, GREATEST(l.last, w.last)
              FROM healthcare_problem p
             CROSS JOIN LATERAL (
                SELECT count(*) AS linked, max(m.accepted_at) AS last,
                       count(*) FILTER (WHERE m.state = ANY(%(ready)s)) AS ready
                  FROM healthcare_message m
                 WHERE m.problem_id = p.id AND m.state NOT IN ({SOLVED})) AS l
             CROSS JOIN LATERAL (
                SELECT count(*) AS waiting, max(m.accepted_at) AS last
                  FROM healthcare_message m
                 WHERE m.dependency = p.dependency AND m.state = 'waiting'
                   AND m.problem_id IS DISTINCT FROM p.id) AS w
             WHERE p.id = ANY(%(ids)s)
            """,
            {"ids": self.ids, "ready": list(self._releasable_states())},
        )
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}

    @api.model
    def _releasable_states(self):
        """What a release sends round again; never what a partner may have already."""
        return [state for state in FAILING if state != "uncertain"]

    @api.depends("exception_ids.loss_per_day", "exception_ids.state")
    def _compute_money(self):
        groups = self.env["healthcare.exception"]._read_group(
            [("problem_id", "in", self.ids), ("state", "=", "open")],
            ["problem_id"],
            ["__count", "amount_company:sum", "loss_per_day:sum"],
        )
        sums = {problem.id: values for problem, *values in groups}
        for problem in self:
            problem.open_count, problem.amount, problem.loss_per_day = sums.get(
                problem.id, (0, 0.0, 0.0)
            )

    def write(self, vals):
        if not self.env.su and vals.keys() & RECORDED:
            raise AccessError(self.env._("What a problem says is not edited."))
        if "user_id" in vals and not vals["user_id"]:
            raise UserError(self.env._("A problem has an owner: choose another."))
        result = super().write(vals)
        if vals.get("user_id"):
            shared = self.sudo().exception_ids.filtered(
                lambda row: row.shared and row.state == "open"
            )
            shared.write({"user_id": vals["user_id"]})
        return result

    def _take_owners(self, exceptions):
        """A problem that is new belongs to the owner of its first question."""
        owners = {}
        for exception in exceptions:
            owners.setdefault(exception.problem_id.id, exception.user_id.id)
        for problem in self.filtered(lambda row: not row.user_id):
            problem.user_id = owners[problem.id]

    # -- closing ---------------------------------------------------------------------

    def _close_if_settled(self, resolution, state="resolved"):
        """Close those of these of which nothing is left; their questions with them."""
        problems = self.browse(self._settled_ids())
        if not problems:
            return
        problems.write({"state": "solved", "solved_at": fields.Datetime.now()})
        problems.exception_ids.filtered(lambda row: row.state == "open")._close(
            state, resolution
        )

    def _settled_ids(self):
        """Open ones without an unsettled message or a question that stands alone.

        What waits for a dependency is no message of the problem: there the question
        itself says whether it is solved.
        """
        if not self.ids:
            return []
        self.env["healthcare.message"].flush_model(["state"])
        self.env["healthcare.exception"].flush_model()
        self.flush_model(["state"])
        self.env.cr.execute(
            f"""
            SELECT p.id FROM healthcare_problem p
             WHERE p.id = ANY(%s) AND p.state = 'open'
               AND NOT EXISTS (SELECT 1 FROM healthcare_message m
                                WHERE m.problem_id = p.id AND m.state NOT IN ({SOLVED}))
               AND NOT EXISTS (SELECT 1 FROM healthcare_exception e
                                WHERE e.problem_id = p.id AND e.state = 'open'
                                  AND (NOT e.shared OR p.dependency IS NOT NULL))
            """,
            [self.ids],
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _let_go(self, message_ids):
        """These messages are no part of their problems any more."""
        if message_ids:
            self.env.cr.execute(
                "UPDATE healthcare_message SET problem_id = NULL WHERE id = ANY(%s)",
                [list(message_ids)],
            )
            self.env["healthcare.message"].invalidate_model(["problem_id"])

    @api.model
    def _mend(self):
        """What two drains at once overlooked: close what is settled, and ask again
        about messages that fail beside a closed problem."""
        open_ones = self.sudo().search([("state", "=", "open")])
        open_ones._close_if_settled(self.env._("Nothing of it is left."))
        self._ask_again()
