"""Claiming and giving back: short READ COMMITTED transactions, nothing else in them."""

import uuid
from itertools import product

from odoo import api, models

from ..state import SETTLED
from .healthcare_drain import LANES, Batch, GiveBack

LEASE = 15
"""Seconds. The row lock, not the lease, says that work goes on; the lease only has to
outlive the moment between the claim's commit and the work's lock."""
SEND_LEASE = 120
ALONE = 2
"""Deliveries without an outcome after which a message is claimed alone."""
DEAD = 5
COLLISION = 5
"""Seconds, doubled each time, after the second collision of a message alone."""
SEND_BATCH = 10

# Read the index of due messages in its own order and stop at the limit: the planner
# would rather sort all that is due, and each claim cost as much as the queue is long.
# Without jit, since a sort that cannot be avoided looks dear enough to compile.
IN_ORDER = """
SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off
"""

ELIGIBLE = """
    m.lane = %(lane)s
    AND m.due_at <= timezone('UTC', now()) - make_interval(secs => %(older_than)s)
    AND EXISTS (SELECT 1 FROM healthcare_connection c
                 WHERE c.id = m.connection_id AND c.state = 'live' AND c.active)
    AND NOT EXISTS (SELECT 1 FROM ir_config_parameter p
                     WHERE p.key = 'healthcare.stopped' AND p.value <> '')
    AND NOT EXISTS (SELECT 1 FROM healthcare_flow f
                     WHERE f.id = m.flow_id AND f.state = 'paused')
"""
HEAD = """
    NOT EXISTS (SELECT 1 FROM healthcare_message e
                 WHERE e.subject_key = m.subject_key AND e.direction = m.direction
                   AND (e.sequence, e.part) < (m.sequence, m.part)
                   AND e.state <> ALL(%(settled)s))
"""
NOTHING_UNOPENED = """
    NOT EXISTS (SELECT 1 FROM healthcare_message e
                 WHERE e.connection_id = m.connection_id AND e.direction = 'in'
                   AND e.opened_at IS NULL AND e.sequence < m.sequence
                   AND e.state IN ('received', 'leased', 'retry')
                   AND NOT EXISTS (SELECT 1 FROM healthcare_flow f
                                    WHERE f.id = e.flow_id AND f.state = 'paused'))
"""
STAGES = {
    # Anything may be opened; what was received earlier on a connection is opened before
    # anything later is applied, because its subject is not known yet.
    "open": "m.direction = 'in' AND m.opened_at IS NULL "
    "AND m.state IN ('received', 'retry')",
    "apply": "m.direction = 'in' AND m.opened_at IS NOT NULL "
    f"AND m.state IN ('due', 'retry') AND {HEAD} AND {NOTHING_UNOPENED}",
    "send": f"m.direction = 'out' AND m.state IN ('due', 'retry') AND {HEAD}",
}


class HealthcareDrain(models.AbstractModel):
    """Leases, and the way back out of them."""

    _inherit = "healthcare.drain"

    def _claim(self, lane, size, older_than=0, suspects=False):
        """Lease a batch of one stage; None when nothing is due.

        Stages in order: what is only stored is understood first, then applied, then
        what has to go out is sent. ``suspects`` first, or they would starve behind a
        queue that never ends.
        """
        for stage in STAGES:
            batch = self._claim_stage(stage, lane, size, older_than, suspects)
            if batch:
                return batch
        return None

    def _claim_stage(self, stage, lane, size, older_than, suspects):
        limit = min(size, SEND_BATCH) if stage == "send" else size
        params = {
            "lane": lane,
            "older_than": older_than,
            "settled": list(SETTLED),
            "alone": ALONE,
            "limit": limit,
        }
        with self._read_committed(IN_ORDER) as env:
            drain = env["healthcare.drain"]
            ids = drain._heads(stage, params | {"limit": 1}, True) if suspects else []
            if not ids:
                ids = drain._heads(stage, params)
                if stage == "apply" and 0 < len(ids) < limit:
                    ids += drain._successors(ids, limit - len(ids), params)
            if not ids:
                # Suspects go alone, so that a killer takes nobody with it.
                ids = drain._heads(stage, params | {"limit": 1}, True)
            if not ids:
                return None
            token = str(uuid.uuid4())
            seconds = SEND_LEASE if stage == "send" else LEASE
            drain._lease(ids, token, seconds)
        return Batch(stage, token, tuple(ids), seconds, full=len(ids) >= limit > 1)

    @api.model
    def _heads(self, stage, params, suspects=False):
        deliveries = (
            "m.deliveries >= %(alone)s" if suspects else ("m.deliveries < %(alone)s")
        )
        self.env.cr.execute(
            f"""
            SELECT m.id FROM healthcare_message m
             WHERE {STAGES[stage]} AND {deliveries} AND {ELIGIBLE}
             ORDER BY m.sequence, m.part LIMIT %(limit)s
               FOR NO KEY UPDATE SKIP LOCKED
            """,
            params,
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _successors(self, heads, limit, params):
        """The contiguous messages behind claimed heads of subjects.

        Nobody else can take them while their head is ours. A gap (not due, suspect,
        locked) ends the run of its subject.
        """
        self.env.cr.execute(
            f"""
            SELECT m.id, m.subject_key,
                   m.state IN ('due', 'retry') AND m.deliveries < %(alone)s
                   AND {ELIGIBLE} AND {NOTHING_UNOPENED} AS free
              FROM healthcare_message m
             WHERE m.direction = 'in' AND m.id <> ALL(%(heads)s)
               AND m.state <> ALL(%(settled)s)
               AND m.subject_key IN (
                   SELECT subject_key FROM healthcare_message WHERE id = ANY(%(heads)s))
             ORDER BY m.sequence, m.part LIMIT %(window)s
            """,
            params | {"heads": heads, "window": limit * 2},
        )
        closed, wanted = set(), []
        for message_id, subject, free in self.env.cr.fetchall():
            if not free:
                closed.add(subject)
            if subject not in closed and len(wanted) < limit:
                wanted.append((message_id, subject))
        return self._lock_runs(wanted)

    @api.model
    def _lock_runs(self, wanted):
        self.env.cr.execute(
            """
            SELECT id FROM healthcare_message
             WHERE id = ANY(%s) AND state IN ('due', 'retry')
               FOR NO KEY UPDATE SKIP LOCKED
            """,
            [[message_id for message_id, _subject in wanted]],
        )
        locked = {row[0] for row in self.env.cr.fetchall()}
        broken, ids = set(), []
        for message_id, subject in wanted:
            if message_id not in locked:
                broken.add(subject)
            elif subject not in broken:
                ids.append(message_id)
        return ids

    @api.model
    def _lease(self, ids, token, seconds):
        self.env.cr.execute(
            """
            UPDATE healthcare_message
               SET state = 'leased', lease_token = %s, deliveries = deliveries + 1,
                   lease_until = timezone('UTC', now()) + make_interval(secs => %s)
             WHERE id = ANY(%s)
            """,
            [token, seconds, ids],
        )

    @api.model
    def _relock(self, batch):
        """Take the row locks of a leased batch.

        Waits for them: a claim that came too late holds, for a moment, the lock of a
        row that it may not take, and leaving that row out would apply its successors
        before it.

        :raises GiveBack: a part of the batch is no longer ours.
        """
        self.env.cr.execute(
            """
            SELECT id FROM healthcare_message
             WHERE id = ANY(%s) AND lease_token = %s AND state = 'leased'
             ORDER BY sequence, part FOR NO KEY UPDATE
            """,
            [list(batch.ids), batch.token],
        )
        found = [row[0] for row in self.env.cr.fetchall()]
        if len(found) != len(batch.ids):
            raise GiveBack
        return found

    def _give_back(self, batch, forgive=None):
        """Return a batch untried.

        One message alone keeps its count of deliveries and comes back later and later:
        whatever always collides ends as a dead letter after a minute, not as a loop.
        """
        forgive = len(batch.ids) > 1 if forgive is None else forgive
        with self._read_committed() as env:
            env.cr.execute(
                """
                UPDATE healthcare_message
                   SET state = CASE
                         WHEN NOT %(forgive)s AND deliveries >= %(dead)s THEN 'dead'
                         WHEN direction = 'in' AND opened_at IS NULL THEN 'received'
                         ELSE 'due' END,
                       code = CASE WHEN NOT %(forgive)s AND deliveries >= %(dead)s
                                   THEN 'delivery.collided' ELSE code END,
                       due_at = CASE WHEN %(forgive)s OR deliveries < 2 THEN due_at
                           ELSE timezone('UTC', clock_timestamp()) + make_interval(
                                secs => %(base)s * (2 ^ (deliveries - 1) - 1)) END,
                       deliveries = GREATEST(deliveries - %(forgive)s::int, 0),
                       lease_token = NULL, lease_until = NULL
                 WHERE id = ANY(%(ids)s) AND lease_token = %(token)s
                   AND state = 'leased'
             RETURNING id, state
                """,
                {
                    "forgive": forgive,
                    "dead": DEAD,
                    "base": COLLISION,
                    "ids": list(batch.ids),
                    "token": batch.token,
                },
            )
            ended = [row for row in env.cr.fetchall() if row[1] == "dead"]
            env["healthcare.drain"]._open_for_lost(ended)

    @api.model
    def _lanes_due(self):
        """Lanes from which a claim would take something now.

        The claim's own conditions: what is due behind a lease of somebody else is left
        to that somebody, or doorbells would ring in circles until he has finished.
        """
        lanes = []
        for lane, stage in product(LANES, STAGES):
            # What has to go out is asked of its gates.
            if lane in lanes or stage == "send":
                continue
            self.env.cr.execute(
                f"SELECT 1 FROM healthcare_message m WHERE {STAGES[stage]} "
                f"AND {ELIGIBLE} LIMIT 1",
                {"lane": lane, "older_than": 0, "settled": list(SETTLED)},
            )
            if self.env.cr.fetchone():
                lanes.append(lane)
        return lanes

    @api.model
    def _bells_to_come(self):
        """``[(lane, bell, seconds)]`` until something is due that nobody will announce:
        the end of a lease, the next try of a retry."""
        self.env.cr.execute(
            """
            SELECT lane, bell, EXTRACT(EPOCH FROM min(at) - timezone('UTC', now()))::int
              FROM (SELECT lane, direction || ' lease' AS bell, lease_until AS at
                      FROM healthcare_message WHERE state IN ('leased', 'sending')
                     UNION ALL
                    SELECT lane, 'retry', due_at FROM healthcare_message
                     WHERE state IN ('received', 'due', 'retry')
                       AND due_at > timezone('UTC', now())) AS bells
             GROUP BY lane, bell
            """
        )
        return [
            (lane, bell, max(0, seconds) + 1)
            for lane, bell, seconds in self.env.cr.fetchall()
        ]
