"""What the finance system says about the bills it was given."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Finding, Outcome, Touched

from ..invoice_number import normalise_invoice_number
from ..payment_report import Report

KNOWN = frozenset(
    {
        *("accepted", "rejected", "scheduled", "on_hold", "partially_paid"),
        *("paid", "voided", "stopped", "cleared"),
    }
)


class HealthcareHandlerPaymentStatus(models.AbstractModel):
    """Each bill of a report takes its state, unless a newer report was here before."""

    _name = "healthcare.handler.payment_status"
    _inherit = "healthcare.handler.procurement"
    _description = "Payment status handler"

    @api.model
    def _natural_key(self, document):
        return document.status_number

    @api.model
    def _subject(self, document):
        return "payments"

    @api.model
    def _reference(self, document):
        return document.status_number

    @api.model
    def _apply(self, incoming):
        exports = self._exports(
            [row for each in incoming for row in each.document.payables]
        )
        return [self._apply_one(row, exports) for row in incoming]

    @api.model
    def _exports(self, payables):
        """Every bill that these entries may mean: by identity, by number; one query."""
        names = [row.payable_id for row in payables if row.payable_id]
        numbers = [row.document_number for row in payables if row.document_number]
        norms = {
            normalise_invoice_number(row.supplier_invoice)
            for row in payables
            if row.supplier_invoice
        }
        rows = (
            self.env["healthcare.bill.export"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    "|",
                    "|",
                    ("payable_id", "in", names),
                    ("document_number", "in", numbers),
                    ("norm_number", "in", [*norms]),
                ]
            )
        )
        return rows

    @api.model
    def _find(self, entry, exports):
        """The one bill an entry means; empty when none or several fit."""
        if entry.payable_id:
            return exports.filtered(lambda row: row.payable_id == entry.payable_id)
        if entry.document_number:
            found = exports.filtered(
                lambda row: row.document_number == entry.document_number
            )
            if found:
                return found if len(found) == 1 else found.browse()
        norm = normalise_invoice_number(entry.supplier_invoice)
        found = exports.filtered(lambda row: norm and row.norm_number == norm)
        if entry.vendor_number:
            found = found.filtered(
                lambda row: entry.vendor_number in row._vendor_numbers()
            )
        return found if len(found) == 1 else found.browse()

    @api.model
    def _apply_one(self, row, exports):
        document = row.document
        if not document.payables:
            return Outcome.rejected("payment.empty", document.where)
        touched, findings = [], []
        as_of = document.as_of
        for position, entry in enumerate(document.payables):
            export = self._find(entry, exports)
            if entry.state not in KNOWN or not export:
                findings.append(self._unknown(entry, row))
                continue
            report = Report(
                name=f"status:{document.status_number}",
                place=str(position),
                state=entry.state,
                as_of=as_of,
                document_number=entry.document_number,
                paid=entry.paid,
                discount=entry.discount,
                payment_date=entry.payment_date,
                method=entry.method,
                trace=entry.trace,
                reason=entry.reason,
            )
            findings += export._take_report(report)
            touched.append(
                Touched("healthcare.bill.export", export.id, where=entry.where)
            )
            touched.append(
                Touched("account.move", export.move_id.id, "linked", entry.where)
            )
        return self._answer(touched, findings, "payment.open_questions")

    @api.model
    def _unknown(self, entry, row):
        code = "state" if entry.state not in KNOWN else "bill"
        words = {
            "state": self.env._("Finance reports a state that is not known here."),
            "bill": self.env._("Finance reports about a bill that is not here."),
        }
        return Finding(
            "PAYMENT_UNKNOWN",
            words[code],
            amount=entry.paid,
            where=entry.where or row.document.where,
        )
