"""Accepting thousands of documents of one request: sets instead of single rows."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from odoo import api, models

from ..outcome import Finding
from .healthcare_message_accept import Accepted

PAGE = 500
"""Rows of one INSERT."""
QUESTIONS_MAX = 20
"""Key conflicts of one batch that are asked each for itself."""
VARYING = {
    "uuid": "varchar",
    "idempotency_key": "varchar",
    "webhook_id": "varchar",
    "content_hash": "varchar",
    "payload": "bytea",
    "payload_path": "varchar",
    "payload_key": "varchar",
    "payload_size": "int4",
    "duplicate_of_id": "int4",
}
"""In what the rows of one batch differ, with the type of each."""
EMPTY = dict.fromkeys(("payload", "payload_path", "payload_key"))


@dataclass(slots=True)
class Line:
    """One document of a batch: its bytes, its own key if it has one, its answer."""

    payload: bytes
    key: str = ""
    digest: str = ""
    answer: Accepted | None = None

    def __post_init__(self):
        self.digest = hashlib.sha256(self.payload).hexdigest()
        self.key = f"key:{self.key}" if self.key else f"sha256:{self.digest}"


class HealthcareMessage(models.Model):
    """The promises of :meth:`_accept` for every line: a number of statements that does
    not grow with the conflicts and repetitions among them."""

    _inherit = "healthcare.message"

    @api.model
    def _accept_batch(self, flow, lines, media_type="", webhook_id=None):
        """Store what is new; the caller commits and then rings.

        Runs in the caller's READ COMMITTED transaction.

        :param list lines: :class:`Line` rows; each gets its ``answer``.
        :return: False when the signed request came before with other lines: nothing is
            stored.
        """
        known = self._signed_before(flow.connection_id.id, webhook_id)
        if known and known["key"] not in {line.key for line in lines}:
            return False
        firsts, again = {}, []
        for line in lines:
            if firsts.setdefault(line.key, line) is not line:
                again.append(line)
        rows = [
            self._row(flow, line.payload, line.digest, "", media_type)
            | {"idempotency_key": line.key, "webhook_id": None}
            for line in firsts.values()
        ]
        if rows and webhook_id and not known:
            # One row stands for the request: overheard, it opens no other door.
            rows[0]["webhook_id"] = webhook_id
        stored = self._insert_many(rows)
        refused = []
        for line, row in zip(firsts.values(), rows, strict=True):
            if row["uuid"] in stored:
                line.answer = Accepted(stored[row["uuid"]], row["uuid"])
            else:
                self._unspool(row["payload_path"])
                refused.append(line)
        self._answer_known(flow, refused + again, media_type)
        return True

    @api.model
    def _answer_known(self, flow, lines, media_type):
        """Answer lines whose key is in the table, or came earlier in the batch."""
        if not lines:
            return
        firsts = self._firsts_with(flow.connection_id.id, [line.key for line in lines])
        repeats, conflicts = [], []
        for line in lines:
            first = firsts.get(line.key)
            if first is None:
                # Purged meanwhile, or the request's name was taken by another one.
                line.answer = self._accept(
                    flow, line.payload, key=line.key, media_type=media_type
                )
            elif first["content_hash"] == line.digest:
                line.answer = Accepted(first["id"], first["uuid"], duplicate=True)
                repeats.append((line, first))
            else:
                conflicts.append((line, first))
        self._insert_repeats(flow, repeats, media_type)
        self._insert_conflicts(flow, conflicts, media_type)

    @api.model
    def _insert_repeats(self, flow, repeats, media_type):
        self._insert_many(
            [
                self._repeat(
                    self._row(flow, b"", line.digest, "", media_type) | EMPTY,
                    first,
                    "duplicate",
                    "duplicate",
                )
                for line, first in repeats
            ]
        )

    @api.model
    def _insert_conflicts(self, flow, conflicts, media_type):
        """One row for each other content of a key; a few questions, however many."""
        if not conflicts:
            return
        known = self._conflicts_with([first["id"] for _line, first in conflicts])
        rows = []
        for line, first in conflicts:
            name = (first["id"], line.digest)
            if name not in known:
                row = self._row(flow, line.payload, line.digest, "", media_type)
                rows.append(self._repeat(row, first, "conflict", "key.conflict"))
                known[name] = (None, row["uuid"])
        stored = self._insert_many(rows)
        for line, first in conflicts:
            found, uuid = known[first["id"], line.digest]
            line.answer = Accepted(found or stored[uuid], uuid, conflict=True)
        self._ask_about(flow, [stored[row["uuid"]] for row in rows])

    @api.model
    def _ask_about(self, flow, message_ids):
        text = self.env._("A used key came with other content.")
        findings = [
            (Finding("KEY_CONFLICT", text), message, flow.connection_id, None)
            for message in self.browse(message_ids[:QUESTIONS_MAX])
        ]
        more = len(message_ids) - QUESTIONS_MAX
        if more > 0:
            text = self.env._(
                "%(count)s more used keys of one batch came with other content.",
                count=more,
            )
            last = self.browse(message_ids[-1])
            findings.append(
                (Finding("KEY_CONFLICT", text), last, flow.connection_id, None)
            )
        self.env["healthcare.exception"].sudo()._open_many(findings)

    @api.model
    def _insert_many(self, rows):
        """One INSERT per :data:`PAGE` rows, which differ in :data:`VARYING` alone;
        ``{uuid: id}`` of those that went in."""
        if not rows:
            return {}
        same = {key: rows[0][key] for key in rows[0] if key not in VARYING}
        opened = bool(same.pop("opened", False))
        varying = tuple(name for name in VARYING if name in rows[0])
        statement = _insert_of(tuple(same), varying, opened)
        found = {}
        for start in range(0, len(rows), PAGE):
            page = rows[start : start + PAGE]
            # Arrays: thousands of single values would be parsed one by one.
            arrays = [[row[name] for row in page] for name in varying]
            self.env.cr.execute(statement, [*same.values(), *arrays])
            found.update(self.env.cr.fetchall())
        return found

    @api.model
    def _firsts_with(self, connection_id, keys):
        self.env.cr.execute(
            """
            SELECT idempotency_key, id, uuid, content_hash FROM healthcare_message
             WHERE connection_id = %s AND direction = 'in'
               AND idempotency_key = ANY(%s)
            """,
            [connection_id, keys],
        )
        return {row["idempotency_key"]: row for row in self.env.cr.dictfetchall()}

    @api.model
    def _conflicts_with(self, first_ids):
        self.env.cr.execute(
            """
            SELECT duplicate_of_id, content_hash, id, uuid FROM healthcare_message
             WHERE duplicate_of_id = ANY(%s) AND state = 'conflict'
            """,
            [first_ids],
        )
        return {row[:2]: row[2:] for row in self.env.cr.fetchall()}


@lru_cache(maxsize=64)
def _insert_of(same, varying, opened):
    now = "timezone('UTC', now())"
    then = now if opened else "NULL"
    columns = ", ".join(f'"{name}"' for name in (*same, *varying))
    arrays = ", ".join(f"%s::{VARYING[name]}[]" for name in varying)
    names = ", ".join(f'"{name}"' for name in varying)
    return f"""
        INSERT INTO healthcare_message
               ({columns}, id, sequence, accepted_at, due_at, opened_at, done_at,
                part, deliveries, tries)
        SELECT {"%s, " * len(same)} {names}, n, n, {now}, {now}, {then}, {then},
               0, 0, 0
          FROM (SELECT u.*, nextval('healthcare_message_id_seq') AS n
                  FROM unnest({arrays}) AS u({names})) AS v
            ON CONFLICT DO NOTHING
        RETURNING uuid, id
    """
