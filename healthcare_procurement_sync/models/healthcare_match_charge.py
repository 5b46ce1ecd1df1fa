"""Charges that a supplier may bill."""

from odoo import fields, models


class HealthcareMatchCharge(models.Model):
    """A charge that a supplier may bill, up to a cap per bill."""

    _name = "healthcare.match.charge"
    _description = "Allowed charge"
    _order = "code"
    _rec_name = "code"

    policy_id = fields.Many2one(
        "healthcare.match.policy", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True)
    currency_id = fields.Many2one(related="policy_id.currency_id")
    code = fields.Char(required=True, help="X12 element 1300, D500 for handling.")
    name = fields.Char(string="Meaning")
    cap = fields.Monetary(required=True)

    _code_uniq = models.Constraint(
        "UNIQUE(policy_id, code)", "This charge is already listed."
    )
