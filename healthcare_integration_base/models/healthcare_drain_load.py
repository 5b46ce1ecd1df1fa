"""Loading a leased batch: locks, columns and bytes in one statement.

Whatever reads a message in the batch finds its columns in the ORM's cache already, and
its bytes or its document in the hand of this transaction.
"""

import json
from operator import itemgetter

from odoo import api, models

from ..errors import ConfigurationError
from .healthcare_drain_claim_in import FIRST_UNOPENED
from .healthcare_drain_hand import NOTHING, READ, Held
from .healthcare_drain_values import as_array
from .healthcare_message_payload import SMALL

MARK = "healthcare.cache_filled"
"""Key of the cursor's cache, which is emptied whenever the ORM's is: a savepoint that
was rolled back takes both."""
OPENED = ("kind", "flow_id", "lane", "subject_key", "reference")
"""Columns that opening changes and that code of the next stage reads."""
CACHED = (
    "uuid",
    "connection_id",
    "company_id",
    "flow_id",
    "direction",
    "kind",
    "codec",
    "state",
    "lane",
    "name",
    "subject_key",
    "reference",
    "sequence",
    "part",
    "parent_id",
    "content_hash",
    "payload_size",
    "code",
    "due_at",
    "deliveries",
    "tries",
)


class HealthcareDrain(models.AbstractModel):
    """What a worker holds while it works."""

    _inherit = "healthcare.drain"

    @api.model
    def _hand(self):
        """The :class:`Hand` of this transaction."""
        return self.env.context.get("healthcare_hand", NOTHING)

    @api.model
    def _load(self, batch, with_payload):
        """Lock the lease and the messages of a batch; returns the messages in order.
        They come into the hand by :meth:`_take`.

        Waits for row locks: somebody who passes by may hold one for a moment. What is
        no longer where the claim saw it is left out; what stands behind it is found
        again by :meth:`_behind`.
        """
        if not self._hold_lease(batch):
            return self.env["healthcare.message"]
        names = self._cached_names()
        body = (
            f"CASE WHEN payload_size <= {SMALL} THEN payload END, payload_key"
            if with_payload
            else "canonical::text, NULL"
        )
        columns = ", ".join(f'"{name}"' for name in names)
        # Names of this addon's own columns only.
        self.env.cr.execute(
            f"""
            SELECT id, {columns}, {body} FROM healthcare_message
             WHERE id = ANY(%s::int4[]) AND direction = 'in'
               AND state IN ('received', 'due')
               AND (opened_at IS NULL) = %s
             ORDER BY sequence, part FOR NO KEY UPDATE
            """,
            [as_array(batch.ids), with_payload],
        )
        rows = self.env.cr.fetchall()
        hand, place = self._hand(), names.index("deliveries") + 1
        hand.names, hand.coming, hand.with_payload = names, rows, with_payload
        hand.fragile = any(row[place] for row in rows)
        return self.env["healthcare.message"].browse([row[0] for row in rows])

    @api.model
    def _take(self, count):
        """Take the next ``count`` loaded messages into the hand; asks nothing of the
        database."""
        hand = self._hand()
        rows, hand.coming = hand.coming[:count], hand.coming[count:]
        hand.rows += rows
        at = {name: number for number, name in enumerate(hand.names, start=1)}
        pick = itemgetter(*(at[name] for name in READ))
        code, tries, flow = at["code"], at["tries"], at["flow_id"]
        flows = {
            key: self.env["healthcare.flow"].browse(key)
            for key in {row[flow] for row in rows}
        }
        for row in rows:
            fresh = not row[code] and not row[tries]
            held = Held(*pick(row), row[tries], fresh, flows[row[flow]])
            if hand.with_payload:
                held.payload = self._clear(held.uuid, *row[-2:])
            else:
                held.canonical = row[-2] and json.loads(row[-2])
            hand.held[row[0]] = held
        if MARK in self.env.cr.cache:
            self._fill(rows)
        self._fill_cache()

    @api.model
    def _cached_names(self):
        return [*CACHED, *self._fields_to_apply()]

    @api.model
    def _fields_to_apply(self):
        """Further stored columns that an extension reads of each message."""
        return []

    @api.model
    def _fill_cache(self):
        """Let the ORM know the columns in hand, unless it still does."""
        if MARK in self.env.cr.cache:
            return
        self._fill(self._hand().rows)
        self.env.cr.cache[MARK] = True

    @api.model
    def _fill(self, rows):
        hand = self._hand()
        messages = self.env["healthcare.message"].browse([row[0] for row in rows])
        opened = [(key, held.row) for key, held in hand.held.items() if held.row]
        _ids, *columns = zip(*rows, strict=True) if rows else [()]
        for name, column in zip(hand.names, columns, strict=False):
            field = messages._fields[name]
            if opened and name in OPENED:
                cache = field._get_cache(self.env)
                cache.update({key: row[name] for key, row in opened})
            field._insert_cache(messages, column)

    @api.model
    def _clear(self, uuid, stored, key):
        """Bytes in clear; None when they are read one by one, which says why."""
        if stored is None or not key:
            return stored if stored is None else bytes(stored)
        try:
            return self.env["healthcare.message"]._unprotect(uuid, bytes(stored), key)
        except ConfigurationError:
            return None

    @api.model
    def _behind(self, messages, unopened=True):
        """Ids of ``messages`` that stand behind something not among them.

        In this transaction's own snapshot, which began after the claim's commit: what
        somebody else has settled by then has taken effect in it.

        :param unopened: also behind what is only stored: its subject is not known yet.
        """
        hand, ids = self._hand(), list(messages._ids)
        held = [hand.get(message_id) for message_id in ids]
        subjects = {row.subject for row in held if row.subject}
        first = self._first_of_subjects(subjects, ids)
        barrier = {}
        if unopened:
            connections = {row.connection_id for row in held}
            barrier = self._first_unopened(connections, ids)
        if not first and not barrier:
            return set()
        behind, stuck = set(), set()
        for message_id, row in zip(ids, held, strict=True):
            place = (row.sequence, row.part)
            if (
                place > first.get(row.subject, place)
                or row.sequence > barrier.get(row.connection_id, row.sequence)
                or row.subject in stuck
            ):
                behind.add(message_id)
                if row.subject:
                    # Also of another connection, which nothing else holds up.
                    stuck.add(row.subject)
        return behind

    @api.model
    def _first_unopened(self, connections, ids):
        """``{connection id: sequence}`` of the first that nobody has opened yet."""
        statement = FIRST_UNOPENED.format(
            more="AND u.id <> ALL(%(ids)s::int4[])",
            scope="AND f.connection_id = ANY(%(connections)s)",
        )
        self.env.cr.execute(
            statement,
            {"ids": as_array(ids) or "{}", "connections": list(connections)},
        )
        return dict(self.env.cr.fetchall())
