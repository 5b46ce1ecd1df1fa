"""Reasons of claims and remittances, in words."""

from odoo import api, models


class HealthcareCodeWords(models.AbstractModel):
    """Adds the codes of this addon's handlers."""

    _inherit = "healthcare.code.words"

    @api.model
    def _sentences(self):
        _ = self.env._
        return super()._sentences() | {
            "account.missing": _("The books have no account for this."),
            "claim.amount.decimals": _(
                "An amount of the claim has more decimals than the currency."
            ),
            "claim.currency.foreign": _("The claim is in another currency."),
            "claim.lines.total": _("The lines do not add up to the claim's charge."),
            "claim.number.missing": _("The claim has no number."),
            "claim.payer.unknown": _("The payer of the claim is not known here."),
            "claim.repeated": _("The claim stands in the document twice."),
            "claim.version.differs": _("The claim was changed since."),
            "remittance.amount.decimals": _(
                "An amount of the remittance has more decimals than the currency."
            ),
        }
