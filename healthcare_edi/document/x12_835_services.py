"""The services of an 835: one SVC and all below it, with what it lacks for balance.

The hot path of a long payment, see :mod:`.x12_835_claims`.
"""

from decimal import Decimal, InvalidOperation

from odoo.addons.healthcare_integration_base.canonical import (
    Adjustment,
    RemittanceService,
)
from odoo.addons.healthcare_integration_base.canonical.draft import draft_of

from ..codec.x12.values import DATES, SHORT, SIGNS, read_decimal, read_decimals
from .adjustments import read_adjustments
from .raw_reading import RawReading
from .reading import methods_by_tag, text

#: DTM01 of a service date, the single day or the first of a period.
SERVICE_DATES = ("472", "150")
#: Segments that are so many that each has a counter of its own.
COUNTED = ("CLP", "SVC", "CAS", "DTM", "AMT")
ZERO = read_decimal("0")
BLANKS = [""] * 10
_ServiceDraft, _AdjustmentDraft = draft_of(RemittanceService), draft_of(Adjustment)


#: What ends a loop, and answers for it.
ENDS = ("CLP", "SVC", "PLB", "LX")
END, NOBODY = "end", "nobody"
#: Beginnings of segments that are remembered; a hostile file has many.
KEPT_MAX, KEPT_LENGTH = 2000, 80


class Table(dict):
    """Beginning of a segment -> who takes it; ``methods`` by tag, to find that out."""

    def __init__(self, methods):
        super().__init__()
        self.methods = methods


class ServiceReader(RawReading):
    """``service`` is a draft while an SVC is open, else None."""

    # The counters of a long loop are found faster in slots.
    __slots__ = (
        "_amt",
        "_cas",
        "_cas_key",
        "_cas_place",
        "_clp",
        "_dtm",
        "_dtm_key",
        "_procedures",
        "_reasons",
        "_service_days",
        "_service_level",
        "_svc",
        "_svc_place",
        "service",
    )

    def __init__(self, part):
        super().__init__(part)
        self.service = None
        self._clp = self._svc = self._cas = self._dtm = self._amt = 0
        self._cas_key, self._dtm_key = self.keys("CAS", "DTM")
        self._cas_place, self._svc_place = f"{self._prefix}CAS[", f"{self._prefix}SVC["
        # What texts mean that come again and again.
        self._reasons, self._procedures, self._service_days = {}, {}, {}
        others = methods_by_tag(self, "_take_")
        ends = dict.fromkeys(ENDS, END)
        self._outside = others | dict.fromkeys(("CLP", "SVC", "PLB"), END)
        # A reference of a claim is nobody's.
        ours = {"DTM": self._claim_date, "REF": NOBODY}
        self._claim_level = Table(others | ends | ours)
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
        head, _, value = row.rpartition(self.element)
        known = self._reasons.get(head)
        if known is None or len(value) > SHORT or value.strip(SIGNS):
            return self._adjust_slowly(row, adjustments)
        try:
            amount = Decimal(value)
        except InvalidOperation:
            return self._adjust_slowly(row, adjustments)
        found = _AdjustmentDraft()
        found.group, found.reason = known
        found.amount = amount
        found.quantity = None
        found.where = f"{self._cas_place}{self._cas}]"
        found.__class__ = Adjustment  # seal() without a call
        adjustments.append(found)
        return amount

    def _adjust_slowly(self, row, adjustments):
        """Any CAS; one of a plain group and reason is met in :meth:`_adjust` again."""
        segment = self.split(row)
        found = read_adjustments(self, segment)
        adjustments += found
        head = segment[:3]
        if len(segment) == 4 and all(head) and row.startswith(self.element.join(head)):
            self._keep(self._reasons, self.element.join(head), tuple(head[1:]))
        return sum((row.amount for row in found), ZERO)

    def _keep(self, table, key, value):
        """Remember what a text means if it is short and the table is not full."""
        if len(table) < KEPT_MAX and len(key) <= KEPT_LENGTH:
            table[key] = value
        return value

    def _read_service(self, row):
        """An SVC and all below it into ``service``; the sum of its adjustments (None if
        its amounts cannot be read), and the segment after it.
        """
        service = self.service = self._open_service(row)
        adjustments, adjusted, table = [], ZERO, self._service_level
        cas, dtm, days = self._cas_key, self._dtm_key, self._service_days
        for row in self.rows:
            tag = row[:4]
            if tag == cas:
                adjusted += self._adjust(row, adjustments)
            elif tag == dtm:
                self._dtm += 1
                day = days.get(row)
                if day is not None or row[4:7] in SERVICE_DATES:
                    service.service_date = day or self._service_day(row)
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
        count = len(segment)
        if count < 4:
            segment += BLANKS
        procedure, stated = segment[1], segment[5] if count > 5 else ""
        charge, paid, units = read_decimals(segment[2], segment[3], stated)
        if charge is None or paid is None:
            self.amount(segment, 2, mandatory=True)
            self.amount(segment, 3, mandatory=True)
        if stated and units is None:
            self.amount(segment, 5)
        service = _ServiceDraft()
        known = self._procedures.get(procedure)
        service.procedure = known or self._procedure(procedure)
        service.charge, service.paid, service.units = charge, paid, units
        service.revenue_code = segment[4] if count > 4 else ""
        submitted = segment[6] if count > 6 else ""
        service.submitted_procedure = self._procedure(submitted) if submitted else ""
        service.control_number = ""
        service.service_date = service.allowed = None
        service.adjustments, service.remarks = (), []
        service.where = f"{self._svc_place}{self._svc}]"
        return service

    def _service_day(self, row):
        day = self._day(row)
        return self._keep(self._service_days, row, day) if day else day

    def _procedure(self, value):
        """Qualifier, code and modifiers with colons; the description is left out."""
        if self.component == ":" and " " not in value and value.count(":") < 6:
            return self._keep(self._procedures, value, value.rstrip(":"))
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
            value, allowed = row[7:], None
            if len(value) <= SHORT and not value.strip(SIGNS):
                try:
                    allowed = Decimal(value)
                except InvalidOperation:
                    pass
            self.service.allowed = allowed or self.amount(self.split(row), 2)
