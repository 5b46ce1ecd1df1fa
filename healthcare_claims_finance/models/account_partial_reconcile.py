"""Matches between items of claims, and between a remittance and its money."""

from odoo import models


class AccountPartialReconcile(models.Model):
    """A match that the engine made stays; one with a bank line can be undone."""

    _inherit = "account.partial.reconcile"

    def unlink(self):
        # EXTENDS account
        self._healthcare_kept()._healthcare_refuse()
        items = self.debit_move_id | self.credit_move_id
        remittances = items.filtered(
            lambda item: item.healthcare_role == "REMIT_CLEARING"
        ).move_id.healthcare_remittance_id
        result = super().unlink()
        remittances.sudo()._recompute_settlement()
        return result

    def _healthcare_kept(self):
        """Matches inside the ledger of claims: both sides are evidence, or it is cash
        that was applied to a remittance."""
        return self.filtered(
            lambda row: (
                all(
                    item.move_id._healthcare_evidence()
                    for item in (row.debit_move_id, row.credit_move_id)
                )
                or row.debit_move_id.healthcare_role == "UNAPPLIED_CASH"
                and row.debit_move_id.move_id._healthcare_evidence()
            )
        )

    def _healthcare_refuse(self):
        moves = self.debit_move_id.move_id | self.credit_move_id.move_id
        moves._healthcare_refuse_by_hand()
