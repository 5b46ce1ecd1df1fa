"""Figures for a monitoring system, in the text format of Prometheus."""

from odoo import api, models
from odoo.exceptions import AccessError

from ..signature import digest_of, is_key, new_key

DIGEST = "healthcare.metrics_digest"
RUNNER_LOCK = 2293787760715711918
"""Advisory lock that queue_job's runner holds while it is the master."""
UNSETTLED = (
    "received",
    "due",
    "leased",
    "sending",
    "retry",
    "waiting",
    "parked",
    "to_approve",
    "failed",
    "dead",
    "uncertain",
)
CIRCUITS = ("closed", "half_open", "open")
# The index (flow, state) has these rows together, however many are done.
STATES = """
SELECT c.code, m.direction, m.state, sum(m.number)::bigint
  FROM healthcare_flow f
  JOIN healthcare_connection c ON c.id = f.connection_id
  CROSS JOIN LATERAL (
       SELECT direction, state, count(*) AS number FROM healthcare_message
        WHERE flow_id = f.id AND state = ANY(%s) GROUP BY direction, state) m
 GROUP BY c.code, m.direction, m.state ORDER BY 1, 2, 3
"""
OLDEST = """
SELECT lane, GREATEST(0, EXTRACT(EPOCH FROM timezone('UTC', now()) - min(due_at)))
  FROM healthcare_message
 WHERE state IN ('received', 'due', 'retry') AND due_at <= timezone('UTC', now())
 GROUP BY lane ORDER BY lane
"""
LEASES = """
SELECT c.code, count(*) FROM healthcare_message m
  JOIN healthcare_connection c ON c.id = m.connection_id
 WHERE m.state IN ('leased', 'sending') GROUP BY c.code ORDER BY c.code
"""
DOORS = """
SELECT c.code, d.refused_count, d.failed_count, d.deprecated_count
  FROM healthcare_door_count d
  JOIN healthcare_connection c ON c.id = d.connection_id ORDER BY c.code
"""
GATES = """
SELECT c.code, g.circuit FROM healthcare_connection_gate g
  JOIN healthcare_connection c ON c.id = g.connection_id
 WHERE c.state <> 'retired' ORDER BY c.code
"""
EXCEPTIONS = """
SELECT c.code, count(*) FROM healthcare_exception e
  JOIN healthcare_connection c ON c.id = e.connection_id
 WHERE e.state = 'open' GROUP BY c.code ORDER BY c.code
"""
RUNNER = """
SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory'
                  AND ((classid::bigint << 32) | objid::bigint) = %s)
"""


class HealthcareMetrics(models.AbstractModel):
    """Counted when asked: a number of cheap statements, no value of a message."""

    _name = "healthcare.metrics"
    _description = "Healthcare metrics"

    @api.model
    def _is_token(self, token):
        """Whether ``token`` opens the metrics; nothing does before one was made."""
        digest = self.env["ir.config_parameter"].sudo().get_param(DIGEST)
        return bool(digest and token and is_key(token, digest))

    @api.model
    def action_new_token(self):
        """Make a token and show it, this once. The former one ends at once.

        :raises AccessError: not an administrator.
        """
        administrator = "healthcare_integration_base.group_administrator"
        if not self.env.user.has_group(administrator):
            raise AccessError(self.env._("Only an administrator may do this."))
        token = new_key()
        self.env["ir.config_parameter"].sudo().set_param(DIGEST, digest_of(token))
        self.env["healthcare.audit.entry"]._log("metrics.token_made")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Your new token"),
            "res_model": "healthcare.api.key.show",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": token},
        }

    @api.model
    def _rows(self, statement, *values):
        self.env.cr.execute(statement, values)
        return self.env.cr.fetchall()

    @api.model
    def _runner_lives(self):
        """Whether some process holds the lock of the job runner."""
        return self._rows(RUNNER, RUNNER_LOCK)[0][0]

    @api.model
    def _oldest_due(self):
        """``{lane: seconds}`` for which the oldest due message has been due."""
        return {lane: float(seconds) for lane, seconds in self._rows(OLDEST)}

    @api.model
    def _text(self):
        """Every figure; names and labels stay as they are."""
        doors = self._rows(DOORS)
        families = [
            (
                "messages",
                "gauge",
                "Messages that are not settled.",
                ("connection", "direction", "state"),
                self._rows(STATES, list(UNSETTLED)),
            ),
            (
                "oldest_due_seconds",
                "gauge",
                "Age of the oldest message that could be taken.",
                ("lane",),
                self._oldest_due().items(),
            ),
            ("leases", "gauge", "In work now.", ("connection",), self._rows(LEASES)),
            (
                "open_exceptions",
                "gauge",
                "Questions to people.",
                ("connection",),
                self._rows(EXCEPTIONS),
            ),
            (
                "rate_limit_breaches_total",
                "counter",
                "Requests over the limit.",
                ("connection",),
                [(row[0], row[1] or 0) for row in doors],
            ),
            (
                "failed_proofs_total",
                "counter",
                "Requests with a wrong signature, key or certificate.",
                ("connection",),
                [(row[0], row[2] or 0) for row in doors],
            ),
            (
                "deprecated_calls_total",
                "counter",
                "Calls of addresses that will end.",
                ("connection",),
                [(row[0], row[3] or 0) for row in doors],
            ),
            (
                "circuit",
                "gauge",
                "1 for the state that the circuit is in.",
                ("connection", "state"),
                [
                    (code, state, int(state == circuit))
                    for code, circuit in self._rows(GATES)
                    for state in CIRCUITS
                ],
            ),
            (
                "job_runner",
                "gauge",
                "Whether the job runner lives; without it the cron works.",
                (),
                [(int(self._runner_lives()),)],
            ),
        ]
        return "".join(_family(*family) for family in families)


def _family(name, kind, text, labels, rows):
    name = f"healthcare_{name}"
    lines = [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
    for row in rows:
        *values, number = row
        # Codes are a-z, 0-9, dash and underscore: nothing to escape.
        pairs = ",".join(
            f'{label}="{value}"' for label, value in zip(labels, values, strict=True)
        )
        lines.append(f"{name}{{{pairs}}} {number}" if pairs else f"{name} {number}")
    return "\n".join(lines) + "\n"
