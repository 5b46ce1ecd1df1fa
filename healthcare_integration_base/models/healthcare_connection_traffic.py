"""Calls per connection and hour: counted where they are made, shown as a chart."""

from odoo import api, fields, models

VERDICTS = ("delivered", "refused", "throttled", "failed", "unknown")
KEEP_DAYS = 90


class HealthcareConnectionTraffic(models.Model):
    """How often a partner was called within an hour (UTC) and what he answered.

    *Throttled* are his 429; *failed* his failures, which the circuit counts.
    """

    _name = "healthcare.connection.traffic"
    _description = "Calls to a partner"
    _order = "hour desc, connection_id"
    _rec_name = "connection_id"
    _log_access = False

    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, ondelete="cascade"
    )
    hour = fields.Datetime(required=True, readonly=True)
    calls = fields.Integer(readonly=True)
    delivered = fields.Integer(readonly=True)
    refused = fields.Integer(readonly=True)
    throttled = fields.Integer(readonly=True)
    failed = fields.Integer(readonly=True)
    unknown = fields.Integer(string="Incomplete set-up", readonly=True)
    seconds = fields.Float(string="Seconds in calls", readonly=True)

    _hour_uniq = models.UniqueIndex("(connection_id, hour)")
    _hour = models.Index("(hour)")

    @api.model
    def _count(self, connection_id, verdict, seconds):
        """One call more. Own short transaction: the row is a counter."""
        sums = ", ".join(f"{name} = t.{name} + EXCLUDED.{name}" for name in VERDICTS)
        self.env.cr.execute(
            f"""
            INSERT INTO healthcare_connection_traffic AS t
                   (connection_id, hour, calls, seconds, {", ".join(VERDICTS)})
            SELECT %s, date_trunc('hour', timezone('UTC', clock_timestamp())), 1, %s,
                   {", ".join(["%s"] * len(VERDICTS))}
                ON CONFLICT (connection_id, hour) DO UPDATE
               SET calls = t.calls + 1, seconds = t.seconds + EXCLUDED.seconds,
                   {sums}
            """,
            [connection_id, seconds, *(int(name == verdict) for name in VERDICTS)],
        )

    @api.autovacuum
    def _gc_old(self):
        self.env.cr.execute(
            "DELETE FROM healthcare_connection_traffic WHERE hour < "
            "timezone('UTC', now()) - make_interval(days => %s)",
            [KEEP_DAYS],
        )
