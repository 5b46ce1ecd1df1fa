"""Leases of inbound messages: one row per batch, beside the messages.

A claim writes one row here and none in the messages, so that a message on its way from
*received* to *done* is written once. The row is deleted in the transaction in which the
batch takes effect. If it is still here when its time is over and nobody holds its lock,
the worker is gone: only then the messages are written, and their delivery is counted.
"""

import uuid

from odoo import api, models

from .healthcare_drain import Batch
from .healthcare_drain_claim import COLLISION, DEAD, LEASE
from .healthcare_drain_values import as_array

CLAIMING = 0x6865616C
"""Advisory lock of the claims: they last milliseconds and take turns."""


class HealthcareDrain(models.AbstractModel):
    """Takes, ends, gives back and sweeps the leases of batches."""

    _inherit = "healthcare.drain"

    def init(self):
        result = super().init()
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS healthcare_drain_lease (
                   token varchar PRIMARY KEY, stage varchar NOT NULL,
                   lane varchar NOT NULL, message_ids int4[] NOT NULL,
                   connection_ids int4[] NOT NULL, started_at timestamp NOT NULL,
                   lease_until timestamp NOT NULL)
            """
        )
        return result

    @api.model
    def _take_turn(self):
        """Claims follow each other: what one leased the next one sees."""
        self.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIMING])

    @api.model
    def _in_lease(self):
        """``(message ids in any lease, connections of which something is opened)``."""
        self.env.cr.execute(
            "SELECT stage, message_ids, connection_ids FROM healthcare_drain_lease"
        )
        rows = self.env.cr.fetchall()
        return (
            [message_id for row in rows for message_id in row[1]],
            [connection for row in rows if row[0] == "open" for connection in row[2]],
        )

    @api.model
    def _lease_batch(self, stage, lane, rows, full=False, fresh=False):
        """Lease messages: ``rows`` of ``(id, connection id)``."""
        token = str(uuid.uuid4())
        ids = [row[0] for row in rows]
        self.env.cr.execute(
            """
            INSERT INTO healthcare_drain_lease
                   (token, stage, lane, message_ids, connection_ids, started_at,
                    lease_until)
            VALUES (%s, %s, %s, %s::int4[], %s, timezone('UTC', now()),
                    timezone('UTC', clock_timestamp()) + make_interval(secs => %s))
            """,
            [token, stage, lane, as_array(ids), list({row[1] for row in rows}), LEASE],
        )
        return Batch(stage, token, tuple(ids), LEASE, full, fresh)

    @api.model
    def _hold_lease(self, batch):
        """Lock a lease for as long as this transaction works; False when it is gone."""
        self.env.cr.execute(
            "SELECT 1 FROM healthcare_drain_lease WHERE token = %s "
            "FOR UPDATE SKIP LOCKED",
            [batch.token],
        )
        return bool(self.env.cr.fetchone())

    @api.model
    def _end_lease(self, batch):
        """The batch is through; in the transaction in which it takes effect."""
        self.env.cr.execute(
            "DELETE FROM healthcare_drain_lease WHERE token = %s", [batch.token]
        )
        return bool(self.env.cr.rowcount)

    def _give_back(self, batch, forgive=None):
        """Return a batch untried.

        One message alone is counted as delivered and comes back later and later:
        whatever always collides ends as a dead letter after a minute, not as a loop.
        """
        if batch.stage == "send":
            return super()._give_back(batch, forgive)
        forgive = len(batch.ids) > 1 if forgive is None else forgive
        with self._read_committed() as env:
            drain = env["healthcare.drain"]
            if drain._end_lease(batch) and not forgive:
                drain._count_collision(batch)

    @api.model
    def _count_collision(self, batch):
        self.env.cr.execute(
            """
            UPDATE healthcare_message
               SET deliveries = deliveries + 1,
                   state = CASE WHEN deliveries + 1 >= %(dead)s THEN 'dead'
                                WHEN deliveries = 0 THEN state ELSE 'retry' END,
                   code = CASE WHEN deliveries + 1 >= %(dead)s
                               THEN 'delivery.collided' ELSE code END,
                   due_at = CASE WHEN deliveries = 0 THEN due_at
                       ELSE timezone('UTC', clock_timestamp()) + make_interval(
                            secs => %(base)s * (2 ^ deliveries - 1)) END
             WHERE id = ANY(%(ids)s) AND state IN ('received', 'due')
         RETURNING id, state
            """,
            {"dead": DEAD, "base": COLLISION, "ids": list(batch.ids)},
        )
        self._open_for_lost([row for row in self.env.cr.fetchall() if row[1] == "dead"])

    def _sweep(self):
        """Return leases that are expired *and* unlocked, wake what is to be retried."""
        ended = super()._sweep()
        with self._read_committed() as env:
            env.cr.execute(
                """
                WITH lost AS (
                    SELECT token FROM healthcare_drain_lease
                     WHERE lease_until < timezone('UTC', now())
                       FOR UPDATE SKIP LOCKED),
                gone AS (
                    DELETE FROM healthcare_drain_lease l USING lost
                     WHERE l.token = lost.token RETURNING l.message_ids)
                UPDATE healthcare_message m
                   SET deliveries = m.deliveries + 1,
                       state = CASE WHEN m.deliveries + 1 >= %(dead)s THEN 'dead'
                                    ELSE m.state END,
                       code = CASE WHEN m.deliveries + 1 >= %(dead)s
                                   THEN 'delivery.lost' ELSE m.code END
                  FROM (SELECT unnest(message_ids) AS id FROM gone) AS ids
                 WHERE m.id = ids.id AND m.state IN ('received', 'due')
             RETURNING m.id, m.state
                """,
                {"dead": DEAD},
            )
            dead = [row for row in env.cr.fetchall() if row[1] == "dead"]
            env["healthcare.drain"]._open_for_lost(dead)
            env["healthcare.drain"]._wake()
        return ended + len(dead)

    @api.model
    def _wake(self):
        """What was to be tried again is due: claims look at nothing that is not."""
        self.env.cr.execute(
            """
            UPDATE healthcare_message
               SET state = CASE WHEN opened_at IS NULL THEN 'received' ELSE 'due' END
             WHERE state = 'retry' AND direction = 'in'
               AND due_at <= timezone('UTC', now())
            """
        )
