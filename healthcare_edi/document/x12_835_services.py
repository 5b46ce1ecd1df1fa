"""The services of an 835: one SVC and all below it, with what it lacks for balance.

The hot path of a long payment, see :mod:`.x12_835_claims`.
"""

from decimal import Decimal, InvalidOperation

from odoo.addons.healthcare_integration_base.canonical import (
    Adjustment,
    RemittanceService,
)
from odoo.addons.healthcare_integration_base.canonical.draft import draft_of

from ..codec.x12.values import DATES, SHORT, SIGNS, read_decimal
from .adjustments import read_adjustments
from .raw_reading import RawReading
from .reading import methods_by_tag, text

#: DTM01 of a service date, the single day or the first of a period.
SERVICE_DATES = ("472", "150")
#: Segments that are so many that each has a counter of its own.
COUNTED = ("CLP", "SVC", "CAS", "DTM", "AMT")
ZERO = read_decimal("0")
BLANKS = [""] * 10
_ServiceDraft = draft_of(RemittanceService)
_AdjustmentDraft = draft_of(Adjustment)


#: What ends a loop, and answers for it.
ENDS = ("CLP", "SVC", "PLB", "LX")
END, NOBODY = "end", "nobody"
#: Beginnings of segments that are remembered; a hostile file has many.
KEPT_MAX = 2000


class Table(dict):
    """Beginning of a segment -> who takes it; ``methods`` by tag, to find that out."""

    def __init__(self, methods):
        super().__init__()
        self.methods = methods


class ServiceReader(RawReading):
    """``service`` is a draft while an SVC is open, else None."""

    # The counters of a long loop are found faster in slots.
    __slots__ = ("_amt", "_cas", "_clp", "_dtm", "_svc", "service")

    def __init__(self, part):
        super().__init__(part)
        self.service = None
        self._clp = self._svc = self._cas = self._dtm = self._amt = 0
        self._cas_key, self._dtm_key = self.keys("CAS", "DTM")
        others = methods_by_tag(self, "_take_")
        ends = dict.fromkeys(ENDS, END)
        self._outside = others | dict.fromkeys(("CLP", "SVC", "PLB"), END)
        self._claim_level = Table(others | ends | {"DTM": self._claim_date})
        self._service_level = Table(
            others
            | ends
            | {"REF": self._service_reference, "AMT": self._service_amount}
        )

    def where(self, tag):
        """The place of the latest segment of this tag."""
        counts = (self._clp, self._svc, self._cas, self._dtm, self._amt)
        self._counts |= dict(zip(COUNTED, counts, strict=True))
        return super().where(tag)

    def count(self, tag):
        """One more segment of a tag without a counter of its own."""
        self._counts[tag] = self._counts.get(tag, 0) + 1

    def taker(self, table, row):
        """Who takes a segment: a method, :data:`END`, or :data:`NOBODY`."""
        found = table.methods.get(self.tag(row), NOBODY)
        if len(table) < KEPT_MAX:
            table[row[:4]] = found
        return found

    def _day(self, row):
        """DTM02, which stands behind a qualifier of three characters."""
        return DATES.get(row[8:]) or self.date(self.split(row), 2)

    def _adjust(self, row, adjustments):
        """Add the triplets of a CAS, usually one without quantity; their sum."""
        self._cas += 1
        segment = self.split(row) if " " in row else row.split(self.element)
        if len(segment) == 4:
            _, group, reason, value = segment
            try:
                quick = value and len(value) <= SHORT and not value.strip(SIGNS)
                amount = Decimal(value) if quick else read_decimal(value)
            except InvalidOperation:
                amount = None
            if amount is not None and group and reason:
                where = f"{self._prefix}CAS[{self._cas}]"
                found = _AdjustmentDraft(group, reason, amount, None, where)
                found.__class__ = Adjustment  # seal() without a call
                adjustments.append(found)
                return amount
        found = read_adjustments(self, segment)
        adjustments += found
        return sum((row.amount for row in found), ZERO)

    def _read_service(self, row):
        """An SVC and all below it into ``service``; the sum of its adjustments (None if
        its amounts cannot be read), and the segment after it.
        """
        service = self.service = self._open_service(row)
        adjustments, adjusted, table = [], ZERO, self._service_level
        cas, dtm = self._cas_key, self._dtm_key
        for row in self.rows:
            tag = row[:4]
            if tag == cas:
                adjusted += self._adjust(row, adjustments)
            elif tag == dtm:
                self._dtm += 1
                if row[4:7] in SERVICE_DATES:
                    service.service_date = self._day(row)
            else:
                take = table.get(tag) or self.taker(table, row)
                if take is END:
                    break
                if take is not NOBODY:
                    take(row)
        else:
            row = None
        service.adjustments = tuple(adjustments)
        service.remarks = tuple(service.remarks)
        if service.charge is None or service.paid is None:
            return None, row
        return adjusted, row

    def _open_service(self, row):
        self._svc += 1
        segment = self.split(row) if " " in row else row.split(self.element)
        _, procedure, charge, paid, revenue, units, submitted = (
            segment if len(segment) == 7 else (segment + BLANKS)[:7]
        )
        charge, paid = read_decimal(charge), read_decimal(paid)
        if charge is None or paid is None:
            self.amount(segment, 2, mandatory=True)
            self.amount(segment, 3, mandatory=True)
        units = (read_decimal(units) or self.amount(segment, 5)) if units else None
        service = _ServiceDraft(
            self._procedure(procedure),
            charge,
            paid,
            units,
            self._procedure(submitted) if submitted else "",
            revenue,
        )
        service.remarks = []
        service.where = f"{self._prefix}SVC[{self._svc}]"
        return service

    def _procedure(self, value):
        """Qualifier, code and modifiers with colons; the description is left out."""
        if self.component == ":" and " " not in value and value.count(":") < 6:
            return value.rstrip(":")
        return ":".join(self.components(value)[:6]).rstrip(":")

    def _service_reference(self, row):
        if row[4:6] == "6R":
            value = row[7:]
            if row[6:7] != self.element or self.element in value or " " in value:
                value = text(self.split(row), 2)
            self.service.control_number = value

    def _service_amount(self, row):
        self._amt += 1
        if row[4:6] == "B6":
            allowed = read_decimal(row[7:])
            self.service.allowed = allowed or self.amount(self.split(row), 2)
