"""X12 865 purchase order change by the supplier, or his answer <-> OrderChange."""

from odoo.addons.healthcare_integration_base.document.base import Document

from .order_change import PURPOSE_CODES, ChangeReading, write_change
from .reading import text
from .trade import VERSION
from .writing import Writing

#: BCA element of the date of the answer, where the sender uses it.
_CHANGED = 10


class X12OrderChangeAnswer(Document):
    """865. ``BCA02`` is the answer (X12 587), ``BCA09`` the supplier's number."""

    code = "x12_865"
    kind = "order_change"
    codec = "x12"
    reads = "865"

    def read(self, part):
        """One :class:`OrderChange` of the supplier per transaction set."""
        return _Reader(part).read()

    def writes(self, document):
        """Changes and answers of the supplier."""
        return document.initiator == "supplier"

    def write(self, document):
        """An :class:`OrderChange` as 865, as a supplier would send it."""
        change = document
        writing = Writing("865", VERSION)
        writing.add(
            "BCA",
            PURPOSE_CODES.get(change.purpose, "04"),
            change.status or "AC",
            change.order_number,
            "",
            change.change_number,
            change.order_date,
            "",
            change.contract,
            change.supplier_order_number,
            change.change_date,
        )
        write_change(writing, change)
        return writing.part()


class _Reader(ChangeReading):
    opening = "BCA"

    def _take_bca(self, segment):
        self.take_opening(segment, _CHANGED)
        self.header |= {
            "initiator": "supplier",
            "status": self.mandatory(segment, 2),
            "supplier_order_number": text(segment, 9),
        }
