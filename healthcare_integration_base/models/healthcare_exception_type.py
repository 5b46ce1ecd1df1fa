"""The catalogue of questions that need a person: who, how soon, what to do."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class HealthcareExceptionType(models.Model):
    """One code of the catalogue; an addon ships its own as data.

    ``severity`` 1 patient care or fraud, 2 order or payment blocked, 3 data quality,
    4 information. ``deadline_hours`` counts from the opening, round the clock.
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
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This code exists already.")
    _deadline_range = models.Constraint(
        "CHECK(deadline_hours BETWEEN 0 AND 87600)",
        "A deadline lies between now and ten years.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        """The engine asks by these codes, also in the middle of the night."""
        if any(self._get_external_ids().values()):
            raise UserError(
                self.env._("This type belongs to an application. Archive it instead.")
            )
