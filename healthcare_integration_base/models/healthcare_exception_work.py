"""Who may act on an exception, and the verbs of its buttons."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

EDGES = {"1": 1, "2": 2, "3": 3, "4": 0}
"""Odoo's colours: red, orange, yellow, none."""


class HealthcareException(models.Model):
    """An exception is solved by its owner, its owner team, or an operator.

    Nobody else writes exceptions: viewers and auditors only read them. A buyer or a
    clerk acts on the exceptions of the team that the exception type names.
    """

    _inherit = "healthcare.exception"
    _mail_post_access = "read"

    may_act = fields.Boolean(compute="_compute_may_act")
    replayable = fields.Boolean(compute="_compute_may_act")
    countdown = fields.Char(string="Time left", compute="_compute_countdown")
    message_count = fields.Integer(
        related="problem_id.message_count", string="Messages affected"
    )
    fix_label = fields.Char(compute="_compute_fix_label")
    message_note = fields.Char(related="message_id.note")
    message_issues = fields.Html(related="message_id.issues_html")
    edge = fields.Integer(
        compute="_compute_edge", help="Colour of the card's edge by severity."
    )

    @api.depends("severity", "state")
    def _compute_edge(self):
        for exception in self:
            is_open = exception.state == "open"
            exception.edge = EDGES.get(exception.severity, 0) if is_open else 0

    @api.depends("deadline", "state")
    @api.depends_context("tz")
    def _compute_countdown(self):
        """Whole days of the user's calendar; nothing once it is closed."""
        today = fields.Date.context_today(self)
        for exception in self:
            exception.countdown = False
            if exception.deadline and exception.state == "open":
                local = fields.Datetime.context_timestamp(self, exception.deadline)
                exception.countdown = self._in_words((local.date() - today).days)

    @api.model
    def _in_words(self, days):
        if days == -1:
            return self.env._("1 day late")
        if days < 0:
            return self.env._("%(days)s days late", days=-days)
        words = {0: self.env._("Today"), 1: self.env._("Tomorrow")}
        return words.get(days) or self.env._("%(days)s days left", days=days)

    @api.depends("user_id", "type_id", "state", "message_id.state")
    @api.depends_context("uid")
    def _compute_may_act(self):
        user = self.env.user
        operator = user.has_group("healthcare_integration_base.group_operator")
        for exception in self:
            team = exception.sudo().type_id.group_id
            exception.may_act = exception.state == "open" and (
                operator or exception.user_id == user or bool(team & user.all_group_ids)
            )
            exception.replayable = (
                operator and exception.state == "open" and exception._can_go_round()
            )

    def _can_go_round(self):
        """Whether its message, or one of those that share it, can be replayed."""
        if self.shared:
            return bool(self.problem_id.releasable_count)
        return self.message_id._is_replayable()

    @api.depends("shared", "state", "problem_id")
    def _compute_fix_label(self):
        for exception in self:
            shared = exception.shared and exception.state == "open"
            exception.fix_label = shared and exception.problem_id.fix_label

    def _check_may_act(self):
        """:raises AccessError: names the first exception that is somebody else's."""
        self.check_access("read")
        for exception in self:
            if not exception.may_act:
                raise AccessError(
                    self.env._(
                        "Only its owner, the team that owns it or an integration "
                        "operator may act on: %(what)s",
                        what=exception.type_id.name,
                    )
                )

    def action_resolve(self):
        """Ask how it was solved, then close."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_exception_resolve_action"
        )
        return action | {
            "context": {"active_model": self._name, "active_ids": self.ids}
        }

    def action_fix(self):
        """Open the record whose change mends all messages of its problem."""
        self.ensure_one()
        return self.problem_id.action_fix()

    def action_open_problem(self):
        """The problem behind this question."""
        self.ensure_one()
        return self.problem_id._form(self.problem_id)

    def action_open_message(self):
        """The message this exception came from."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.message",
            "res_id": self.message_id.id,
            "views": [(False, "form")],
        }
