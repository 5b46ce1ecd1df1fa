"""What a partner sends regularly, and what it costs when it does not come."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

from ..timetable import Timetable, to_local
from .healthcare_schedule import WEEKDAYS

MISSING = "EXPECTED_MISSING"
RULE = {
    *WEEKDAYS,
    *("rule", "hour", "interval_minutes", "grace_minutes", "tz", "skip_holidays"),
    *("kind", "connection_id", "active"),
}


class HealthcareExpectation(models.Model):
    """A document kind of a connection, by when, and how much it usually is worth.

    ``due_at`` (UTC) is when the next one should be here; after the grace it is
    *missing*, before anything failed. ``watched_from`` is the beginning of an unbroken
    watch: what could not arrive meanwhile is not missed.
    """

    _name = "healthcare.expectation"
    _description = "Healthcare expectation"
    _inherit = ["mail.thread", "healthcare.remembered"]
    _order = "state, due_at, id"

    name = fields.Char(compute="_compute_name", store=True)
    active = fields.Boolean(default=True)
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        selection=lambda self: self.env["healthcare.flow"]._selection_kind(),
        string="Document",
        required=True,
    )
    origin = fields.Selection(
        [("declared", "Declared"), ("learned", "Learned")],
        required=True,
        readonly=True,
        default="declared",
    )
    rule = fields.Selection(
        [("daily", "By an hour, on weekdays"), ("interval", "Again and again")],
        required=True,
        default="daily",
    )
    monday = fields.Boolean("Mon", default=True)
    tuesday = fields.Boolean("Tue", default=True)
    wednesday = fields.Boolean("Wed", default=True)
    thursday = fields.Boolean("Thu", default=True)
    friday = fields.Boolean("Fri", default=True)
    saturday = fields.Boolean("Sat")
    sunday = fields.Boolean("Sun")
    hour = fields.Float(string="By", default=9.0)
    interval_minutes = fields.Integer(string="Every (minutes)", default=60)
    grace_minutes = fields.Integer(string="Grace (minutes)", default=60, required=True)
    tz = fields.Selection(
        _tz_get,
        string="Time zone",
        required=True,
        default=lambda self: self.env.company.partner_id.tz or "UTC",
    )
    skip_holidays = fields.Boolean(default=True)
    amount = fields.Monetary(
        string="Likely value", help="What usually comes, in the company's currency."
    )
    state = fields.Selection(
        [("watching", "On time"), ("missing", "Missing")],
        required=True,
        readonly=True,
        default="watching",
    )
    due_at = fields.Datetime(string="Expected by", readonly=True, copy=False)
    last_seen_at = fields.Datetime(string="Last arrival", readonly=True, copy=False)
    checked_at = fields.Datetime(readonly=True, copy=False)
    watched_from = fields.Datetime(readonly=True, copy=False)
    seen_count = fields.Integer(
        string="Learned from", readonly=True, help="Documents in the history."
    )
    missed_count = fields.Integer(string="Missed so far", readonly=True, copy=False)
    rule_text = fields.Char(string="When", compute="_compute_rule_text")

    _kind_uniq = models.UniqueIndex(
        "(connection_id, kind) WHERE origin = 'learned' AND active"
    )
    _ranges = models.Constraint(
        "CHECK(hour >= 0 AND hour < 24 AND interval_minutes BETWEEN 1 AND 44640"
        " AND grace_minutes BETWEEN 1 AND 44640)",
        "Hours lie within a day, intervals and grace within a month.",
    )
    _some_day = models.Constraint(
        f"CHECK({' OR '.join(WEEKDAYS)})", "Something is expected on one day at least."
    )
    _due = models.Index("(due_at) WHERE active")

    @api.depends("connection_id.name", "kind")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            parts = filter(None, [row.connection_id.name, kinds.get(row.kind)])
            row.name = ": ".join(parts)

    @api.depends("rule", "hour", "interval_minutes", *WEEKDAYS)
    def _compute_rule_text(self):
        for row in self:
            days = [self._fields[day].string for day in WEEKDAYS if row[day]]
            text = " ".join(days) if len(days) < 7 else self.env._("Every day")
            if row.rule == "interval":
                every = self.env._("every %(n)s min", n=row.interval_minutes)
                row.rule_text = f"{text}, {every}"
            else:
                minutes = round(row.hour * 60)
                row.rule_text = f"{text}, {minutes // 60:02d}:{minutes % 60:02d}"

    # -- when ------------------------------------------------------------------------

    def _timetable(self):
        today, _minutes = to_local(fields.Datetime.now(), self.tz)
        holidays = frozenset()
        if self.skip_holidays:
            holidays = self.env["healthcare.holiday"]._days(
                self.company_id, today - timedelta(days=40), today + timedelta(days=400)
            )
        daily = self.rule == "daily"
        return Timetable(
            weekdays=frozenset(n for n, day in enumerate(WEEKDAYS) if self[day]),
            start=round(self.hour * 60) if daily else 0,
            end=0,
            every=0 if daily else 1,
            zone=self.tz,
            holidays=holidays,
        )

    def _next_due(self, after):
        """When the next arrival should be here, if the last point was ``after``."""
        table = self._timetable()
        if self.rule == "daily":
            return table.next_after(after)
        due = after + timedelta(minutes=self.interval_minutes)
        day, _minutes = to_local(due, self.tz)
        if table.is_workday(day):
            return due
        # A free day begins and ends no interval: it goes on with the next day's start.
        start = table.next_after(due)
        return start and start + timedelta(minutes=self.interval_minutes)

    def _limit(self):
        """After this instant the expected one is missing."""
        grace = timedelta(minutes=self.grace_minutes)
        # Whoever was kept from sending gets the grace once more.
        return max(self.due_at, self.watched_from or self.due_at) + grace

    def _restart(self, now):
        for row in self:
            row.due_at = row._next_due(now)
            row.watched_from = now

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.sudo()._restart(fields.Datetime.now())
        return rows

    def _forgets(self, vals):
        return bool(vals.keys() & RULE)

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & RULE:
            self.sudo()._resolve(self.env._("The rule was changed."))
            self.sudo()._restart(fields.Datetime.now())
        return result

    def unlink(self):
        self._resolve(self.env._("Nothing is expected any more."))
        return super().unlink()

    # -- what a person does ----------------------------------------------------------

    def action_open_messages(self):
        """What came so far."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_message_action"
        )
        domain = [
            ("connection_id", "=", self.connection_id.id),
            ("kind", "=", self.kind),
            ("direction", "=", "in"),
        ]
        return action | {"domain": domain, "context": {}}

    def action_learn(self):
        """Learn the rhythm again from what came so far.

        :raises UserError: there is too little to learn from.
        """
        self.ensure_one()
        self.env["healthcare.message"]._check_operator()
        self.check_access("read")
        rhythm = self._rhythm(self.connection_id, self.kind, self.tz)
        if not rhythm:
            raise UserError(self.env._("There is too little history to learn from."))
        self.sudo().write(self._values_of(rhythm))
