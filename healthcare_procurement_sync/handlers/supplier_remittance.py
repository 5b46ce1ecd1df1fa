"""Remittance advices: which bills a payment of the finance system paid."""

from decimal import Decimal

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Finding, Outcome, Touched

from ..invoice_number import normalise_invoice_number
from ..match_units import as_decimal
from ..payment_report import Report, settled, totals

ZERO = Decimal(0)


class HealthcareHandlerSupplierRemittance(models.AbstractModel):
    """Each invoice of the advice takes its payment once; the trace number joins them.

    An advice that does not balance changes nothing: nobody knows which figure is wrong.
    """

    _name = "healthcare.handler.supplier_remittance"
    _inherit = "healthcare.handler.procurement"
    _description = "Supplier remittance handler"

    @api.model
    def _natural_key(self, document):
        return document.trace_number

    @api.model
    def _subject(self, document):
        return "payments"

    @api.model
    def _reference(self, document):
        return document.trace_number

    @api.model
    def _control_amount(self, document):
        return document.total

    @api.model
    def _apply(self, incoming):
        exports = self._exports(
            [row for each in incoming for row in each.document.invoices]
        )
        return [self._apply_one(row, exports) for row in incoming]

    @api.model
    def _exports(self, invoices):
        norms = {normalise_invoice_number(row.invoice_number) for row in invoices}
        return (
            self.env["healthcare.bill.export"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    "|",
                    ("norm_number", "in", [*norms]),
                    ("payable_id", "in", [row.invoice_number for row in invoices]),
                ]
            )
        )

    @api.model
    def _find(self, invoice, document, exports):
        """The bill an entry means; several suppliers may use one number."""
        norm = normalise_invoice_number(invoice.invoice_number)
        credit = invoice.document_type == "credit"
        found = exports.filtered(
            lambda row: (
                (row.norm_number == norm or row.payable_id == invoice.invoice_number)
                and (row.move_id.move_type == "in_refund") == credit
            )
        )
        payee = document.payee.identifier
        if len(found) > 1 and payee:
            found = found.filtered(lambda row: payee in row._vendor_numbers())
        if len(found) > 1 and invoice.order_number:
            found = found.filtered(
                lambda row: (
                    invoice.order_number
                    in row.move_id.line_ids.purchase_line_id.order_id.mapped("name")
                )
            )
        return found if len(found) == 1 else found.browse()

    @api.model
    def _apply_one(self, row, exports):
        document = row.document
        wrong = document.issues()
        if wrong:
            return Outcome.rejected(wrong[0].code, wrong[0].where, wrong[0].text)
        if document.handling == "D" or not document.invoices:
            return Outcome.rejected("remittance.no_invoices", document.where)
        touched, findings = [], []
        for position, invoice in enumerate(document.invoices):
            export = self._find(invoice, document, exports)
            if not export:
                findings.append(self._unknown(invoice, document))
                continue
            findings += export._take_report(
                self._report(invoice, document, position, export)
            )
            findings += self._differs(invoice, export)
            touched += [
                Touched("healthcare.bill.export", export.id, where=invoice.where),
                Touched("account.move", export.move_id.id, "linked", invoice.where),
            ]
        return self._answer(touched, findings, "payment.open_questions")

    @api.model
    def _report(self, invoice, document, position, export):
        paid, discount = abs(invoice.paid or ZERO), abs(invoice.discount or ZERO)
        report = Report(
            name=f"remittance:{document.trace_number}",
            place=str(position),
            state="paid",
            paid=paid,
            discount=discount,
            payment_date=document.payment_date or document.remittance_date,
            method=document.method,
            trace=document.trace_number,
            adds=True,
        )
        known = as_decimal(export.paid_amount), as_decimal(export.discount_amount)
        sums = totals(report, *known)
        deducted = sum((-row.amount for row in invoice.adjustments), ZERO)
        state = settled(as_decimal(export.amount), sums[0], sums[1] + deducted)
        return Report(
            **{
                name: getattr(report, name)
                for name in report.__slots__
                if name != "state"
            },
            state=state,
        )

    @api.model
    def _differs(self, invoice, export):
        """An adjustment is a question to finance: the books here know nothing of it."""
        if not invoice.adjustments:
            return []
        reasons = ", ".join(
            dict.fromkeys(row.reason or "?" for row in invoice.adjustments)
        )
        amount = sum((abs(row.amount) for row in invoice.adjustments), ZERO)
        return [
            Finding(
                "PAYMENT_DIFFERS",
                self.env._(
                    "Finance deducted from the payment, reason %(codes)s.",
                    codes=reasons,
                ),
                model="account.move",
                res_id=export.move_id.id,
                amount=amount,
                currency=export.currency_id.name,
                where=invoice.where,
            )
        ]

    @api.model
    def _unknown(self, invoice, document):
        return Finding(
            "PAYMENT_UNKNOWN",
            self.env._("A payment names a bill that is not at finance."),
            amount=invoice.paid,
            currency=document.currency,
            where=invoice.where,
        )
