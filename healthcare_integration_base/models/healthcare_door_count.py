"""What the doors of a connection count: tokens left, refusals, failed proofs."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import SQL

from .healthcare_message_accept import commit_each

DRAW = """
INSERT INTO healthcare_door_count AS c (connection_id, tokens, filled_at, granted)
VALUES (%(connection)s, %(burst)s - %(want)s, {now}, %(want)s)
    ON CONFLICT (connection_id) DO UPDATE
   SET (tokens, granted, filled_at, refused_count, refused_at) = (
       SELECT has - gives, gives, {now},
              c.refused_count + CASE WHEN gives > 0 THEN 0 ELSE 1 END
                              + %(refused)s,
              CASE WHEN gives > 0 AND %(refused)s = 0 THEN c.refused_at
                   ELSE timezone('UTC', now()) END
         FROM (SELECT has, CASE WHEN has >= %(want)s THEN %(want)s
                                WHEN has >= %(least)s THEN %(count)s
                                ELSE 0 END AS gives
                 FROM (SELECT LEAST(%(burst)s, c.tokens
                              + %(rate)s * ({now} - c.filled_at)) AS has) AS filled
              ) AS given)
RETURNING granted, tokens
""".format(now="extract(epoch FROM clock_timestamp())::float8")
COUNTED = ("refused", "failed", "deprecated")
FAILURES = 30
"""Failed proofs from one address before it has to wait."""
FORGIVEN = 0.5
"""Failed proofs forgiven in a second."""
ADDRESSES = 10_000
_LOCK = threading.Lock()
_PURSES = {}
_FAILED = OrderedDict()
_PENDING = {}


def forget():
    """What this process remembers between requests; for tests."""
    with _LOCK:
        for memory in (_PURSES, _FAILED, _PENDING):
            memory.clear()


@dataclass(slots=True)
class Purse:
    """Tokens that this process has drawn for one connection and not yet spent."""

    tokens: float = 0
    closed_until: float = 0
    refused: int = 0


class HealthcareDoorCount(models.Model):
    """One row per connection, written by short transactions of its own.

    The bucket in the row is the truth for every process and node. Asking it for each
    request would make all requests of a partner wait for one row, so a process draws
    some tokens at a time and spends them from memory. What it has drawn is gone from
    the bucket: the limit holds over any length of time, but for at most a twentieth of
    the burst per process.
    """

    _name = "healthcare.door.count"
    _description = "Healthcare door counter"
    _rec_name = "connection_id"
    _log_access = False

    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, ondelete="cascade"
    )
    tokens = fields.Float(readonly=True, digits=False)
    granted = fields.Float(readonly=True, digits=False)
    filled_at = fields.Float(readonly=True, digits=False)
    refused_count = fields.Integer(string="Over the limit", readonly=True)
    refused_at = fields.Datetime(readonly=True)
    failed_count = fields.Integer(string="Failed proofs", readonly=True)
    failed_at = fields.Datetime(readonly=True)
    deprecated_count = fields.Integer(
        string="Calls of outdated addresses", readonly=True
    )
    deprecated_at = fields.Datetime(readonly=True)

    _connection_uniq = models.Constraint(
        "UNIQUE(connection_id)", "A connection is counted once."
    )

    def init(self):
        # A row is made by whichever counter comes first; the others begin at nothing.
        for name in COUNTED:
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE healthcare_door_count ALTER COLUMN %s SET DEFAULT 0",
                    SQL.identifier(f"{name}_count"),
                )
            )

    # -- the limit -------------------------------------------------------------------

    @api.model
    def _take(self, entrance, count=1):
        """Spend ``count`` tokens of a connection.

        More than fit into the bucket may be taken from a full one; what follows waits
        for the debt.

        :return: 0, or the seconds to wait: nothing was spent, the breach is counted.
        """
        if not entrance.rate:
            return 0
        key = (
            self.env.cr.dbname,
            entrance.connection_id,
            entrance.rate,
            entrance.burst,
        )
        now = time.monotonic()
        with _LOCK:
            purse = _PURSES.setdefault(key, Purse())
            if purse.tokens >= count:
                purse.tokens -= count
                return 0
            if now < purse.closed_until:
                purse.refused += 1
                return purse.closed_until - now
            refused, purse.refused = purse.refused, 0
        granted, left = self._draw(entrance, count, refused)
        with _LOCK:
            if granted:
                purse.tokens += granted - count
                return 0
            wait = (min(count, entrance.burst) - left) / entrance.rate
            # Not asked again at once: who comes too often must cost us little.
            purse.closed_until = now + min(wait, 1)
            return max(wait, 0.001)

    @api.model
    def _draw(self, entrance, count, refused):
        block = min(entrance.burst / 20, entrance.rate / 2)
        cr = self.env.cr
        commit_each(cr)
        cr.execute(
            DRAW,
            {
                "connection": entrance.connection_id,
                "burst": float(entrance.burst),
                "rate": float(entrance.rate),
                "count": float(count),
                "least": float(min(count, entrance.burst)),
                "want": float(max(count, int(block))),
                "refused": refused,
            },
        )
        return cr.fetchone()

    # -- failures --------------------------------------------------------------------

    @api.model
    def _blocked_for(self, entrance, address):
        """Seconds for which an address that failed too often is not listened to."""
        with _LOCK:
            level, at = _FAILED.get(self._failure_key(entrance, address), (0, 0))
        level -= (time.monotonic() - at) * FORGIVEN
        return max(0, (level - FAILURES) / FORGIVEN)

    @api.model
    def _failed(self, entrance, address):
        """A proof that was none; counted on the connection and against its address."""
        key, now = self._failure_key(entrance, address), time.monotonic()
        with _LOCK:
            level, at = _FAILED.pop(key, (0, now))
            level = max(0, level - (now - at) * FORGIVEN) + 1
            _FAILED[key] = (min(level, 2 * FAILURES), now)
            if len(_FAILED) > ADDRESSES:
                _FAILED.popitem(last=False)
        self._count(entrance.connection_id, "failed")

    def _failure_key(self, entrance, address):
        return (self.env.cr.dbname, entrance.connection_id, address)

    @api.model
    def _count(self, connection_id, what):
        """Add one to a counter of :data:`COUNTED`; written at most once a second."""
        key, now = (self.env.cr.dbname, connection_id, what), time.monotonic()
        with _LOCK:
            number, written = _PENDING.get(key, (0, 0))
            if written and now - written < 1:
                _PENDING[key] = (number + 1, written)
                return
            _PENDING[key] = (0, now)
        commit_each(self.env.cr)
        self.env.cr.execute(
            f"""
            INSERT INTO healthcare_door_count AS c
                   (connection_id, {what}_count, {what}_at)
            VALUES (%s, %s, timezone('UTC', now()))
                ON CONFLICT (connection_id) DO UPDATE
               SET {what}_count = c.{what}_count + EXCLUDED.{what}_count,
                   {what}_at = EXCLUDED.{what}_at
            """,
            [connection_id, number + 1],
        )
