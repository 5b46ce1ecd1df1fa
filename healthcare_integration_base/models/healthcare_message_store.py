"""How an outbound message comes into being: in a business transaction."""

import hashlib
import json
import uuid as uuid_module

from odoo import api, models

from ..canonical import to_json

INLINE_LIMIT = 1024 * 1024
"""Bytes kept in the row; above it the payload goes to a file, fsynced before commit."""


class HealthcareMessage(models.Model):
    """Composing messages and keeping the bytes that leave."""

    _inherit = "healthcare.message"

    @api.model
    def _outbox(self, flow, document, record=None, subject="", key=None):
        """Write an outbound message in the current business transaction.

        It leaves after the commit, and only if there is one. ``key`` makes it unique
        per connection (``order:PO00012:0``); a second call with it returns the first.

        :return: the message.
        """
        row = self._outbound_row(flow, document, subject, key)
        inserted = self._insert(row)
        if not inserted:
            first = self._first_with(flow.connection_id.id, "out", key)
            return self.sudo().browse(first["id"])
        message = self.sudo().browse(inserted[0])
        message._set_canonical(to_json(document))
        if record:
            message._trace(record, "linked")
        self.env["healthcare.drain"]._ring_after_commit(flow.lane)
        return message

    @api.model
    def _outbound_row(self, flow, document, subject, key):
        handler = self.env["healthcare.handler"]._for_kind(document.KIND)
        company = flow.connection_id.company_id.id
        return {
            "uuid": str(uuid_module.uuid4()),
            "connection_id": flow.connection_id.id,
            "flow_id": flow.id,
            "company_id": company,
            "direction": "out",
            "kind": document.KIND,
            "codec": flow.codec,
            "state": "due",
            "lane": flow.lane,
            "reference": handler._reference(document) or None,
            "subject_key": f"{company}/{subject}" if subject else None,
            "idempotency_key": key,
            "payload_size": 0,
        }

    def _set_canonical(self, data):
        text = self._seal_canonical(
            self.flow_id._facts().data_class, self.uuid, json.dumps(data)
        )
        self.env.cr.execute(
            "UPDATE healthcare_message SET canonical = %s, opened_at = due_at "
            "WHERE id = %s",
            [text, self.id],
        )
        self.invalidate_recordset(["canonical", "opened_at"])

    def _store_sealed(self, payload, codec):
        """Keep the bytes that will leave; from now on a resend repeats them."""
        inline = len(payload) <= INLINE_LIMIT
        stored, key = self._protect(self.flow_id._facts(), self.uuid, payload)
        self.env.cr.execute(
            """
            UPDATE healthcare_message
               SET payload = %s, payload_path = %s, payload_key = %s,
                   payload_size = %s, content_hash = %s, media_type = %s, name = %s
             WHERE id = %s
            """,
            [
                stored if inline else None,
                None if inline else self._spool(self.uuid, stored),
                key,
                len(payload),
                hashlib.sha256(payload).hexdigest(),
                codec.media_type,
                f"{self.kind}-{self.uuid}.{codec.extension}",
                self.id,
            ],
        )
        self.invalidate_recordset()

    def _trace(self, record, action, where="", amount=None):
        """Link a record to this message."""
        self.env["healthcare.lineage"].sudo().create(
            {
                "message_id": self.id,
                "company_id": self.company_id.id,
                "res_model": record._name,
                "res_id": record.id,
                "action": action,
                "where": where,
                "amount": amount,
                "created_at": self.env.cr.now(),
            }
        )
