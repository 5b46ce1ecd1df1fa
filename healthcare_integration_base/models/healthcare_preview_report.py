"""A preview that is kept: what would change, who saw it, who approved it."""

from odoo import api, fields, models

OUTCOMES = [
    ("done", "Takes effect"),
    ("partly", "Takes effect in part"),
    ("duplicate", "Duplicate avoided"),
    ("conflict", "Key conflict"),
    ("rejected", "Rejected"),
    ("waiting", "Waits"),
    ("retry", "Tried again later"),
    ("to_approve", "To approve"),
    ("skipped", "Skipped"),
    ("failed", "Fails"),
]
PURPOSES = [
    ("replay", "Replay"),
    ("edit", "Edited message"),
    ("undo", "Undo"),
    ("assisted", "Assisted flow"),
    ("shadow", "Shadow flow"),
]
STATES = [
    ("shown", "Shown"),
    ("waiting", "Waits for approval"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("outdated", "Outdated"),
]


class HealthcarePreviewReport(models.Model):
    """The business difference of one or many messages, as a dry run saw it.

    Rows are written by the engine only. What was approved is applied only as shown:
    the drain compares (see ``healthcare_drain_mode``).
    """

    _name = "healthcare.preview.report"
    _description = "Preview of effects"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.recorded"]
    _recorded = frozenset({"state", "user_id", "approver_id", "decided_at", "posted"})
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name", store=True)
    purpose = fields.Selection(PURPOSES, required=True, readonly=True)
    state = fields.Selection(
        STATES, required=True, default="shown", readonly=True, tracking=True
    )
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="Requested by", readonly=True)
    approver_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, tracking=True
    )
    decided_at = fields.Datetime(readonly=True)
    decision = fields.Char(string="Why", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    flow_id = fields.Many2one("healthcare.flow", readonly=True)
    result_ids = fields.One2many(
        "healthcare.preview.result", "report_id", readonly=True
    )
    line_ids = fields.One2many("healthcare.preview.line", "report_id", readonly=True)
    posted = fields.Boolean(
        readonly=True, help="The books or the stock change: a second person decides."
    )
    message_total = fields.Integer(string="Messages tried", readonly=True)
    record_total = fields.Integer(string="Records changed", readonly=True)
    duplicate_total = fields.Integer(string="Duplicates avoided", readonly=True)
    failed_total = fields.Integer(string="Without effect", readonly=True)
    amount = fields.Monetary(
        string="Amount moved", readonly=True, help="Sum of all changes, without sign."
    )
    may_decide = fields.Boolean(compute="_compute_may_decide")
    may_apply = fields.Boolean(compute="_compute_may_decide")

    _waiting = models.Index("(company_id) WHERE state = 'waiting'")

    @api.depends("purpose", "message_total")
    def _compute_name(self):
        words = dict(PURPOSES)
        for report in self:
            name = f"{words.get(report.purpose, '')} #{report._origin.id or ''}"
            if report.message_total > 1:
                name = self.env._(
                    "%(name)s: %(count)s messages",
                    name=name,
                    count=report.message_total,
                )
            report.name = name

    @api.depends_context("uid")
    @api.depends("state", "user_id", "posted", "record_total")
    def _compute_may_decide(self):
        approver = self._is_approver()
        group = "healthcare_integration_base.group_operator"
        operator = self.env.user.has_group(group)
        for report in self:
            known = report.sudo()
            report.may_decide = (
                approver
                and known.state == "waiting"
                and self.env.user not in known._involved()
            )
            report.may_apply = (
                operator and known.state == "shown" and bool(known._with_effect())
            )

    def _is_approver(self):
        return self.env.user.has_group("healthcare_integration_base.group_approver")

    def _involved(self):
        """Who asked for it or edited it: none of them is the second person."""
        return self.user_id | self.result_ids.message_id.edited_by_id

    def _with_effect(self):
        """The results that would change something."""
        return self.result_ids.filtered("changes")

    def action_open_messages(self):
        """The messages of this preview."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        ids = self.sudo().result_ids.message_id.ids
        return action | {"domain": [("id", "in", ids)], "context": {}}

    def action_open_lines(self):
        """Every change, with filters and groups."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_preview_line_action"
        )
        return action | {"domain": [("report_id", "=", self.id)], "context": {}}

    def _form(self):
        """The action that shows this report."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }


class HealthcarePreviewResult(models.Model):
    """What one message would do."""

    _name = "healthcare.preview.result"
    _description = "Preview of one message"
    _order = "id"

    report_id = fields.Many2one(
        "healthcare.preview.report",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True)
    currency_id = fields.Many2one(related="report_id.currency_id")
    message_id = fields.Many2one(
        "healthcare.message",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    purpose = fields.Selection(related="report_id.purpose")
    state = fields.Selection(related="report_id.state", string="Decision")
    outcome = fields.Selection(OUTCOMES, readonly=True)
    code = fields.Char(string="Reason", readonly=True)
    text = fields.Char(string="In words", readonly=True)
    digest = fields.Char(readonly=True)
    changes = fields.Integer(string="Records", readonly=True)
    posted = fields.Boolean(readonly=True)
    amount = fields.Monetary(readonly=True)
    findings = fields.Integer(string="Questions opened", readonly=True)
    effects = fields.Json(readonly=True)
    effect_text = fields.Char(string="Would leave", compute="_compute_effect_text")
    line_ids = fields.One2many("healthcare.preview.line", "result_id", readonly=True)
    applied_at = fields.Datetime(readonly=True)

    @api.depends("effects")
    def _compute_effect_text(self):
        words = self._effect_words()
        for result in self:
            counts = {}
            for effect in result.effects or ():
                counts[effect["kind"]] = counts.get(effect["kind"], 0) + 1
            result.effect_text = ", ".join(
                f"{number} {words.get(kind, kind)}" for kind, number in counts.items()
            )

    def _effect_words(self):
        _ = self.env._
        return {
            "email": _("e-mail"),
            "sms": _("text message"),
            "job": _("background job"),
            "message": _("message to a partner"),
            "connection": _("call to another system"),
            "program": _("program"),
            "transaction": _("separate transaction"),
            "rows": _("table written directly"),
        }
