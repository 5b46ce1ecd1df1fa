"""A company's choices for claims and remittances."""

from odoo import fields, models

from ..money import exact
from ..posting_types import Policy


class ResCompany(models.Model):
    """Posting policy, journals and the people who own open questions."""

    _inherit = "res.company"

    healthcare_remittance_journal_id = fields.Many2one(
        "account.journal",
        string="Remittance journal",
        domain="[('type', '=', 'general'), ('company_id', '=', id)]",
        help="One journal for remittances: numbering locks it until the commit.",
    )
    healthcare_recognition_journal_id = fields.Many2one(
        "account.journal",
        string="Claim recognition journal",
        domain="[('type', '=', 'general'), ('company_id', '=', id)]",
    )
    healthcare_recognition = fields.Selection(
        [
            ("gross", "Gross charges"),
            ("gross_allowance", "Gross charges with estimated allowance"),
            ("net", "Expected amount"),
            ("on_remittance", "When the remittance arrives"),
        ],
        string="Claim recognition",
        required=True,
        default="gross",
    )
    healthcare_recognition_trigger = fields.Selection(
        [("accepted", "The payer accepted it"), ("submitted", "It was submitted")],
        string="A claim is recognised when",
        required=True,
        default="submitted",
    )
    healthcare_underpayment = fields.Selection(
        [("hold_open", "Keep the variance open"), ("accept", "Accept and follow up")],
        string="Underpayments",
        required=True,
        default="hold_open",
    )
    healthcare_tolerance_amount = fields.Float(
        string="Variance tolerance", default=1.0, digits=(16, 2)
    )
    healthcare_tolerance_rate = fields.Float(
        string="Variance tolerance (share)", default=0.01, digits=(16, 4)
    )
    healthcare_allow_partial = fields.Boolean(
        string="Partial posting",
        help="Post the balanced claims of an unbalanced remittance, the others to "
        "suspense. The payment itself must balance.",
    )
    healthcare_bundled = fields.Selection(
        [("hold_open", "Keep open for coding"), ("accept", "Accept up to the limit")],
        string="Bundled lines",
        required=True,
        default="hold_open",
    )
    healthcare_bundled_max = fields.Float(
        string="Bundled limit", digits=(16, 2), help="0: no limit."
    )
    healthcare_approval_writeoff = fields.Float(
        string="Approval above",
        digits=(16, 2),
        help="A claim written down by more waits for an approver. 0: never.",
    )
    healthcare_auto_post = fields.Boolean(
        string="Post balanced remittances by themselves", default=True
    )
    healthcare_denial_user_id = fields.Many2one(
        "res.users", string="Default owner of denials"
    )

    def _healthcare_policy(self):
        """The choices as the posting engine reads them; limits None when 0."""
        self.ensure_one()
        return Policy(
            recognition=self.healthcare_recognition,
            underpayment=self.healthcare_underpayment,
            tolerance_amount=exact(self.healthcare_tolerance_amount),
            tolerance_rate=_rate(self.healthcare_tolerance_rate),
            allow_partial=self.healthcare_allow_partial,
            bundled=self.healthcare_bundled,
            bundled_auto_max=exact(self.healthcare_bundled_max) or None,
            approval_writeoff=exact(self.healthcare_approval_writeoff) or None,
        )


def _rate(value):
    return exact(value * 100) / 100
