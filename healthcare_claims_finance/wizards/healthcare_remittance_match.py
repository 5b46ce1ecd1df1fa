"""A person says which claim a payment is for."""

from odoo import api, fields, models


class HealthcareRemittanceMatchWizard(models.TransientModel):
    """Shows the payment, offers the payer's claims, posts the match."""

    _name = "healthcare.remittance.match"
    _description = "Match a payment to a claim"

    remittance_claim_id = fields.Many2one(
        "healthcare.remittance.claim", string="Payment", required=True, readonly=True
    )
    remittance_id = fields.Many2one(related="remittance_claim_id.remittance_id")
    company_id = fields.Many2one(related="remittance_claim_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    payer_id = fields.Many2one(related="remittance_claim_id.payer_id")
    claim_number = fields.Char(related="remittance_claim_id.claim_number")
    charge = fields.Monetary(related="remittance_claim_id.charge")
    paid = fields.Monetary(related="remittance_claim_id.paid")
    claim_id = fields.Many2one(
        "healthcare.claim",
        string="Our claim",
        required=True,
        domain="[('company_id', '=', company_id), '|', ('payer_id', '=', payer_id), "
        "('next_payer_id', '=', payer_id)]",
    )
    claim_charge = fields.Monetary(related="claim_id.charge", string="Its charge")
    claim_open = fields.Monetary(
        related="claim_id.open_amount", string="Its open amount"
    )
    differs = fields.Boolean(compute="_compute_differs")

    @api.depends("claim_id", "remittance_claim_id")
    def _compute_differs(self):
        for wizard in self:
            wizard.differs = bool(
                wizard.claim_id and wizard.claim_id.charge != wizard.charge
            )

    def action_match(self):
        """Post the match and open the journal entry."""
        self.ensure_one()
        move = self.remittance_claim_id._match_to(self.claim_id)
        return move._get_records_action() if move else True
