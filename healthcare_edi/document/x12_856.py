"""X12 856 ship notice <-> ShipNotice: lots, expiry and packages of every item."""

from datetime import datetime, timezone

from odoo.addons.healthcare_integration_base.canonical import (
    ShipNotice,
    ShippedLine,
    ShippedOrder,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from .hierarchy import Hierarchy
from .lots import EXPIRY_DATES, Lots
from .reading import Reading, methods_by_tag, text
from .trade import Parties
from .vocabulary import read_item
from .x12_856_write import write_ship_notice

#: DTM01 (X12 element 374).
SHIPPED_DATES = ("011",)
EXPECTED_DATES = ("017", "067", "371", "002")
#: REF01 (element 128) of the carrier's tracking number.
TRACKING = ("CN", "2I")
#: MAN01 (element 88) of a serial shipping container code.
SSCC_MARKS = ("GM", "AA")


class X12ShipNotice(Document):
    """856 in every structure (BSN05): levels are found by their parents.

    ``created_at`` is BSN03 and BSN04, which have no time zone, read as UTC.
    """

    code = "x12_856"
    kind = "ship_notice"
    codec = "x12"
    reads = "856"

    def read(self, part):
        """One :class:`ShipNotice` per transaction set."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`ShipNotice` as 856 with levels S, O, P and I."""
        return write_ship_notice(document)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self._methods_of_item = methods_by_tag(self, "_item_")
        self.levels = Hierarchy(self)
        self.parties = Parties()
        self.header = {}
        self.orders = {}

    def read(self):
        for segment in self.segments():
            self.levels.take(segment)
        self.levels.link()
        self._read_head()
        for level in self.levels.levels:
            if level.code == "S":
                self._read_shipment(level.segments)
        for level in self.levels.levels:
            if level.code == "I":
                self._read_item(level)
        if not self.levels.levels:
            self.missing("HL")
        if any(issue.severity == FATAL for issue in self.issues):
            return self.result()
        return self.result(
            ShipNotice(
                orders=tuple(
                    ShippedOrder(number, tuple(lines), where)
                    for number, (where, lines) in self.orders.items()
                ),
                ship_from=self.parties["ship_from"],
                ship_to=self.parties["ship_to"],
                where=self.part.where,
                **self.header,
            )
        )

    def _read_head(self):
        beginning = [row for row in self.levels.head if row[1][0] == "BSN"]
        if not beginning:
            self.missing("BSN")
            return
        where, segment = beginning[0]
        self.header["purpose"] = text(segment, 1)
        self.header["shipment_id"] = self.mandatory(segment, 2)
        self.header["created_at"] = self._instant(where, segment)
        self._read_shipment(self.levels.head)

    def _instant(self, where, segment):
        day = self.date(segment, 3, place=where)
        clock = text(segment, 4)[:4]
        if day is None or not clock:
            return None
        try:
            time = datetime.strptime(clock, "%H%M").time()
        except ValueError:
            self.report("x12.date", segment, 4, WARNING, where)
            return None
        return datetime.combine(day, time, timezone.utc)

    def _read_shipment(self, rows):
        header = self.header
        for where, segment in rows:
            tag, kind = segment[0], text(segment, 1)
            if tag == "DTM" and kind in SHIPPED_DATES:
                header.setdefault("shipped_date", self.date(segment, 2, place=where))
            elif tag == "DTM" and kind in EXPECTED_DATES:
                header.setdefault("expected_date", self.date(segment, 2, place=where))
            elif tag == "TD5":
                header.setdefault("carrier", text(segment, 3) or text(segment, 5))
            elif tag == "REF" and kind == "BM":
                header.setdefault("bill_of_lading", text(segment, 2))
            elif tag == "REF" and kind in TRACKING:
                header.setdefault("tracking", text(segment, 2))
            elif tag == "N1":
                self.parties.take(segment)

    def _read_item(self, level):
        line, lots = {}, Lots()
        for where, segment in level.segments:
            reader = self._methods_of_item.get(segment[0])
            if reader:
                reader(where, segment, line, lots)
        if "quantity" not in line:
            self.report("x12.amount.missing", ["SN1"], 2, FATAL, level.where)
            return
        found = lots.found()
        if len(found) > 1 and any(lot.quantity is None for lot in found):
            self.report("x12.lot.quantity", ["HL"], None, WARNING, level.where)
        number, where = self._order_of(level)
        self.orders.setdefault(number, (where, []))[1].append(
            ShippedLine(
                item=line.get("item") or read_item((), 0),
                quantity=line["quantity"],
                uom=line["uom"],
                line_number=line["sn1"] or line.get("lin", ""),
                lots=found,
                sscc=self._sscc_of(level),
                where=level.where,
            )
        )

    def _item_lin(self, where, segment, line, lots):
        line.setdefault("lin", text(segment, 1))
        line.setdefault("item", read_item(segment, 2))
        lots.take_pairs(segment, 2)

    def _item_sn1(self, where, segment, line, lots):
        quantity = self.amount(segment, 2, mandatory=True, place=where)
        if quantity is not None:
            line |= {
                "sn1": text(segment, 1),
                "quantity": quantity,
                "uom": text(segment, 3),
            }

    def _item_sln(self, where, segment, line, lots):
        lots.take_subline(segment, self.amount(segment, 4, place=where))

    def _item_ref(self, where, segment, line, lots):
        lots.take_reference(segment)

    def _item_dtm(self, where, segment, line, lots):
        if text(segment, 1) in EXPIRY_DATES:
            lots.take_expiry(self.date(segment, 2, place=where))

    def _order_of(self, level):
        """Number and place of the nearest PRF on the way up."""
        for above in level.ancestors():
            for _where, segment in above.segments:
                if segment[0] == "PRF" and text(segment, 1):
                    return text(segment, 1), above.where
        self.report("x12.order.missing", ["HL"], None, ERROR, level.where)
        return "", level.where

    def _sscc_of(self, level):
        """The innermost serial shipping container code on the way up."""
        for above in level.ancestors():
            for _where, segment in above.segments:
                if segment[0] == "MAN" and text(segment, 1) in SSCC_MARKS:
                    return text(segment, 2)
        return ""
