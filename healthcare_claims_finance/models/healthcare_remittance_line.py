"""A service line of a claim payment (SVC loop)."""

from odoo import fields, models

from odoo.addons.healthcare_integration_base.canonical.remittance import (
    RemittanceService,
)

from ..money import exact


class HealthcareRemittanceLine(models.Model):
    """``procedure`` adjudicated, ``submitted_procedure`` when the payer changed it."""

    _name = "healthcare.remittance.line"
    _description = "Service payment"
    _order = "remittance_claim_id, ordinal"

    remittance_claim_id = fields.Many2one(
        "healthcare.remittance.claim", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    ordinal = fields.Integer(required=True, readonly=True)
    control_number = fields.Char(readonly=True)
    procedure = fields.Char(readonly=True)
    submitted_procedure = fields.Char(readonly=True)
    revenue_code = fields.Char(readonly=True)
    units = fields.Float(digits=(16, 3), readonly=True)
    charge = fields.Monetary(readonly=True)
    paid = fields.Monetary(readonly=True)
    allowed = fields.Monetary(readonly=True)
    service_date = fields.Date(readonly=True)
    remarks = fields.Char(readonly=True)
    where = fields.Char(string="Place", readonly=True)
    signature = fields.Char(readonly=True)

    def _document(self, adjustments):
        """The canonical ``RemittanceService``."""
        self.ensure_one()
        return RemittanceService(
            self.procedure or "",
            exact(self.charge),
            exact(self.paid),
            control_number=self.control_number or "",
            service_date=self.service_date or None,
            adjustments=tuple(adjustments),
            remarks=tuple((self.remarks or "").split()),
            where=self.where or "",
        )
