"""cXML InvoiceDetailRequest <-> SupplierInvoice. Guide: purposes and charges."""

from datetime import timedelta
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    InvoiceCharge,
    InvoiceLine,
    SupplierInvoice,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, NOTE, WARNING

from .cxml_invoice_write import write_invoice
from .cxml_reading import CxmlReading, part_of, read_basis

#: InvoiceDetailRequestHeader/@purpose of credits; a debit memo is an invoice.
CREDITS = ("creditMemo", "lineLevelCreditMemo")
PURPOSES = ("standard", "debitMemo", "lineLevelDebitMemo", *CREDITS)
#: Amount in the summary -> allowance or charge, X12 element 1300.
CHARGES = {
    "SpecialHandlingAmount": ("C", "D500"),
    "ShippingAmount": ("C", "D240"),
    "InvoiceDetailDiscount": ("A", "C310"),
}
#: A longer term is a mistake.
DAYS_MAX = 9999


class CxmlSupplierInvoice(Document):
    """An invoice or credit memo with its lines; one that only sums up whole orders is
    read, but cannot be applied."""

    code = "cxml_invoice_detail_request"
    kind = "supplier_invoice"
    codec = "cxml"
    reads = "InvoiceDetailRequest"

    def read(self, part):
        """One :class:`SupplierInvoice`."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`SupplierInvoice` as a supplier would send it."""
        return part_of(write_invoice(document))


class _Reader(CxmlReading):
    credit = False

    def read(self):
        head = self.find(self.tree, "InvoiceDetailRequestHeader")
        if head is None:
            self.missing(self.tree, "InvoiceDetailRequestHeader")
            return self.result()
        header = self._header(head)
        self.order, self.original = "", header.pop("original_invoice")
        lines = [
            line
            for element, _where in self.lines(self.tree, "InvoiceDetailOrder")
            for line in self._order(element)
        ]
        self._refuse_sums()
        summary = self._summary()
        if self.blocked:
            return self.result()
        return self.result(
            SupplierInvoice(
                lines=tuple(lines),
                order_number=self.order,
                original_invoice=self.original,
                currency=self.currency,
                where=self.part.where,
                **header,
                **summary,
            )
        )

    def _header(self, head):
        purpose = self.attribute(head, "purpose") or "standard"
        if purpose not in PURPOSES:
            self.report("cxml.type", head, WARNING, "/@purpose")
        if self.attribute(head, "operation") == "delete":
            self.report("cxml.operation", head, FATAL, "/@operation")
        self.credit = purpose in CREDITS
        day = self.attribute_date(head, "invoiceDate", mandatory=True)
        original = self.find(head, "InvoiceIDInfo")
        return {
            "invoice_number": self.attribute(head, "invoiceID", mandatory=True),
            "invoice_date": day,
            "document_type": "credit" if self.credit else "invoice",
            "original_invoice": self.attribute(original, "invoiceID"),
            "supplier": self._partner(head, "from", "issuerOfInvoice")
            or self.header_party("from"),
            "remit_to": self.contact(head, "remitTo"),
            **self._terms(head, day),
        }

    def _partner(self, head, *roles):
        found = self.contact(head, *roles)
        return found if found.name or found.identifier else None

    def _terms(self, head, day):
        """The due date, and the cash discount of the first term that has one."""
        terms = {}
        for element in head.iterfind("PaymentTerm"):
            days = self.attribute_amount(element, "payInNumberOfDays")
            if day is None or days is None or not 0 <= days <= DAYS_MAX:
                continue
            until = day + timedelta(days=int(days))
            rate = self.find(element, "Discount/DiscountPercent")
            percent = rate is not None and self.attribute_amount(rate, "percent")
            if percent:
                terms.setdefault("discount_percent", percent)
                terms.setdefault("discount_date", until)
            else:
                terms.setdefault("due_date", until)
        return terms

    def _order(self, element):
        info = self.find(element, "InvoiceDetailOrderInfo")
        for path in ("OrderReference", "OrderIDInfo"):
            found = self.attribute(self.find(info, path), "orderID")
            self.order = self.order or found
        for tag in ("InvoiceDetailItem", "InvoiceDetailServiceItem"):
            for row, where in self.lines(element, tag):
                yield self._line_of(row, where)

    def _line_of(self, element, where):
        reference = self.find(element, "InvoiceDetailItemReference")
        if reference is None:
            reference = self.find(element, "InvoiceDetailServiceItemReference")
        price = self.money(element, "UnitPrice/Money")
        quantity = self.attribute_amount(element, "quantity")
        basis, divisor = read_basis(self, element, "PriceBasisQuantity")
        if divisor and not basis and price is not None:
            price = price / divisor
        if price is None and quantity is None:
            # A service is billed as a whole.
            quantity, price = Decimal(1), self.money(element, "SubtotalAmount/Money")
        for value, path in ((quantity, "@quantity"), (price, "UnitPrice/Money")):
            if value is None and not self.blocked:
                self.missing(element, path)
        number = self.attribute(element, "invoiceLineNumber", mandatory=True)
        adjusts = self.find(element, "PriceAdjustment") is not None
        return InvoiceLine(
            number=number,
            item=self.item(reference if reference is not None else element),
            quantity=self._positive(quantity),
            uom=self.unit(element),
            price=price,
            order_line=self.attribute(reference, "lineNumber"),
            price_basis=basis,
            description=self.description(reference),
            kind="price_adjustment" if adjusts else "goods",
            where=where,
        )

    def _positive(self, value):
        """A credit memo writes what it gives back below zero."""
        return -value if self.credit and value is not None and value < 0 else value

    def _refuse_sums(self):
        for path in ("InvoiceDetailHeaderOrder", "InvoiceDetailSummaryOrder"):
            found = self.find(self.tree, path)
            if found is not None:
                self.report("cxml.header_invoice", found, FATAL)

    def _summary(self):
        summary = self.find(self.tree, "InvoiceDetailSummary")
        if summary is None:
            self.missing(self.tree, "InvoiceDetailSummary")
            return {}
        total = self.money(summary, "DueAmount/Money")
        for path in ("NetAmount/Money", "GrossAmount/Money"):
            if total is None:
                total = self.money(summary, path)
        if self.credit and total is not None and total > 0:
            self.report("cxml.credit.sign", summary, NOTE)
        charges = []
        for tag, (indicator, code) in CHARGES.items():
            amount = self._positive(self.money(summary, f"{tag}/Money"))
            if amount:
                where = f"{self.part.where}/InvoiceDetailSummary/{tag}"
                charges.append(InvoiceCharge(indicator, code, amount, where=where))
        return {
            "total": self._positive(total),
            "tax": self._positive(self.money(summary, "Tax/Money")),
            "charges": tuple(charges),
        }
