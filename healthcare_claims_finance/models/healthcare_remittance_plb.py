"""A provider-level adjustment of a remittance (PLB)."""

from odoo import fields, models

from ..posting_tables import ROLES


class HealthcareRemittancePlb(models.Model):
    """Positive takes money away, negative gives it. ``role`` where it was posted."""

    _name = "healthcare.remittance.plb"
    _description = "Provider-level adjustment"
    _order = "remittance_id, ordinal"

    remittance_id = fields.Many2one(
        "healthcare.remittance", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    ordinal = fields.Integer(required=True, readonly=True)
    provider = fields.Char(readonly=True)
    fiscal_date = fields.Date(readonly=True)
    code = fields.Char(required=True, readonly=True)
    reference = fields.Char(readonly=True, index="btree_not_null")
    amount = fields.Monetary(readonly=True)
    role = fields.Selection(
        [(code, role.name) for code, role in ROLES.items()], readonly=True
    )
    where = fields.Char(string="Place", readonly=True)
