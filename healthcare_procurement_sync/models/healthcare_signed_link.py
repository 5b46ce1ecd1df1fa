"""Links that a supplier opens without an account: one record, one purpose, one end."""

import hashlib
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import hmac as keyed_hash

from ..link_token import is_genuine, new_name, parse, token_of

DAYS = 30
SCOPE = "healthcare-signed-link"
DUMMY = "-" * 22


class HealthcareSignedLink(models.Model):
    """``content`` is what the signature covers: a row that somebody edits in the
    database opens nothing. Used by mails; checked by the pages behind them.
    """

    _name = "healthcare.signed.link"
    _description = "Signed link"
    _order = "id desc"
    _rec_name = "name"

    name = fields.Char(required=True, readonly=True, default=lambda self: new_name())
    purpose = fields.Char(required=True, readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    partner_id = fields.Many2one("res.partner", readonly=True, index=True)
    connection_id = fields.Many2one("healthcare.connection", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    expires_at = fields.Datetime(required=True, readonly=True)
    revoked_at = fields.Datetime(readonly=True)
    opened_at = fields.Datetime(string="First opened", readonly=True)
    last_at = fields.Datetime(string="Last opened", readonly=True)
    use_count = fields.Integer(string="Opened", readonly=True)

    _name_uniq = models.Constraint("UNIQUE(name)", "A link has a name of its own.")
    _record = models.Index("(res_model, res_id)")

    @api.model
    def _issue(self, record, purpose, partner, connection=None, days=DAYS):
        """The link of ``partner`` to ``record``; the one that is valid already when it
        lasts for half of ``days`` more.

        :return: the link; :meth:`_token` and :meth:`_url` make it usable.
        """
        now = fields.Datetime.now()
        links = self.sudo()
        known = links.search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("purpose", "=", purpose),
                ("partner_id", "=", partner.id),
                ("connection_id", "=", connection.id if connection else False),
                ("revoked_at", "=", False),
                ("expires_at", ">", now + timedelta(days=days / 2)),
            ],
            limit=1,
        )
        company = record["company_id"] if "company_id" in record._fields else False
        return known or links.create(
            {
                "purpose": purpose,
                "res_model": record._name,
                "res_id": record.id,
                "partner_id": partner.id,
                "connection_id": connection.id if connection else False,
                "company_id": (company or self.env.company).id,
                "expires_at": now + timedelta(days=days),
            }
        )

    @api.model
    def _key(self):
        """The server's secret for these links, as bytes; it opens nothing else."""
        return hashlib.sha256(
            keyed_hash(self.env(su=True), SCOPE, "key").encode()
        ).digest()

    def _content(self):
        """What the signature of this link covers."""
        return f"{self.purpose}:{self.res_model}:{self.res_id}:{self.partner_id.id}"

    def _expiry(self):
        return int(self.expires_at.timestamp())

    def _token(self):
        """The token of this link, as it stands in its address."""
        self.ensure_one()
        return token_of(self._key(), self.name, self._expiry(), self._content())

    def _url(self, path):
        """Absolute address; ``path`` ends with a slash."""
        return f"{self.get_base_url()}{path}{self._token()}"

    @api.model
    def _redeem(self, token, purpose):
        """The link behind ``token``, or an empty recordset.

        What is unknown, forged, expired, revoked or made for something else is the same
        to whoever asks, and is computed the same way.
        """
        parts = parse(token) or (DUMMY, 0, DUMMY)
        name, expiry, signature = parts
        link = self.sudo().search([("name", "=", name)], limit=1)
        content = link._content() if link else DUMMY
        genuine = is_genuine(self._key(), name, expiry, signature, content)
        if not (genuine and link and link.purpose == purpose):
            return self.sudo().browse()
        record = link._target()
        ended = min(expiry, link._expiry()) < time.time()
        if link.revoked_at or ended or not record:
            return self.sudo().browse()
        return link

    def _target(self):
        """The record that this link opens, as superuser; empty when it is gone."""
        if self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    def _note_opened(self):
        """Count the use; whether this was the first one."""
        now = fields.Datetime.now()
        first = not self.opened_at
        self.write(
            {
                "opened_at": self.opened_at or now,
                "last_at": now,
                "use_count": self.use_count + 1,
            }
        )
        return first

    @api.model
    def _revoke(self, record, purpose):
        """The links to this record are void from now on."""
        self.sudo().search(
            [
                ("res_model", "=", record._name),
                ("res_id", "in", record.ids),
                ("purpose", "=", purpose),
                ("revoked_at", "=", False),
            ]
        ).write({"revoked_at": fields.Datetime.now()})
