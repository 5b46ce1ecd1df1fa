"""The accepting INSERT: one statement for what is new, a second look for the rest."""

import hashlib
import uuid as uuid_module
from dataclasses import dataclass
from functools import lru_cache

from odoo import api, models
from odoo.sql_db import Cursor

from ..outcome import Finding
from .healthcare_message_store import INLINE_LIMIT


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer of a door: the first message's uuid, and what this one was to it.

    ``replayed``: the signed request came before under another key; nothing was stored.
    """

    message_id: int
    uuid: str
    duplicate: bool = False
    conflict: bool = False
    replayed: bool = False

    @property
    def new(self):
        """Whether there is something to drain."""
        return not (self.duplicate or self.conflict or self.replayed)


def commit_each(cr):
    """From now on each statement of ``cr`` is a transaction of its own: READ COMMITTED,
    and on disk when it returns. Saves the round trips of BEGIN and COMMIT.

    For a request's own cursor, until its end: the pool gives the connection its usual
    ways back. A test cursor lives in a savepoint and stays as it is.
    """
    if isinstance(cr, Cursor) and not cr.connection.autocommit:
        # What was read so far came from a snapshot that is older than the request's
        # business.
        cr.rollback()
        cr.connection.autocommit = True


class HealthcareMessage(models.Model):
    """Accepting one payload; :mod:`healthcare_message_batch` accepts thousands."""

    _inherit = "healthcare.message"

    @api.model
    def _accept(self, flow, payload, key=None, name="", media_type="", webhook_id=None):
        """Store one inbound payload; the caller commits and then rings.

        Runs in the caller's READ COMMITTED transaction (under REPEATABLE READ a
        concurrent insert of the same key would raise instead of doing nothing).
        Without ``key`` the SHA-256 of the bytes is the key.

        :return: :class:`Accepted`. Same key and same content: the first message again,
            marked duplicate. Same key, other content: a conflict; nothing is applied.
            Same ``webhook_id`` under another key: replayed; nothing is stored.
        """
        values = self._accept_row(flow, payload, key, name, media_type, webhook_id)
        return self._accept_new(values) or self._accept_known(values, flow)

    @api.model
    def _accept_at_door(self, flow, payload, **more):
        """The same on the request's own cursor: committed when it returns.

        What is new costs one statement. What was there before is looked at and recorded
        in a transaction of its own.
        """
        values = self._accept_row(flow, payload, **more)
        commit_each(self.env.cr)
        accepted = self._accept_new(values)
        if accepted:
            return accepted
        with self.env["healthcare.drain"]._read_committed() as env:
            return env["healthcare.message"]._accept_known(values, flow.with_env(env))

    @api.model
    def _accept_row(
        self, flow, payload, key=None, name="", media_type="", webhook_id=None
    ):
        digest = hashlib.sha256(payload).hexdigest()
        values = self._row(flow, payload, digest, name, media_type)
        values["webhook_id"] = webhook_id
        values["idempotency_key"] = key or f"sha256:{digest}"
        return values

    @api.model
    def _accept_new(self, values):
        inserted = self._insert(values)
        return Accepted(*inserted) if inserted else None

    @api.model
    def _accept_known(self, values, flow):
        """The answer for a row that the indexes of key and request refused."""
        connection, key = values["connection_id"], values["idempotency_key"]
        signed = values["webhook_id"]
        known = self._signed_before(connection, signed) if signed else None
        if known and known["key"] != key:
            self._unspool(values["payload_path"])
            return Accepted(known["id"], known["uuid"], replayed=True)
        first = self._first_with(connection, "in", key)
        if not first:
            # It was there and has been purged meanwhile.
            return self._accept_new(values) or self._accept_known(values, flow)
        digest = values["content_hash"]
        if known:
            # The index holds a request once; its repetitions are linked instead.
            values = values | {"webhook_id": None}
        if first["content_hash"] == digest:
            self._unspool(values["payload_path"])
            values = values | dict.fromkeys(("payload", "payload_path", "payload_key"))
            values["payload_size"] = 0
            self._insert(self._repeat(values, first, "duplicate", "duplicate"))
            return Accepted(first["id"], first["uuid"], duplicate=True)
        found = self._conflict_with(first["id"], digest)
        if found:
            self._unspool(values["payload_path"])
            return Accepted(*found, conflict=True)
        row = self._insert(self._repeat(values, first, "conflict", "key.conflict"))
        self._open_conflict(row[0], flow)
        return Accepted(row[0], row[1], conflict=True)

    @api.model
    def _row(self, flow, payload, digest, name, media_type):
        inline = len(payload) <= INLINE_LIMIT
        name_uuid = str(uuid_module.uuid4())
        facts = flow._facts()
        stored, key_id = self._protect(facts, name_uuid, payload)
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
            "payload_key": key_id,
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
        """One INSERT; ``(id, uuid)``, or None when a unique index knows it already."""
        values = dict(values)
        opened = values.pop("opened", False)
        self.env.cr.execute(
            _insert_of(tuple(values), bool(opened)), list(values.values())
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
    def _signed_before(self, connection_id, webhook_id):
        """``id``, ``uuid`` and ``key`` of the request that was signed so, or None.

        The signature covers ``webhook-id`` and not ``Idempotency-Key``: whoever repeats
        a request that he overheard could change the latter and get a second effect.
        """
        self.env.cr.execute(
            """
            SELECT COALESCE(f.id, m.id) AS id, COALESCE(f.uuid, m.uuid) AS uuid,
                   COALESCE(m.idempotency_key, f.idempotency_key) AS key
              FROM healthcare_message m
              LEFT JOIN healthcare_message f ON f.id = m.duplicate_of_id
             WHERE m.connection_id = %s AND m.webhook_id = %s
            """,
            [connection_id, webhook_id],
        )
        return self.env.cr.dictfetchone()

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


@lru_cache(maxsize=64)
def _insert_of(columns, opened):
    """The statement for these columns; putting it together costs more than a hash."""
    now = "timezone('UTC', now())"
    then = now if opened else "NULL"
    return f"""
        INSERT INTO healthcare_message
               ({", ".join(f'"{column}"' for column in columns)}, id, sequence,
                accepted_at, due_at, opened_at, done_at, part, deliveries, tries)
        SELECT {", ".join(["%s"] * len(columns))}, n, n,
               {now}, {now}, {then}, {then}, 0, 0, 0
          FROM nextval('healthcare_message_id_seq') AS n
            ON CONFLICT DO NOTHING
        RETURNING id, uuid
    """
