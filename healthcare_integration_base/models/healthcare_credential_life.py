"""The life of a secret: where it comes from, who owns it, when it is replaced."""

import base64
import os
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..errors import ConfigurationError
from .healthcare_credential import WEBHOOK_PREFIX

ENV = "env:"
FILE = "file:"
ENV_PREFIX = "HEALTHCARE_SECRET_"
FOLDER_VARIABLE = "HEALTHCARE_SECRET_FOLDER"
REMIND_DAYS = 30
"""Days before its end on which the owner of a secret is reminded."""
RECORDED = frozenset(
    {"secret", "sealed", "digest", "expiry_date", "active", "owner_id"}
)
"""What of a credential is worth an entry in the audit trail when it changes."""


def is_reference(secret):
    """Whether a secret names the place where the real one is."""
    return secret.startswith((ENV, FILE))


def resolve(secret):
    """The secret itself; one that names a place is read from there, at each use.

    Only variables called ``HEALTHCARE_SECRET_*`` and files directly in the folder that
    ``HEALTHCARE_SECRET_FOLDER`` names: nobody reads the rest of the server this way.

    :raises ConfigurationError: ``credential.not_there``.
    """
    if secret.startswith(ENV):
        name = secret.removeprefix(ENV)
        value = os.environ.get(name) if name.startswith(ENV_PREFIX) else None
    elif secret.startswith(FILE):
        value = _read(secret.removeprefix(FILE))
    else:
        return secret
    if not value or not value.strip():
        raise ConfigurationError("credential.not_there", "reference")
    return value.strip()


def _read(name):
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder or name != os.path.basename(name) or name.startswith("."):
        return None
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return file.read()
    except (OSError, ValueError):
        return None


class HealthcareCredential(models.Model):
    """Owner, end, rotation with overlap, and secrets kept outside."""

    _inherit = "healthcare.credential"

    owner_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        help="Is reminded before the secret ends.",
    )
    rotated_at = fields.Datetime(
        string="Secret since", readonly=True, copy=False, default=fields.Datetime.now
    )
    replaced_by_id = fields.Many2one(
        "healthcare.credential", readonly=True, copy=False, ondelete="set null"
    )
    external = fields.Boolean(
        string="Kept outside",
        readonly=True,
        copy=False,
        help="The secret is read from the server's environment or from a file at each "
        "use; nothing of it is stored here.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        credentials = super().create(vals_list)
        self.env["healthcare.audit.entry"]._log("credential.added", credentials)
        return credentials

    def write(self, vals):
        result = super().write(vals)
        changed = sorted(RECORDED & vals.keys() - {"sealed"})
        if changed:
            self.env["healthcare.audit.entry"]._log(
                "credential.changed", self, facts={"fields": changed}
            )
        return result

    def unlink(self):
        self.env["healthcare.audit.entry"]._log("credential.deleted", self)
        return super().unlink()

    # -- secrets kept outside --------------------------------------------------------

    def _inverse_secret(self):
        typed = self.filtered("secret")
        outside = {row.id: is_reference(row.secret.strip()) for row in typed}
        result = super()._inverse_secret()
        now = fields.Datetime.now()
        for row in typed:
            row.sudo().write({"rotated_at": now, "external": outside[row.id]})
        return result

    def _check_form(self, secret):
        if not is_reference(secret):
            return super()._check_form(secret)
        try:
            value = resolve(secret)
        except ConfigurationError:
            raise ValidationError(
                self.env._(
                    "There is no secret at that place. A variable is called "
                    "%(prefix)s..., a file lies in the folder that %(folder)s names.",
                    prefix=ENV_PREFIX,
                    folder=FOLDER_VARIABLE,
                )
            ) from None
        return super()._check_form(value)

    @api.model
    def _secrets_of(self, connection, kind):
        """See base; the newest first, and those kept outside read from there."""
        return [resolve(secret) for secret in super()._secrets_of(connection, kind)]

    @api.model
    def _open_all(self, door):
        """See base; those kept outside are read from there."""
        return [resolve(secret) for secret in super()._open_all(door)]

    # -- rotation --------------------------------------------------------------------

    @api.model
    def _made_secret(self):
        """A new signing secret."""
        return WEBHOOK_PREFIX + base64.b64encode(os.urandom(32)).decode()

    def _rotate(self, secret, overlap_days, expiry_date=False):
        """Put a new secret beside this one, which ends after the overlap.

        :return: the new credential. Both are valid until ``overlap_days`` from today.
        """
        self.ensure_one()
        self.check_access("write")
        self._reminders().unlink()
        successor = self.copy(
            {"secret": secret, "expiry_date": expiry_date, "owner_id": self.owner_id.id}
        )
        end = fields.Date.context_today(self) + timedelta(days=overlap_days)
        if self.expiry_date:
            end = min(end, self.expiry_date)
        self.write({"expiry_date": end, "replaced_by_id": successor.id})
        self.env["healthcare.audit.entry"]._log(
            "credential.rotated", self, facts={"overlap_days": overlap_days}
        )
        return successor

    # -- reminders -------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """One activity per secret that ends soon and has no successor."""
        today = fields.Date.context_today(self)
        ending = self.search(
            [
                ("expiry_date", "!=", False),
                ("expiry_date", ">=", today),
                ("expiry_date", "<=", today + timedelta(days=REMIND_DAYS)),
                ("replaced_by_id", "=", False),
                ("connection_id.state", "!=", "retired"),
            ]
        )
        for credential in ending:
            if credential._reminders():
                continue
            owner = credential.owner_id or credential.connection_id.owner_id
            credential.connection_id.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=credential.expiry_date - timedelta(days=7),
                summary=credential._reminder(),
                note=self.env._(
                    "Get a new secret from the partner and press Rotate: both are "
                    "valid until the partner has changed over."
                ),
                user_id=owner.id or self.env.uid,
            )

    def _reminder(self):
        return self.env._(
            "Secret %(name)s ends on %(day)s",
            name=self.name,
            day=fields.Date.to_string(self.expiry_date),
        )

    def _reminders(self):
        """The open reminders of these secrets."""
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "healthcare.connection"),
                    ("res_id", "in", self.connection_id.ids),
                    (
                        "summary",
                        "in",
                        [row._reminder() for row in self if row.expiry_date],
                    ),
                ]
            )
        )
