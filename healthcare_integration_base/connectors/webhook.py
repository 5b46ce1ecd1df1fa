"""Outgoing webhooks: a guarded POST, signed at the moment it leaves."""

import hashlib
import hmac
import json
import time

from odoo import api, fields, models

from ..errors import ConfigurationError
from ..models.healthcare_connector import Pushed
from ..signature import sign

SIGNING = "signing"


class HealthcareConnection(models.Model):
    """Adds the choice of the signature."""

    _inherit = "healthcare.connection"

    connector = fields.Selection(
        selection_add=[("webhook", "Outgoing webhook")],
        ondelete={"webhook": "set default"},
    )
    webhook_style = fields.Selection(
        [
            ("standard", "Standard Webhooks"),
            ("hmac", "Plain HMAC-SHA256 of the body"),
        ],
        string="Signature",
        default="standard",
        required=True,
        help="Standard Webhooks signs id, time and body; a listener refuses what is "
        "old. Plain HMAC signs the body only and stands in X-Signature-256.",
    )


class HealthcareCredential(models.Model):
    """Adds the secret with which we sign what leaves."""

    _inherit = "healthcare.credential"

    kind = fields.Selection(
        selection_add=[(SIGNING, "Signing secret of outgoing webhooks")],
        ondelete={SIGNING: "cascade"},
    )

    def _check_form(self, secret):
        if self.kind == SIGNING:
            # The same form as an inbound secret: both sides sign alike.
            return self.new({"kind": "webhook"})._check_form(secret)
        return super()._check_form(secret)


class HealthcareConnectorWebhook(models.AbstractModel):
    """``webhook-id`` is the message's uuid: a listener that saw it ignores it."""

    _name = "healthcare.connector.webhook"
    _inherit = "healthcare.connector.http"
    _description = "Outgoing webhook"

    @api.model
    def _headers(self, connection, outgoing):
        headers = super()._headers(connection, outgoing)
        secrets = self.env["healthcare.credential"]._secrets_of(connection, SIGNING)
        stamp = int(time.time())
        headers["webhook-id"] = outgoing.uuid
        headers["webhook-timestamp"] = str(stamp)
        if connection.webhook_style == "hmac":
            key = secrets[0].encode()
            digest = hmac.new(key, outgoing.payload, hashlib.sha256).hexdigest()
            headers["X-Signature-256"] = f"sha256={digest}"
        else:
            # Every valid secret signs, so that a listener may change over.
            headers["webhook-signature"] = " ".join(
                sign(secret, outgoing.uuid, stamp, outgoing.payload)
                for secret in secrets
            )
        trace = _traceparent(outgoing.payload)
        if trace:
            headers["traceparent"] = trace
        return headers

    @api.model
    def _classify(self, response):
        """2xx is delivered; the answer's code is kept with the delivery."""
        pushed = super()._classify(response)
        return Pushed(f"HTTP {response.status_code}", facts=pushed.facts)

    def _check(self, connection):
        if not self.env["healthcare.credential"]._secrets_of(connection, SIGNING):
            raise ConfigurationError("credential.missing", SIGNING)
        return super()._check(connection)


def _traceparent(payload):
    try:
        return str(json.loads(payload).get("traceparent") or "")[:55]
    except (ValueError, AttributeError):
        return ""
