"""Claiming and giving back: short READ COMMITTED transactions, nothing else in them."""

import uuid

from odoo import api, models

from ..outcome import Finding
from ..state import SETTLED
from .healthcare_drain import Batch

LEASE = 15
"""Seconds. The row lock, not the lease, says that work goes on; the lease only has to
outlive the moment between the claim's commit and the work's lock."""
SEND_LEASE = 120
ALONE = 2
"""Deliveries without an outcome after which a message is claimed alone."""
DEAD = 5
SEND_BATCH = 10

ELIGIBLE = """
    m.lane = %(lane)s
    AND m.due_at <= timezone('UTC', now()) - make_interval(secs => %(older_than)s)
    AND EXISTS (SELECT 1 FROM healthcare_connection c
                 WHERE c.id = m.connection_id AND c.state = 'live')
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

    def _claim(self, lane, size, older_than=0):
        """Lease a batch of one stage; None when nothing is due.

        Stages in order: what is only stored is understood first, then applied, then
        what has to go out is sent.
        """
        for stage in STAGES:
            batch = self._claim_stage(stage, lane, size, older_than)
            if batch:
                return batch
        return None

    def _claim_stage(self, stage, lane, size, older_than):
        limit = min(size, SEND_BATCH) if stage == "send" else size
        params = {
            "lane": lane,
            "older_than": older_than,
            "settled": list(SETTLED),
            "alone": ALONE,
            "limit": limit,
        }
        with self._read_committed() as env:
            drain = env["healthcare.drain"]
            ids = drain._heads(stage, params)
            if stage == "apply" and 0 < len(ids) < limit:
                ids += drain._successors(ids, limit - len(ids), params)
            if not ids:
                # Suspects go alone, so that a killer takes nobody with it.
                ids = drain._heads(stage, params | {"limit": 1}, suspects=True)
            if not ids:
                return None
            token = str(uuid.uuid4())
            drain._lease(ids, token, SEND_LEASE if stage == "send" else LEASE)
        return Batch(stage, token, tuple(ids), full=len(ids) >= limit > 1)

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
             ORDER BY m.sequence, m.part
            """,
            params | {"heads": heads},
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
        """Take the row locks of a leased batch; what is no longer ours is left out."""
        self.env.cr.execute(
            """
            SELECT id FROM healthcare_message
             WHERE id = ANY(%s) AND lease_token = %s AND state = 'leased'
             ORDER BY sequence, part FOR NO KEY UPDATE SKIP LOCKED
            """,
            [list(batch.ids), batch.token],
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def _give_back(self, batch):
        """Return a batch untried. A batch of one keeps its count of deliveries, so that
        a message which always collides ends as a dead letter, not as a loop."""
        forgive = 1 if len(batch.ids) > 1 else 0
        with self._read_committed() as env:
            env.cr.execute(
                """
                UPDATE healthcare_message
                   SET state = CASE WHEN direction = 'in' AND opened_at IS NULL
                                    THEN 'received' ELSE 'due' END,
                       lease_token = NULL, lease_until = NULL,
                       deliveries = GREATEST(deliveries - %s, 0)
                 WHERE id = ANY(%s) AND lease_token = %s AND state = 'leased'
                """,
                [forgive, list(batch.ids), batch.token],
            )

    @api.model
    def _lanes_due(self):
        self.env.cr.execute(
            """
            SELECT DISTINCT m.lane FROM healthcare_message m
              JOIN healthcare_connection c
                ON c.id = m.connection_id AND c.state = 'live'
             WHERE m.state IN ('received', 'due', 'retry')
               AND m.due_at <= timezone('UTC', now())
               AND NOT EXISTS (SELECT 1 FROM healthcare_flow f
                                WHERE f.id = m.flow_id AND f.state = 'paused')
            """
        )
        return [row[0] for row in self.env.cr.fetchall()]

    # -- sweep -----------------------------------------------------------------------

    def _sweep(self):
        """Return leases that are expired *and* unlocked; a locked row is alive."""
        with self._read_committed() as env:
            env.cr.execute(
                """
                WITH lost AS (
                    SELECT id FROM healthcare_message
                     WHERE state IN ('leased', 'sending')
                       AND lease_until < timezone('UTC', now())
                       FOR NO KEY UPDATE SKIP LOCKED)
                UPDATE healthcare_message m
                   SET state = CASE
                         WHEN m.state = 'sending' THEN 'uncertain'
                         WHEN m.deliveries >= %s THEN 'dead'
                         WHEN m.direction = 'in' AND m.opened_at IS NULL
                              THEN 'received'
                         ELSE 'due' END,
                       lease_token = NULL, lease_until = NULL,
                       code = CASE WHEN m.state = 'sending' THEN 'send.uncertain'
                              WHEN m.deliveries >= %s THEN 'delivery.lost' END
                  FROM lost WHERE m.id = lost.id
             RETURNING m.id, m.state
                """,
                [DEAD, DEAD],
            )
            ended = [
                row for row in env.cr.fetchall() if row[1] in ("dead", "uncertain")
            ]
            env["healthcare.drain"]._open_for_lost(ended)
        return len(ended)

    @api.model
    def _open_for_lost(self, ended):
        """A message that took five workers with it, or left without an answer."""
        codes = {"dead": "DEAD_LETTER", "uncertain": "UNCERTAIN_DELIVERY"}
        texts = {
            "dead": self.env._("Every worker that took this message was lost."),
            "uncertain": self.env._("The partner's answer was never seen."),
        }
        messages = self.env["healthcare.message"].browse([row[0] for row in ended])
        self.env["healthcare.exception"]._open_many(
            [
                (Finding(codes[state], texts[state]), message, None, None)
                for message, (_id, state) in zip(messages, ended, strict=True)
            ]
        )
        messages._release_subjects()
        for message in messages:
            message._record_person(message.state, message.code, "")

    def _sweep_waiting(self):
        """Look again at what waits, give up what waited too long, mend parked rows."""
        with self._read_committed() as env:
            env.cr.execute(
                """
                UPDATE healthcare_message m
                   SET state = CASE
                         WHEN m.accepted_at < timezone('UTC', now())
                              - make_interval(days => f.waiting_days) THEN 'dead'
                         WHEN m.direction = 'in' AND m.opened_at IS NULL
                              THEN 'received'
                         ELSE 'due' END,
                       code = 'waited'
                  FROM healthcare_flow f
                 WHERE f.id = m.flow_id AND m.state = 'waiting'
                   AND m.due_at <= timezone('UTC', now())
             RETURNING m.id, m.state
                """
            )
            dead = [row[0] for row in env.cr.fetchall() if row[1] == "dead"]
            text = self.env._("What this message waits for never arrived.")
            env["healthcare.exception"]._open_many(
                [
                    (Finding("WAITING_TOO_LONG", text), message, None, None)
                    for message in env["healthcare.message"].browse(dead)
                ]
            )
            env["healthcare.message"]._park_and_release()
