"""A payer's letter asks for money back, and the letter is right."""

from odoo import fields, models

from ..money import exact


class HealthcareClaimOverpayment(models.TransientModel):
    """Takes the amount and makes the refund due; nothing is paid here."""

    _name = "healthcare.claim.overpayment"
    _description = "Accept an overpayment"

    claim_id = fields.Many2one("healthcare.claim", required=True, readonly=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    paid_amount = fields.Monetary(related="claim_id.paid_amount", string="Paid")
    amount = fields.Monetary(required=True)

    def action_accept(self):
        """Post the refund that is due and open the entry."""
        self.ensure_one()
        move = self.claim_id._accept_overpayment(exact(self.amount))
        return move._get_records_action()
