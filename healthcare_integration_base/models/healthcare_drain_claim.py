"""Claiming and giving back: short READ COMMITTED transactions, nothing else in them.

What came in is leased by the batch (``healthcare_drain_lease``), what goes out by the
message: there the state says which one was handed to the partner.
"""

from odoo import api, models

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
STAGES = {
    "send": f"m.direction = 'out' AND m.state IN ('due', 'retry') AND {HEAD}",
}
ORDER = ("open", "apply", "send")
"""What is only stored is understood first, then applied; then goes out what must."""


class HealthcareDrain(models.AbstractModel):
    """Leases, and the way back out of them."""

    _inherit = "healthcare.drain"

    def _claim(self, lane, size, older_than=0, suspects=False):
        """Lease a batch of one stage; None when nothing is due.

        ``suspects`` first, or they would starve behind a queue that never ends.
        """
        tried = (
            self._claim_stage(stage, lane, size, older_than, suspects)
            for stage in ORDER
        )
        return next(filter(None, tried), None)

    def _claim_stage(self, stage, lane, size, older_than, suspects):
        """Lease a batch of ``stage``; each stage is added by the file that knows it."""
        return None

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
        """Lanes from which a claim would take something now; extended by the stages."""
        return []

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
                    SELECT lane, 'in lease', lease_until FROM healthcare_drain_lease
                     UNION ALL
                    -- What was due and stayed is held up: not a matter of time.
                    SELECT lane, 'retry', due_at FROM healthcare_message
                     WHERE state = 'retry'
                       AND (direction = 'in' OR due_at > timezone('UTC', now()))
                   ) AS bells
             GROUP BY lane, bell
            """
        )
        return [
            (lane, bell, max(0, seconds) + 1)
            for lane, bell, seconds in self.env.cr.fetchall()
        ]
