"""Claiming what came in: reads indexes in their own order, writes one row.

Per flow and lane the messages stand in an index in the order in which they were
accepted, those that are only stored in one, those that are understood in another. A
claim reads the first of each flow at work and merges them, so that neither a long
backlog nor a paused partner's is ever scanned.
"""

from odoo import api, models

from ..pace import Pace
from ..state import SETTLED
from .healthcare_drain import LANES
from .healthcare_drain_claim import ALONE
from .healthcare_drain_values import as_array

BYTES = 8 * 1024 * 1024
"""Payload of one batch; a single larger one goes alone."""
FRAGILE = 50
"""Messages of a batch with one that lost its worker before: its neighbours would be
claimed one by one if it happened again."""
UNSETTLED = " AND ".join(f"e.state <> '{state}'" for state in sorted(SETTLED))

AT_WORK = """
      FROM healthcare_flow f
      JOIN healthcare_connection c
        ON c.id = f.connection_id AND c.state = 'live' AND c.active
"""
MAY_WORK = """
     WHERE f.direction = 'in' AND f.state <> 'paused'
       AND NOT EXISTS (SELECT 1 FROM ir_config_parameter p
                        WHERE p.key = 'healthcare.stopped' AND p.value <> '')
"""
WAITS = """
    m.flow_id = f.id AND m.lane = %(lane)s AND m.direction = 'in'
    AND m.due_at <= timezone('UTC', now()) - make_interval(secs => %(older_than)s)
    AND m.id <> ALL(%(taken)s)
"""
STORED = "m.opened_at IS NULL AND m.state = 'received'"
UNDERSTOOD = "m.opened_at IS NOT NULL AND m.state = 'due'"
IN_ORDER = "ORDER BY m.sequence, m.part LIMIT %(limit)s"
COLUMNS = "m.id, m.connection_id, m.sequence, m.part, m.deliveries"

TO_OPEN = f"""
    SELECT m.* {AT_WORK}
     CROSS JOIN LATERAL (
           SELECT {COLUMNS}, m.payload_size FROM healthcare_message m
            WHERE {WAITS} AND {STORED} AND m.deliveries < {ALONE}
            {IN_ORDER}) AS m
    {MAY_WORK} AND f.connection_id <> ALL(%(busy)s)
    {IN_ORDER}
"""
# What was received earlier on a connection is opened before anything later is applied,
# because its subject is not known yet.
FIRST_UNOPENED = """
    SELECT f.connection_id, min(u.sequence) AS sequence
      FROM healthcare_flow f
     CROSS JOIN unnest(ARRAY['urgent', 'normal', 'bulk']) AS lane(name)
     CROSS JOIN LATERAL (
           SELECT u.sequence FROM healthcare_message u
            WHERE u.flow_id = f.id AND u.lane = lane.name AND u.direction = 'in'
              AND u.opened_at IS NULL
              AND u.state IN ('received', 'leased', 'retry') {more}
            ORDER BY u.sequence, u.part LIMIT 1) AS u
     WHERE f.direction = 'in' AND f.state <> 'paused' {scope}
     GROUP BY f.connection_id
"""
TO_APPLY = f"""
      WITH unopened AS MATERIALIZED ({FIRST_UNOPENED.format(more="", scope="")})
    SELECT m.* {AT_WORK}
      LEFT JOIN unopened ON unopened.connection_id = f.connection_id
     CROSS JOIN LATERAL (
           SELECT {COLUMNS}, m.subject_key FROM healthcare_message m
            WHERE {WAITS} AND {UNDERSTOOD} AND m.deliveries < {ALONE}
              AND m.sequence < COALESCE(unopened.sequence, 2147483647)
              AND (m.sequence, m.part) > (%(sequence)s, %(part)s)
            {IN_ORDER}) AS m
    {MAY_WORK}
    {IN_ORDER}
"""
# Those that lost their worker twice; they are few. Bystanders before the killer, who
# was delivered more often.
SUSPECTS = f"""
      WITH unopened AS MATERIALIZED ({FIRST_UNOPENED.format(more="", scope="")})
    SELECT {COLUMNS}, m.subject_key
    {AT_WORK}
      JOIN healthcare_message m ON m.flow_id = f.id
      LEFT JOIN unopened ON unopened.connection_id = f.connection_id
    {MAY_WORK} AND m.deliveries >= {ALONE} AND m.state IN ('received', 'due')
       AND {WAITS} AND {{stage}}
       AND (m.opened_at IS NULL
            OR m.sequence < COALESCE(unopened.sequence, 2147483647))
     ORDER BY m.deliveries, m.sequence, m.part LIMIT 100
"""
SUSPECTED = f"""
    SELECT 1 FROM healthcare_message
     WHERE deliveries >= {ALONE} AND state IN ('received', 'due', 'retry') LIMIT 1
"""
FIRST_OF_SUBJECT = f"""
    SELECT s.key, e.sequence, e.part
      FROM unnest(%(subjects)s::varchar[]) AS s(key)
     CROSS JOIN LATERAL (
           SELECT e.sequence, e.part FROM healthcare_message e
            WHERE e.subject_key = s.key AND e.direction = 'in' AND {UNSETTLED}
              AND e.id <> ALL(%(ids)s::int4[])
            ORDER BY e.sequence, e.part LIMIT 1) AS e
"""


class HealthcareDrain(models.AbstractModel):
    """Batches to open and batches to apply."""

    _inherit = "healthcare.drain"

    @api.model
    def _pace(self):
        """What this run has learned about speed."""
        return self.env.context.get("healthcare_pace") or Pace()

    def _claim_stage(self, stage, lane, size, older_than, suspects):
        if stage == "send":
            return super()._claim_stage(stage, lane, size, older_than, suspects)
        if stage == "apply":
            size = min(size, self._pace().applying)
        settings = "SET LOCAL jit = off"
        with self._read_committed(settings) as env:
            drain = env["healthcare.drain"]
            drain._take_turn()
            params = drain._params_of_claim(lane, older_than)
            rows = suspects and drain._suspects(stage, params)
            rows = rows or drain._candidates(stage, params, size)
            full = len(rows) >= size > 1
            rows = rows or drain._suspects(stage, params)
            if not rows:
                return None
            fresh = len(rows) == 1 and not rows[0][4]
            leased = [row[:2] for row in rows]
            return drain._lease_batch(stage, lane, leased, full, fresh)

    @api.model
    def _params_of_claim(self, lane, older_than=0):
        taken, busy = self._in_lease()
        return {"lane": lane, "older_than": older_than, "taken": taken, "busy": busy}

    @api.model
    def _candidates(self, stage, params, size):
        """Rows ``(id, connection id, ...)`` that one batch may hold, in order."""
        if stage == "apply":
            return _sturdy(self._to_apply(params, size))
        self.env.cr.execute(TO_OPEN, params | {"limit": size})
        rows, size = [], 0
        for row in self.env.cr.fetchall():
            size += row[-1]
            if rows and size > BYTES:
                break
            rows.append(row)
        return _sturdy(rows)

    @api.model
    def _to_apply(self, params, size):
        """Heads of subjects and what stands directly behind them.

        Looks further while all it sees stands behind somebody else's work.
        """
        window, after = max(size, 10), (-1, -1)
        while True:
            self.env.cr.execute(
                TO_APPLY,
                params | {"limit": window, "sequence": after[0], "part": after[1]},
            )
            rows = self.env.cr.fetchall()
            free = self._in_turn(rows)[:size]
            if free or len(rows) < window:
                return free
            after, window = rows[-1][2:4], window * 4

    @api.model
    def _in_turn(self, rows):
        """Those of ``(id, ..., sequence, part, ..., subject)`` before which nothing
        unsettled of their subject stands that is not among them."""
        first = self._first_of_subjects(
            {row[-1] for row in rows if row[-1]}, [row[0] for row in rows]
        )
        return [
            row
            for row in rows
            if not row[-1] or row[-1] not in first or row[2:4] < first[row[-1]]
        ]

    @api.model
    def _first_of_subjects(self, subjects, ids):
        """``{subject: (sequence, part)}`` of the first unsettled message of each that
        is not one of ``ids``."""
        if not subjects:
            return {}
        self.env.cr.execute(
            FIRST_OF_SUBJECT, {"subjects": list(subjects), "ids": as_array(ids) or "{}"}
        )
        return {key: (sequence, part) for key, sequence, part in self.env.cr.fetchall()}

    @api.model
    def _suspects(self, stage, params):
        """At most one of those that lost their worker twice: a killer goes alone."""
        self.env.cr.execute(SUSPECTED)
        if not self.env.cr.rowcount:
            return []
        condition = STORED if stage == "open" else UNDERSTOOD
        self.env.cr.execute(SUSPECTS.format(stage=condition), params)
        rows = self.env.cr.fetchall()
        for row in rows:
            if stage == "open" or self._in_turn([row]):
                return [row]
        return []

    @api.model
    def _lanes_due(self):
        """Lanes from which a claim would take something now.

        The claim's own conditions: what is due behind a lease of somebody else is left
        to that somebody, or doorbells would ring in circles until he has finished.
        """
        lanes = super()._lanes_due()
        return lanes + [
            lane for lane in LANES if lane not in lanes and self._is_due(lane)
        ]

    @api.model
    def _is_due(self, lane):
        params = self._params_of_claim(lane)
        return any(
            self._candidates(stage, params, 1) or self._suspects(stage, params)
            for stage in ("open", "apply")
        )


def _sturdy(rows):
    """A batch with one that lost its worker before is a small one."""
    if any(row[4] for row in rows):
        return rows[:FRAGILE]
    return rows
