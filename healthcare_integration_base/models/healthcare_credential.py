"""One secret of one connection: written once, never shown again."""

import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..errors import ConfigurationError

WEBHOOK_PREFIX = "whsec_"


class HealthcareCredential(models.Model):
    """A secret with owner and expiry. Several webhook secrets may be valid at once,
    which is how a rotation overlaps."""

    _name = "healthcare.credential"
    _description = "Healthcare credential"
    _order = "connection_id, kind, id"

    name = fields.Char(required=True)
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("webhook", "Webhook signing secret"),
            ("bearer", "Bearer token"),
            ("basic", "Basic (user:password)"),
        ],
        required=True,
        default="webhook",
    )
    secret = fields.Char(
        compute="_compute_secret",
        inverse="_inverse_secret",
        copy=False,
        groups="healthcare_integration_base.group_administrator",
        help="Write only. A webhook secret is whsec_ followed by base64.",
    )
    sealed = fields.Char(copy=False, groups="base.group_system", readonly=True)
    expiry_date = fields.Date()
    active = fields.Boolean(default=True)

    def _compute_secret(self):
        for credential in self:
            credential.secret = False

    def _inverse_secret(self):
        for credential in self.filtered("secret"):
            secret = credential.secret.strip()
            credential._check_form(secret)
            try:
                sealed = self.env["healthcare.vault"]._seal(
                    secret, credential._binding()
                )
            except ConfigurationError:
                raise UserError(
                    self.env._(
                        "This server has no encryption key, so no secret can be kept. "
                        "Ask its administrator to set HEALTHCARE_KEY_FILE."
                    )
                ) from None
            credential.sudo().sealed = sealed

    def _check_form(self, secret):
        if self.kind != "webhook":
            return
        try:
            key = base64.b64decode(secret.removeprefix(WEBHOOK_PREFIX), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if not secret.startswith(WEBHOOK_PREFIX) or len(key) < 24:
            raise ValidationError(
                self.env._(
                    "A webhook secret is %(prefix)s followed by the base64 of at least "
                    "24 random bytes.",
                    prefix=WEBHOOK_PREFIX,
                )
            )

    def _binding(self):
        return f"healthcare.credential:{self.connection_id.id}"

    @api.model
    def _secrets_of(self, connection, kind):
        """The valid secrets of a connection, in clear. Only for the engine.

        :raises ConfigurationError: ``credential.missing`` when there is none.
        """
        today = fields.Date.context_today(self)
        rows = self.sudo().search(
            [("connection_id", "=", connection.id), ("kind", "=", kind)],
            # The newest first: the one that a rotation put beside its predecessor.
            order="id desc",
        )
        rows = rows.filtered(
            lambda row: row.sealed and (not row.expiry_date or row.expiry_date >= today)
        )
        if not rows:
            raise ConfigurationError(
                "credential.missing",
                kind,
                self.env._("This connection has no valid secret of the needed kind."),
            )
        vault = self.env["healthcare.vault"]
        return [vault._open(row.sealed, row._binding()) for row in rows]
