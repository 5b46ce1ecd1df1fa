"""What each call teaches the gate, and the probe of a partner nobody writes to."""

import logging
import time

from odoo import api, models

from ..errors import IntegrationError
from ..redact import code_of, safe_trace
from ..retry import PARTNER_FAILURES, THROTTLED, class_of
from .healthcare_connection_gate import NOW

_logger = logging.getLogger(__name__)

IDLE = f"""
    SELECT g.connection_id FROM healthcare_connection_gate g
      JOIN healthcare_connection c ON c.id = g.connection_id
     WHERE g.circuit <> 'closed' AND NOT g.manual AND g.probe_at <= {NOW}
       AND c.state = 'live' AND c.active
       AND NOT EXISTS (SELECT 1 FROM ir_config_parameter p
                        WHERE p.key = 'healthcare.stopped' AND p.value <> '')
       AND NOT EXISTS (SELECT 1 FROM healthcare_message m
                        WHERE m.connection_id = g.connection_id
                          AND m.direction = 'out' AND m.state IN ('due', 'retry'))
       FOR NO KEY UPDATE OF g SKIP LOCKED
"""


class HealthcareDrain(models.AbstractModel):
    """No row is locked while a partner is called; the gate's row only to count."""

    _inherit = "healthcare.drain"

    @api.model
    def _verdict(self, state, code):
        """What the result of a call says about the partner."""
        if state in ("sent", "acknowledged"):
            return "delivered"
        if state == "refused":
            return "refused"
        kind = class_of(code)
        if state in ("retry", "uncertain") and kind in PARTNER_FAILURES:
            return "failed"
        return "throttled" if kind == THROTTLED else "unknown"

    def _count_call(self, connection_id, state, code, retry_after, began):
        """Count one call; whether the connection may be called again at once.

        :param state, code, retry_after: its result, as ``_push`` says it.
        :param began: ``time.monotonic()`` at its start.
        """
        verdict, seconds = self._verdict(state, code), time.monotonic() - began
        with self._read_committed() as env:
            connection = env["healthcare.connection"].browse(connection_id)
            env["healthcare.connection.traffic"]._count(connection_id, verdict, seconds)
            return env["healthcare.connection.gate"]._called(
                connection, verdict, code, retry_after
            )

    def _cron_drain(self):
        result = super()._cron_drain()
        self._probe_idle()
        return result

    def _probe_idle(self):
        """Test partners whose circuit is open and to whom nothing is due.

        Where something is due, the first message is the probe.
        """
        with self._read_committed() as env:
            env.cr.execute(IDLE)
            ids = [row[0] for row in env.cr.fetchall()]
            for connection_id in ids:
                env["healthcare.connection.gate"]._half_open(connection_id)
        for connection_id in ids:
            self._count_call(
                connection_id, *self._ask(connection_id), 0, time.monotonic()
            )
        return ids

    def _ask(self, connection_id):
        """``(state, code)`` of a test of the connection; nothing is sent."""
        with self._work_cursor() as env:
            connection = env["healthcare.connection"].browse(connection_id)
            try:
                connection._adapter()._check(connection)
                return "sent", ""
            except IntegrationError as error:
                return "retry", error.code
            except Exception as error:
                _logger.error(
                    "probe of %s failed:\n%s", connection.code, safe_trace(error)
                )
                return "retry", code_of(error)
