"""A run of a schedule: what it took, how long, and whether it ended in time."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..outcome import Finding

STATES = [
    ("running", "Running"),
    ("done", "Done"),
    ("partly", "Partly done"),
    ("failed", "Failed"),
    ("empty", "Nothing to do"),
    ("skipped", "Skipped"),
]


class HealthcareScheduleRun(models.Model):
    """One run; its documents and totals are those of its batch."""

    _name = "healthcare.schedule.run"
    _description = "Healthcare schedule run"
    _order = "planned_at desc, id desc"
    _rec_name = "schedule_id"

    schedule_id = fields.Many2one(
        "healthcare.schedule",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    flow_id = fields.Many2one(related="schedule_id.flow_id", store=True)
    connection_id = fields.Many2one(related="schedule_id.connection_id", store=True)
    company_id = fields.Many2one(
        related="schedule_id.company_id", store=True, index=True
    )
    planned_at = fields.Datetime(string="Planned", required=True, readonly=True)
    deadline_at = fields.Datetime(string="To end by", required=True, readonly=True)
    started_at = fields.Datetime(string="Started", readonly=True)
    ended_at = fields.Datetime(string="Ended", readonly=True)
    duration = fields.Float(
        string="Minutes", compute="_compute_duration", store=True, digits=(16, 1)
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="running")
    late = fields.Boolean(readonly=True)
    by_hand = fields.Boolean(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    batch_id = fields.Many2one("healthcare.batch", readonly=True)
    document_count = fields.Integer(related="batch_id.received_count")
    excepted_count = fields.Integer(related="batch_id.excepted_count")
    amount = fields.Monetary(string="Amount", related="batch_id.received_amount")
    currency_id = fields.Many2one(related="batch_id.currency_id")

    _planned_uniq = models.UniqueIndex("(schedule_id, planned_at) WHERE NOT by_hand")
    _running = models.Index("(schedule_id) WHERE state = 'running'")

    @api.depends("started_at", "ended_at")
    def _compute_duration(self):
        for run in self:
            known = run.started_at and run.ended_at
            span = run.ended_at - run.started_at if known else timedelta()
            run.duration = span.total_seconds() / 60

    def _follow(self):
        """Count again; end what has no work left; ask about what is late."""
        now = fields.Datetime.now()
        for run in self:
            run.batch_id._count()
            result = run.batch_id.result or "empty"
            if result == "in_work":
                if run.flow_id.direction == "out":
                    # What was being written while the run began belongs to it.
                    run.schedule_id._due_now(run.batch_id.date_to)
                run._check_late(now)
                continue
            run.write({"state": result, "ended_at": now})
            run.batch_id.filtered(lambda batch: batch.state == "open").write(
                {"state": "closed"}
            )
            self.env["healthcare.exception"]._resolve_for(
                run.schedule_id, ["SCHEDULE_LATE"], self.env._("The run has ended.")
            )

    def _check_late(self, now):
        if self.late or now <= self.deadline_at:
            return
        self.late = True
        text = self.env._(
            "%(count)s documents are still in work after the end of the window.",
            count=self.batch_id.in_work_count,
        )
        schedule = self.schedule_id
        finding = Finding("SCHEDULE_LATE", text, schedule._name, schedule.id)
        self.env["healthcare.exception"]._open(finding, connection=self.connection_id)

    def action_open_batch(self):
        """The control totals of this run."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.batch",
            "res_id": self.batch_id.id,
            "views": [(False, "form")],
        }


class HealthcareSchedule(models.Model):
    """Starting runs: the facade of the cron."""

    _inherit = "healthcare.schedule"

    @api.model
    def _cron_run(self):
        """Start what is due, fetch for it, follow what runs."""
        if self.env["healthcare.stop"]._is_stopped():
            return
        drain = self.env["healthcare.drain"]
        now = fields.Datetime.now()
        due = self.search(
            [
                ("next_run_at", "<=", now),
                ("flow_id.timing", "=", "scheduled"),
                ("flow_id.state", "=", "active"),
                ("connection_id.state", "=", "live"),
            ]
        )
        started = self.browse()
        for schedule in due:
            with drain._read_committed() as env:
                own = env["healthcare.schedule"].browse(schedule.id)
                if own.try_lock_for_update() and own.next_run_at <= now:
                    own._begin(own.next_run_at)
                    started |= schedule
        started._fetch_now()
        with drain._read_committed() as env:
            runs = env["healthcare.schedule.run"].search([("state", "=", "running")])
            runs._follow()
            env["healthcare.flow"]._cron_latency()

    def _begin(self, planned, by_hand=False):
        """Open the run and its batch; what waited for it is due now."""
        # To the microsecond: a message of this very second belongs to this run.
        now = self.env.execute_query(SQL("SELECT timezone('UTC', clock_timestamp())"))
        now = now[0][0]
        close = now if by_hand else min(now, self._timetable().closes(planned))
        self.env["healthcare.schedule.run"].create(
            {
                "schedule_id": self.id,
                "planned_at": planned,
                "deadline_at": planned + timedelta(minutes=self.max_minutes),
                "started_at": now,
                "by_hand": by_hand,
                "user_id": self.env.uid if by_hand else False,
                "batch_id": self._new_batch(now if self.direction == "in" else close),
            }
        )
        if not by_hand:
            self.next_run_at = self._timetable().next_after(max(planned, now))
        if self.direction == "out":
            self._due_now(close)

    def _new_batch(self, close):
        """The id of the batch from the end of the last one; None for an empty span."""
        batches = self.env["healthcare.batch"].sudo()
        last = batches.search(
            [("flow_id", "=", self.flow_id.id)], order="date_to desc", limit=1
        )
        start = last.date_to or self._first_of(close)
        if start >= close:
            return last.id
        row = {"flow_id": self.flow_id.id, "date_from": start, "date_to": close}
        return batches.create(row).id

    def _first_of(self, close):
        """Where the first window begins: a day ago, or with the oldest that waits."""
        oldest = self.env["healthcare.message"].search(
            [("flow_id", "=", self.flow_id.id), ("state", "=", "due")],
            order="accepted_at",
            limit=1,
        )
        begin = close - timedelta(days=1)
        # The window is kept in whole seconds.
        known = oldest and oldest.accepted_at.replace(microsecond=0)
        return min(begin, known) if known else begin

    def _due_now(self, close):
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE healthcare_message SET due_at = timezone('UTC', now())
             WHERE flow_id = %s AND direction = 'out' AND state = 'due'
               AND due_at > timezone('UTC', now()) AND accepted_at < %s
            """,
            [self.flow_id.id, close],
        )
        self.env["healthcare.message"].invalidate_model(["due_at"])
        self.env["healthcare.drain"]._ring_after_commit(self.flow_id.lane)

    def _fetch_now(self):
        """Fetch for inbound schedules; what came belongs to the run's batch."""
        drain = self.env["healthcare.drain"].with_context(healthcare_scheduled_run=True)
        for schedule in self.sudo().filtered(lambda row: row.direction == "in"):
            connection = schedule.connection_id
            if connection._adapter()._fetches:
                drain._fetch(connection)
            with drain._read_committed() as env:
                own = env["healthcare.schedule"].browse(schedule.id)
                run = own.run_ids.filtered(lambda row: row.state == "running")[:1]
                if run.batch_id.state == "open":
                    run.batch_id.date_to = fields.Datetime.now() + timedelta(seconds=1)
