"""One kind of talk with one party: direction, document, syntax and policy."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..canonical import REGISTRY
from ..retry import RetryPolicy
from .healthcare_connection import CODE

LANES = [("urgent", "Urgent"), ("normal", "Normal"), ("bulk", "Bulk")]


class HealthcareFlow(models.Model):
    """What a connection exchanges.

    An inbound flow without ``kind`` is a letter box: it takes any document of its
    syntax and hands each to the connection's flow for that kind.
    """

    _name = "healthcare.flow"
    _description = "Healthcare flow"
    _inherit = ["mail.thread"]
    _order = "connection_id, direction, name, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Part of the web address.")
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    active = fields.Boolean(default=True)
    direction = fields.Selection(
        [("in", "Inbound"), ("out", "Outbound")], required=True
    )
    kind = fields.Selection(
        selection="_selection_kind",
        string="Document",
        help="Empty on an inbound flow: any document, sorted by what it says it is.",
    )
    codec = fields.Selection(
        selection="_selection_codec", string="Syntax", required=True, default="json"
    )
    lane = fields.Selection(LANES, required=True, default="normal")
    state = fields.Selection(
        [("active", "Active"), ("paused", "Paused")],
        required=True,
        default="active",
        tracking=True,
        copy=False,
    )
    pause_reason = fields.Char(readonly=True, copy=False)
    owner_id = fields.Many2one("res.users", help="Empty: the connection's owner.")
    retry_attempts = fields.Integer(default=6, required=True)
    retry_base = fields.Integer(
        string="First wait (seconds)", default=30, required=True
    )
    retry_cap = fields.Integer(
        string="Longest wait (seconds)", default=3600, required=True
    )
    waiting_days = fields.Integer(
        default=14,
        required=True,
        help="A document that waits longer than this becomes a dead letter.",
    )
    message_count = fields.Integer(compute="_compute_message_count", compute_sudo=True)

    _code_uniq = models.Constraint(
        "UNIQUE(connection_id, code)", "This code is already used by another flow."
    )
    _retry_positive = models.Constraint(
        "CHECK(retry_attempts > 0 AND retry_base >= 0 AND retry_cap >= 0)",
        "Attempts must be positive and waits must not be negative.",
    )
    # One statement looks after all that waits: a time that no calendar holds would
    # end it for everybody.
    _waiting_range = models.Constraint(
        "CHECK(waiting_days BETWEEN 1 AND 3650)",
        "A document waits from one day to ten years.",
    )

    @api.model
    def _selection_kind(self):
        return [
            (kind, kind.replace("_", " ").capitalize()) for kind in sorted(REGISTRY)
        ]

    @api.model
    def _selection_codec(self):
        codecs = self.env["healthcare.format"]._codecs()
        return [
            (name, codec.label or name.upper())
            for name, codec in sorted(codecs.items())
        ]

    def _compute_message_count(self):
        groups = self.env["healthcare.message"]._read_group(
            [("flow_id", "in", self.ids)], ["flow_id"], ["__count"]
        )
        counts = {flow.id: count for flow, count in groups}
        for flow in self:
            flow.message_count = counts.get(flow.id, 0)

    @api.constrains("code")
    def _check_code(self):
        for flow in self:
            if not CODE.fullmatch(flow.code):
                raise ValidationError(
                    self.env._("A code has 1 to 64 of a-z, 0-9, dash and underscore.")
                )

    @api.constrains("direction", "kind")
    def _check_kind(self):
        for flow in self:
            if flow.direction == "out" and not flow.kind:
                raise ValidationError(
                    self.env._("An outbound flow needs a document kind.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        flows = super().create(vals_list)
        flows._announce()
        return flows

    def _announce(self):
        """Messages that waited for such a flow go on; who was asked for it is free."""
        flows = self.filtered("kind")
        if not flows:
            return
        self.env["healthcare.message"]._arrived([flow._key() for flow in flows])
        for flow in flows.filtered(lambda row: row.direction == "in"):
            self.env["healthcare.exception"]._resolve_for(
                flow.connection_id,
                ["CONFIGURATION"],
                self.env._("There is a flow for it now."),
                where=flow.kind,
            )

    def _key(self):
        return f"flow:{self.connection_id.id}:{self.direction}:{self.kind}"

    def _policy(self):
        """The retry policy of this flow."""
        return RetryPolicy(
            attempts=self.retry_attempts, base=self.retry_base, cap=self.retry_cap
        )

    def _pause(self, reason):
        """Stop this flow until an administrator resumes it; its messages wait."""
        self.write({"state": "paused", "pause_reason": reason})

    def action_resume(self):
        """Go on; everything that waited becomes due."""
        flows = self.connection_id._as_operator() and self.sudo()
        flows.write({"state": "active", "pause_reason": False})
        self.env["healthcare.exception"]._resolve_for(
            self, ["CONFIGURATION"], self.env._("The flow was resumed.")
        )
        self._announce()
        flows.connection_id._ring_lanes()

    def action_pause(self):
        """Stop by hand."""
        self.connection_id._as_operator()
        self.sudo()._pause(self.env._("Paused by %(user)s", user=self.env.user.name))

    def action_open_messages(self):
        """The messages of this flow."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        return action | {"domain": [("flow_id", "=", self.id)], "context": {}}

    @api.model
    def _outbound_for(self, partner, kind, company):
        """The outbound flow by which ``partner`` receives ``kind`` from ``company``.

        Empty when the partner has no live connection that takes it.
        """
        commercial = partner.commercial_partner_id
        return self.sudo().search(
            [
                ("direction", "=", "out"),
                ("kind", "=", kind),
                ("company_id", "=", company.id),
                ("connection_id.state", "=", "live"),
                ("connection_id.partner_id", "in", (partner | commercial).ids),
            ],
            limit=1,
        )

    def _sibling(self, kind):
        """The inbound flow of the same connection for ``kind``; empty if none.

        Not restricted to the same syntax: a flow for a kind carries its policy.
        """
        self.ensure_one()
        if self.kind == kind:
            return self
        return self.sudo().search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("direction", "=", "in"),
                ("kind", "=", kind),
            ],
            limit=1,
        )
