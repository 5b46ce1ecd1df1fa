"""X12 855 purchase order acknowledgment <-> OrderAcknowledgment."""

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedLine,
    ItemIds,
    LineStatus,
    OrderAcknowledgment,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL

from .reading import Reading, text
from .trade import VERSION, Parties, write_parties
from .vocabulary import ITEM_FIELDS, read_item, write_item
from .writing import Writing

#: Product pairs of an ACK stand in elements 7 to 28.
_FIRST_PAIR, _LAST_PAIR = 7, 28


class X12OrderAcknowledgment(Document):
    """855. ``BAK08`` is the supplier's order number, some send it in ``BAK06``."""

    code = "x12_855"
    kind = "order_acknowledgment"
    codec = "x12"
    reads = "855"

    def read(self, part):
        """One :class:`OrderAcknowledgment` per transaction set."""
        return _Reader(part).read()

    def write(self, document):
        """An :class:`OrderAcknowledgment` as 855, as a supplier would send it."""
        answer = document
        writing = Writing("855", VERSION)
        writing.add(
            "BAK",
            answer.purpose,
            answer.status,
            answer.order_number,
            answer.order_date,
            "",
            "",
            "",
            answer.supplier_order_number,
            answer.acknowledged_date,
        )
        writing.add("CUR", "SE", answer.currency, needs=2)
        write_parties(writing, SU=answer.supplier)
        for line in answer.lines:
            _write_line(writing, line)
        writing.add("CTT", str(len(answer.lines)))
        return writing.part()


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
    for status in line.statuses:
        writing.add(
            "ACK",
            status.code,
            status.quantity,
            status.uom,
            status.date_kind,
            status.scheduled_date,
            "",
            *(write_item(status.substitute) if status.substitute else ()),
        )


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.header = None
        self.currency = ""
        self.line = None
        self.lines = []
        self.parties = Parties()

    def read(self):
        self.take_all()
        self._close_line()
        if self.header is None:
            self.missing("BAK")
        if any(issue.severity == FATAL for issue in self.issues):
            return self.result()
        return self.result(
            OrderAcknowledgment(
                lines=tuple(self.lines),
                supplier=self.parties["supplier"],
                currency=self.currency,
                where=self.part.where,
                **self.header,
            )
        )

    def _take_bak(self, segment):
        self.header = {
            "purpose": text(segment, 1),
            "status": self.mandatory(segment, 2),
            "order_number": self.mandatory(segment, 3),
            "order_date": self.date(segment, 4),
            "supplier_order_number": text(segment, 8) or text(segment, 6),
            "acknowledged_date": self.date(segment, 9),
        }

    def _take_cur(self, segment):
        if self.line is None:
            self.currency = text(segment, 2)

    def _take_n1(self, segment):
        if self.line is None:
            self.parties.take(segment)

    def _take_po1(self, segment):
        self._close_line()
        self.line = {
            "number": text(segment, 1),
            "quantity": self.amount(segment, 2),
            "uom": text(segment, 3),
            "price": self.amount(segment, 4),
            "price_basis": text(segment, 5),
            "item": read_item(segment, 6),
            "where": self.where("PO1"),
            "statuses": [],
        }

    def _take_ack(self, segment):
        if self.line is None:
            self.report("x12.segment.place", segment)
            return
        self.line["statuses"].append(
            LineStatus(
                code=self.mandatory(segment, 1),
                quantity=self.amount(segment, 2),
                uom=text(segment, 3),
                date_kind=text(segment, 4),
                scheduled_date=self.date(segment, 5),
                substitute=self._substitute(segment),
            )
        )

    def _substitute(self, segment):
        """The item in the ACK if it is another one than the line names, else None.

        Many suppliers repeat the ordered item's own numbers in every ACK.
        """
        item = read_item(segment[: _LAST_PAIR + 1], _FIRST_PAIR)
        if item == ItemIds():
            return None
        ordered = self.line["item"]
        same = all(
            getattr(item, field) in ("", getattr(ordered, field))
            for field, _ in ITEM_FIELDS
        )
        return None if same else item

    def _take_ctt(self, segment):
        self._close_line()

    def _close_line(self):
        line, self.line = self.line, None
        if line is not None:
            statuses = tuple(line.pop("statuses"))
            self.lines.append(AcknowledgedLine(statuses=statuses, **line))
