"""EDIFACT ORDRSP purchase order response <-> OrderAcknowledgment."""

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedLine,
    ItemIds,
    LineStatus,
    OrderAcknowledgment,
)
from odoo.addons.healthcare_integration_base.document.base import Document

from .edifact_orders import RESPONSE
from .edifact_ordrsp_write import write_response
from .edifact_reading import Reading, text
from .edifact_trade import (
    SAME_ITEM,
    Items,
    Parties,
    Price,
    check_count,
    read_unit,
)
from .edifact_vocabulary import (
    ANSWERS,
    DATE_KINDS,
    LINE_STATUSES,
    PURPOSE_CODES,
)

GUIDE = RESPONSE

#: 6063 of the ordered quantity, of what is confirmed, and of what is back-ordered.
ORDERED, CONFIRMED, BACKORDERED = ("21",), ("113", "66", "12", "194"), ("83",)


class EdifactOrderAcknowledgment(Document):
    """ORDRSP; the structure is that of ORDERS.

    The message function 1225 is the answer (29 accepted, 4 amended, 27 refused), so
    that ``purpose`` is 00 unless it says cancelled or replaced. The line of the order
    is RFF LI, or the third component of RFF ON, else the line number of the LIN. A
    delivery schedule (SCC) becomes a status per date. What the supplier calls his order
    is RFF VN.
    """

    code = "edifact_ordrsp"
    kind = "order_acknowledgment"
    codec = "edifact"
    reads = "ORDRSP"

    def read(self, part):
        """One :class:`OrderAcknowledgment` per message."""
        return _Reader(part).read()

    def write(self, document):
        """An :class:`OrderAcknowledgment` as ORDRSP, as a supplier would send it."""
        return write_response(document)


class _Reader(Reading):
    guide = GUIDE

    def __init__(self, part):
        super().__init__(part)
        self.header = {"where": part.where}
        self.answer = None
        self.line = None
        self.lines = []
        self.parties = Parties()

    def read(self):
        self.take_all()
        self._close_line()
        if self.answer is None:
            self.missing("BGM")
        elif not self.header.get("order_number"):
            self.missing("RFF")
        if self.blocked:
            return self.result()
        with_lines, without = ANSWERS.get(self.answer, ("AC", "AC"))
        return self.result(
            OrderAcknowledgment(
                status=with_lines if self.lines else without,
                lines=tuple(self.lines),
                supplier=self.parties["supplier"],
                **self.header,
            )
        )

    def _take_bgm(self, segment):
        self.answer = text(segment, 3)
        if self.answer not in ANSWERS:
            self.report("edifact.value", segment, 3)
        self.header["purpose"] = (
            PURPOSE_CODES.read(self.answer) if self.answer in ("1", "5") else "00"
        )

    def _take_dtm(self, segment):
        if text(segment, 1) == "137":
            self.header["acknowledged_date"] = self.date(segment)

    def _take_rff(self, segment):
        kind, value = text(segment, 1), text(segment, 1, 2)
        if kind == "ON":
            self.header.setdefault("order_number", value)
        elif kind == "VN":
            self.header.setdefault("supplier_order_number", value)

    def _take_rff_dtm(self, segment):
        if text(segment, 1) in ("171", "4"):
            self.header.setdefault("order_date", self.date(segment))

    def _take_nad(self, segment):
        self.parties.take(segment)

    def _take_cux(self, segment):
        self.header.setdefault("currency", text(segment, 1, 2))

    def _take_lin(self, segment):
        self._close_line()
        self.line = _Line(self, segment)

    def _take_lin_pia(self, segment):
        self.line.take_numbers(segment)

    def _take_lin_qty(self, segment):
        self.line.take_quantity(self, segment, self.line.statuses)

    def _take_lin_dtm(self, segment):
        self.line.take_date(self, segment, self.line.statuses)

    def _take_lin_pri(self, segment):
        self.line.price.take(self, segment)

    def _take_lin_rff(self, segment):
        kind = text(segment, 1)
        number = text(segment, 1, 3) or (text(segment, 1, 2) if kind == "LI" else "")
        if kind in ("ON", "LI") and number:
            self.line.number = number
        if kind == "ON" and text(segment, 1, 2):
            self.header.setdefault("order_number", text(segment, 1, 2))

    def _take_lin_scc(self, segment):
        self.line.schedules.append([])

    def _take_lin_scc_qty(self, segment):
        self.line.take_quantity(self, segment, self.line.schedules[-1])

    def _take_lin_scc_qty_dtm(self, segment):
        self.line.take_date(self, segment, self.line.schedules[-1])

    def _take_uns(self, segment):
        self._close_line()

    def _take_uns_cnt(self, segment):
        check_count(self, segment, len(self.lines))

    def _close_line(self):
        line, self.line = self.line, None
        if line is not None:
            self.lines.append(line.build(self))


class _Line:
    """An answered line while it is read; a status is a dict of canonical fields."""

    def __init__(self, reading, segment):
        self.where = reading.where("LIN")
        self.number = text(segment, 1)
        self.code = LINE_STATUSES.read(text(segment, 2))
        if text(segment, 2) and not LINE_STATUSES.known(text(segment, 2)):
            reading.report("edifact.value", segment, 2)
            self.code = ""
        self.items, self.others = Items(), Items()
        self.items.take_line(segment)
        self.turned = False
        self.price = Price()
        self.quantity, self.uom = None, ""
        self.statuses, self.schedules = [], []
        self.day = {}

    def take_numbers(self, segment):
        """A PIA: further numbers, those of a substitute, or of what it stands for."""
        if text(segment, 1) in SAME_ITEM:
            self.items.take_more(segment)
        elif text(segment, 1) in ("3", "4"):
            self.turned = text(segment, 1) == "4"
            self.others.take_more(segment)

    def take_quantity(self, reading, segment, statuses):
        """A QTY of the line or of one delivery."""
        kind = text(segment, 1)
        amount = reading.amount(segment, 1, 2)
        uom = read_unit(segment, 1, 3)
        if kind in ORDERED and statuses is self.statuses:
            self.quantity, self.uom = amount, uom
        elif kind in BACKORDERED:
            statuses.append({"code": "IB", "quantity": amount, "uom": uom})
        elif kind in CONFIRMED or kind in ORDERED:
            statuses.append({"quantity": amount, "uom": uom})

    def take_date(self, reading, segment, statuses):
        """A DTM of the line (for all that has none) or of one delivery."""
        kind = DATE_KINDS.known(text(segment, 1))
        if kind is None:
            return
        row = {"date_kind": kind, "scheduled_date": reading.date(segment)}
        if statuses is self.statuses:
            self.day = self.day or row
        elif statuses:
            statuses[-1].update(row)
        else:
            statuses.append(row)

    def build(self, reading):
        """The :class:`AcknowledgedLine`."""
        rows = [row for rows in self.schedules for row in rows] or self.statuses
        if not rows and self.code:
            rows = [{}]
        ordered, substitute = self._items()
        code = "IS" if substitute else self.code or "IA"
        found = []
        for row in rows:
            row = {"code": code} | self.day | row
            mine = substitute if row["code"] == "IS" else None
            found.append(LineStatus(substitute=mine, **row))
        price, basis = self.price.settle(reading, self.uom, None)
        return AcknowledgedLine(
            number=self.number,
            item=ordered,
            quantity=self.quantity,
            uom=self.uom,
            price=price,
            price_basis=basis,
            statuses=tuple(found),
            where=self.where,
        )

    def _items(self):
        """The ordered item, and the one that comes instead if there is one."""
        item, other = self.items.ids(), self.others.ids()
        if other == ItemIds():
            return item, None
        return (other, item) if self.turned else (item, other)
