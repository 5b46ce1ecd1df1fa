"""Registering a listener in one step, and sending again what it has missed."""

import base64
import re
import secrets

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

BINDING = "healthcare.webhook.new"


def new_secret():
    """A fresh signing secret of 256 random bits."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


class HealthcareWebhookNew(models.TransientModel):
    """Address, secret and events: makes connection, credential and subscription."""

    _name = "healthcare.webhook.new"
    _description = "New webhook"

    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner", string="Business partner")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    environment = fields.Selection(
        [("test", "Test"), ("production", "Production")],
        default="production",
        required=True,
    )
    endpoint_url = fields.Char(string="Address", required=True)
    endpoint_private = fields.Boolean(string="In a private network")
    secret = fields.Char(
        compute="_compute_secret",
        inverse="_inverse_secret",
        default=lambda self: new_secret(),
        help="Give it to the listener now: it is never shown again.",
    )
    sealed = fields.Char(groups="base.group_system", readonly=True)
    type_ids = fields.Many2many("healthcare.event.type", string="Events", required=True)

    def _compute_secret(self):
        self.secret = False

    def _inverse_secret(self):
        # Between two clicks it lies in the database, like every secret sealed.
        for wizard in self.filtered("secret"):
            wizard.sudo().sealed = self.env["healthcare.vault"]._seal(
                wizard.secret.strip(), BINDING
            )

    def _secret(self):
        sealed = self.sudo().sealed
        if not sealed:
            raise UserError(self.env._("Fill in a secret."))
        return self.env["healthcare.vault"]._open(sealed, BINDING)

    def action_create(self):
        """Make the listener as a draft and show it."""
        self.ensure_one()
        self.env["healthcare.connection"].check_access("create")
        connection = self.env["healthcare.connection"].create(
            {
                "name": self.name,
                "code": self._code(),
                "connector": "webhook",
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "environment": self.environment,
                "endpoint_url": self.endpoint_url,
                "endpoint_private": self.endpoint_private,
                # A listener tells repetitions by their webhook-id.
                "endpoint_idempotent": True,
                "credential_ids": [
                    Command.create(
                        {
                            "name": self.env._("Signing secret"),
                            "kind": "signing",
                            "secret": self._secret(),
                        }
                    )
                ],
            }
        )
        self.sudo().sealed = False
        subscription = self.env["healthcare.subscription"].create(
            {
                "name": self.name,
                "connection_id": connection.id,
                "type_ids": [Command.set(self.type_ids.ids)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": subscription._name,
            "res_id": subscription.id,
            "views": [(False, "form")],
        }

    def _code(self):
        plain = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")[:50]
        return f"{plain or 'webhook'}-{secrets.token_hex(3)}"


class HealthcareWebhookRecover(models.TransientModel):
    """All events of a listener since an instant, once more and in order."""

    _name = "healthcare.webhook.recover"
    _description = "Send events again"

    subscription_id = fields.Many2one(
        "healthcare.subscription",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    since = fields.Datetime(required=True)
    only_failed = fields.Boolean(
        string="Only those that were not delivered", default=True
    )
    reason = fields.Char(required=True)
    count = fields.Integer(string="Events", compute="_compute_count")

    @api.depends("since", "only_failed", "subscription_id")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard._events()) if wizard.since else 0

    def _events(self):
        domain = [
            ("subscription_id", "=", self.subscription_id.id),
            ("occurred_at", ">=", self.since),
            ("test", "=", False),
        ]
        if self.only_failed:
            domain.append(("message_id.state", "not in", ("sent", "acknowledged")))
        return self.env["healthcare.event"].search(domain)

    def action_recover(self):
        """Queue them again; they leave in their order.

        :raises UserError: there are none.
        """
        self.ensure_one()
        self.env["healthcare.message"]._check_operator()
        events = self._events()
        if not events:
            raise UserError(self.env._("Nothing happened since then."))
        count = events._resend(self.reason)
        self.env["healthcare.audit.entry"]._log(
            "subscription.recovered",
            self.subscription_id,
            self.reason,
            {"events": count, "since": fields.Datetime.to_string(self.since)},
        )
        return {"type": "ir.actions.act_window_close"}
