"""Who hears of which events, and what becomes of a listener that does not answer."""

import ast

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from ..outcome import Finding

LISTENING = ("certified", "live", "suspended")
GONE = "http.410"


class HealthcareSubscription(models.Model):
    """A connection that is told of some types of events.

    Has an outbound flow of its own, so that stopping one listener stops nobody else.
    """

    _name = "healthcare.subscription"
    _description = "Healthcare event subscription"
    _inherit = ["mail.thread", "healthcare.door.mixin"]
    _order = "name, id"
    _door_fields = frozenset({"active", "connection_id", "type_ids"})

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    connection_state = fields.Selection(
        related="connection_id.state", string="Connection state"
    )
    endpoint_url = fields.Char(related="connection_id.endpoint_url", readonly=False)
    type_ids = fields.Many2many("healthcare.event.type", string="Events", required=True)
    res_model = fields.Char(compute="_compute_res_model")
    filter_domain = fields.Char(
        string="Only when",
        help="Only records that match; possible when all events are about one model.",
    )
    flow_id = fields.Many2one(
        "healthcare.flow", readonly=True, copy=False, ondelete="restrict"
    )
    flow_state = fields.Selection(related="flow_id.state", string="Delivery")
    failure_count = fields.Integer(
        string="Failures in a row", readonly=True, copy=False
    )
    failing_since = fields.Datetime(string="Failing since", readonly=True, copy=False)
    disable_tries = fields.Integer(
        string="Disable after tries",
        default=20,
        required=True,
        help="Failed deliveries in a row, together with the days below.",
    )
    disable_days = fields.Integer(string="and after days", default=5, required=True)
    disabled_reason = fields.Char(readonly=True, copy=False, tracking=True)
    event_count = fields.Integer(compute="_compute_event_count")
    open_count = fields.Integer(compute="_compute_event_count")

    _limits = models.Constraint(
        "CHECK(disable_tries BETWEEN 1 AND 10000 AND disable_days BETWEEN 0 AND 365)",
        "A listener is disabled after 1 to 10,000 tries and at most a year.",
    )

    @api.depends("type_ids.res_model")
    def _compute_res_model(self):
        for subscription in self:
            names = set(subscription.type_ids.mapped("res_model"))
            one = len(names) == 1 and names.pop()
            subscription.res_model = one if one and one in self.env else False

    def _compute_event_count(self):
        for subscription in self:
            own = [("subscription_id", "=", subscription._origin.id)]
            events = self.env["healthcare.event"]
            subscription.event_count = events.search_count(own)
            subscription.open_count = events.search_count(
                [*own, ("message_id.state", "not in", ("sent", "acknowledged"))]
            )

    @api.constrains("filter_domain", "type_ids")
    def _check_filter(self):
        for subscription in self.filtered("filter_domain"):
            try:
                domain = ast.literal_eval(subscription.filter_domain)
                if domain:
                    self.env[subscription.res_model].search(domain, limit=1)
            except Exception:
                raise ValidationError(
                    self.env._(
                        "The condition does not fit the events: choose events about "
                        "one model, and a condition without variables."
                    )
                ) from None

    @api.model
    @ormcache("code")
    def _listening(self, code):
        """Ids of the active subscriptions to an event type."""
        return tuple(
            self.sudo()
            .search(
                [
                    ("type_ids.code", "=", code),
                    ("type_ids.active", "=", True),
                    ("connection_id.state", "in", LISTENING),
                    ("connection_id.active", "=", True),
                ],
                order="id",
            )
            .ids
        )

    def _wants(self, record, company_id):
        """Whether this listener hears of what happened to ``record``."""
        if self.company_id.id != company_id:
            return False
        domain = self.filter_domain and ast.literal_eval(self.filter_domain)
        if not domain or record is None:
            return True
        same = record._name == self.res_model
        return bool(same and record.sudo().filtered_domain(domain))

    # -- life ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        subscriptions = super().create(vals_list)
        for subscription in subscriptions:
            subscription.flow_id = subscription._new_flow()
        return subscriptions

    def _new_flow(self):
        return self.env["healthcare.flow"].create(
            {
                "name": self.env._("Events: %(name)s", name=self.name),
                "code": f"events-{self.id}",
                "connection_id": self.connection_id.id,
                "direction": "out",
                "kind": "event",
                "codec": "cloudevents",
                "retry_attempts": 12,
                "retry_cap": 6 * 3600,
            }
        )

    def write(self, vals):
        changed = self.browse()
        if "active" in vals:
            changed = self.filtered(lambda row: row.active != bool(vals["active"]))
        result = super().write(vals)
        if changed:
            changed._switched(vals["active"])
        return result

    def _switched(self, active):
        """New events begin or end; what is queued waits meanwhile. Logged."""
        event = "subscription.enabled" if active else "subscription.disabled"
        for row in self:
            self.env["healthcare.audit.entry"]._log(
                event, row, row.disabled_reason or ""
            )
        flows = self.sudo().flow_id
        if not active:
            flows._pause(self.env._("The subscription is disabled."))
            return
        self.sudo().write(
            {"failure_count": 0, "failing_since": False, "disabled_reason": False}
        )
        # One that waits for its release goes on with that, not with its listener.
        free = flows.filtered(lambda flow: not flow.held_for_release)
        free.write({"state": "active", "pause_reason": False})
        self.env["healthcare.exception"]._resolve_for(
            self, ["WEBHOOK_DISABLED"], self.env._("The subscription is enabled again.")
        )
        self.env["healthcare.drain"]._ring_after_commit()

    def _succeeded(self):
        """A delivery went through: failures in a row begin anew."""
        failed = self.sudo().filtered("failure_count")
        failed.write({"failure_count": 0, "failing_since": False})

    def _failed(self, code):
        """A delivery failed; disable for good reasons only.

        *Gone* says itself that nobody listens any more; everything else has to last.
        """
        now = fields.Datetime.now()
        for row in self.sudo():
            since = row.failing_since or now
            row.write({"failure_count": row.failure_count + 1, "failing_since": since})
            lasting = (
                row.failure_count >= row.disable_tries
                and (now - since).days >= row.disable_days
            )
            if row.active and (code == GONE or lasting):
                row._disable(code)

    def _disable(self, code):
        text = self.env._("The listener failed for too long (%(code)s).", code=code)
        if code == GONE:
            text = self.env._("The listener says that it is gone (410).")
        self.disabled_reason = text
        self.active = False
        finding = Finding("WEBHOOK_DISABLED", text, self._name, self.id)
        self.env["healthcare.exception"]._open(finding, connection=self.connection_id)

    def action_go_live(self):
        """Test, certify and start the connection behind this listener."""
        self.ensure_one()
        connection = self.connection_id
        connection.action_check()
        if not connection.check_passed:
            raise UserError(connection.check_result)
        if connection.state == "draft":
            connection.action_certify()
        connection.action_go_live()

    def action_open_events(self):
        """The events of this listener."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_event_action"
        )
        return action | {"domain": [("subscription_id", "=", self.id)], "context": {}}

    def action_open_connection(self):
        """The connection by which events leave."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.connection",
            "res_id": self.connection_id.id,
            "views": [(False, "form")],
        }

    def _types(self, codes):
        """Commands that subscribe to these codes."""
        kinds = self.env["healthcare.event.type"].search([("code", "in", codes)])
        return [Command.set(kinds.ids)]
