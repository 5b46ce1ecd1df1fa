"""The gate through which everything leaves: one row per connection, counted under its
own lock in short transactions of their own."""

import json
import time

from odoo import api, fields, models

from ..circuit import (
    CLOSED,
    HALF_OPEN,
    OPEN,
    Limits,
    next_wait,
    refill,
    remember,
    trips,
    wait_for_token,
)
from ..retry import RETRY_AFTER_MAX

NOW = "timezone('UTC', clock_timestamp())"
PROBE_CAP = 3600.0
PROBING = 120
"""Seconds after which a probe without result is taken for lost."""


class HealthcareConnectionGate(models.Model):
    """Circuit, bucket and pauses of one connection. Written by the engine alone.

    ``probe_at``, ``token_at`` and ``paused_until`` are the instants (UTC) before which
    nothing is claimed; what is due stays due and burns no attempt.
    """

    _name = "healthcare.connection.gate"
    _description = "Gate of a connection"
    _rec_name = "connection_id"
    _log_access = False

    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, ondelete="cascade"
    )
    circuit = fields.Selection(
        [(CLOSED, "Closed"), (OPEN, "Open"), (HALF_OPEN, "Probing")],
        required=True,
        default=CLOSED,
        readonly=True,
    )
    manual = fields.Boolean(readonly=True, help="Opened by a person: nobody probes.")
    reason = fields.Char(readonly=True)
    opened_at = fields.Datetime(readonly=True)
    probe_at = fields.Datetime(readonly=True)
    probe_wait = fields.Float(readonly=True, default=0.0)
    recent = fields.Json(readonly=True)
    tokens = fields.Float(readonly=True, default=0.0)
    filled_at = fields.Datetime(readonly=True)
    token_at = fields.Datetime(readonly=True)
    paused_until = fields.Datetime(readonly=True)
    served_at = fields.Datetime(readonly=True)
    delivered_at = fields.Datetime(readonly=True)

    _connection_uniq = models.UniqueIndex("(connection_id)")

    def init(self):
        self._make_missing()

    @api.model
    def _make_missing(self, ids=None):
        """A closed gate for each connection that has none, or for ``ids``."""
        self.env.cr.execute(
            """
            INSERT INTO healthcare_connection_gate
                   (connection_id, circuit, manual, probe_wait, tokens)
            SELECT id, 'closed', FALSE, 0, 0 FROM healthcare_connection
             WHERE %(ids)s::int[] IS NULL OR id = ANY(%(ids)s)
                ON CONFLICT (connection_id) DO NOTHING
            """,
            {"ids": ids},
        )

    # -- under the lock ----------------------------------------------------------------

    @api.model
    def _locked(self, connection_id):
        """The row of a connection, locked until this transaction ends."""
        self.env.cr.execute(
            f"SELECT *, COALESCE(paused_until > {NOW}, FALSE) AS paused "
            "FROM healthcare_connection_gate WHERE connection_id = %s "
            "FOR NO KEY UPDATE",
            [connection_id],
        )
        return self.env.cr.dictfetchone()

    @api.model
    def _called(self, connection, verdict, code="", retry_after=0):
        """What a call taught us; opens, reopens or closes the circuit.

        :param verdict: ``delivered``, ``answered`` (something was fetched), ``refused``
            (an answer as well), ``throttled``, ``failed`` (the partner's failure) or
            ``unknown`` (teaches nothing).
        :return: whether the connection's sends may go on.
        """
        row = self._locked(connection.id)
        limits, recent = self._limits(connection), row["recent"] or []
        if verdict != "unknown":
            recent = remember(recent, time.time(), verdict == "failed", limits)
        at = {"delivered_at": 0} if verdict == "delivered" else {}
        if retry_after:
            at["paused_until"] = min(retry_after, RETRY_AFTER_MAX)
        self._set(connection.id, at, recent=json.dumps(recent))
        if row["manual"] or verdict == "unknown":
            return row["circuit"] == CLOSED
        if verdict == "failed":
            return not self._failed(connection, row, recent, code, limits)
        if row["circuit"] != CLOSED:
            self._close(connection, self.env._("The partner answers again."))
        # Another worker may have been asked to wait meanwhile.
        return not (retry_after or row["paused"])

    @api.model
    def _failed(self, connection, row, recent, code, limits):
        """Open or reopen after a failure; True when the circuit is open now."""
        if row["circuit"] == CLOSED:
            if not trips(recent, limits):
                return False
            self._open(connection, code, next_wait(0, limits))
        elif row["circuit"] == HALF_OPEN:
            wait = next_wait(row["probe_wait"], limits)
            self._set(
                connection.id,
                {"probe_at": wait},
                circuit=OPEN,
                reason=code,
                probe_wait=wait,
            )
        return True

    @api.model
    def _open(self, connection, reason, wait, manual=False):
        """Nothing leaves until a probe succeeds, or until a person closes it."""
        self._set(
            connection.id,
            {"opened_at": 0, "probe_at": wait},
            circuit=OPEN,
            manual=manual,
            reason=reason,
            probe_wait=wait,
        )
        connection._circuit_opened(reason, manual)

    @api.model
    def _close(self, connection, resolution):
        self._set(
            connection.id,
            circuit=CLOSED,
            manual=False,
            reason=None,
            probe_wait=0,
            probe_at=None,
            opened_at=None,
            recent=None,
        )
        connection._circuit_closed(resolution)

    @api.model
    def _half_open(self, connection_id):
        """One probe is under way; another one only when it was lost."""
        self._set(connection_id, {"probe_at": PROBING}, circuit=HALF_OPEN)

    @api.model
    def _limits(self, connection):
        return Limits(
            failures=connection.circuit_failures,
            window=connection.circuit_minutes * 60.0,
            probe=float(connection.probe_seconds),
            cap=max(PROBE_CAP, connection.probe_seconds),
        )

    # -- tokens ------------------------------------------------------------------------

    @api.model
    def _tokens(self, row):
        """How many calls the bucket allows now; None without a limit.

        ``row`` has the gate's columns, the limit's (``send_calls``, ``send_seconds``,
        ``send_burst``) and ``idle``, the seconds since the bucket was filled or None.
        """
        if not row["send_calls"]:
            return None
        burst = row["send_burst"] or row["send_calls"]
        if row["idle"] is None:
            return burst
        return refill(
            row["tokens"], row["idle"], row["send_calls"], row["send_seconds"], burst
        )

    @api.model
    def _take(self, row, tokens, count):
        """Take ``count`` of ``tokens`` out of the bucket; note when the next comes."""
        at, values = {"served_at": 0}, {}
        if tokens is not None:
            left = max(0.0, tokens - count)
            wait = wait_for_token(left, row["send_calls"], row["send_seconds"])
            at |= {"filled_at": 0, "token_at": wait}
            values["tokens"] = left
        self._set(row["connection_id"], at, **values)

    @api.model
    def _give_tokens_back(self, connection_id, count):
        self.env.cr.execute(
            "UPDATE healthcare_connection_gate SET tokens = tokens + %s "
            "WHERE connection_id = %s AND filled_at IS NOT NULL",
            [count, connection_id],
        )

    @api.model
    def _set(self, connection_id, at=None, **values):
        """One UPDATE. ``at`` names instants and how many seconds from now, by the
        database's clock, they lie; columns are constants of this addon."""
        columns = [f"{name} = %s" for name in values]
        columns += [f"{name} = {NOW} + make_interval(secs => %s)" for name in at or ()]
        self.env.cr.execute(
            f"UPDATE healthcare_connection_gate SET {', '.join(columns)} "
            "WHERE connection_id = %s",
            [*values.values(), *(at or {}).values(), connection_id],
        )
        self.invalidate_model()
