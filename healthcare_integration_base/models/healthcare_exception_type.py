"""The catalogue of questions that need a person: who, how soon, what to do."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class HealthcareExceptionType(models.Model):
    """One code of the catalogue; an addon ships its own as data.

    ``severity`` 1 patient care or fraud, 2 order or payment blocked, 3 data quality,
    4 information. Hours count from the opening, round the clock. ``probability`` (0 to
    1) and ``loss_days`` price questions that bring no date and no chance of their own.
    """

    _name = "healthcare.exception.type"
    _description = "Healthcare exception type"
    _order = "severity, code"

    code = fields.Char(required=True, help="Upper case: PRICE_HIGH.")
    name = fields.Char(required=True, translate=True)
    severity = fields.Selection(
        [("1", "Critical"), ("2", "High"), ("3", "Normal"), ("4", "Low")],
        required=True,
        default="3",
    )
    deadline_hours = fields.Integer(required=True, default=24)
    advice = fields.Text(translate=True, help="What to do, in plain words.")
    group_id = fields.Many2one("res.groups", string="Owner team")
    user_id = fields.Many2one("res.users", string="Default owner")
    technical = fields.Boolean(
        help="Solved by itself when the message takes effect in a later run."
    )
    grouped = fields.Boolean(
        string="One for all messages",
        help="Messages that fail for the same cause share one question.",
    )
    later_settles = fields.Boolean(
        string="A later document settles it",
        help="Solved by itself when a later document about the same subject takes "
        "effect.",
    )
    probability = fields.Float(
        string="Likely to be lost",
        digits=(3, 2),
        default=0.5,
        required=True,
        help="How likely the amount at risk is lost when nobody acts.",
    )
    loss_days = fields.Integer(
        string="Lost after (days)",
        default=30,
        required=True,
        help="When a question has no date of its own, its loss is spread over these.",
    )
    response_hours = fields.Integer(
        string="Escalate after (hours)", help="0: after the hours to solve it."
    )
    escalation_group_id = fields.Many2one(
        "res.groups",
        string="First level",
        help="Takes over what is not solved in time. Empty: the administrators.",
    )
    second_hours = fields.Integer(
        string="Second level after (hours)",
        default=24,
        help="Hours at the first level. 0: there is no second level.",
    )
    second_group_id = fields.Many2one("res.groups", string="Second level")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This code exists already.")
    _deadline_range = models.Constraint(
        "CHECK(deadline_hours BETWEEN 0 AND 87600)",
        "A deadline lies between now and ten years.",
    )

    _probability_range = models.Constraint(
        "CHECK(probability BETWEEN 0 AND 1)", "A probability lies between 0 and 100 %."
    )
    _hours_range = models.Constraint(
        "CHECK(response_hours BETWEEN 0 AND 87600 AND loss_days BETWEEN 0 AND 3650 "
        "AND second_hours BETWEEN 0 AND 87600)",
        "Times lie between now and ten years.",
    )

    def _first_escalation(self, opened, deadline):
        """When the first level takes over a question of this type (UTC)."""
        hours = self.response_hours or self.deadline_hours
        return min(deadline, opened + timedelta(hours=hours))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        """The engine asks by these codes, also in the middle of the night."""
        if any(self._get_external_ids().values()):
            raise UserError(
                self.env._("This type belongs to an application. Archive it instead.")
            )
