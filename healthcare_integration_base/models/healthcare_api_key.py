"""Keys and certificates: what proves a partner who does not sign his requests."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..signature import certificate_digest, digest_of, new_key
from .healthcare_door import ApiKey

HINT = 9
"""First characters of a key that stay readable, so that a person tells keys apart."""


class HealthcareCredential(models.Model):
    """An API key is made here, shown once and kept as a digest; a client certificate
    is known by its digest alone. Neither can be read back from anywhere."""

    _inherit = "healthcare.credential"

    kind = fields.Selection(
        selection_add=[
            ("api_key", "API key (for calls to us)"),
            ("certificate", "Client certificate (fingerprint)"),
        ],
        ondelete={"api_key": "cascade", "certificate": "cascade"},
    )
    digest = fields.Char(copy=False, readonly=True, groups="base.group_system")
    hint = fields.Char(
        string="Begins with",
        copy=False,
        readonly=True,
        help="The first characters of the key or fingerprint.",
    )
    posts = fields.Boolean(
        string="May post",
        default=True,
        help="Documents to the inbound flows, and the state of what was posted.",
    )
    fetches = fields.Boolean(
        string="May fetch",
        help="Outbound messages of this connection, and acknowledge them.",
    )
    flow_ids = fields.Many2many(
        "healthcare.flow",
        string="Only these flows",
        domain="[('connection_id', '=', connection_id)]",
        help="Empty: every flow of the connection.",
    )

    _digest_uniq = models.UniqueIndex("(digest) WHERE kind = 'api_key'")

    @api.constrains("flow_ids", "connection_id")
    def _check_flows(self):
        for credential in self:
            if credential.flow_ids.connection_id - credential.connection_id:
                raise ValidationError(
                    self.env._("A key opens flows of its own connection only.")
                )

    def _inverse_secret(self):
        typed = self.filtered("secret")
        if typed.filtered(lambda row: row.kind == "api_key"):
            raise UserError(
                self.env._(
                    "A key is not typed in: save, then press New key. What people "
                    "think up can be guessed."
                )
            )
        for credential in typed.filtered(lambda row: row.kind == "certificate"):
            digest = certificate_digest(credential.secret)
            if not digest:
                raise ValidationError(
                    self.env._(
                        "Enter the certificate's SHA-256 fingerprint (64 hexadecimal "
                        "digits) or the certificate itself as PEM."
                    )
                )
            credential.sudo().write({"digest": digest, "hint": digest[:HINT]})
        return super(
            HealthcareCredential, typed.filtered(lambda row: row.kind != "certificate")
        )._inverse_secret()

    def action_new_key(self):
        """Make a new key and show it, this once. The former one ends at once."""
        self.ensure_one()
        self.check_access("write")
        if self.kind != "api_key":
            raise UserError(self.env._("Only API keys are made here."))
        key = new_key()
        self.sudo().write({"digest": digest_of(key), "hint": key[:HINT]})
        self.env["healthcare.audit.entry"]._log(
            "credential.key_made", self, facts={"hint": key[:HINT]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Your new key"),
            "res_model": "healthcare.api.key.show",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": key},
        }

    def _api_keys(self):
        return tuple(
            ApiKey(
                row.id,
                row.digest,
                row.expiry_date or None,
                row.posts,
                row.fetches,
                frozenset(row.flow_ids.ids) or None,
            )
            for row in self
            if row.kind == "api_key" and row.digest
        )

    def _certificates(self):
        return tuple(
            (row.digest, row.expiry_date or None)
            for row in self
            if row.kind == "certificate" and row.digest
        )


class HealthcareApiKeyShow(models.AbstractModel):
    """The dialog that shows a key. Abstract: nothing of it is stored."""

    _name = "healthcare.api.key.show"
    _description = "Healthcare API key, shown once"

    id = fields.Id()
    key = fields.Char(readonly=True)
