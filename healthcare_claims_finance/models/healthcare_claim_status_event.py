"""What happened to a claim, in order. Rows are added, never changed."""

from odoo import fields, models
from odoo.exceptions import UserError


class HealthcareClaimStatusEvent(models.Model):
    """One event of a claim's life; ``code`` is ours, ``source`` says who told us."""

    _name = "healthcare.claim.status.event"
    _description = "Claim event"
    _order = "id desc"

    claim_id = fields.Many2one(
        "healthcare.claim", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    happened_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now, readonly=True
    )
    source = fields.Selection(
        [
            ("claim", "Claim copy"),
            ("acknowledgment", "Acknowledgment"),
            ("status", "Claim status"),
            ("remittance", "Remittance"),
            ("ledger", "Ledger"),
            ("person", "Person"),
        ],
        required=True,
        readonly=True,
    )
    code = fields.Char(required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    where = fields.Char(string="Place", readonly=True)
    payer_codes = fields.Char(
        string="Payer's codes",
        readonly=True,
        help="Claim status category and code, as the payer sent them.",
    )
    effective_date = fields.Date(readonly=True)
    reference = fields.Char(
        readonly=True, help="Which line of which answer; applied once."
    )

    _reference_uniq = models.UniqueIndex(
        "(claim_id, source, reference) WHERE reference IS NOT NULL",
        "This answer of the payer is in the claim's history already.",
    )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: history is not rewritten."""
        raise UserError(self.env._("The history of a claim cannot be changed."))

    def unlink(self):
        """Refused, except when the claim itself goes."""
        if self.claim_id.exists() and not self.env.context.get("claim_unlink"):
            raise UserError(self.env._("The history of a claim cannot be deleted."))
        return super().unlink()
