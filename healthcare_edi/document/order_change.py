"""What 860 and 865 share: the lines of an order change (POC) and their dates."""

from odoo.addons.healthcare_integration_base.canonical import (
    LineStatus,
    OrderChange,
    OrderChangeLine,
)
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .reading import Reading, text
from .trade import Parties, description, write_parties
from .vocabulary import read_item, write_item
from .writing import words

#: Element 353 <-> OrderChange.purpose
PURPOSES = {
    "00": "original",
    "01": "cancel",
    "04": "change",
    "05": "replace",
    "06": "confirmation",
    "07": "duplicate",
}
PURPOSE_CODES = {purpose: code for code, purpose in PURPOSES.items()}
#: N901 of a reference whose MSG segments are words about the whole change, and what it
#: is called, as N902 or N903 must stand.
NOTES, NOTES_NAME = "L1", "REASON"
#: DTM01 of the date at which the goods are needed.
NEEDED_DATES = ("002", "106", "074")


class ChangeReading(Reading):
    """860 or 865; a document adds ``_take_bch`` or ``_take_bca``."""

    opening = ""

    def __init__(self, part):
        super().__init__(part)
        self.header = {}
        self.line = None
        self.lines = []
        self.parties = Parties()
        self.noted = False

    def read(self):
        """One :class:`OrderChange`."""
        self.take_all()
        self._close_line()
        if "order_number" not in self.header:
            self.missing(self.opening)
        if any(issue.severity == FATAL for issue in self.issues):
            return self.result()
        return self.result(
            OrderChange(
                lines=tuple(self.lines),
                buyer=self.parties["buyer"],
                supplier=self.parties["supplier"],
                ship_to=self.parties["ship_to"],
                bill_to=self.parties["bill_to"],
                where=self.part.where,
                **self.header,
            )
        )

    def take_opening(self, segment, changed):
        """What BCH and BCA say in the same elements.

        :param changed: number of the element with the date of the change.
        """
        code = text(segment, 1)
        self.header |= {
            "purpose": PURPOSES.get(code, code),
            "order_number": self.mandatory(segment, 3),
            "change_number": text(segment, 5),
            "order_date": self.date(segment, 6),
            "contract": text(segment, 8),
            "change_date": self.date(segment, changed),
        }

    def _take_cur(self, segment):
        if self.line is None and text(segment, 2):
            self.header["currency"] = text(segment, 2)

    def _take_ref(self, segment):
        if text(segment, 1) == "CT":
            target = self.header if self.line is None else self.line
            target["contract"] = text(segment, 2)

    def _take_dtm(self, segment):
        target = self.header if self.line is None else self.line
        if text(segment, 1) in NEEDED_DATES and "needed_by" not in target:
            target["needed_by"] = self.date(segment, 2)

    def _take_n1(self, segment):
        if self.line is None:
            self.parties.take(segment)

    def _take_n9(self, segment):
        self.noted = self.line is None and text(segment, 1) == NOTES

    def _take_msg(self, segment):
        if self.noted:
            self._put_reason(text(segment, 1))

    def _take_nte(self, segment):
        """Not in the guide of 4010; older partners send it."""
        if self.line is None:
            self._put_reason(text(segment, 2))

    def _put_reason(self, found):
        known = self.header.get("reason", "")
        self.header["reason"] = " ".join(filter(None, (known, found)))

    def _take_poc(self, segment):
        self._close_line()
        self.noted = False
        uom = self.components(text(segment, 5))[0]
        self.line = {
            "number": text(segment, 1),
            "action": self.mandatory(segment, 2),
            "quantity": self.amount(segment, 3),
            "quantity_left": self.amount(segment, 4),
            "uom": uom,
            "price": self.amount(segment, 6),
            "price_basis": text(segment, 7),
            "item": read_item(segment, 8),
            "where": self.where("POC"),
            "statuses": [],
        }

    def _take_pid(self, segment):
        if self.line is not None:
            known = self.line.get("description", "")
            self.line["description"] = description(segment, known)

    def _take_po4(self, segment):
        if self.line is not None:
            self.line["pack_factor"] = self.amount(segment, 1) or None

    def _take_ack(self, segment):
        if self.line is None:
            self.report("x12.segment.place", segment, severity=WARNING)
            return
        self.line["statuses"].append(
            LineStatus(
                code=self.mandatory(segment, 1),
                quantity=self.amount(segment, 2),
                uom=text(segment, 3),
                date_kind=text(segment, 4),
                scheduled_date=self.date(segment, 5),
            )
        )

    def _take_ctt(self, segment):
        self._close_line()

    def _take_amt(self, segment):
        if text(segment, 1) == "TT":
            self.header["total"] = self.amount(segment, 2)

    def _close_line(self):
        line, self.line = self.line, None
        if line is not None:
            statuses = tuple(line.pop("statuses"))
            self.lines.append(OrderChangeLine(statuses=statuses, **line))


def write_change(writing, change):
    """Everything behind BCH or BCA."""
    writing.add("CUR", "BY", change.currency, needs=2)
    writing.add("DTM", "002", change.needed_by, needs=2)
    reason = words(change.reason, 264)
    if reason:
        writing.add("N9", NOTES, NOTES_NAME)
        writing.add("MSG", reason)
    write_parties(
        writing,
        BY=change.buyer,
        SU=change.supplier,
        ST=change.ship_to,
        BT=change.bill_to,
    )
    for line in change.lines:
        _write_line(writing, line)
    writing.add("CTT", str(len(change.lines)))
    writing.add("AMT", "TT", change.total, needs=2)


def _write_line(writing, line):
    writing.add(
        "POC",
        line.number,
        line.action,
        line.quantity,
        line.quantity_left,
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
    for status in line.statuses:
        writing.add(
            "ACK",
            status.code,
            status.quantity,
            status.uom,
            status.date_kind,
            status.scheduled_date,
        )
