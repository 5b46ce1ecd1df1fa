"""What the card of a connection says at a glance: how fast, since when, what next."""

import json
from datetime import timedelta

from odoo import fields, models

DAYS = 14
SAMPLE = 500
"""Messages whose way is measured; the newest ones."""

VITALS = """
    SELECT c.id,
           (SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY
                   EXTRACT(EPOCH FROM s.done_at - s.accepted_at))::float
              FROM (SELECT m.done_at, m.accepted_at FROM healthcare_message m
                     WHERE m.connection_id = c.id AND m.done_at IS NOT NULL
                       AND m.accepted_at > timezone('UTC', now()) - interval '1 day'
                     ORDER BY m.accepted_at DESC LIMIT %(sample)s) s) AS p95,
           (SELECT max(s.done_at)
              FROM (SELECT m.done_at, m.state FROM healthcare_message m
                     WHERE m.connection_id = c.id
                     ORDER BY m.accepted_at DESC LIMIT %(sample)s) s
             WHERE s.state IN ('done', 'partly', 'sent', 'acknowledged')) AS success,
           t.calls, t.throttled, t.failed,
           CASE WHEN c.send_calls > 0 THEN
                LEAST(COALESCE(NULLIF(c.send_burst, 0), c.send_calls),
                      COALESCE(g.tokens + EXTRACT(EPOCH FROM timezone('UTC', now())
                               - g.filled_at) * c.send_calls / c.send_seconds,
                               NULLIF(c.send_burst, 0), c.send_calls))::int
                END AS tokens
      FROM healthcare_connection c
      LEFT JOIN healthcare_connection_gate g ON g.connection_id = c.id
      LEFT JOIN LATERAL (
           SELECT sum(h.calls) AS calls, sum(h.throttled) AS throttled,
                  sum(h.failed) AS failed
             FROM healthcare_connection_traffic h
            WHERE h.connection_id = c.id
              AND h.hour > timezone('UTC', now()) - interval '1 day') t ON TRUE
     WHERE c.id = ANY(%(ids)s)
"""


class HealthcareConnection(models.Model):
    """Computed when looked at, from indexes; nothing is stored."""

    _inherit = "healthcare.connection"

    latency = fields.Char(
        string="95 % within",
        compute="_compute_vitals",
        compute_sudo=True,
        help="From acceptance to the end, of the newest messages of the last day.",
    )
    success_at = fields.Datetime(
        string="Last success", compute="_compute_vitals", compute_sudo=True
    )
    next_run_at = fields.Datetime(
        string="Next fetch", compute="_compute_vitals", compute_sudo=True
    )
    call_count = fields.Integer(
        string="Calls in 24 hours", compute="_compute_vitals", compute_sudo=True
    )
    throttled_call_count = fields.Integer(
        string="Asked to slow down", compute="_compute_vitals", compute_sudo=True
    )
    failed_call_count = fields.Integer(
        string="Failed calls", compute="_compute_vitals", compute_sudo=True
    )
    token_count = fields.Integer(
        string="Calls free now", compute="_compute_vitals", compute_sudo=True
    )
    day_graph = fields.Text(
        compute="_compute_day_graph",
        compute_sudo=True,
        help="Messages of the last two weeks, for the small chart on the card.",
    )
    mode = fields.Selection(
        [("shadow", "Shadow"), ("assisted", "Assisted"), ("automatic", "Automatic")],
        compute="_compute_mode",
        compute_sudo=True,
        help="The most careful mode of its inbound flows.",
    )
    hold = fields.Char(
        string="Held",
        compute="_compute_hold",
        compute_sudo=True,
        help="Why nothing is sent, or nothing moves at all.",
    )

    def _compute_vitals(self):
        rows = {}
        if self.ids:
            models_read = ("healthcare.message", "healthcare.connection")
            for name in models_read:
                self.env[name].flush_model()
            self.env.cr.execute(VITALS, {"ids": list(self.ids), "sample": SAMPLE})
            rows = {row["id"]: row for row in self.env.cr.dictfetchall()}
        next_fetch = self._next_fetch()
        for connection in self:
            row = rows.get(connection.id, {})
            connection.latency = _span(row.get("p95"))
            success = row.get("success")
            connection.success_at = success and success.replace(microsecond=0)
            connection.call_count = row.get("calls") or 0
            connection.throttled_call_count = row.get("throttled") or 0
            connection.failed_call_count = row.get("failed") or 0
            connection.token_count = row.get("tokens") or 0
            fetches = connection.state == "live" and connection._adapter()._fetches
            connection.next_run_at = fetches and next_fetch

    def _next_fetch(self):
        cron = self.env.ref("healthcare_integration_base.ir_cron_fetch", False)
        return bool(cron and cron.sudo().active) and cron.sudo().nextcall

    def _compute_day_graph(self):
        """JSON of the chart: a point per day (UTC), from the counts."""
        today = fields.Date.today()
        days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
        self.env.cr.execute(
            """
            SELECT connection_id, day, sum(count)::int FROM healthcare_message_rollup
             WHERE connection_id = ANY(%s) AND day >= %s GROUP BY 1, 2
            """,
            [list(self.ids), days[0]],
        )
        counts = {row[:2]: row[2] for row in self.env.cr.fetchall()}
        title = self.env._("Messages")
        for connection in self:
            numbers = [counts.get((connection.id, day), 0) for day in days]
            points = [
                {"x": fields.Date.to_string(day), "y": number}
                for day, number in zip(days, numbers, strict=True)
            ]
            graph = [{"key": title, "values": points}]
            connection.day_graph = any(numbers) and json.dumps(graph)

    def _compute_mode(self):
        order = ["shadow", "assisted", "automatic"]
        for connection in self:
            flows = connection.flow_ids.filtered(lambda row: row.direction == "in")
            modes = set(flows.mapped("mode")) | set(flows.mode_ids.mapped("mode"))
            connection.mode = min(modes, key=order.index) if modes else False

    def _compute_hold(self):
        stopped = self.env["healthcare.stop"]._state()
        for connection in self:
            connection.hold = connection._why_held(stopped)

    def _why_held(self, stopped):
        """One sentence, the strongest reason first; False when nothing holds it."""
        _ = self.env._
        if stopped["stopped"]:
            return _("Everything is stopped: %(reason)s", reason=stopped["reason"])
        if self.state != "live":
            return False
        if self.circuit_state != "closed" and self.circuit_manual:
            return _("Circuit opened by hand")
        if self.circuit_state != "closed":
            return _(
                "Circuit open (%(code)s), next probe %(when)s",
                code=self.circuit_reason or "",
                when=self._clock(self.probe_at),
            )
        if self.paused_until:
            return _(
                "The partner asked to wait until %(when)s",
                when=self._clock(self.paused_until),
            )
        return False

    def _clock(self, instant):
        """The time of day as the user sees it."""
        if not instant:
            return ""
        local = fields.Datetime.context_timestamp(self, instant)
        return local.strftime("%H:%M:%S")

    def action_open_traffic(self):
        """The chart of calls per hour."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_connection_traffic_action"
        )
        return action | {"domain": [("connection_id", "=", self.id)]}

    def action_open_circuit(self):
        """Ask why nothing shall be sent to this partner."""
        return self.env["healthcare.decision"]._open_for("open_circuit", self)

    def action_close_circuit(self):
        """Ask why sending shall go on."""
        return self.env["healthcare.decision"]._open_for("close_circuit", self)

    def action_run_now(self):
        """Fetch what there is, and send and apply what is due."""
        self._as_operator()
        self._ring_lanes()
        if any(row._adapter()._fetches for row in self):
            return self.action_pull()
        return self._answer(self.env._("What is due is being worked on."))


def _span(seconds):
    """``0.4 s``, ``3 min``, ``2 h``; empty without a number."""
    if seconds is None:
        return False
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.2g} {unit}"
    return f"{seconds:.2g} s"
