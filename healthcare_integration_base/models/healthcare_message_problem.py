"""A message beside its problem, and who owns it."""

from odoo import api, fields, models
from odoo.fields import Domain

from .healthcare_problem import SOLVED


class HealthcareMessage(models.Model):
    """``problem_id`` is written by the engine when a message fails."""

    _inherit = "healthcare.message"

    problem_id = fields.Many2one("healthcare.problem", readonly=True)
    owner_id = fields.Many2one(
        "res.users", compute="_compute_owner", help="Who has to act on it."
    )

    _beside_problem = models.Index(
        f"(problem_id, state) WHERE problem_id IS NOT NULL AND state NOT IN ({SOLVED})"
    )
    _failed_subject = models.Index(
        "(subject_key) WHERE problem_id IS NOT NULL AND state = 'rejected'"
    )

    @api.depends("problem_id.user_id", "exception_ids.user_id")
    def _compute_owner(self):
        for message in self:
            asked = message.sudo().exception_ids.filtered(
                lambda row: row.state == "open"
            )
            message.owner_id = asked[:1].user_id or message.sudo().problem_id.user_id

    @api.model
    def _span(self, span):
        """A time in the largest unit that says enough: ``3 days``, ``5 hours``."""
        hours = int(span.total_seconds() // 3600)
        if hours >= 48:
            return self.env._("%(days)s days", days=hours // 24)
        if hours >= 2:
            return self.env._("%(hours)s hours", hours=hours)
        return self.env._("%(minutes)s min", minutes=int(span.total_seconds() // 60))

    def _compute_exception_count(self):
        """Own questions, and the one that stands for all of its problem."""
        result = super()._compute_exception_count()
        shared = self.env["healthcare.exception"]._read_group(
            [
                ("problem_id", "in", self.problem_id.ids),
                ("shared", "=", True),
                ("state", "=", "open"),
            ],
            ["problem_id", "message_id"],
        )
        sample = dict(shared)
        for message in self:
            shown = sample.get(message.problem_id)
            if shown is not None and shown != message:
                message.exception_count += 1
        return result

    def action_open_exceptions(self):
        """The exceptions of this message, also the one that it shares."""
        action = super().action_open_exceptions()
        own = Domain("message_id", "=", self.id)
        beside = Domain("problem_id", "=", self.problem_id.id) & Domain(
            "shared", "=", True
        )
        domain = own | beside if self.problem_id else own
        return action | {"domain": list(domain)}

    def action_open_problem(self):
        """The problem of this message."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.problem",
            "res_id": self.problem_id.id,
            "views": [(False, "form")],
        }
