"""How fast a flow is meant to be, and when what is scheduled leaves."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..outcome import Finding

TIMINGS = [
    ("real_time", "Real time"),
    ("near_real_time", "Near real time"),
    ("scheduled", "Scheduled batch"),
]
TARGETS = {"real_time": 30, "near_real_time": 300, "scheduled": 86400}
"""Seconds until a message should have been worked, unless somebody says otherwise."""


class HealthcareFlow(models.Model):
    """Adds the rule of synchronisation; an active flow has one."""

    _inherit = "healthcare.flow"

    timing = fields.Selection(
        TIMINGS,
        default="real_time",
        tracking=True,
        help="Scheduled documents are collected and leave, or are fetched, in the "
        "windows of the schedule. Everything else goes at once.",
    )
    latency_seconds = fields.Integer(
        string="Latency target (seconds)",
        compute="_compute_latency_seconds",
        store=True,
        readonly=False,
        help="A message that waits longer opens an exception.",
    )
    latency_text = fields.Char(string="Latency target", compute="_compute_latency_text")
    schedule_ids = fields.One2many("healthcare.schedule", "flow_id", copy=True)
    next_run_at = fields.Datetime(string="Next run", compute="_compute_next_run_at")

    _timing_rule = models.Constraint(
        "CHECK(state <> 'active' OR (timing IS NOT NULL AND latency_seconds > 0))",
        "A flow without a rule for its timing cannot be active.",
    )

    @api.depends("timing")
    def _compute_latency_seconds(self):
        for flow in self:
            flow.latency_seconds = TARGETS.get(flow.timing, 0)

    @api.depends("latency_seconds")
    def _compute_latency_text(self):
        for flow in self:
            flow.latency_text = self._in_words(flow.latency_seconds)

    @api.model
    def _in_words(self, seconds):
        for size, text in (
            (86400, self.env._("%(n)s d")),
            (3600, self.env._("%(n)s h")),
            (60, self.env._("%(n)s min")),
        ):
            if seconds and seconds % size == 0:
                return text % {"n": seconds // size}
        return self.env._("%(n)s s", n=seconds)

    @api.depends("timing", "schedule_ids.next_run_at")
    def _compute_next_run_at(self):
        for flow in self:
            flow.next_run_at = flow._scheduled().next_run_at

    @api.constrains("timing", "state", "schedule_ids")
    def _check_schedule(self):
        for flow in self.filtered(lambda row: row.state == "active"):
            if flow.timing == "scheduled" and not flow.schedule_ids:
                raise ValidationError(
                    self.env._(
                        "%(flow)s is a scheduled flow: say when it runs before it "
                        "is activated.",
                        flow=flow.name,
                    )
                )

    def _scheduled(self):
        """The active schedule of a scheduled flow; empty for all others."""
        self.ensure_one()
        if self.timing != "scheduled":
            return self.env["healthcare.schedule"]
        return self.sudo().schedule_ids.filtered("active")[:1]

    @api.model
    def _cron_latency(self):
        """Ask about flows whose oldest due message is older than their target."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT f.id FROM healthcare_flow f
              JOIN healthcare_connection c ON c.id = f.connection_id
             WHERE f.state = 'active' AND c.state = 'live' AND EXISTS (
                   SELECT 1 FROM healthcare_message m
                    WHERE m.flow_id = f.id AND m.state IN ('received', 'due')
                      AND m.due_at < timezone('UTC', now())
                          - make_interval(secs => GREATEST(f.latency_seconds, 1)))
            """
        )
        late = self.browse([row[0] for row in self.env.cr.fetchall()])
        asked = self.env["healthcare.exception"].search(
            [("code", "=", "FLOW_LATE"), ("state", "=", "open")]
        )
        for flow in late.filtered(lambda row: row.id not in asked.mapped("res_id")):
            text = self.env._(
                "Messages wait longer than %(target)s.", target=flow.latency_text
            )
            finding = Finding("FLOW_LATE", text, flow._name, flow.id)
            self.env["healthcare.exception"]._open(
                finding, connection=flow.connection_id
            )
        well = self.browse(set(asked.mapped("res_id")) - set(late.ids))
        self.env["healthcare.exception"]._resolve_for(
            well, ["FLOW_LATE"], self.env._("Within its latency target again.")
        )


class HealthcareMessage(models.Model):
    """What a scheduled flow sends waits for the next run."""

    _inherit = "healthcare.message"

    @api.model
    def _outbox(self, flow, document, record=None, subject="", key=None):
        message = super()._outbox(flow, document, record, subject, key)
        schedule = flow.sudo()._scheduled()
        if schedule and message.state == "due":
            message._wait_until(schedule._run_for(self.env.cr.now()))
        return message

    def _wait_until(self, instant):
        """Stay due, but not before ``instant`` (UTC)."""
        self.env.cr.execute(
            "UPDATE healthcare_message SET due_at = %s WHERE id = ANY(%s)"
            " AND state = 'due'",
            [instant, self.ids],
        )
        self.invalidate_recordset(["due_at"])


class HealthcareDrain(models.AbstractModel):
    """What is fetched by a schedule is not fetched in between."""

    _inherit = "healthcare.drain"

    def _fetch(self, connection):
        if not self.env.context.get("healthcare_scheduled_run"):
            boxes = connection.flow_ids.filtered(
                lambda flow: flow.direction == "in" and flow._scheduled()
            )
            if boxes:
                return None
        return super()._fetch(connection)
