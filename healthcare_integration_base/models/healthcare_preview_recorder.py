"""Watching one transaction: which rows it changed, and what it wanted of the world.

A recorder belongs to a cursor and to the thread that uses it. The ORM's own lowest
methods tell it before they write (see ``healthcare_preview_orm``); it keeps each row as
it was and compares when asked. Statements past the ORM show in PostgreSQL's counters of
the transaction, so that nothing is left out silently.
"""

import json
import sys
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from odoo.tools import SQL

_current = ContextVar("healthcare_recorder", default=None)

FIRST_ID = 2_000_000_000
"""Ids of what a dry run creates: far from any real one, so that no id is drawn from a
sequence, which no rollback would give back."""
OUTSIDE = {
    "socket.connect": "connection",
    "socket.sendto": "connection",
    "socket.getaddrinfo": "connection",
    "subprocess.Popen": "program",
    "os.system": "program",
    "os.posix_spawn": "program",
}
"""Python's audit events of whatever leaves the process, whichever library does it.
PostgreSQL's client is not among them: it is no Python socket."""
COUNTERS = """
SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
 WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""


class EffectTrapped(Exception):
    """A dry run reached for the world outside the database; it was held back."""


def _now():
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class RawChange:
    """One row before and after, as dicts by column; None: it did not exist."""

    model: str
    res_id: int
    before: dict | None
    after: dict | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What would leave: ``kind`` (email, job, message, connection ...) and to whom."""

    kind: str
    target: str


@dataclass(slots=True)
class Recorder:
    """What happened on ``cr`` since the last :meth:`take`.

    ``trap``: hold back what a rollback does not undo. Without it the run is for real
    and only watched. ``draft``: a version of a mapping that counts in this run.
    """

    cr: object
    trap: bool = True
    before: dict = field(default_factory=lambda: defaultdict(dict))
    created: dict = field(default_factory=dict)
    drawn: list = field(default_factory=list)
    models: set = field(default_factory=set)
    numbers: dict = field(default_factory=dict)
    effects: list = field(default_factory=list)
    trapped: bool = False
    tables: dict = field(default_factory=dict)
    last_id: int = FIRST_ID
    started: datetime = field(default_factory=_now)
    draft: object = None

    def new_id(self):
        """An id that no table will ever have."""
        self.last_id += 1
        return self.last_id

    def effect(self, kind, target=""):
        """Remember what would have left."""
        self.effects.append(Effect(kind, target))

    def refuse(self, kind, target=""):
        """Hold back what cannot be done halfway.

        :raises EffectTrapped: always.
        """
        self.trapped = True
        self.effect(kind, target)
        raise EffectTrapped(kind)

    # -- rows ------------------------------------------------------------------------

    def is_watched(self, model):
        """Whether rows of this model are business effects of a document."""
        return not model._transient and not model._name.startswith(UNWATCHED)

    def writing(self, records):
        """Called before rows change or go: keep them as they are."""
        known = self.before[records._name]
        new = [row_id for row_id in records._ids if row_id not in known]
        if new:
            rows = self._rows(records._table, new)
            known.update({row_id: rows.get(row_id) for row_id in new})

    def creating(self, records):
        """Called after rows were inserted."""
        known = self.before[records._name]
        for row_id in records._ids:
            known[row_id] = None
            key = (records._name, row_id)
            self.created.setdefault(key, f"new:{records._name}:{len(self.created)}")

    def _rows(self, table, ids):
        self.cr.execute(
            SQL(
                "SELECT id, to_jsonb(t)::text FROM %s t WHERE id = ANY(%s)",
                SQL.identifier(table),
                list(ids),
            )
        )
        return {
            row_id: json.loads(text, parse_float=Decimal)
            for row_id, text in self.cr.fetchall()
        }

    def take(self, env):
        """Changes and effects since the last call, and begin anew.

        What a savepoint rolled back shows no difference any more and is left out.

        :return: ``(changes, effects)``.
        """
        env.flush_all()
        changes = []
        for model, rows in self.before.items():
            after = self._rows(env[model]._table, rows)
            changes += [
                RawChange(model, row_id, before, after.get(row_id))
                for row_id, before in rows.items()
                if before != after.get(row_id)
            ]
        effects, self.effects = self.effects, []
        self.before.clear()
        return changes, effects

    # -- past the ORM ----------------------------------------------------------------

    def mark(self):
        """Remember what the transaction's counters say now."""
        self.cr.execute(COUNTERS)
        self.tables = {row[0]: row[1:] for row in self.cr.fetchall()}

    def unseen(self, env):
        """``{table: rows}`` that changed since :meth:`mark` and that no model reported.

        Statements that were rolled back count as well: rather too much than too little.
        """
        self.cr.execute(COUNTERS)
        seen = {env[model]._table for model, _row_id in self.created}
        seen |= {env[name]._table for name in self.models}
        found = {}
        for table, *numbers in self.cr.fetchall():
            old = self.tables.get(table, (0, 0, 0))
            rows = sum(numbers) - sum(old)
            if rows and table not in seen:
                found[table] = rows
        return found


UNWATCHED = (
    "mail.",
    "bus.",
    "ir.",
    "queue.",
    "res.users",
    "base.",
    "discuss.",
    "healthcare.message",
    "healthcare.lineage",
    "healthcare.audit",
    "healthcare.preview",
)
"""Prefixes of models that follow a document but are no business effect of it."""


def current(cr=None):
    """The recorder of this thread, if it watches ``cr``."""
    recorder = _current.get()
    if recorder is None or (cr is not None and recorder.cr is not cr):
        return None
    return recorder


@contextmanager
def watching(cr, trap=True):
    """Watch what this thread does on ``cr``; with ``trap``, as a dry run."""
    # Columns may hold the beginning of the transaction as well as the present instant.
    recorder = Recorder(cr, trap, started=min(_now(), cr.now()))
    if trap:
        _listen()
    token = _current.set(recorder)
    try:
        yield recorder
    finally:
        _current.reset(token)


def _audit(event, arguments):
    kind = OUTSIDE.get(event)
    if kind is None:
        return
    recorder = _current.get()
    if recorder is not None and recorder.trap:
        recorder.refuse(kind, _target(event, arguments))


def _target(event, arguments):
    """Host and port, or the name of the program; never what would be sent."""
    if event == "socket.getaddrinfo":
        return f"{arguments[0]}:{arguments[1]}"
    if event.startswith("socket."):
        address = arguments[1]
        return (
            f"{address[0]}:{address[1]}" if isinstance(address, tuple) else str(address)
        )
    return str(arguments[0]).split(" ", maxsplit=1)[0]


_listening = []


def _listen():
    """Hear of sockets and programs; a hook stays for the life of the process, so it is
    set once, by the first dry run."""
    if not _listening:
        _listening.append(True)
        sys.addaudithook(_audit)
