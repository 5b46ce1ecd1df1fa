"""EDIFACT ORDCHG purchase order change <-> OrderChange."""

from odoo.addons.healthcare_integration_base.canonical import (
    OrderChange,
    OrderChangeLine,
)
from odoo.addons.healthcare_integration_base.document.base import Document

from .edifact_order_reading import OrderReading
from .edifact_orders import GUIDE
from .edifact_reading import text
from .edifact_trade import (
    unit,
    write_description,
    write_item,
    write_parties,
    write_price,
)
from .edifact_vocabulary import LINE_ACTIONS, ORDER_TYPES, PURPOSES
from .edifact_writing import Writing

#: X12 670 that 1229 cannot tell apart -> 1229
ACTION_CODES = {
    code: "3" for code in ("CA", "CT", "PC", "PQ", "QD", "QI", "RQ", "RS", "RZ")
}


class EdifactOrderChange(Document):
    """ORDCHG; the structure is that of ORDERS.

    Message function 1229 knows added, deleted, changed and no action only: every other
    action is read as ``CA``. The number of the change is BGM 1004; RFF ON names the
    order, and BGM 1004 does where no RFF ON stands.
    """

    code = "edifact_ordchg"
    kind = "order_change"
    codec = "edifact"
    reads = "ORDCHG"

    def read(self, part):
        """One :class:`OrderChange` per message."""
        return _Reader(part).read()

    def write(self, document):
        """An :class:`OrderChange` as ORDCHG."""
        change = document
        writing = Writing("ORDCHG")
        number = change.change_number or change.order_number
        writing.add("BGM", "230", number, PURPOSES.write(change.purpose, "4"))
        writing.date("137", change.change_date or change.order_date)
        writing.date("2", change.needed_by)
        writing.words("FTX", ("PUR", "", ""), change.reason, 5, 70)
        writing.reference("ON", change.order_number)
        writing.date("171", change.order_date)
        writing.reference("VN", change.supplier_order_number)
        writing.reference("CT", change.contract)
        write_parties(
            writing,
            BY=change.buyer,
            SU=change.supplier,
            DP=change.ship_to,
            IV=change.bill_to,
        )
        writing.add("CUX", ("2", change.currency, "9"), needs=(1, 2))
        for line in change.lines:
            _write_line(writing, line)
        writing.add("UNS", "S")
        writing.money("86", change.total)
        writing.add("CNT", ("2", len(change.lines)))
        return writing.part()


def _write_line(writing, line):
    action = ACTION_CODES.get(line.action) or LINE_ACTIONS.write(line.action, "3")
    write_item(writing, line.number, action, line.item)
    write_description(writing, line.description)
    writing.add("QTY", ("21", line.quantity, unit(line.uom)), needs=(1, 2))
    writing.add("QTY", ("73", line.quantity_left, unit(line.uom)), needs=(1, 2))
    writing.add("QTY", ("59", line.pack_factor), needs=(1, 2))
    writing.date("2", line.needed_by)
    write_price(writing, line.price, line.price_basis, line.uom)
    writing.reference("CT", line.contract)


class _Reader(OrderReading):
    guide = GUIDE
    quantity_needed = False

    def read(self):
        self.take_all()
        self.close_line()
        if "change_number" not in self.header:
            self.missing("BGM")
            return self.result()
        if self.blocked:
            return self.result()
        header = self.header
        header.setdefault("order_number", header["change_number"])
        return self.result(
            OrderChange(
                lines=tuple(OrderChangeLine(**line) for line in self.lines),
                buyer=self.parties["buyer"],
                supplier=self.parties["supplier"],
                ship_to=self.parties["ship_to"],
                bill_to=self.parties["bill_to"],
                where=self.part.where,
                **header,
            )
        )

    def _take_bgm(self, segment):
        self.header |= {
            "change_number": self.mandatory(segment, 2),
            "purpose": PURPOSES.read(text(segment, 3)) or "change",
            "order_type": "" if text(segment, 1) == "230" else _kind(segment),
        }

    def _take_dtm(self, segment):
        if text(segment, 1) == "137":
            self.header["change_date"] = self.date(segment)
        else:
            self.take_needed_by(segment, self.header)

    def _take_ftx(self, segment):
        words = [text(segment, 4, number) for number in range(1, 6)]
        known = self.header.get("reason", "")
        self.header["reason"] = " ".join(filter(None, (known, *words)))

    def _take_rff(self, segment):
        field = {
            "ON": "order_number",
            "VN": "supplier_order_number",
            "CT": "contract",
        }.get(text(segment, 1))
        if field and text(segment, 1, 2):
            self.header.setdefault(field, text(segment, 1, 2))

    def _take_rff_dtm(self, segment):
        if text(segment, 1) in ("171", "4"):
            self.header.setdefault("order_date", self.date(segment))

    def _take_lin(self, segment):
        super()._take_lin(segment)
        action = text(segment, 2)
        if not LINE_ACTIONS.known(action):
            self.report("edifact.value", segment, 2)
        self.line["action"] = LINE_ACTIONS.read(action) or "CA"

    def _take_lin_qty(self, segment):
        super()._take_lin_qty(segment)
        if text(segment, 1) == "73":
            self.line["quantity_left"] = self.amount(segment, 1, 2)
            self.line["uom"] = self.line["uom"] or text(segment, 1, 3)

    def _take_lin_rff(self, segment):
        if text(segment, 1) == "CT":
            self.line["contract"] = text(segment, 1, 2)

    def _take_uns_moa(self, segment):
        if text(segment, 1) in ("86", "79") and self.header.get("total") is None:
            self.header["total"] = self.amount(segment, 1, 2)


def _kind(segment):
    return ORDER_TYPES.read(text(segment, 1))
