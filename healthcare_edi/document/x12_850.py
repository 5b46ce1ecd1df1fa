"""X12 850 purchase order <-> PurchaseOrder. Guide: reference data at the top."""

from datetime import datetime, timezone
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import OrderLine, PurchaseOrder
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .reading import Reading, text
from .trade import VERSION, Parties, description, write_parties
from .vocabulary import read_item, write_item
from .writing import Writing, words

#: BEG01 (X12 element 353) <-> PurchaseOrder.purpose
PURPOSES = {
    "00": "original",
    "01": "cancel",
    "04": "change",
    "05": "replace",
    "06": "confirmation",
    "07": "duplicate",
}
PURPOSE_CODES = {purpose: code for code, purpose in PURPOSES.items()}
#: BEG02 (X12 element 92) that mean: as fast as possible.
URGENT_TYPES = ("RO", "EO")
#: DTM01 of the date at which the goods are needed.
NEEDED_DATES = ("002", "106", "074")
#: DTM01 of the instant at which we confirmed the order.
CONFIRMED = "097"


class X12PurchaseOrder(Document):
    """850, version 004010 when written. Times are written and read in UTC."""

    code = "x12_850"
    kind = "purchase_order"
    codec = "x12"
    reads = "850"

    def read(self, part):
        """One :class:`PurchaseOrder` per transaction set."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`PurchaseOrder` as 850.

        The order type becomes ``RO`` when the order is urgent and of type ``NE``.
        """
        order = document
        writing = Writing("850", VERSION)
        _write_header(writing, order)
        for line in order.lines:
            _write_line(writing, line)
        writing.add("CTT", str(len(order.lines)))
        writing.add("AMT", "TT", order.total, needs=2)
        return writing.part()


def _write_header(writing, order):
    rush = order.urgent and order.order_type == "NE"
    writing.add(
        "BEG",
        PURPOSE_CODES.get(order.purpose, "00"),
        "RO" if rush else order.order_type,
        order.order_number,
        "",
        order.order_date,
    )
    writing.add("CUR", "BY", order.currency, needs=2)
    writing.add("REF", "CT", order.contract, needs=2)
    writing.add("REF", "DP", order.cost_centre, needs=2)
    writing.add("DTM", "002", order.needed_by, needs=2)
    if order.confirmed_at:
        instant = order.confirmed_at.astimezone(timezone.utc)
        writing.add("DTM", CONFIRMED, instant.date(), instant.strftime("%H%M%S"), "UT")
    write_parties(
        writing,
        BY=order.buyer,
        SU=order.supplier,
        ST=order.ship_to,
        BT=order.bill_to,
    )


def _write_line(writing, line):
    writing.add(
        "PO1",
        line.number,
        line.quantity,
        line.uom,
        line.price,
        line.price_basis,
        *write_item(line.item),
    )
    writing.add("PID", "F", "", "", "", words(line.description), needs=5)
    factor = line.pack_factor
    if factor is not None and factor == factor.to_integral_value():
        writing.add("PO4", factor)
    writing.add("REF", "CT", line.contract, needs=2)
    writing.add("DTM", "002", line.needed_by, needs=2)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.header = {}
        self.line = None
        self.lines = []
        self.parties = Parties()

    def read(self):
        self.take_all()
        self._close_line()
        if "order_number" not in self.header:
            self.missing("BEG")
        if not self.lines:
            self.missing("PO1", WARNING)
        if any(issue.severity == FATAL for issue in self.issues):
            return self.result()
        return self.result(
            PurchaseOrder(
                lines=tuple(self.lines),
                buyer=self.parties["buyer"],
                supplier=self.parties["supplier"],
                ship_to=self.parties["ship_to"],
                bill_to=self.parties["bill_to"],
                where=self.part.where,
                **self.header,
            )
        )

    def _take_beg(self, segment):
        kind = text(segment, 2)
        self.header |= {
            "order_number": self.mandatory(segment, 3),
            "order_date": self.date(segment, 5, mandatory=True),
            "purpose": PURPOSES.get(text(segment, 1), text(segment, 1)),
            "order_type": kind,
            "urgent": kind in URGENT_TYPES,
        }
        if text(segment, 6):
            self.header["contract"] = text(segment, 6)

    def _take_cur(self, segment):
        if self.line is None and text(segment, 2):
            self.header["currency"] = text(segment, 2)

    def _take_ref(self, segment):
        kind, value = text(segment, 1), text(segment, 2)
        target = self.header if self.line is None else self.line
        if kind == "CT":
            target["contract"] = value
        elif kind == "DP" and self.line is None:
            self.header["cost_centre"] = value

    def _take_dtm(self, segment):
        kind = text(segment, 1)
        target = self.header if self.line is None else self.line
        if kind in NEEDED_DATES and "needed_by" not in target:
            target["needed_by"] = self.date(segment, 2)
        elif kind == CONFIRMED and self.line is None:
            self.header["confirmed_at"] = self._instant(segment)

    def _instant(self, segment):
        day, clock = self.date(segment, 2), text(segment, 3).ljust(6, "0")[:6]
        if day is None or not (clock.isascii() and clock.isdigit()):
            return None
        try:
            time = datetime.strptime(clock, "%H%M%S").time()
        except ValueError:
            self.report("x12.date", segment, 3, WARNING)
            return None
        return datetime.combine(day, time, timezone.utc)

    def _take_n1(self, segment):
        if self.line is None:
            self.parties.take(segment)

    def _take_po1(self, segment):
        self._close_line()
        self.line = {
            "number": text(segment, 1),
            "quantity": self.amount(segment, 2, mandatory=True),
            "uom": text(segment, 3),
            "price": self.amount(segment, 4),
            "price_basis": text(segment, 5),
            "item": read_item(segment, 6),
            "where": self.where("PO1"),
        }

    def _take_pid(self, segment):
        if self.line is not None:
            known = self.line.get("description", "")
            self.line["description"] = description(segment, known)

    def _take_po4(self, segment):
        if self.line is not None:
            factor = self.amount(segment, 1)
            self.line["pack_factor"] = factor if factor != Decimal(0) else None

    def _take_ctt(self, segment):
        self._close_line()
        self.line = None

    def _take_amt(self, segment):
        if text(segment, 1) == "TT":
            self.header["total"] = self.amount(segment, 2)

    def _close_line(self):
        line, self.line = self.line, None
        if line is not None and line["quantity"] is not None:
            self.lines.append(OrderLine(**line))
