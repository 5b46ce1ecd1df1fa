"""From service to cash: what belongs to the case of a claim."""

from odoo import models


class HealthcareClaim(models.Model):
    """The claim stands for its case."""

    _inherit = "healthcare.claim"
    _healthcare_search_fields = ("name", "payer_claim_number")

    def _healthcare_trace_records(self):
        remittances = self.remittance_claim_ids.remittance_id
        entries = remittances.move_id | self.env["account.move.line"].sudo().search(
            [("healthcare_claim_id", "=", self.id)]
        ).move_id.with_env(self.env)
        cash = remittances._healthcare_cash()
        return [self, remittances, entries, self.denial_ids, cash]


class HealthcareRemittance(models.Model):
    """A remittance is a case of its own: many claims, one payment."""

    _inherit = "healthcare.remittance"
    _healthcare_search_fields = ("name",)

    def _healthcare_trace_records(self):
        return [self, self.move_id, self._healthcare_cash()]

    def _healthcare_trace_events(self):
        if not self.approved_at:
            return []
        return [(self.approved_at, self.env._("Approved"))]

    def _healthcare_cash(self):
        """The bank lines that settled what these remittances cleared."""
        items = self.sudo().move_id.line_ids.filtered(
            lambda row: row.healthcare_role == "REMIT_CLEARING"
        )
        matched = (
            items.matched_debit_ids.debit_move_id
            | items.matched_credit_ids.credit_move_id
        )
        return matched.move_id.statement_line_id.with_env(self.env)


class HealthcareDenialCase(models.Model):
    """A denial belongs to its claim."""

    _inherit = "healthcare.denial.case"

    def _healthcare_case(self):
        return self.claim_id or self


class AccountMove(models.Model):
    """An entry belongs to its remittance."""

    _inherit = "account.move"
    _healthcare_search_fields = ("name", "ref")

    def _healthcare_case(self):
        if self.healthcare_remittance_id:
            return self.healthcare_remittance_id
        return super()._healthcare_case()
