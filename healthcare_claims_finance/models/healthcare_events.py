"""What claims and customers' money tell their listeners."""

from odoo import api, models

INVOICES = ("out_invoice", "out_refund", "out_receipt")


class HealthcareClaimStatusEvent(models.Model):
    """A claim's own history is what its listeners hear."""

    _inherit = "healthcare.claim.status.event"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        code = "claim.status_changed"
        if self.env["healthcare.subscription"]._listening(code):
            for row in rows:
                data = {
                    "claim": row.claim_id.name,
                    "state": row.claim_id.state,
                    "happened": row.code,
                    "source": row.source,
                    "amount": f"{row.amount:.2f}",
                }
                self.env["healthcare.event"]._emit(code, row.claim_id, data)
        return rows


class HealthcareRemittance(models.Model):
    """Told when it is in the books."""

    _inherit = "healthcare.remittance"

    def write(self, vals):
        posted = self.browse()
        if vals.get("state") == "posted":
            posted = self.filtered(lambda row: row.state != "posted")
        result = super().write(vals)
        posted._emit_posted()
        return result

    def _emit_posted(self):
        code = "remittance.posted"
        if not self.env["healthcare.subscription"]._listening(code):
            return
        for remittance in self:
            data = {"remittance": remittance.name, "entry": remittance.move_id.name}
            self.env["healthcare.event"]._emit(code, remittance, data)


class HealthcareDenialCase(models.Model):
    """Told when it opens."""

    _inherit = "healthcare.denial.case"

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        code = "denial.opened"
        if self.env["healthcare.subscription"]._listening(code):
            for case in cases:
                self.env["healthcare.event"]._emit(code, case, {"case": case.id})
        return cases


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._healthcare_emit_invoices("invoice.posted")
        return posted

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._healthcare_emit_invoices("invoice.paid")
        return result

    def _healthcare_emit_invoices(self, event_type):
        if not self.env["healthcare.subscription"]._listening(event_type):
            return
        for invoice in self.filtered(lambda move: move.move_type in INVOICES):
            data = {
                "number": invoice.name,
                "amount": f"{invoice.amount_total:.2f}",
                "currency": invoice.currency_id.name,
                "payment_state": invoice.payment_state,
            }
            self.env["healthcare.event"]._emit(event_type, invoice, data)
