"""UBL Invoice and CreditNote <-> SupplierInvoice. Guide: codes of charges."""

from odoo.addons.healthcare_integration_base.canonical import (
    InvoiceCharge,
    InvoiceLine,
    SupplierInvoice,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, NOTE, WARNING

from .edifact_vocabulary import Table
from .ubl_invoice_write import write_invoice
from .ubl_reading import UblReading

#: InvoiceTypeCode (UNCL 1001) of an Invoice that is a credit.
CREDITS = ("81", "83", "381", "396", "261")
#: AllowanceChargeReasonCode (UNCL 5189 and 7161) <-> X12 element 1300.
REASONS = Table(("95", "C310"), ("FC", "D240"), ("HD", "D500"))
INDICATORS = {"true": "C", "1": "C", "false": "A", "0": "A"}


class UblSupplierInvoice(Document):
    """An invoice. ``total`` is what it comes to with tax, before prepayments."""

    code = "ubl_invoice"
    kind = "supplier_invoice"
    codec = "ubl"
    reads = "Invoice"
    quantity = "cbc:InvoicedQuantity"
    line = "cac:InvoiceLine"

    def writes(self, document):
        """Invoices; a credit is a document of its own."""
        return document.document_type == "invoice"

    def read(self, part):
        """One :class:`SupplierInvoice`."""
        return _Reader(part, self).read()

    def write(self, document):
        """A :class:`SupplierInvoice` as a supplier would send it."""
        return write_invoice(document)


class UblCreditNote(UblSupplierInvoice):
    """A credit note; its amounts are above zero."""

    code = "ubl_credit_note"
    reads = "CreditNote"
    quantity = "cbc:CreditedQuantity"
    line = "cac:CreditNoteLine"

    def writes(self, document):
        """Credits."""
        return document.document_type == "credit"


class _Reader(UblReading):
    def __init__(self, part, document):
        super().__init__(part)
        self.document = document
        self.order = ""
        self.charges = []

    def read(self):
        tree = self.tree
        kind = self.text(tree, "cbc:InvoiceTypeCode")
        credit = self.document.reads == "CreditNote" or kind in CREDITS
        self.order = self.text(tree, "cac:OrderReference/cbc:ID")
        header = {
            "invoice_number": self.mandatory(tree, "cbc:ID"),
            "invoice_date": self.date(tree, "cbc:IssueDate", mandatory=True),
            "document_type": "credit" if credit else "invoice",
            "total": self._total(),
            "tax": self._tax(),
            "supplier": self.party("cac:AccountingSupplierParty/cac:Party"),
            "remit_to": self.party("cac:PayeeParty"),
            "original_invoice": self.text(
                tree, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
            ),
            "contract": self.text(tree, "cac:ContractDocumentReference/cbc:ID"),
            **self._terms(),
        }
        self._charges(tree, self.part.where)
        rows = self.lines(tree, self.document.line)
        lines = [self._line_of(*row) for row in rows]
        if self.blocked:
            return self.result()
        return self.result(
            SupplierInvoice(
                lines=tuple(lines),
                order_number=self.order,
                charges=tuple(self.charges),
                currency=self.currency,
                where=self.part.where,
                **header,
            )
        )

    def _total(self):
        path = "cac:LegalMonetaryTotal/cbc:"
        total = self.money(self.tree, f"{path}TaxInclusiveAmount")
        if total is None:
            total = self.money(self.tree, f"{path}PayableAmount", mandatory=True)
        return total

    def _tax(self):
        """The tax in the document's currency; a second sum may be in the state's."""
        found = None
        for element in self.tree.iterfind("cac:TaxTotal", self.namespaces):
            stated = self.find(element, "cbc:TaxAmount")
            currency = self.attribute(stated, "currencyID") or self.currency
            if found is None and currency == (self.currency or currency):
                found = self.amount(element, "cbc:TaxAmount")
        return found

    def _terms(self):
        tree = self.tree
        due = self.date(tree, "cbc:DueDate")
        due = due or self.date(tree, "cac:PaymentMeans/cbc:PaymentDueDate")
        terms = {"due_date": due}
        for element in tree.iterfind("cac:PaymentTerms", self.namespaces):
            percent = self.amount(element, "cbc:SettlementDiscountPercent")
            if percent and "discount_percent" not in terms:
                terms["discount_percent"] = percent
                path = "cac:SettlementPeriod/cbc:EndDate"
                terms["discount_date"] = self.date(element, path)
        return terms

    def _charges(self, parent, where, line=""):
        path = "cac:AllowanceCharge"
        for number, row in enumerate(parent.iterfind(path, self.namespaces), 1):
            indicator = INDICATORS.get(self.text(row, "cbc:ChargeIndicator"))
            if indicator is None:
                self.report("ubl.code", row, FATAL, "/ChargeIndicator")
            amount = self.money(row, "cbc:Amount", mandatory=True)
            code = self.text(row, "cbc:AllowanceChargeReasonCode")
            self.charges.append(
                InvoiceCharge(
                    indicator=indicator or "",
                    code=REASONS.read(code),
                    amount=amount,
                    text=self.text(row, "cbc:AllowanceChargeReason"),
                    line_number=line,
                    where=f"{where}/AllowanceCharge[{number}]",
                )
            )

    def _line_of(self, element, where):
        quantity, uom = self.quantity(element, self.document.quantity, mandatory=True)
        price, basis = self.price(element)
        if price is None and not self.blocked:
            self.missing(element, "cac:Price/cbc:PriceAmount")
        if quantity is not None and quantity < 0:
            self.report("ubl.quantity", element, WARNING)
        number = self.mandatory(element, "cbc:ID")
        reference = "cac:OrderLineReference/"
        order = self.text(element, f"{reference}cac:OrderReference/cbc:ID")
        if order and self.order and order != self.order:
            self.report("ubl.orders", element, NOTE)
        self.order = self.order or order
        self._charges(element, where, number)
        item = self.find(element, "cac:Item")
        return InvoiceLine(
            number=number,
            item=self.item(item),
            quantity=quantity,
            uom=uom,
            price=price,
            order_line=self.text(element, f"{reference}cbc:LineID"),
            price_basis=basis,
            description=self.description(item),
            where=where,
        )
