"""Who may look into which message, what for and until when."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .healthcare_audit_entry import keep_rows

READER = "healthcare_integration_base.group_payload_reader"
MINUTES = 15
"""How long a look lasts; the parameter ``healthcare.payload_minutes`` changes it."""


class HealthcarePayloadGrant(models.Model):
    """Who may look into which message, why and until when. Append only."""

    _name = "healthcare.payload.grant"
    _description = "Look into a message"
    _order = "id desc"
    _log_access = False

    message_id = fields.Many2one(
        "healthcare.message", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Who", required=True, readonly=True, ondelete="restrict"
    )
    purpose = fields.Char(required=True, readonly=True)
    granted_at = fields.Datetime(string="From", required=True, readonly=True)
    expires_at = fields.Datetime(string="Until", required=True, readonly=True)

    _message = models.Index("(message_id, user_id, expires_at)")

    def init(self):
        keep_rows(self.env.cr, self._table)

    @api.model
    def _open_until(self, messages):
        """``{message id: end of this user's grant}`` of those that are open now."""
        self.env.cr.execute(
            """
            SELECT message_id, MAX(expires_at) FROM healthcare_payload_grant
             WHERE user_id = %s AND message_id = ANY(%s)
               AND expires_at > timezone('UTC', clock_timestamp())
             GROUP BY message_id
            """,
            [self.env.uid, messages.ids],
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _grant(self, messages, purpose):
        """Let this user look for a while; on the record before anything is shown.

        :raises AccessError: no payload reader, or a message he may not read.
        """
        if not self.env.user.has_group(READER):
            raise AccessError(self.env._("Only a payload reader may open payloads."))
        messages = messages.with_env(self.env)
        messages.check_access("read")
        minutes = self.env["ir.config_parameter"].sudo()
        minutes = int(minutes.get_param("healthcare.payload_minutes") or MINUTES)
        now = fields.Datetime.now()
        self.sudo().create(
            [
                {
                    "message_id": message.id,
                    "user_id": self.env.uid,
                    "purpose": purpose,
                    "granted_at": now,
                    "expires_at": now + timedelta(minutes=minutes),
                }
                for message in messages
            ]
        )
        self.env["healthcare.audit.entry"]._log(
            "payload.opened", messages, purpose, {"minutes": minutes}
        )
        messages.invalidate_recordset()
