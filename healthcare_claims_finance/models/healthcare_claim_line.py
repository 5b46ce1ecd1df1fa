"""A service line of a claim."""

from odoo import fields, models


class HealthcareClaimLine(models.Model):
    """``control_number`` comes back in the remittance and matches line to line."""

    _name = "healthcare.claim.line"
    _description = "Claim line"
    _order = "claim_id, id"

    claim_id = fields.Many2one(
        "healthcare.claim", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Char(string="Line", required=True)
    control_number = fields.Char(help="Line item control number (REF*6R).")
    procedure = fields.Char()
    revenue_code = fields.Char()
    units = fields.Float(digits=(16, 3))
    charge = fields.Monetary()
    service_from = fields.Date()
    service_to = fields.Date()

    _number_uniq = models.Constraint(
        "UNIQUE(claim_id, number)", "A claim has each line number once."
    )
