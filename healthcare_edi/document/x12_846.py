"""X12 846 inventory inquiry and advice <-> InventoryAdvice."""

from datetime import datetime, timezone

from odoo.addons.healthcare_integration_base.canonical import (
    InventoryAdvice,
    InventoryLine,
    InventoryQuantity,
    Party,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from .reading import Reading, pairs, text
from .trade import VERSION, Parties, description, lead_time_days, write_parties
from .vocabulary import PARTY_SCHEMES, read_item, read_party, write_item
from .writing import Writing, words

#: N101 of the place that the figures are about.
LOCATIONS = ("WH", "LW", "DC", "ST")
#: DTM01 of the instant of the figures.
AS_OF = "007"
#: DTM04 that mean UTC.
UTC_CODES = ("UT", "GM")
#: DTM01 of the day on which a quantity is expected.
EXPECTED = ("017", "018", "002")
EXPIRY = "036"


class X12InventoryAdvice(Document):
    """846. ``SDQ`` places are read as figures of the latest QTY's kind."""

    code = "x12_846"
    kind = "inventory_advice"
    codec = "x12"
    reads = "846"

    def read(self, part):
        """One :class:`InventoryAdvice` per transaction set."""
        return _Reader(part).read()

    def write(self, document):
        """An :class:`InventoryAdvice` as 846."""
        advice = document
        writing = Writing("846", VERSION)
        writing.add(
            "BIA",
            advice.purpose,
            advice.report_type or "DD",
            advice.advice_number,
            advice.as_of_date,
        )
        writing.add("CUR", "SE", advice.currency, needs=2)
        if advice.as_of:
            instant = advice.as_of.astimezone(timezone.utc)
            clock = instant.strftime("%H%M%S")
            writing.add("DTM", AS_OF, instant.date(), clock, "UT")
        write_parties(writing, SU=advice.supplier, BY=advice.buyer, WH=advice.location)
        for line in advice.lines:
            _write_line(writing, line)
        writing.add("CTT", str(len(advice.lines)))
        return writing.part()


def _write_line(writing, line):
    lot = ["LT", line.lot] if line.lot else []
    writing.add("LIN", line.number, *write_item(line.item), *lot)
    writing.add("PID", "F", "", "", "", words(line.description), needs=5)
    writing.add("DTM", EXPIRY, line.expiry, needs=2)
    if line.lead_time_days is not None:
        writing.add("LDT", "AF", line.lead_time_days, "DA")
    for row in line.quantities:
        writing.add("QTY", row.code, row.quantity, row.uom)
        writing.add("DTM", EXPECTED[0], row.expected_date, needs=2)
        write_parties(writing, WH=row.location)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.header = {}
        self.line = None
        self.lines = []
        self.parties = Parties()
        self.location = None

    def read(self):
        self.take_all()
        self._close_line()
        if "advice_number" not in self.header:
            self.missing("BIA")
        if any(issue.severity == FATAL for issue in self.issues):
            return self.result()
        return self.result(
            InventoryAdvice(
                lines=tuple(self.lines),
                supplier=self.parties["supplier"],
                buyer=self.parties["buyer"],
                location=self.location or Party(),
                where=self.part.where,
                **self.header,
            )
        )

    def _take_bia(self, segment):
        self.header |= {
            "purpose": text(segment, 1) or "00",
            "report_type": text(segment, 2),
            "advice_number": self.mandatory(segment, 3),
            "as_of_date": self.date(segment, 4, mandatory=True),
        }

    def _take_cur(self, segment):
        if self.line is None:
            self.header["currency"] = text(segment, 2)

    def _take_dtm(self, segment):
        kind = text(segment, 1)
        if self.line is None:
            if kind == AS_OF:
                self._instant(segment)
        elif kind == EXPIRY:
            self.line["expiry"] = self.date(segment, 2)
        elif kind in EXPECTED and self.line["quantities"]:
            self.line["quantities"][-1]["expected_date"] = self.date(segment, 2)

    def _instant(self, segment):
        """The instant of the figures; the day alone where the zone is not UTC."""
        day = self.date(segment, 2)
        if day is None:
            return
        self.header["as_of_date"] = day
        clock = text(segment, 3)
        if text(segment, 4) not in UTC_CODES or not clock:
            return
        try:
            time = datetime.strptime(clock.ljust(6, "0")[:6], "%H%M%S").time()
        except ValueError:
            self.report("x12.date", segment, 3, WARNING)
            return
        self.header["as_of"] = datetime.combine(day, time, timezone.utc)

    def _take_n1(self, segment):
        location = text(segment, 1) in LOCATIONS
        if self.line is None:
            self.parties.take(segment)
            if location and self.location is None:
                self.location = read_party(segment)
        elif location and self.line["quantities"]:
            self.line["quantities"][-1]["location"] = read_party(segment)

    def _take_lin(self, segment):
        self._close_line()
        self.line = {
            "number": text(segment, 1),
            "item": read_item(segment, 2),
            "lot": dict(pairs(segment, 2)).get("LT", ""),
            "where": self.where("LIN"),
            "quantities": [],
        }

    def _take_pid(self, segment):
        if self.line is not None:
            known = self.line.get("description", "")
            self.line["description"] = description(segment, known)

    def _take_ldt(self, segment):
        if self.line is not None:
            self.line["lead_time_days"] = lead_time_days(self, segment)

    def _take_qty(self, segment):
        if self.line is None:
            self.report("x12.segment.place", segment, severity=WARNING)
            return
        self.line["quantities"].append(
            {
                "code": self.mandatory(segment, 1, ERROR),
                "quantity": self.amount(segment, 2, mandatory=True),
                "uom": self.components(text(segment, 3))[0],
                "where": self.where("QTY"),
            }
        )

    def _take_uit(self, segment):
        if self.line is not None and self.line["quantities"]:
            row = self.line["quantities"][-1]
            row["uom"] = row["uom"] or self.components(text(segment, 1))[0]

    def _take_sdq(self, segment):
        """Unit, kind of place, then place and quantity in turn; the figure's kind is
        that of the QTY before, else on hand."""
        if self.line is None:
            return
        rows = self.line["quantities"]
        code = rows[-1]["code"] if rows else "17"
        scheme = PARTY_SCHEMES.get(text(segment, 2), "")
        for number in range(3, len(segment) - 1, 2):
            if not text(segment, number):
                continue
            rows.append(
                {
                    "code": code,
                    "quantity": self.amount(segment, number + 1, mandatory=True),
                    "uom": text(segment, 1),
                    "location": Party(text(segment, number), scheme),
                    "where": self.where("SDQ"),
                }
            )

    def _take_ctt(self, segment):
        self._close_line()

    def _close_line(self):
        line, self.line = self.line, None
        if line is not None:
            rows = [
                row for row in line.pop("quantities") if row["quantity"] is not None
            ]
            figures = tuple(InventoryQuantity(**row) for row in rows)
            self.lines.append(InventoryLine(quantities=figures, **line))
