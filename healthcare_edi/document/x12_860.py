"""X12 860 purchase order change request, by the buyer <-> OrderChange."""

from odoo.addons.healthcare_integration_base.document.base import Document

from .order_change import PURPOSE_CODES, ChangeReading, write_change
from .reading import text
from .trade import VERSION
from .writing import Writing

#: BCH element of the date of the change.
_CHANGED = 11


class X12OrderChange(Document):
    """860. ``BCH05`` counts the changes of an order; what a line omits stays."""

    code = "x12_860"
    kind = "order_change"
    codec = "x12"
    reads = "860"

    def read(self, part):
        """One :class:`OrderChange` of the buyer per transaction set."""
        return _Reader(part).read()

    def writes(self, document):
        """Changes of the buyer."""
        return document.initiator == "buyer"

    def write(self, document):
        """An :class:`OrderChange` as 860."""
        change = document
        writing = Writing("860", VERSION)
        writing.add(
            "BCH",
            PURPOSE_CODES.get(change.purpose, "04"),
            change.order_type or "SA",
            change.order_number,
            "",
            change.change_number,
            change.order_date,
            "",
            change.contract,
            "",
            "",
            change.change_date,
        )
        write_change(writing, change)
        return writing.part()


class _Reader(ChangeReading):
    opening = "BCH"

    def _take_bch(self, segment):
        self.take_opening(segment, _CHANGED)
        self.header["order_type"] = text(segment, 2)
