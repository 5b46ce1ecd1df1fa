"""When a scheduled flow runs: windows, cut-off, calendar, by hand and skipped."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

from ..timetable import Timetable, to_local

WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
RULE = {
    *WEEKDAYS,
    *("hour_from", "hour_to", "every_minutes", "cutoff_minutes", "tz"),
    *("skip_holidays", "active"),
}


class HealthcareSchedule(models.Model):
    """The timetable of one flow. ``next_run_at`` is UTC; hours are local to ``tz``.

    What the flow sends stays due until its run; what it receives is fetched by it.
    """

    _name = "healthcare.schedule"
    _description = "Healthcare schedule"
    _inherit = ["mail.thread"]
    _order = "next_run_at, id"
    _rec_name = "flow_id"

    flow_id = fields.Many2one(
        "healthcare.flow", required=True, index=True, ondelete="cascade"
    )
    connection_id = fields.Many2one(related="flow_id.connection_id", store=True)
    company_id = fields.Many2one(related="flow_id.company_id", store=True, index=True)
    direction = fields.Selection(related="flow_id.direction")
    flow_state = fields.Selection(related="flow_id.state")
    active = fields.Boolean(default=True)
    monday = fields.Boolean("Mon", default=True)
    tuesday = fields.Boolean("Tue", default=True)
    wednesday = fields.Boolean("Wed", default=True)
    thursday = fields.Boolean("Thu", default=True)
    friday = fields.Boolean("Fri", default=True)
    saturday = fields.Boolean("Sat")
    sunday = fields.Boolean("Sun")
    hour_from = fields.Float(string="Starts at", default=18.0, required=True)
    hour_to = fields.Float(
        string="Window ends at",
        default=20.0,
        required=True,
        help="Until then runs begin again; not later than the start: the next day.",
    )
    every_minutes = fields.Integer(
        string="Every (minutes)", help="0: once, at the start of the window."
    )
    cutoff_minutes = fields.Integer(
        string="Cut-off (minutes before)",
        help="What is ready later than this goes with the next run.",
    )
    max_minutes = fields.Integer(
        string="Ends within (minutes)", default=60, required=True
    )
    tz = fields.Selection(
        _tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self.env.company.partner_id.tz or "UTC",
    )
    skip_holidays = fields.Boolean(default=True)
    next_run_at = fields.Datetime(string="Next run", readonly=True, copy=False)
    overdue = fields.Boolean(compute="_compute_overdue")
    run_ids = fields.One2many("healthcare.schedule.run", "schedule_id", readonly=True)
    last_run_id = fields.Many2one(
        "healthcare.schedule.run",
        compute="_compute_last_run",
        compute_sudo=True,
        string="Last",
    )
    last_run_at = fields.Datetime(related="last_run_id.started_at", string="Last run")
    last_duration = fields.Float(related="last_run_id.duration", string="Minutes")
    last_count = fields.Integer(
        related="last_run_id.document_count", string="Documents"
    )
    last_result = fields.Selection(related="last_run_id.state", string="Result")
    late = fields.Boolean(related="last_run_id.late")
    window_text = fields.Char(string="Window", compute="_compute_window_text")
    waiting_count = fields.Integer(compute="_compute_waiting_count")

    _flow_uniq = models.Constraint("UNIQUE(flow_id)", "A flow has one schedule.")
    _hours = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24"
        " AND COALESCE(every_minutes, 0) BETWEEN 0 AND 1440"
        " AND COALESCE(cutoff_minutes, 0) BETWEEN 0 AND 1440"
        " AND max_minutes BETWEEN 1 AND 10080)",
        "Hours lie within a day, intervals and cut-offs as well.",
    )
    _some_day = models.Constraint(
        f"CHECK({' OR '.join(WEEKDAYS)})", "A schedule runs on one weekday at least."
    )
    _next = models.Index("(next_run_at) WHERE active")

    @api.depends("hour_from", "hour_to", "every_minutes", "tz", *WEEKDAYS)
    def _compute_window_text(self):
        for schedule in self:
            days = [self._fields[day].string for day in WEEKDAYS if schedule[day]]
            text = " ".join(days) if len(days) < 7 else self.env._("Every day")
            hours = _clock(schedule.hour_from)
            if schedule.every_minutes:
                hours += f"-{_clock(schedule.hour_to)} / {schedule.every_minutes} min"
            schedule.window_text = f"{text} {hours}"

    @api.depends("next_run_at", "active")
    def _compute_overdue(self):
        limit = fields.Datetime.now() - timedelta(minutes=5)
        for schedule in self:
            due = schedule.next_run_at
            schedule.overdue = bool(schedule.active and due and due < limit)

    def _compute_last_run(self):
        for schedule in self:
            ended = schedule.run_ids.filtered(lambda run: run.state != "skipped")
            schedule.last_run_id = ended[:1]

    def _compute_waiting_count(self):
        groups = self.env["healthcare.message"]._read_group(
            [("flow_id", "in", self.flow_id.ids), ("state", "=", "due")],
            ["flow_id"],
            ["__count"],
        )
        counts = {flow.id: count for flow, count in groups}
        for schedule in self:
            schedule.waiting_count = counts.get(schedule.flow_id.id, 0)

    # -- the timetable ---------------------------------------------------------------

    def _timetable(self):
        """The plain :class:`Timetable` of this schedule, with the coming holidays."""
        self.ensure_one()
        today, _minutes = to_local(fields.Datetime.now(), self.tz)
        holidays = frozenset()
        if self.skip_holidays:
            holidays = self.env["healthcare.holiday"]._days(
                self.company_id, today - timedelta(days=2), today + timedelta(days=400)
            )
        return Timetable(
            weekdays=frozenset(n for n, day in enumerate(WEEKDAYS) if self[day]),
            start=round(self.hour_from * 60),
            end=round(self.hour_to * 60),
            every=self.every_minutes,
            zone=self.tz,
            cutoff=self.cutoff_minutes,
            holidays=holidays,
        )

    def _run_for(self, instant):
        """The run that takes what is ready at ``instant``."""
        table = self._timetable()
        run = self.next_run_at or table.next_after(instant)
        while run and table.closes(run) <= instant:
            run = table.next_after(run)
        return run or instant

    def _plan(self, after=None):
        """Compute the next run, and move what waits for it."""
        for schedule in self.sudo():
            table = schedule._timetable()
            schedule.next_run_at = table.next_after(after or fields.Datetime.now())
            schedule._move_waiting()

    def _move_waiting(self):
        """What waits for a run of this flow waits for the right one."""
        self.env.flush_all()
        if self.direction != "out" or not self.active:
            return
        messages = self.env["healthcare.message"].search(
            [
                ("flow_id", "=", self.flow_id.id),
                ("state", "=", "due"),
                ("due_at", ">", fields.Datetime.now()),
            ]
        )
        for message in messages:
            message._wait_until(self._run_for(message.accepted_at))

    @api.model_create_multi
    def create(self, vals_list):
        schedules = super().create(vals_list)
        schedules._plan()
        return schedules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & RULE:
            self._plan()
        if vals.get("active") is False:
            self._release()
        return result

    def unlink(self):
        self._release()
        return super().unlink()

    def _release(self):
        """Without a schedule nothing waits for one."""
        messages = self.env["healthcare.message"].sudo()
        now = fields.Datetime.now()
        messages = messages.search(
            [
                ("flow_id", "in", self.flow_id.ids),
                ("state", "=", "due"),
                ("due_at", ">", now),
            ]
        )
        messages._wait_until(now)
        self.env["healthcare.drain"]._ring_after_commit()

    # -- what a person does ----------------------------------------------------------

    def _as_operator(self):
        self.check_access("read")
        self.connection_id._as_operator()
        return self.sudo()

    def action_run_now(self):
        """Run once more, now; the timetable stays as it is."""
        for schedule in self._as_operator():
            if schedule.connection_id.state != "live":
                raise UserError(self.env._("The connection is not live."))
            schedule._begin(fields.Datetime.now(), by_hand=True)
            self.env["healthcare.audit.entry"]._log("schedule.run", schedule)
        self._fetch_now()
        return self.env["healthcare.connection"]._answer(self.env._("Started."))

    def action_skip_once(self):
        """Leave out the next run; what waits for it goes with the one after."""
        for schedule in self._as_operator():
            planned = schedule.next_run_at
            if not planned:
                raise UserError(self.env._("No run is planned."))
            self.env["healthcare.schedule.run"].sudo().create(
                {
                    "schedule_id": schedule.id,
                    "planned_at": planned,
                    "deadline_at": planned,
                    "state": "skipped",
                    "by_hand": True,
                    "user_id": self.env.uid,
                }
            )
            schedule._plan(after=planned)
            self.env["healthcare.audit.entry"]._log(
                "schedule.skipped",
                schedule,
                facts={"planned": fields.Datetime.to_string(planned)},
            )

    def action_open_runs(self):
        """The history of this schedule."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_schedule_run_action"
        )
        return action | {"domain": [("schedule_id", "=", self.id)], "context": {}}

    def action_open_waiting(self):
        """What waits for the next run."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        domain = [("flow_id", "=", self.flow_id.id), ("state", "=", "due")]
        return action | {"domain": domain, "context": {}}


def _clock(hours):
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
