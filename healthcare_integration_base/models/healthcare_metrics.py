"""Figures for a monitoring system, in the text format of Prometheus."""

from odoo import api, models
from odoo.exceptions import AccessError

from ..signature import digest_of, is_key, new_key

DIGEST = "healthcare.metrics_digest"
RUNNER_LOCK = 2293787760715711918
"""Advisory lock that queue_job's runner holds while it is the master."""
CIRCUITS = ("closed", "half_open", "open")
STATES = """
SELECT c.code, r.direction, r.state, sum(r.count)::bigint
  FROM healthcare_message_rollup r
  JOIN healthcare_connection c ON c.id = r.connection_id
 GROUP BY c.code, r.direction, r.state HAVING sum(r.count) > 0 ORDER BY 1, 2, 3
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


CONNECTION = ("connection",)
FAMILIES = {
    "messages": (
        "Messages by the state that they are in.",
        ("connection", "direction", "state"),
    ),
    "oldest_due_seconds": ("Age of the oldest message that is due.", ("lane",)),
    "leases": ("Messages in work now.", CONNECTION),
    "open_exceptions": ("Questions to people.", CONNECTION),
    "rate_limit_breaches_total": ("Requests over the limit.", CONNECTION),
    "failed_proofs_total": ("Wrong signatures, keys and certificates.", CONNECTION),
    "deprecated_calls_total": ("Calls of addresses that will end.", CONNECTION),
    "circuit": ("1 for the state of the circuit.", ("connection", "state")),
    "job_runner": ("Whether the job runner lives; else the cron works.", ()),
    "listeners": ("Processes that hear a doorbell without the job runner.", ()),
}
"""What is told: words and labels."""


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
    def _doors(self, column):
        return [(row[0], row[column] or 0) for row in self._rows(DOORS)]

    @api.model
    def _circuits(self):
        return [
            (code, state, int(state == circuit))
            for code, circuit in self._rows(GATES)
            for state in CIRCUITS
        ]

    @api.model
    def _text(self):
        """Every figure; names and labels stay as they are."""
        found = {
            "messages": self._rows(STATES),
            "oldest_due_seconds": self._oldest_due().items(),
            "leases": self._rows(LEASES),
            "open_exceptions": self._rows(EXCEPTIONS),
            "rate_limit_breaches_total": self._doors(1),
            "failed_proofs_total": self._doors(2),
            "deprecated_calls_total": self._doors(3),
            "circuit": self._circuits(),
            "job_runner": [(int(self._runner_lives()),)],
            "listeners": [(self.env["healthcare.drain"]._listeners(),)],
        }
        return "".join(
            _family(name, text, labels, found[name])
            for name, (text, labels) in FAMILIES.items()
        )


def _family(name, text, labels, rows):
    name = f"healthcare_{name}"
    kind = "counter" if name.endswith("_total") else "gauge"
    lines = [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
    for row in rows:
        *values, number = row
        # Codes are a-z, 0-9, dash and underscore: nothing to escape.
        pairs = ",".join(
            f'{label}="{value}"' for label, value in zip(labels, values, strict=True)
        )
        lines.append(f"{name}{{{pairs}}} {number}" if pairs else f"{name} {number}")
    return "\n".join(lines) + "\n"
