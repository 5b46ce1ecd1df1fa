"""EDIFACT REMADV remittance advice <-> SupplierRemittance."""

from odoo.addons.healthcare_integration_base.canonical import (
    PaidInvoice,
    Party,
    SupplierAdjustment,
    SupplierRemittance,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.errors import RejectedError
from odoo.addons.healthcare_integration_base.issue import ERROR, WARNING

from .edifact_guide import guide
from .edifact_invoic import CREDITS
from .edifact_reading import Reading, text
from .edifact_trade import Parties, write_parties
from .edifact_vocabulary import FOREIGN, METHODS, REASONS
from .edifact_writing import Writing

#: D.96A to D.01B.
GUIDE = guide("""BGM! DTM!*5 RFF*5 FII*5 PAI FTX*5 (NAD! (CTA! COM*5)*)* (CUX! DTM)*
    (DOC! MOA!*9 DTM*5 RFF*5 NAD*2 (CUX! DTM)* (AJT! MOA RFF FTX*5)* (INP! FTX)*
    (DLI! MOA*9 PIA*5 DTM*5 (CUX! DTM)* (AJT! MOA RFF FTX*5)*)*)*
    (UNS! MOA!*9 (TAX! MOA)* AUT)!""")

#: 5025: amount of the document, what is remitted, discount, adjustment.
GROSS, PAID, DISCOUNT, ADJUSTED = ("9", "77"), ("12", "11"), ("52", "53"), ("165",)
#: 2005 of the day of payment.
PAYMENT_DATES = ("138", "203", "140", "209")


class EdifactSupplierRemittance(Document):
    """REMADV. Amounts of a credit note (1001 = 381) are negative, whatever their sign.

    Adjustments carry the sign that makes the document balance: partners send
    deductions with and without a minus. ``trace_number`` is RFF PQ, else the number of
    the advice.
    """

    code = "edifact_remadv"
    kind = "supplier_remittance"
    codec = "edifact"
    reads = "REMADV"

    def read(self, part):
        """One :class:`SupplierRemittance` per message."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`SupplierRemittance` as REMADV.

        :raises RejectedError: ``edifact.write.adjustments`` for an adjustment that
            belongs to no document, which REMADV cannot carry.
        """
        remittance = document
        if remittance.adjustments:
            raise RejectedError(
                "edifact.write.adjustments",
                "adjustments",
                "A remittance advice carries adjustments of documents only.",
            )
        writing = Writing("REMADV")
        number = remittance.remittance_number or remittance.trace_number
        writing.add("BGM", "481", number, "9")
        writing.date("137", remittance.remittance_date)
        writing.date("138", remittance.payment_date)
        writing.reference("PQ", remittance.trace_number)
        method = METHODS.write(remittance.method) if remittance.method else ""
        writing.add("PAI", ("", "", method), needs=(1, 3))
        write_parties(writing, PR=remittance.payer, PE=remittance.payee)
        writing.add("CUX", ("2", remittance.currency, "11"), needs=(1, 2))
        for invoice in remittance.invoices:
            _write_invoice(writing, invoice)
        writing.add("UNS", "S")
        writing.money("12", remittance.total)
        return writing.part()


def _write_invoice(writing, invoice):
    credit = invoice.document_type == "credit"
    writing.add("DOC", "381" if credit else "380", invoice.invoice_number)
    for kind, amount in (
        ("9", invoice.gross),
        ("12", invoice.paid),
        ("52", invoice.discount),
    ):
        writing.money(kind, -amount if credit and amount is not None else amount)
    writing.date("171", invoice.invoice_date)
    writing.reference("ON", invoice.order_number)
    for row in invoice.adjustments:
        writing.add("AJT", REASONS.write(row.reason) or "ZZZ")
        writing.money("165", row.amount)
        writing.reference("DL", row.reference)
        writing.words("FTX", ("AAI", "", ""), row.text, 5, 70)


class _Reader(Reading):
    guide = GUIDE

    def __init__(self, part):
        super().__init__(part)
        self.header = {"where": part.where}
        self.number = ""
        self.parties = Parties()
        self.invoice = self.adjustment = None
        self.invoices = []
        self.totals = {}

    def read(self):
        self.take_all()
        self._close_invoice()
        header = self.header
        if not self.number:
            self.missing("BGM")
        if self.blocked:
            return self.result()
        header.setdefault("trace_number", self.number)
        kinds = (*PAID, *GROSS)
        payee, supplier = self.parties["remit_to"], self.parties["supplier"]
        payer, buyer = self.parties["payer"], self.parties["buyer"]
        found = SupplierRemittance(
            total=next((self.totals[k] for k in kinds if k in self.totals), None),
            invoices=tuple(self.invoices),
            remittance_number=self.number,
            payer=buyer if payer == Party() else payer,
            payee=supplier if payee == Party() else payee,
            **header,
        )
        self.issues += found.issues()
        return self.result(found)

    def _take_bgm(self, segment):
        self.number = self.mandatory(segment, 2)

    def _take_dtm(self, segment):
        kind = text(segment, 1)
        if kind == "137":
            self.header["remittance_date"] = self.date(segment)
        elif kind in PAYMENT_DATES:
            self.header.setdefault("payment_date", self.date(segment))

    def _take_rff(self, segment):
        if text(segment, 1) == "PQ" and text(segment, 1, 2):
            self.header.setdefault("trace_number", text(segment, 1, 2))

    def _take_pai(self, segment):
        self.header["method"] = METHODS.read(text(segment, 1, 3))

    def _take_nad(self, segment):
        self.parties.take(segment)

    def _take_cux(self, segment):
        currency = text(segment, 1, 2)
        stated = self.header.setdefault("currency", currency)
        if stated != currency:
            self.report("edifact.currency.several", segment, 1, WARNING, 2)

    _take_doc_cux = _take_cux

    def _take_doc(self, segment):
        self._close_invoice()
        credit = text(segment, 1) in CREDITS
        self.invoice = {
            "invoice_number": self.mandatory(segment, 2),
            "document_type": "credit" if credit else "invoice",
            "adjustments": [],
            "where": self.where("DOC"),
        }

    def _take_doc_moa(self, segment):
        kind = text(segment, 1)
        for field, kinds in (("gross", GROSS), ("paid", PAID), ("discount", DISCOUNT)):
            if kind in kinds:
                amount = self.amount(segment, 1, 2, mandatory=True)
                if amount and self.invoice["document_type"] == "credit":
                    amount = -abs(amount)
                self.invoice.setdefault(field, amount)

    def _take_doc_dtm(self, segment):
        if text(segment, 1) in ("137", "171", "3"):
            self.invoice.setdefault("invoice_date", self.date(segment))

    def _take_doc_rff(self, segment):
        if text(segment, 1) == "ON":
            self.invoice.setdefault("order_number", text(segment, 1, 2))

    def _take_doc_ajt(self, segment):
        reason = text(segment, 1)
        self.adjustment = {
            "reason": "" if reason == "ZZZ" else REASONS.read(reason, FOREIGN),
            "where": self.where("AJT"),
        }
        self.invoice["adjustments"].append(self.adjustment)

    _take_doc_dli_ajt = _take_doc_ajt

    def _take_doc_ajt_moa(self, segment):
        if text(segment, 1) in ADJUSTED:
            self.adjustment["amount"] = self.amount(segment, 1, 2, mandatory=True)

    _take_doc_dli_ajt_moa = _take_doc_ajt_moa

    def _take_doc_ajt_rff(self, segment):
        self.adjustment["reference"] = text(segment, 1, 2)

    _take_doc_dli_ajt_rff = _take_doc_ajt_rff

    def _take_doc_ajt_ftx(self, segment):
        words = [text(segment, 4, number) for number in range(1, 6)]
        known = self.adjustment.get("text", "")
        self.adjustment["text"] = " ".join(filter(None, (known, *words)))

    _take_doc_dli_ajt_ftx = _take_doc_ajt_ftx

    def _take_uns(self, segment):
        self._close_invoice()

    def _take_uns_moa(self, segment):
        kind = text(segment, 1)
        amount = self.amount(segment, 1, 2, mandatory=kind in PAID)
        if amount is not None:
            self.totals.setdefault(kind, amount)

    def _close_invoice(self):
        invoice, self.invoice = self.invoice, None
        if invoice is None:
            return
        rows = []
        for row in invoice.pop("adjustments"):
            if row.get("amount") is None:
                self.report(
                    "edifact.charge.amount", ["AJT"], severity=ERROR, place=row["where"]
                )
            else:
                rows.append(SupplierAdjustment(**row))
        self.invoices.append(_balanced(PaidInvoice(adjustments=tuple(rows), **invoice)))


def _balanced(invoice):
    """The document with its adjustments turned round if it then balances."""
    if not invoice.difference():
        return invoice
    values = {name: getattr(invoice, name) for name in invoice.__dataclass_fields__}
    rows = [
        SupplierAdjustment(-row.amount, row.reason, row.reference, row.text, row.where)
        for row in invoice.adjustments
    ]
    turned = PaidInvoice(**values | {"adjustments": tuple(rows)})
    return invoice if turned.difference() else turned
