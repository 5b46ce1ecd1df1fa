"""Answers to questions about suppliers: one click, one effect."""

from odoo import models
from odoo.exceptions import UserError


class HealthcareException(models.Model):
    """Documents, holds, protected changes, duplicates and contradictions."""

    _inherit = "healthcare.exception"

    # -- BANK_CHANGE, BANK_SHARED, MASTER_CHANGE -------------------------------------

    def _change_document(self):
        change = self._document()
        if change._name != "healthcare.master.change":
            raise UserError(
                self.env._("Enter the new account on the supplier: it is held there.")
            )
        return change

    def _resolution_master_verify(self, _reason):
        """Call back first, then approve; the second person's click applies it."""
        change = self._change_document()
        change._check_decider()
        if self.code == "BANK_SHARED":
            if not change.called_at:
                return change.action_call_back()
            return None
        if change.kind in ("bank", "remit_to") and not change.called_at:
            return change.action_call_back()
        change.action_approve()
        if change.state == "applied":
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "One approval is given. A second person follows."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _resolution_master_reject(self, reason):
        self._change_document()._reject(reason)

    # -- SUPPLIER_BLOCKED, DOC_EXPIRED -----------------------------------------------

    def _blocked_supplier(self):
        """The supplier of what the question stands on."""
        record = self._document()
        partner = record if record._name == "res.partner" else record.partner_id
        return partner.commercial_partner_id

    def _supplier_dialog(self, verb, title):
        partner = self._blocked_supplier()
        kind = self.env["healthcare.compliance.type"].search(
            [("code", "=", self.where or "")], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "healthcare.supplier.decision",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": partner.id,
                "default_exception_id": self.id,
                "default_type_id": kind.id,
                "default_verb": verb,
            },
        }

    def _resolution_upload_document(self, _reason):
        return self._supplier_dialog("upload", self.env._("Upload the document"))

    def _resolution_waive_document(self, _reason):
        return self._supplier_dialog("waive", self.env._("Waive the document"))

    def _resolution_block_supplier(self, reason):
        """Nothing is ordered from or paid to it until the officer lifts the hold."""
        partner = self._blocked_supplier()
        self.env["healthcare.supplier.hold"]._check_side("compliance")
        self.env["healthcare.supplier.hold"]._place(partner, "compliance", reason)
        partner._healthcare_log("supplier.blocked", reason)

    # -- DUP_SUPPLIER ----------------------------------------------------------------

    def _review(self):
        return self._document()

    def _resolution_compare_suppliers(self, _reason):
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.duplicate.review",
            "res_id": self._review().id,
            "views": [(False, "form")],
        }

    def _resolution_merge_suppliers(self, _reason):
        return self._review()._answer_merge()

    def _resolution_different_suppliers(self, reason):
        self._review()._answer_different(reason)

    def _resolution_link_as_site(self, _reason):
        self._review()._answer_site()

    # -- SYNC_CONFLICT ---------------------------------------------------------------

    def _resolution_take_ours(self, _reason):
        self._document()._settle_conflict("ours")

    def _resolution_take_theirs(self, _reason):
        self._document()._settle_conflict("theirs")

    # -- SUPPLIER_NUMBER -------------------------------------------------------------

    def _resolution_number_enter(self, _reason):
        """The supplier's form, where its numbers are entered and checked."""
        return self._show_form(self._document())

    def _resolution_number_leave(self, reason):
        """Nobody needs the number; why stands on the supplier."""
        self._document().sudo()._message_log(body=reason)
