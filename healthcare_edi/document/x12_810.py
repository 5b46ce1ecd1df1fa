"""X12 810 invoice <-> SupplierInvoice. TDS01 and SAC05 carry two implied decimals."""

from datetime import timedelta

from odoo.addons.healthcare_integration_base.canonical import (
    InvoiceCharge,
    InvoiceLine,
    SupplierInvoice,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, NOTE, WARNING

from .reading import Reading, pairs, text
from .trade import Parties, description
from .vocabulary import read_item
from .x12_810_write import write_invoice

#: BIG07 (X12 element 640) of credits; everything else is an invoice.
CREDITS = ("CR", "CN", "CG")
#: ITD02 (element 333) for which the days count from the invoice date.
FROM_INVOICE_DATE = ("", "3")


class X12SupplierInvoice(Document):
    """810. ``IT101`` is the order line unless a ``PL`` pair says otherwise."""

    code = "x12_810"
    kind = "supplier_invoice"
    codec = "x12"
    reads = "810"

    def read(self, part):
        """One :class:`SupplierInvoice` per transaction set."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`SupplierInvoice` as 810, as a supplier would send it."""
        return write_invoice(document)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.header = {"where": part.where}
        self.line = None
        self.lines, self.charges = [], []
        self.parties = Parties()
        self.taxes = {"line": [], "invoice": []}

    def read(self):
        self.take_all()
        self._close_line()
        if "invoice_number" not in self.header:
            self.missing("BIG")
        if "total" not in self.header:
            self.missing("TDS", ERROR)
        if any(issue.severity == FATAL for issue in self.issues):
            return self.result()
        return self.result(
            SupplierInvoice(
                lines=tuple(self.lines),
                charges=tuple(self.charges),
                supplier=self.parties["supplier"],
                remit_to=self.parties["remit_to"],
                tax=self._tax(),
                **self.header,
            )
        )

    def _take_big(self, segment):
        self.once(segment)
        self.header |= {
            "invoice_date": self.date(segment, 1, mandatory=True),
            "invoice_number": self.mandatory(segment, 2),
            "order_number": text(segment, 4),
            "document_type": "credit" if text(segment, 7) in CREDITS else "invoice",
        }

    def _take_cur(self, segment):
        if self.line is None and text(segment, 2):
            stated = self.header.setdefault("currency", text(segment, 2))
            if stated != text(segment, 2):
                self.report("x12.currency.several", segment, 2)

    def _take_ref(self, segment):
        if self.line is None:
            fields = {"CT": "contract", "OI": "original_invoice"}
            field = fields.get(text(segment, 1))
            if field:
                self.header.setdefault(field, text(segment, 2))
        elif text(segment, 1) == "PO":
            # One invoice may bill several orders, each line its own.
            self.line["order_number"] = text(segment, 2)

    def _take_n1(self, segment):
        if self.line is None:
            self.parties.take(segment)

    def _take_itd(self, segment):
        if self.line is not None or "due_date" in self.header:
            return
        base = self.header.get("invoice_date")
        if text(segment, 2) not in FROM_INVOICE_DATE:
            base = None
        percent = self.amount(segment, 3)
        self.header["due_date"] = self.date(segment, 6) or self._after(segment, 7, base)
        if percent:
            self.header["discount_percent"] = percent
            self.header["discount_date"] = self.date(segment, 4) or self._after(
                segment, 5, base
            )

    def _after(self, segment, number, base):
        """The day so many days after ``base``, None when either is not known."""
        days = text(segment, number)
        if base is None or not days:
            return None
        if not (days.isascii() and days.isdigit() and len(days) < 5):
            self.report("x12.date", segment, number, WARNING)
            return None
        try:
            return base + timedelta(days=int(days))
        except OverflowError:
            self.report("x12.date", segment, number, WARNING)
            return None

    def _take_it1(self, segment):
        self._close_line()
        number = text(segment, 1)
        order_line = dict(pairs(segment, 6)).get("PL", number)
        self.line = {
            "number": number or str(len(self.lines) + 1),
            "quantity": self.amount(segment, 2, mandatory=True),
            "uom": text(segment, 3),
            "price": self.amount(segment, 4),
            "price_basis": text(segment, 5),
            "item": read_item(segment, 6),
            "order_line": order_line,
            "where": self.where("IT1"),
        }

    def _take_ctp(self, segment):
        if self.line is not None and self.line["price"] is None:
            self.line["price"] = self.amount(segment, 3)

    def _take_pid(self, segment):
        if self.line is not None:
            known = self.line.get("description", "")
            self.line["description"] = description(segment, known)

    def _take_po4(self, segment):
        if self.line is not None:
            self.line["pack_factor"] = self.amount(segment, 1) or None

    def _take_sac(self, segment):
        indicator = text(segment, 1)
        if indicator not in ("A", "C"):
            return
        amount = self.cents(segment, 5)
        if amount is None:
            if not text(segment, 5):
                self.report("x12.charge.amount", segment, 5)
            return
        if amount < 0:
            self.report("x12.charge.sign", segment, 5, WARNING)
            indicator, amount = ("C" if indicator == "A" else "A"), -amount
        self.charges.append(
            InvoiceCharge(
                indicator=indicator,
                code=text(segment, 2),
                amount=amount,
                text=text(segment, 15),
                line_number=self.line["number"] if self.line else "",
                where=self.where("SAC"),
            )
        )

    def _take_txi(self, segment):
        amount = self.amount(segment, 2)
        if amount is not None:
            self.taxes["line" if self.line else "invoice"].append(amount)

    def _tax(self):
        """The invoice's taxes, else the sum of the lines' taxes, else None."""
        if self.taxes["line"] and self.taxes["invoice"]:
            place = f"{self.part.where}/TXI".lstrip("/")
            self.report("x12.tax.levels", ["TXI"], severity=NOTE, place=place)
        stated = self.taxes["invoice"] or self.taxes["line"]
        return sum(stated) if stated else None

    def _take_tds(self, segment):
        self._close_line()
        self.once(segment)
        self.header["total"] = self.cents(segment, 1, mandatory=True)

    def _take_ctt(self, segment):
        self._close_line()

    def _close_line(self):
        line, self.line = self.line, None
        if line is None:
            return
        if line["price"] is None:
            place = f"{line['where']}/IT1-04"
            self.report("x12.amount.missing", ["IT1"], None, FATAL, place)
        elif line["quantity"] is not None:
            self.lines.append(InvoiceLine(**line))
