"""A source that fails is left alone like a partner who does not answer."""

from odoo import models

from ..circuit import CLOSED
from ..errors import IntegrationError
from .healthcare_connection_gate import NOW

ALLOWED = f"""
SELECT 1 FROM healthcare_connection_gate
 WHERE connection_id = %s AND (circuit = 'closed' OR manual)
   AND COALESCE(paused_until <= {NOW}, TRUE)
"""


class HealthcareDrain(models.AbstractModel):
    """Fetching counts in the circuit of its connection, as sending does.

    While the circuit is open the cron does not fetch; the probe of the circuit says
    when it may again. A person who presses *Fetch* is not held up by it.
    """

    _inherit = "healthcare.drain"

    def _fetch(self, connection):
        if self._may_fetch(connection):
            return super()._fetch(connection)
        return None

    def _may_fetch(self, connection):
        with self._read_committed() as env:
            env.cr.execute(ALLOWED, [connection.id])
            return bool(env.cr.rowcount)

    def _pull(self, connection):
        try:
            stored = super()._pull(connection)
        except IntegrationError as error:
            wait = getattr(error, "retry_after", None) or 0
            self._count_fetch(connection, "retry", error.code, wait)
            raise
        self._count_fetch(connection, "sent")
        return stored

    def _count_fetch(self, connection, state, code="", retry_after=0):
        verdict = self._verdict(state, code)
        if verdict == "delivered":
            verdict = "answered"
        with self._read_committed() as env:
            gates = env["healthcare.connection.gate"]
            gate = gates.search([("connection_id", "=", connection.id)])
            if verdict == "answered" and gate.circuit == CLOSED and not gate.recent:
                # Nothing failed lately: nothing to weigh it against.
                return
            connection = env["healthcare.connection"].browse(connection.id)
            gates._called(connection, verdict, code, retry_after)
