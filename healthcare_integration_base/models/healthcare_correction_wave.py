"""Correction wave: documents that a wrong row touched, taken back and applied anew."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

APPROVER = "healthcare_integration_base.group_approver"
OPERATOR = "healthcare_integration_base.group_operator"
STEWARD = "healthcare_integration_base.group_steward"


class HealthcareCorrectionWave(models.Model):
    """A plan, approved by a second person, carried out by a replay run.

    What stands in the books or in the stock is never touched: the plan names it and
    leaves it to an accountant. The rest is undone by its handler and applied again with
    the versions that are in force then.
    """

    _name = "healthcare.correction.wave"
    _description = "Correction wave"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.recorded"]
    _recorded = frozenset({"state", "author_id", "approved_by_id", "replay_id"})
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    version_id = fields.Many2one(
        "healthcare.mapping.version", required=True, readonly=True, ondelete="restrict"
    )
    row_ids = fields.Many2many(
        "healthcare.mapping.line", string="Wrong rows", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    reason = fields.Char(tracking=True)
    state = fields.Selection(
        [
            ("plan", "Plan"),
            ("to_approve", "To approve"),
            ("approved", "Approved"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="plan",
        tracking=True,
    )
    author_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, tracking=True
    )
    replay_id = fields.Many2one("healthcare.replay", readonly=True)
    left_out = fields.Integer(
        string="For another wave",
        readonly=True,
        help="Touched as well, but more than one wave takes.",
    )
    line_ids = fields.One2many("healthcare.correction.wave.line", "wave_id")
    total = fields.Integer(compute="_compute_counts")
    again_count = fields.Integer(string="Applied anew", compute="_compute_counts")
    accountant_count = fields.Integer(
        string="For an accountant", compute="_compute_counts"
    )
    accountant_amount = fields.Monetary(compute="_compute_counts")
    failed_count = fields.Integer(string="Not undone", compute="_compute_counts")

    _four_eyes = models.Constraint(
        "CHECK(approved_by_id IS NULL OR approved_by_id <> author_id)",
        "Who planned a wave never approves it.",
    )
    _approved = models.Constraint(
        "CHECK(state NOT IN ('approved', 'running', 'done') "
        "OR approved_by_id IS NOT NULL)",
        "A wave runs once another person approved it.",
    )

    @api.depends("line_ids.action", "line_ids.state")
    def _compute_counts(self):
        groups = self.env["healthcare.correction.wave.line"]._read_group(
            [("wave_id", "in", self.ids)],
            ["wave_id", "action", "state"],
            ["__count", "amount:sum"],
        )
        for wave in self:
            rows = [row[1:] for row in groups if row[0] == wave]
            wave.total = sum(row[2] for row in rows)
            wave.again_count = sum(row[2] for row in rows if row[0] == "again")
            posted = [row for row in rows if row[0] == "accountant"]
            wave.accountant_count = sum(row[2] for row in posted)
            wave.accountant_amount = sum(row[3] for row in posted)
            wave.failed_count = sum(row[2] for row in rows if row[1] == "failed")

    # -- plan ------------------------------------------------------------------------

    @api.model
    def _plan(self, version, rows, message_ids, limit=None):
        """A plan over messages; what it proposes for each is decided by their records.

        :param limit: the most that one wave takes; the rest needs another wave.
        :raises AccessError: neither steward nor operator.
        """
        user = self.env.user
        if not (user.has_group(STEWARD) or user.has_group(OPERATOR)):
            raise AccessError(self.env._("A steward or an operator plans corrections."))
        if not message_ids:
            raise UserError(self.env._("No document was touched."))
        left_out = len(message_ids[limit:]) if limit else 0
        message_ids = message_ids[:limit]
        facts = self.env["healthcare.mapping.radius.facts"]._of_messages(message_ids)
        messages = self.env["healthcare.message"].browse(message_ids)
        # Only who may read all of them plans what becomes of them.
        messages.check_access("read")
        states = {message.id: message for message in messages}
        wave = self.sudo().create(
            {
                "name": self.env._("Correction of %(what)s", what=version.display_name),
                "version_id": version.id,
                "row_ids": [(6, 0, rows.ids)],
                "company_id": version.company_id.id,
                "author_id": user.id,
                "left_out": left_out,
                "line_ids": [
                    (
                        0,
                        0,
                        row
                        | {"action": self._proposal(states[row["message_id"]], row)},
                    )
                    for row in facts
                ],
            }
        )
        wave._log("wave.planned")
        return wave.with_env(self.env)

    @api.model
    def _proposal(self, message, facts):
        if facts["posted"]:
            return "accountant"
        return "again" if message._may_undo() else "leave"

    def action_ask(self):
        """Ask a second person; needs a reason."""
        for wave in self:
            wave._check_author()
            if wave.state != "plan" or not (wave.reason or "").strip():
                raise UserError(self.env._("Write down why, then ask for approval."))
            wave.sudo().state = "to_approve"
            exceptions = self.env["healthcare.exception"]
            people = exceptions._members(
                self.env.ref(APPROVER).all_user_ids - wave.author_id, wave.company_id
            )
            if people:
                wave.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Approve a correction wave"),
                    user_id=exceptions._least_loaded(people, {}).id,
                )

    def _check_author(self):
        self.check_access("read")
        user = self.env.user
        if not (user.has_group(STEWARD) or user.has_group(OPERATOR)):
            raise AccessError(self.env._("A steward or an operator plans corrections."))

    def action_approve(self):
        """Approve as a second person."""
        self.check_access("read")
        if not self.env.user.has_group(APPROVER):
            raise AccessError(self.env._("Only an approver approves a wave."))
        for wave in self:
            if wave.state != "to_approve":
                raise UserError(self.env._("This wave does not wait for approval."))
            if wave.author_id == self.env.user:
                raise AccessError(self.env._("Who planned a wave never approves it."))
            wave.sudo().write({"state": "approved", "approved_by_id": self.env.uid})
            wave.sudo().activity_feedback(["mail.mail_activity_data_todo"])
            wave._log("wave.approved")

    def action_cancel(self):
        """Give it up before it runs."""
        self._check_author()
        for wave in self:
            if wave.state not in ("plan", "to_approve", "approved"):
                raise UserError(self.env._("A wave that ran is not given up."))
            wave.sudo().state = "cancelled"
            wave._log("wave.cancelled")

    # -- carry out -------------------------------------------------------------------

    def action_run(self):
        """Undo what is not posted and apply it again, in order, in the background."""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(OPERATOR):
            raise AccessError(self.env._("Only an operator carries out a wave."))
        if self.state != "approved":
            raise UserError(self.env._("A second person approves the wave first."))
        lines = self.sudo().line_ids.filtered(lambda row: row.action == "again")
        for line in lines.sorted(lambda row: row.message_id.sequence, reverse=True):
            line._undo(self.env.user, self.reason)
        undone = lines.filtered(lambda row: row.state == "undone").message_id
        self.sudo().state = "running" if undone else "done"
        if undone:
            self._apply_again(undone)
        self._log("wave.run", {"again": len(undone)})

    def _apply_again(self, messages):
        replay = (
            self.env["healthcare.replay"]
            .sudo()
            .with_user(self.env.user)
            .create({"reason": self.reason, "domain": False})
        )
        # The approved wave stands for the approved preview of a replay.
        replay._begin(
            SQL("m.id = ANY(%s)", messages.ids), ("done", "partly"), len(messages)
        )
        self.sudo().replay_id = replay

    @api.model
    def _cron_finish(self):
        """Waves whose replay has ended are done; their rows say how it went."""
        for wave in self.sudo().search([("state", "=", "running")]):
            if wave.replay_id.state == "done":
                for line in wave.line_ids.filtered(lambda row: row.state == "undone"):
                    good = line.message_id.state in ("done", "partly")
                    line.state = "done" if good else "failed"
                    line.result = False if good else line.message_id.code
                wave.state = "done"

    def action_open_replay(self):
        """The run that applies the documents again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.replay",
            "res_id": self.replay_id.id,
            "views": [(False, "form")],
        }

    def _log(self, event, facts=None):
        facts = {"version": self.version_id.number, "documents": self.total} | (
            facts or {}
        )
        self.env["healthcare.audit.entry"]._log(event, self, self.reason or "", facts)

    def write(self, vals):
        if not self.env.su:
            if (
                vals.keys()
                - {"reason"}
                - {name for name in vals if name.startswith(("message_", "activity_"))}
            ):
                raise AccessError(self.env._("Only the reason of a wave is written."))
            if "reason" in vals and self.filtered(lambda row: row.state != "plan"):
                raise UserError(self.env._("What was asked for does not change."))
        return super().write(vals)
