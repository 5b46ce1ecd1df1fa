"""X12 820 payment order/remittance advice to a supplier <-> SupplierRemittance."""

from odoo.addons.healthcare_integration_base.canonical import (
    PaidInvoice,
    SupplierAdjustment,
    SupplierRemittance,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL

from .reading import Reading, text
from .trade import VERSION
from .vocabulary import party_qualifier, read_party
from .writing import Writing, words

#: RMR01 (X12 element 128) that name a credit.
CREDITS = ("CM", "CN", "CR")
#: DTM01 -> date of the header.
REMITTANCE_DATES = ("097", "007")
PAYMENT_DATES = ("020", "009", "405")
#: DTM01 of the invoice's own date.
INVOICE_DATES = ("003", "055")


class X12SupplierRemittance(Document):
    """820, the chapter for payments to suppliers (not the 5010 of health plans)."""

    code = "x12_820"
    kind = "supplier_remittance"
    codec = "x12"
    reads = "820"

    def read(self, part):
        """One :class:`SupplierRemittance` per set, balanced or with issues."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`SupplierRemittance` as 820, as a payer sends it."""
        return _write(document)


def _write(paid):
    writing = Writing("820", VERSION)
    writing.add(
        "BPR",
        paid.handling,
        paid.total,
        paid.credit_debit,
        paid.method,
        *[""] * 11,
        paid.payment_date,
    )
    writing.add("TRN", "1", paid.trace_number)
    writing.add("CUR", "PR", paid.currency, needs=2)
    writing.add("REF", "TN", paid.remittance_number, needs=2)
    writing.add("DTM", "097", paid.remittance_date, needs=2)
    for code, party in (("PE", paid.payee), ("PR", paid.payer)):
        if party.name or party.identifier:
            writing.add(
                "N1", code, words(party.name, 60), party_qualifier(party),
                party.identifier,
            )  # fmt: skip
    if paid.invoices or paid.adjustments:
        writing.add("ENT", "1")
    for adjustment in paid.adjustments:
        _write_adjustment(writing, adjustment)
    for invoice in paid.invoices:
        _write_invoice(writing, invoice)
    return writing.part()


def _write_invoice(writing, invoice):
    writing.add(
        "RMR",
        "CM" if invoice.document_type == "credit" else "IV",
        invoice.invoice_number,
        "",
        invoice.paid,
        invoice.gross,
        invoice.discount,
    )
    writing.add("REF", "PO", invoice.order_number, needs=2)
    writing.add("DTM", "003", invoice.invoice_date, needs=2)
    for adjustment in invoice.adjustments:
        _write_adjustment(writing, adjustment)


def _write_adjustment(writing, adjustment):
    qualifier = "CM" if adjustment.reference else ""
    writing.add(
        "ADX", adjustment.amount, adjustment.reason, qualifier, adjustment.reference
    )
    writing.add("NTE", "GEN", words(adjustment.text), needs=2)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.header = {}
        self.invoice = None
        self.invoices = []
        self.adjustments = []

    def read(self):
        self.take_all()
        self._close_invoice()
        for tag, field in (("BPR", "handling"), ("TRN", "trace_number")):
            if field not in self.header:
                self.missing(tag)
        if any(issue.severity == FATAL for issue in self.issues):
            return self.result()
        document = SupplierRemittance(
            invoices=tuple(self.invoices),
            adjustments=tuple(SupplierAdjustment(**row) for row in self.adjustments),
            where=self.part.where,
            **self.header,
        )
        self.issues += document.issues()
        return self.result(document)

    def _take_bpr(self, segment):
        self.once(segment)
        self.header |= {
            "handling": self.mandatory(segment, 1),
            "total": self.amount(segment, 2, mandatory=True),
            "credit_debit": text(segment, 3) or "C",
            "method": text(segment, 4),
            "payment_date": self.date(segment, 16),
        }

    def _take_trn(self, segment):
        if "trace_number" not in self.header:
            self.header["trace_number"] = self.mandatory(segment, 2)

    def _take_cur(self, segment):
        self.header.setdefault("currency", text(segment, 2))

    def _take_ref(self, segment):
        kind, value = text(segment, 1), text(segment, 2)
        if self.invoice is None:
            if kind == "TN":
                self.header.setdefault("remittance_number", value)
        elif kind == "PO":
            self.invoice["order_number"] = value

    def _take_dtm(self, segment):
        kind = text(segment, 1)
        if self.invoice is not None:
            if kind in INVOICE_DATES:
                self.invoice.setdefault("invoice_date", self.date(segment, 2))
        elif kind in REMITTANCE_DATES:
            self.header.setdefault("remittance_date", self.date(segment, 2))
        elif kind in PAYMENT_DATES and not self.header.get("payment_date"):
            self.header["payment_date"] = self.date(segment, 2)

    def _take_n1(self, segment):
        field = {"PE": "payee", "PR": "payer"}.get(text(segment, 1))
        if field:
            self.header.setdefault(field, read_party(segment))

    def _take_rmr(self, segment):
        """An invoice or credit; RMR07 and RMR08 are one adjustment of it."""
        self._close_invoice()
        self.invoice = {
            "invoice_number": self.mandatory(segment, 2),
            "document_type": "credit" if text(segment, 1) in CREDITS else "invoice",
            "paid": self.amount(segment, 4),
            "gross": self.amount(segment, 5),
            "discount": self.amount(segment, 6),
            "adjustments": [],
            "where": self.where("RMR"),
        }
        amount = self.amount(segment, 8)
        if amount:
            row = {"amount": amount, "reason": text(segment, 7)}
            self.invoice["adjustments"].append(row | {"where": self.where("RMR")})

    def _take_adx(self, segment):
        amount = self.amount(segment, 1, mandatory=True)
        if amount is None:
            return
        rows = self.adjustments if self.invoice is None else self.invoice["adjustments"]
        rows.append(
            {
                "amount": amount,
                "reason": text(segment, 2),
                "reference": text(segment, 4),
                "where": self.where("ADX"),
            }
        )

    def _take_nte(self, segment):
        rows = self.adjustments if self.invoice is None else self.invoice["adjustments"]
        if rows:
            known = rows[-1].get("text", "")
            rows[-1]["text"] = " ".join(filter(None, (known, text(segment, 2))))

    def _take_ent(self, segment):
        self._close_invoice()

    def _close_invoice(self):
        invoice, self.invoice = self.invoice, None
        if invoice is not None:
            rows = tuple(
                SupplierAdjustment(**row) for row in invoice.pop("adjustments")
            )
            self.invoices.append(PaidInvoice(adjustments=rows, **invoice))
