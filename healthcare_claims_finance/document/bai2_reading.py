"""The fields of a BAI2 record one after the other, and the values they hold."""

import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

from odoo.addons.healthcare_integration_base.canonical import Availability
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

_UNITS = re.compile(r"[+-]?[0-9]{1,18}")
_TIME = re.compile(r"([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?")
#: Funds type -> days until an amount can be used, where it is one figure for all of it.
DAYS = {"0": 0, "1": 1, "2": 2}
#: Parts of a distribution that are read.
PARTS_MAX = 50


class Fields:
    """Takes the fields of a record in their order; ``position`` is that of the latest,
    the tag being 0."""

    def __init__(self, reading, record, place):
        self.reading = reading
        self.record = record
        self.place = place
        # Continuations are only split when the fields go on in them: most are text.
        self._values = record.pieces[0].split(",")
        self._split = 1
        self.position = 0

    def left(self):
        """Whether something that is not empty is still to come."""
        while self._continue():
            pass
        # Empty ones at the end go once: looking through all of them before each group
        # of fields would be quadratic.
        while self._values and not self._values[-1]:
            self._values.pop()
        return self.position < len(self._values)

    def next(self):
        """The next field, empty after the last."""
        position = self.position
        self.position = position + 1
        while position >= len(self._values):
            if not self._continue():
                return ""
        return self._values[position].strip()

    def _continue(self):
        pieces = self.record.pieces
        if self._split == len(pieces):
            return False
        self._values += pieces[self._split].split(",")
        self._split += 1
        return True

    def text(self):
        """Everything after the fields that were taken, as lines."""
        found = self.record.pieces[self._split :]
        if self.position < len(self._values):
            found = [",".join(self._values[self.position :]), *found]
        return [line.strip() for line in found]

    def report(self, code, severity):
        """An issue at the latest field."""
        tag = self.record.tag
        place = f"{self.place}/{tag}-{self.position:02d}"
        self.reading.report(code, place, severity)

    def units(self, mandatory=False):
        """An amount as it is written, in the smallest unit of the currency.

        None and a fatal issue when it cannot be read; it joins the control total.
        """
        text = self.next()
        if not text:
            if mandatory:
                self.report("bai2.amount.missing", FATAL)
            return None
        amount = Decimal(text) if _UNITS.fullmatch(text) else None
        if amount is None:
            self.report("bai2.amount", FATAL)
        self.reading.counted(amount)
        return amount

    def funds(self, amount):
        """``(availability, value date)``: the funds type and the fields it brings."""
        kind = self.next()
        if kind in DAYS:
            rows = [] if amount is None else [(DAYS[kind], amount)]
            return self._availability(rows), None
        if kind == "V":
            day, _clock = self.next(), self.next()
            found = read_bai_day(day)
            if found is None and day:
                self.report("bai2.date", WARNING)
            return (), found
        if kind == "S":
            return self._availability([(day, self._part()) for day in range(3)]), None
        if kind == "D":
            return self._availability(self._distribution()), None
        if kind not in ("", "Z"):
            self.report("bai2.funds", WARNING)
        return (), None

    def _part(self):
        """A part of an amount; None, with an issue unless it is empty."""
        text = self.next()
        if text and not _UNITS.fullmatch(text):
            self.report("bai2.funds", WARNING)
            return None
        return Decimal(text) if text else None

    def _distribution(self):
        text = self.next()
        if not (text.isascii() and text.isdigit()) or int(text[:9]) > PARTS_MAX:
            self.report("bai2.funds", WARNING)
            return []
        rows = []
        for _number in range(int(text)):
            days = self.next()
            amount = self._part()
            if days.isascii() and days.isdigit() and len(days) < 4:
                rows.append((int(days), amount))
        return rows

    def _availability(self, rows):
        money = self.reading.money
        return tuple(Availability(days, money(part)) for days, part in rows if part)


@lru_cache(maxsize=1024)
def read_bai_day(text):
    """``YYMMDD`` or ``YYYYMMDD``; None for anything else. 50-99 is 19YY."""
    if not (text.isascii() and text.isdigit() and len(text) in (6, 8)):
        return None
    if len(text) == 6:
        text = ("19" if text >= "50" else "20") + text
    try:
        found = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return found if 1900 <= found.year < 2200 else None


def read_bai_instant(day, clock):
    """Day and time, which have no zone, as UTC; None without a day.

    ``2400`` and ``9999`` are the end of the day; ``145935`` and ``14:59:35`` occur.
    """
    found = read_bai_day(day)
    if found is None:
        return None
    instant = datetime.combine(found, time(), timezone.utc)
    parts = _TIME.fullmatch(clock)
    if not parts:
        return instant
    hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    if (hours, minutes) in ((24, 0), (99, 99)):
        return instant + timedelta(days=1)
    if hours > 23 or minutes > 59 or seconds > 59:
        return instant
    return instant + timedelta(hours=hours, minutes=minutes, seconds=seconds)
