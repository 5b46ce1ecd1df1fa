"""One decision that is asked of one person."""

from odoo import api, fields, models

STATES = [
    ("waiting", "Not yet asked"),
    ("pending", "To decide"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("returned", "Sent back"),
    ("superseded", "No longer needed"),
]
CHANNELS = [
    ("form", "Screen"),
    ("list", "List"),
    ("activity", "Activity"),
    ("email", "E-mail link"),
    ("external", "Approval tool"),
]


class HealthcareApproval(models.Model):
    """What was asked, of whom, and what the answer was; never deleted, never edited.

    ``user_id`` is asked; ``candidate_ids`` may answer as well. ``amount`` is the total
    that the answer is about, in the company's currency before tax. ``round`` counts how
    often the document was asked about; ``proposal`` is a change that is carried out
    when everybody said yes.
    """

    _name = "healthcare.approval"
    _description = "Approval"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "urgent desc, deadline, id"
    _rec_name = "document"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True, index=True
    )
    document = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [("requisition", "Requisition"), ("order", "Purchase order")],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    facility_id = fields.Many2one("healthcare.facility", readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    rule_id = fields.Many2one(
        "healthcare.approval.rule", required=True, readonly=True, ondelete="restrict"
    )
    level = fields.Integer(string="Step", required=True, readonly=True)
    slot = fields.Integer(required=True, readonly=True, default=1)
    round = fields.Integer(required=True, readonly=True, default=1)
    state = fields.Selection(STATES, required=True, readonly=True, default="waiting")
    user_id = fields.Many2one("res.users", string="Asked", readonly=True, index=True)
    candidate_ids = fields.Many2many(
        "res.users", string="May decide", readonly=True, copy=False
    )
    requester_id = fields.Many2one("res.users", string="Asked by", readonly=True)
    involved_ids = fields.Many2many(
        "res.users",
        "healthcare_approval_involved_rel",
        string="Prepared by",
        readonly=True,
        help="They do not decide about it.",
    )
    why = fields.Char(string="Because", readonly=True)
    urgent = fields.Boolean(readonly=True)
    retrospective = fields.Boolean(
        string="After the fact",
        readonly=True,
        help="The urgent order has left already; it is approved or refused afterwards.",
    )
    escalated = fields.Boolean(readonly=True)
    asked_at = fields.Datetime(readonly=True)
    deadline = fields.Datetime(string="Answer by", readonly=True)
    reminded_at = fields.Datetime(readonly=True)
    decided_at = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    on_behalf_of_id = fields.Many2one("res.users", readonly=True)
    approver_name = fields.Char(
        string="Approver",
        readonly=True,
        help="As the approval tool names the person.",
    )
    channel = fields.Selection(CHANNELS, string="Decided by way of", readonly=True)
    place = fields.Char(string="Decided in", readonly=True)
    comment = fields.Char(readonly=True)
    connection_id = fields.Many2one(
        "healthcare.connection", string="Approval tool", readonly=True
    )
    external_key = fields.Char(readonly=True)
    proposal = fields.Json(readonly=True)
    lane = fields.Char(compute="_compute_lane")
    may_decide = fields.Boolean(
        compute="_compute_may_decide", search="_search_may_decide"
    )
    summary = fields.Html(compute="_compute_summary", sanitize=False)

    _asked_once = models.UniqueIndex("(res_model, res_id, round, rule_id, slot)")
    _external_once = models.UniqueIndex(
        "(connection_id, external_key) WHERE external_key IS NOT NULL"
    )
    _open = models.Index("(deadline) WHERE state = 'pending'")

    @api.depends("document", "rule_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.document}: {row.sudo().rule_id.name or ''}"

    @api.depends("urgent", "retrospective")
    def _compute_lane(self):
        for row in self:
            row.lane = row.urgent and self.env._("Urgent")
            if row.retrospective:
                row.lane = self.env._("Ordered already")

    @api.depends("state", "candidate_ids")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        for row in self:
            asked = row.state == "pending" and not row.connection_id
            row.may_decide = asked and self.env.user in row.candidate_ids

    def _search_may_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("state", "=", "pending"),
            ("connection_id", "=", False),
            ("candidate_ids", "in" if True in value else "not in", self.env.uid),
        ]

    def _compute_summary(self):
        for row in self:
            document = row._document()
            row.summary = document._approval_summary(row) if document else False

    def _document(self):
        """The requisition or order, as superuser; empty when it is gone."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    # -- verbs -----------------------------------------------------------------------

    def action_approve(self):
        """Say yes, to one or to many of a list."""
        channel = "list" if len(self) > 1 else "form"
        for row in self:
            row._decide("approved", channel=channel)
        return True

    def action_refuse(self):
        """Ask why, then say no."""
        return self._ask_reason("refused")

    def action_return(self):
        """Ask what has to change, then send it back."""
        return self._ask_reason("returned")

    def _ask_reason(self, verdict):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_approval_answer_action"
        )
        context = {"default_approval_ids": self.ids, "default_verdict": verdict}
        return action | {"context": context}

    def action_open_document(self):
        """The requisition or order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
