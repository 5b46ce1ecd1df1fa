"""Claiming what has to go out: one connection at a time, if its gate is open."""

import uuid

from odoo import api, models

from ..circuit import CLOSED
from ..state import SETTLED
from .healthcare_connection_gate import NOW
from .healthcare_drain import LANES, Batch
from .healthcare_drain_claim import (
    ALONE,
    ELIGIBLE,
    IN_ORDER,
    SEND_BATCH,
    SEND_LEASE,
    STAGES,
)

GATE_OPEN = f"""
    (g.circuit = 'closed' OR (NOT g.manual AND g.probe_at <= {NOW}))
    AND COALESCE(g.paused_until <= {NOW}, TRUE)
    AND COALESCE(g.token_at <= {NOW}, TRUE)
"""
# Whose last call failed gets one worker, until a call succeeds: several partners that
# hang do not take all workers before their circuits open.
SHARE = "CASE WHEN (g.recent -> -1 ->> 1)::boolean THEN 1 ELSE c.capacity END"
# The first message in order that could be claimed: LIMIT, or the planner would read
# all that is due to learn that there is something.
READY = f"""
      FROM healthcare_connection_gate g
      JOIN healthcare_connection c ON c.id = g.connection_id
      JOIN LATERAL (SELECT m.id FROM healthcare_message m
                     WHERE m.connection_id = g.connection_id
                       AND {STAGES["send"]} AND {ELIGIBLE}
                     ORDER BY m.sequence, m.part LIMIT 1) AS head ON TRUE
     WHERE {GATE_OPEN} AND g.connection_id <> ALL(%(spent)s)
       AND {SHARE} > (
           SELECT count(DISTINCT l.lease_token) FROM healthcare_message l
            WHERE l.connection_id = g.connection_id AND l.direction = 'out'
              AND l.state IN ('leased', 'sending')
              AND l.lease_until > timezone('UTC', now()))
"""
BLOCKED = f"""
    SELECT g.connection_id, lane.name,
           EXTRACT(EPOCH FROM GREATEST(g.paused_until, g.token_at,
               CASE WHEN g.circuit <> 'closed' THEN g.probe_at END) - {NOW})::float
      FROM healthcare_connection_gate g
      JOIN healthcare_connection c ON c.id = g.connection_id
     CROSS JOIN unnest(%(lanes)s) AS lane(name)
     WHERE NOT ({GATE_OPEN}) AND NOT g.manual
       AND EXISTS (SELECT 1 FROM healthcare_message m
                    WHERE m.connection_id = g.connection_id AND m.lane = lane.name
                      AND m.direction = 'out' AND m.state IN ('due', 'retry'))
"""


class HealthcareDrain(models.AbstractModel):
    """Round robin over the connections that may be called: whoever hangs takes his
    own turn and nobody else's."""

    _inherit = "healthcare.drain"

    def _claim_stage(self, stage, lane, size, older_than, suspects):
        if stage != "send":
            return super()._claim_stage(stage, lane, size, older_than, suspects)
        with self._read_committed(IN_ORDER) as env:
            drain = env["healthcare.drain"]
            params = drain._send_params(lane, older_than)
            row = drain._next_gate(params)
            size = min(size, SEND_BATCH)
            return row and drain._claim_through(row, size, params, suspects)

    @api.model
    def _send_params(self, lane, older_than=0):
        return {
            "lane": lane,
            "older_than": older_than,
            "settled": list(SETTLED),
            "alone": ALONE,
            "spent": [],
        }

    @api.model
    def _next_gate(self, params):
        """The gate that was served longest ago and lets something through, locked.

        None when there is none. What its limit does not allow yet waits for its token.
        """
        gates = self.env["healthcare.connection.gate"]
        while True:
            self.env.cr.execute(
                f"""
                SELECT g.*, c.send_calls, c.send_seconds, c.send_burst,
                       EXTRACT(EPOCH FROM {NOW} - g.filled_at)::float AS idle
                {READY}
                 ORDER BY g.served_at NULLS FIRST, g.id LIMIT 1
                   FOR NO KEY UPDATE OF g SKIP LOCKED
                """,
                params,
            )
            row = self.env.cr.dictfetchone()
            if not row:
                return None
            row["left"] = gates._tokens(row)
            if row["left"] is None or row["left"] >= 1:
                return row
            # A limit that was lowered meanwhile.
            gates._take(row, row["left"], 0)
            params["spent"].append(row["connection_id"])

    @api.model
    def _claim_through(self, row, size, params, suspects):
        """Lease a batch of one connection: as much as its limit allows, one message
        when it is a probe."""
        limit = size if row["left"] is None else min(size, int(row["left"]))
        probe = row["circuit"] != CLOSED
        params |= {"limit": 1 if probe else limit, "connection": row["connection_id"]}
        ids = suspects and self._heads_of_one(params | {"limit": 1}, ">=")
        ids = ids or self._heads_of_one(params, "<")
        # Suspects go alone, so that a killer takes nobody with it.
        ids = ids or self._heads_of_one(params | {"limit": 1}, ">=")
        if not ids:
            return None
        token = str(uuid.uuid4())
        self._lease(ids, token, SEND_LEASE)
        gates = self.env["healthcare.connection.gate"]
        gates._take(row, row["left"], len(ids))
        if probe:
            gates._half_open(row["connection_id"])
        # Somebody else takes what other connections have, while this one is called.
        others = self._is_ready(params | {"spent": [row["connection_id"]]})
        return Batch("send", token, tuple(ids), SEND_LEASE, full=others)

    @api.model
    def _heads_of_one(self, params, deliveries):
        self.env.cr.execute(
            f"""
            SELECT m.id FROM healthcare_message m
             WHERE m.connection_id = %(connection)s AND {STAGES["send"]}
               AND m.deliveries {deliveries} %(alone)s AND {ELIGIBLE}
             ORDER BY m.sequence, m.part LIMIT %(limit)s
               FOR NO KEY UPDATE SKIP LOCKED
            """,
            params,
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _is_ready(self, params):
        """Whether the send stage would claim something now."""
        self.env.cr.execute(f"SELECT 1 {READY} LIMIT 1", params)
        return bool(self.env.cr.fetchone())

    @api.model
    def _lanes_due(self):
        """Also lanes in which an open gate has something to let through."""
        lanes = super()._lanes_due()
        return lanes + [
            lane
            for lane in LANES
            if lane not in lanes and self._is_ready(self._send_params(lane))
        ]

    @api.model
    def _bells_to_come(self):
        """Also the moment at which each closed gate opens: its probe, the end of its
        pause, its next token."""
        self.env.cr.execute(BLOCKED, {"lanes": list(LANES)})
        bells = [
            (lane, f"gate {connection_id}", max(1, round(seconds + 0.5)))
            for connection_id, lane, seconds in self.env.cr.fetchall()
            if seconds is not None
        ]
        return super()._bells_to_come() + bells
