"""One adjustment of a claim payment (CAS triplet)."""

from odoo import fields, models

from ..posting_tables import CLASSIFICATION


class HealthcareRemittanceAdjustment(models.Model):
    """Positive lowers the payment. ``class_name`` what the posting rules make of it."""

    _name = "healthcare.remittance.adjustment"
    _description = "Payment adjustment"
    _order = "remittance_claim_id, ordinal"

    remittance_claim_id = fields.Many2one(
        "healthcare.remittance.claim", required=True, index=True, ondelete="cascade"
    )
    line_ordinal = fields.Integer(
        string="Service line", readonly=True, help="0: claim level."
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    ordinal = fields.Integer(required=True, readonly=True)
    group_code = fields.Char(string="Group", required=True, readonly=True)
    reason_code = fields.Char(string="Reason", required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    quantity = fields.Float(digits=(16, 3), readonly=True)
    class_name = fields.Selection(
        [
            (name, name.replace("_", " ").capitalize())
            for name in dict.fromkeys(row[2] for row in CLASSIFICATION)
        ],
        string="Class",
        readonly=True,
    )
    where = fields.Char(string="Place", readonly=True)
