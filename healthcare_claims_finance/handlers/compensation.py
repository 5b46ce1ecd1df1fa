"""Taking back claims; remittances have rules of their own."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.outcome import Touched

REPLACING = ("superseded", "void_pending")


class HealthcareHandlerClaim(models.AbstractModel):
    """A claim that never reached the ledger can be forgotten."""

    _inherit = "healthcare.handler.claim"

    @api.model
    def _editable_paths(self):
        return (
            "payer.identifier",
            "next_payer.identifier",
            "payer_claim_number",
            "facility_type",
            "billing_provider.identifier",
        )

    @api.model
    def _facility(self, document):
        return document.billing_provider.identifier

    @api.model
    def _compensate(self, messages):
        return [self._take_back(message) for message in messages]

    @api.model
    def _take_back(self, message):
        lineage = message.sudo().lineage_ids.filtered(
            lambda row: row.res_model == "healthcare.claim" and row.action == "created"
        )
        claims = self.env["healthcare.claim"].sudo()
        claim = claims.browse(lineage.mapped("res_id")).exists()
        if not claim:
            raise UserError(self.env._("The claim of this message is not there."))
        if claim.recognised or claim.state not in ("draft", "ready", "submitted"):
            raise UserError(
                self.env._(
                    "Claim %(name)s is in the books or at the payer already. Send a "
                    "void.",
                    name=claim.name,
                )
            )
        touched = [Touched(claim._name, claim.id)]
        original = claim.original_claim_id
        if original.state in REPLACING:
            touched.append(Touched(original._name, original.id))
            original.state = self._state_before(original)
            original._add_event(original.state, "claim")
        claim.with_context(claim_unlink=True).unlink()
        return touched

    @api.model
    def _state_before(self, claim):
        """The state in which the replacement or void found the original."""
        states = dict(claim._fields["state"].selection)
        events = claim.env["healthcare.claim.status.event"].search(
            [("claim_id", "=", claim.id)], order="id desc"
        )
        for event in events:
            if event.code in states and event.code not in REPLACING:
                return event.code
        return "submitted"


class HealthcareHandlerRemittance(models.AbstractModel):
    """Money that a payer announced is taken back by the payer, never by us."""

    _inherit = "healthcare.handler.remittance"

    @api.model
    def _compensate(self, messages):
        raise UserError(
            self.env._(
                "A remittance is evidence of a payment. It is taken back by the "
                "payer's reversal, or on the remittance itself with its own rules."
            )
        )
