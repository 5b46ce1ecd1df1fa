"""One outside party: how it is reached, who owns it, and how it is doing."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..errors import ConfigurationError, IntegrationError

CODE = re.compile(r"[a-z0-9_-]{1,64}")


class HealthcareConnection(models.Model):
    """A supplier, payer, clearinghouse, warehouse or bank that we exchange data with.

    Messages run as ``service_user_id`` in ``company_id``, never as the superuser.
    Only a *live* connection sends and receives.
    """

    _name = "healthcare.connection"
    _description = "Healthcare connection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(
        required=True,
        copy=False,
        tracking=True,
        help="Part of the web address: a-z, 0-9, dash and underscore.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Business partner",
        index="btree_not_null",
        tracking=True,
        help="The supplier, payer or bank behind this connection.",
    )
    connector = fields.Selection(
        [("manual", "By hand")],
        required=True,
        default="manual",
        tracking=True,
        ondelete={"manual": "set default"},
        help="How bytes come in and go out. The signed web address works in any case.",
    )
    environment = fields.Selection(
        [("test", "Test"), ("production", "Production")],
        required=True,
        default="test",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("certified", "Certified"),
            ("live", "Live"),
            ("suspended", "Suspended"),
            ("retired", "Retired"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    owner_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user, tracking=True
    )
    service_user_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self._default_service_user(),
        domain=[("healthcare_service_account", "=", True)],
        help="Documents are applied with the rights of this account.",
    )
    flow_ids = fields.One2many("healthcare.flow", "connection_id", copy=True)
    credential_ids = fields.One2many(
        "healthcare.credential",
        "connection_id",
        groups="healthcare_integration_base.group_administrator",
    )
    checked_at = fields.Datetime(readonly=True, copy=False)
    check_result = fields.Char(readonly=True, copy=False)
    check_passed = fields.Boolean(readonly=True, copy=False)
    last_message_at = fields.Datetime(compute="_compute_health", compute_sudo=True)
    waiting_count = fields.Integer(compute="_compute_health", compute_sudo=True)
    problem_count = fields.Integer(compute="_compute_health", compute_sudo=True)
    today_count = fields.Integer(compute="_compute_health", compute_sudo=True)
    exception_count = fields.Integer(compute="_compute_health", compute_sudo=True)
    health = fields.Selection(
        [
            ("idle", "Idle"),
            ("good", "Good"),
            ("busy", "Busy"),
            ("problem", "Needs attention"),
        ],
        compute="_compute_health",
        compute_sudo=True,
    )

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "This code is already used by another connection."
    )

    @api.model
    def _default_service_user(self):
        return self.env.ref("healthcare_integration_base.user_service", False)

    @api.constrains("code")
    def _check_code(self):
        for connection in self:
            if not CODE.fullmatch(connection.code):
                raise ValidationError(
                    self.env._("A code has 1 to 64 of a-z, 0-9, dash and underscore.")
                )

    @api.constrains("service_user_id")
    def _check_service_user(self):
        for connection in self:
            if not connection.service_user_id.healthcare_service_account:
                raise ValidationError(
                    self.env._("Choose a service account, not a person.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        connections._open_company_to_service_user()
        return connections

    def write(self, vals):
        result = super().write(vals)
        if {"company_id", "service_user_id"} & vals.keys():
            self._open_company_to_service_user()
        return result

    def _open_company_to_service_user(self):
        for connection in self.sudo():
            user = connection.service_user_id
            if connection.company_id not in user.company_ids:
                user.company_ids |= connection.company_id

    def _compute_health(self):
        """Counts of the last day from the partial indexes, one statement for all."""
        facts = self._health_facts()
        for connection in self:
            row = facts.get(connection.id, {})
            connection.waiting_count = row.get("waiting", 0)
            connection.problem_count = row.get("problems", 0)
            connection.today_count = row.get("today", 0)
            connection.exception_count = row.get("exceptions", 0)
            connection.last_message_at = row.get("last_at")
            connection.health = self._health_of(row)

    @api.model
    def _health_of(self, row):
        if row.get("problems") or row.get("exceptions"):
            return "problem"
        if row.get("waiting"):
            return "busy"
        return "good" if row.get("today") else "idle"

    def _health_facts(self):
        if not self.ids:
            return {}
        self.env["healthcare.message"].flush_model(["state", "connection_id"])
        self.env["healthcare.exception"].flush_model(["state", "connection_id"])
        self.env.cr.execute(
            """
            SELECT c.id AS id, m.waiting, m.problems, d.today, l.last_at,
                   (SELECT count(*) FROM healthcare_exception e
                     WHERE e.connection_id = c.id AND e.state = 'open') AS exceptions
              FROM healthcare_connection c
              LEFT JOIN LATERAL (
                    SELECT sum(count) FILTER (WHERE state IN
                             ('received', 'due', 'leased', 'retry', 'waiting',
                              'parked', 'sending'))::int AS waiting,
                           sum(count) FILTER (WHERE state IN
                             ('failed', 'dead', 'uncertain', 'refused',
                              'conflict'))::int AS problems
                      FROM healthcare_message_rollup
                     WHERE connection_id = c.id AND state NOT IN ('done', 'sent')
                   ) m ON TRUE
              LEFT JOIN LATERAL (
                    SELECT count(*) AS today FROM healthcare_message
                     WHERE connection_id = c.id AND accepted_at >=
                           timezone('UTC', now()) - interval '1 day') d ON TRUE
              LEFT JOIN LATERAL (
                    SELECT date_trunc('second', max(accepted_at)) AS last_at
                      FROM healthcare_message WHERE connection_id = c.id) l ON TRUE
             WHERE c.id = ANY(%s)
            """,
            [list(self.ids)],
        )
        return {row["id"]: row for row in self.env.cr.dictfetchall()}

    def _letter_box(self):
        """The inbound flow under which fetched payloads are stored.

        :raises ConfigurationError: ``flow.missing``, or ``flow.ambiguous`` when there
            are several and none takes every kind.
        """
        self.ensure_one()
        flows = self.flow_ids.filtered(lambda flow: flow.direction == "in")
        box = flows.filtered(lambda flow: not flow.kind)[:1] or flows
        if len(box) != 1:
            code = "flow.ambiguous" if box else "flow.missing"
            raise ConfigurationError(
                code,
                self.code,
                self.env._("Add one inbound flow that takes any document."),
            )
        return box

    def _adapter(self):
        """The connector model of this connection."""
        self.ensure_one()
        return self.env[f"healthcare.connector.{self.connector}"]

    def action_check(self):
        """Test the connection and show the answer; nothing is sent."""
        text, passed = "", True
        for connection in self._as_operator():
            try:
                text = connection._adapter()._check(connection)
                passed = True
            except IntegrationError as error:
                text = error.text or str(error)
                passed = False
            connection.write(
                {
                    "checked_at": fields.Datetime.now(),
                    "check_result": text,
                    "check_passed": passed,
                }
            )
        return self._answer(text, passed)

    def action_certify(self):
        """Declare the connection tested; needs a passed test."""
        for connection in self:
            if not connection.check_passed:
                raise UserError(
                    self.env._("Test the connection first; the last test must pass.")
                )
        self.write({"state": "certified"})

    def action_go_live(self):
        """Start sending and receiving; only from certified or suspended."""
        for connection in self:
            if connection.state not in ("certified", "suspended"):
                raise UserError(
                    self.env._("Certify the connection before it goes live.")
                )
        self.write({"state": "live"})
        self._log_state()
        self._ring_lanes()

    def action_suspend(self):
        """Stop sending and applying; messages are still accepted and wait."""
        self._as_operator().write({"state": "suspended"})
        self._log_state()

    def action_retire(self):
        """End the connection: nothing is accepted any more."""
        self.write({"state": "retired"})
        self._log_state()

    def action_pull(self):
        """Fetch now what the partner has put down for us.

        :raises UserError: the source does not answer, or the set-up is incomplete.
        """
        count = 0
        if self.env["healthcare.stop"]._is_stopped():
            raise UserError(self.env._("Everything is stopped: resume it first."))
        for connection in self._as_operator():
            try:
                count += self.env["healthcare.drain"]._pull(connection)
            except IntegrationError as error:
                raise UserError(error.text or str(error)) from None
        return self._answer(self.env._("%(count)s fetched.", count=count))

    def action_open_messages(self):
        """The messages of this connection."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        return action | {"domain": [("connection_id", "=", self.id)], "context": {}}

    def action_open_exceptions(self):
        """The open exceptions of this connection."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_exception_action"
        )
        return action | {
            "domain": [("connection_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }
