"""How a message comes into being: at a door, or in a business transaction."""

import hashlib
import json
import uuid as uuid_module
from dataclasses import dataclass

from odoo import api, models

from ..canonical import to_json
from ..outcome import Finding

INLINE_LIMIT = 1024 * 1024
"""Bytes kept in the row; above it the payload goes to a file, fsynced before commit."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer of a door: the first message's uuid, and whether this was a repeat."""

    message_id: int
    uuid: str
    duplicate: bool = False
    conflict: bool = False


class HealthcareMessage(models.Model):
    """Storing and reading payloads, accepting and composing messages."""

    _inherit = "healthcare.message"

    @api.model
    def _accept(self, flow, payload, key=None, name="", media_type="", webhook_id=None):
        """Store one inbound payload; the caller commits and then rings.

        Runs in the caller's READ COMMITTED transaction (under REPEATABLE READ a
        concurrent insert of the same key would raise instead of doing nothing).
        Without ``key`` the SHA-256 of the bytes is the key.

        :return: :class:`Accepted`. Same key and same content: the first message again,
            marked duplicate. Same key, other content: a conflict; nothing is applied.
        """
        digest = hashlib.sha256(payload).hexdigest()
        key = key or f"sha256:{digest}"
        values = self._row(flow, payload, digest, name, media_type)
        values["webhook_id"] = webhook_id
        inserted = self._insert(values | {"idempotency_key": key})
        if inserted:
            return Accepted(*inserted)
        first = self._first_with(values["connection_id"], "in", key)
        if first["content_hash"] == digest:
            self._unspool(values["payload_path"])
            values |= dict.fromkeys(["payload", "payload_path", "payload_key"])
            values["payload_size"] = 0
            self._insert(self._repeat(values, first, "duplicate", "duplicate"))
            return Accepted(first["id"], first["uuid"], duplicate=True)
        known = self._conflict_with(first["id"], digest)
        if known:
            self._unspool(values["payload_path"])
            return Accepted(*known, conflict=True)
        row = self._insert(self._repeat(values, first, "conflict", "key.conflict"))
        self._open_conflict(row[0], flow)
        return Accepted(row[0], row[1], conflict=True)

    @api.model
    def _row(self, flow, payload, digest, name, media_type):
        inline = len(payload) <= INLINE_LIMIT
        name_uuid = str(uuid_module.uuid4())
        facts = flow._facts()
        stored, key = self._protect(facts, name_uuid, payload)
        return {
            "uuid": name_uuid,
            "connection_id": facts.connection_id,
            "flow_id": flow.id,
            "company_id": facts.company_id,
            "direction": "in",
            "kind": facts.kind,
            "codec": facts.codec,
            "state": "received",
            "lane": facts.lane,
            "name": name or None,
            "content_hash": digest,
            "media_type": media_type or None,
            "payload": stored if inline else None,
            "payload_path": None if inline else self._spool(name_uuid, stored),
            "payload_key": key,
            "payload_size": len(payload),
        }

    @api.model
    def _repeat(self, values, first, state, code):
        return values | {
            "state": state,
            "code": code,
            "duplicate_of_id": first["id"],
            "idempotency_key": None,
            "opened": True,
        }

    @api.model
    def _insert(self, values):
        """One INSERT; ``(id, uuid)``, or None when the key exists already."""
        values = dict(values)
        opened = values.pop("opened", False)
        columns = list(values)
        now = "timezone('UTC', now())"
        self.env.cr.execute(
            f"""
            INSERT INTO healthcare_message
                   ({", ".join(f'"{column}"' for column in columns)}, id, sequence,
                    accepted_at, due_at, opened_at, done_at, part, deliveries, tries)
            SELECT {", ".join(["%s"] * len(columns))}, n, n,
                   {now}, {now}, {now if opened else "NULL"},
                   {now if opened else "NULL"}, 0, 0, 0
              FROM nextval('healthcare_message_id_seq') AS n
                ON CONFLICT (connection_id, direction, idempotency_key)
             WHERE idempotency_key IS NOT NULL DO NOTHING
            RETURNING id, uuid
            """,
            [values[column] for column in columns],
        )
        return self.env.cr.fetchone()

    @api.model
    def _first_with(self, connection_id, direction, key):
        self.env.cr.execute(
            """
            SELECT id, uuid, content_hash FROM healthcare_message
             WHERE connection_id = %s AND direction = %s AND idempotency_key = %s
            """,
            [connection_id, direction, key],
        )
        return self.env.cr.dictfetchone()

    @api.model
    def _is_replay(self, connection_id, webhook_id, key):
        """Whether a signed request came before under another key.

        The signature covers ``webhook-id`` and not ``Idempotency-Key``: whoever repeats
        a request that he overheard could change the latter and get a second effect.
        """
        self.env.cr.execute(
            """
            SELECT 1 FROM healthcare_message m
              LEFT JOIN healthcare_message f ON f.id = m.duplicate_of_id
             WHERE m.connection_id = %s AND m.webhook_id = %s
               AND COALESCE(m.idempotency_key, f.idempotency_key) <> %s LIMIT 1
            """,
            [connection_id, webhook_id, key],
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _conflict_with(self, first_id, digest):
        """``(id, uuid)`` of the same other content that came under this key before."""
        self.env.cr.execute(
            """
            SELECT id, uuid FROM healthcare_message
             WHERE duplicate_of_id = %s AND content_hash = %s LIMIT 1
            """,
            [first_id, digest],
        )
        return self.env.cr.fetchone()

    @api.model
    def _open_conflict(self, message_id, flow):
        self.env["healthcare.exception"].sudo()._open(
            Finding("KEY_CONFLICT", self.env._("A used key came with other content.")),
            message=self.browse(message_id),
            connection=flow.connection_id,
        )

    # -- outbound --------------------------------------------------------------------

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
