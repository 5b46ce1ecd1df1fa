"""One open question that somebody owns, technical or of the trade."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

IDENTITY = ("type_id", "res_model", "res_id", "message_id", "where")
"""What makes two open exceptions the same; the columns of the unique index."""

RECORDED = {
    *IDENTITY,
    *("name", "connection_id", "company_id", "amount", "currency_id", "state"),
    *("opened_at", "resolved_at", "resolved_by_id", "resolution", "problem_id"),
    *("shared", "subject_key", "reason", "escalation_level", "escalate_at"),
    *("amount_company", "expected_loss", "loss_per_day"),
}
"""Columns that only the engine writes."""

STAGES = [
    ("new", "New"),
    ("working", "In work"),
    ("waiting", "Waiting for others"),
    ("solved", "Solved"),
    ("cancelled", "Cancelled"),
]


class HealthcareException(models.Model):
    """What went wrong, on which record, what it may cost, who acts until when.

    ``amount`` at risk in ``currency_id``; ``deadline`` an instant (UTC). The same
    type on the same record or message opens once. A *shared* one stands for all
    messages of its problem. The dearest comes first: expected loss per day.
    """

    _name = "healthcare.exception"
    _description = "Healthcare exception"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "loss_per_day desc, severity, deadline, id"

    name = fields.Char(string="What", required=True, readonly=True)
    type_id = fields.Many2one(
        "healthcare.exception.type", required=True, readonly=True, index=True
    )
    code = fields.Char(related="type_id.code", store=True, precompute=True, index=True)
    severity = fields.Selection(related="type_id.severity", store=True, precompute=True)
    advice = fields.Text(related="type_id.advice")
    problem_id = fields.Many2one(
        "healthcare.problem", readonly=True, index="btree_not_null"
    )
    shared = fields.Boolean(
        string="For all messages of its problem", readonly=True, default=False
    )
    message_id = fields.Many2one(
        "healthcare.message", readonly=True, index="btree_not_null"
    )
    # Names a case, and a person finds the case by the message.
    subject_key = fields.Char(readonly=True, groups="base.group_system")
    connection_id = fields.Many2one(
        "healthcare.connection", readonly=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    record_name = fields.Char(string="Document", compute="_compute_record_name")
    where = fields.Char(string="Place", readonly=True)
    reason = fields.Char(readonly=True)
    amount = fields.Monetary(string="Amount at risk", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    deadline = fields.Datetime(readonly=True, index=True)
    late = fields.Boolean(compute="_compute_late", search="_search_late")
    user_id = fields.Many2one("res.users", string="Owner", tracking=True, index=True)
    state = fields.Selection(
        [("open", "Open"), ("resolved", "Solved"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
    )
    stage = fields.Selection(
        STAGES, required=True, default="new", group_expand="_expand_stages"
    )
    opened_at = fields.Datetime(
        readonly=True, required=True, default=fields.Datetime.now
    )
    resolved_at = fields.Datetime(readonly=True)
    resolved_by_id = fields.Many2one("res.users", readonly=True)
    resolution = fields.Char(readonly=True)
    color = fields.Integer(compute="_compute_late")

    _open_uniq = models.UniqueIndex(
        "(type_id, COALESCE(res_model, ''), COALESCE(res_id, 0), "
        "COALESCE(message_id, 0), COALESCE(\"where\", '')) WHERE state = 'open'"
    )
    _shared_uniq = models.UniqueIndex("(problem_id) WHERE state = 'open' AND shared")
    _stands_on = models.Index("(res_model, res_id)")
    _subject = models.Index(
        "(subject_key) WHERE state = 'open' AND subject_key IS NOT NULL"
    )
    _dearest = models.Index(
        "(loss_per_day DESC, severity, deadline, id) WHERE state = 'open'"
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_record_name(self):
        """Names of the documents that this user may read; a query or two per model."""
        for model, exceptions in self.grouped("res_model").items():
            if not model or model not in self.env:
                exceptions.record_name = False
                continue
            records = self.env[model].browse(exceptions.mapped("res_id")).exists()
            readable = records._filtered_access("read")
            names = {record.id: record.display_name for record in readable}
            hidden = dict.fromkeys(records.ids, self.env._("(no access)"))
            gone = self.env._("(deleted)")
            for exception in exceptions:
                known = names.get(exception.res_id) or hidden.get(exception.res_id)
                exception.record_name = known or gone

    @api.depends("deadline", "state", "severity")
    def _compute_late(self):
        now = fields.Datetime.now()
        for exception in self:
            is_open = exception.state == "open"
            exception.late = bool(
                is_open and exception.deadline and exception.deadline < now
            )
            exception.color = 1 if exception.late else 0

    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("state", "=", "open"), ("deadline", "<", fields.Datetime.now())]
        return late if True in value else ["!", "&", *late]

    @api.model
    def _expand_stages(self, _stages, _domain):
        return [stage for stage, _label in STAGES[:4]]

    def _record(self):
        """The business record this exception stands on; empty if none or gone."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return None
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    def action_open_record(self):
        """Open the business document, or the message when there is none."""
        self.ensure_one()
        record = self._record()
        target = record if record else self.message_id
        if not target:
            raise UserError(self.env._("This exception stands on no document."))
        return {
            "type": "ir.actions.act_window",
            "res_model": target._name,
            "res_id": target.id,
            "views": [(False, "form")],
        }

    def action_take(self):
        """Become the owner and begin."""
        self._check_may_act()
        self.sudo().write({"user_id": self.env.uid, "stage": "working"})

    def action_replay(self):
        """Send the message round again; the exception closes when it succeeds.

        A shared one asks for a reason and releases all messages of its problem.
        """
        self.ensure_one()
        if self.shared and self.problem_id.message_count > 1:
            return self.problem_id.action_release()
        return self.message_id.action_replay()

    def write(self, vals):
        # What was asked, when and by whom it was solved stays as it was recorded; a
        # person hands a question over, prices it or gives it another day.
        if not self.env.su:
            self._check_vals(vals)
        if "user_id" in vals and not vals["user_id"]:
            raise UserError(self.env._("An exception has an owner: choose another."))
        if vals.get("deadline"):
            self._move_loss_date(vals["deadline"])
        # The activity follows its owner.
        result = super().write(vals)
        if vals.get("user_id"):
            self.activity_ids.sudo().with_context(
                mail_activity_quick_update=self.env.su
            ).write({"user_id": vals["user_id"]})
        return result

    def _check_vals(self, vals):
        if vals.keys() & RECORDED:
            raise AccessError(
                self.env._("What an exception says and how it ended is not edited.")
            )
        if "stage" not in vals:
            return
        closed = vals["stage"] in ("solved", "cancelled")
        if closed or any(row.state != "open" for row in self):
            raise UserError(
                self.env._("Use Solve: it asks how, and tells the document's people.")
            )
