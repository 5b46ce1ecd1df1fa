"""What every EDIFACT document needs while it writes one message."""

from datetime import datetime, timezone
from decimal import Decimal

from odoo.addons.healthcare_integration_base.codec.base import Part

from ..codec.edifact.values import FreeText, write_date, write_decimal

VERSION = "D:96A:UN:EAN008"
LINE = 35


class Writing:
    """Segments of one message in the making.

    ``add`` takes strings, Decimals, dates, None and tuples (composites). A segment of
    which the element ``needs`` is empty is dropped; a tuple ``needs`` names element and
    component.
    """

    def __init__(self, code, version=VERSION):
        self.code = code
        self.version = version
        self.segments = []

    def add(self, tag, *elements, needs=None):
        """Append a segment; with ``needs`` only if that place has a value."""
        values = [_components(element) for element in elements]
        if needs is not None:
            number, component = needs if isinstance(needs, tuple) else (needs, 1)
            row = values[number - 1]
            if len(row) < component or not row[component - 1]:
                return
        while values and not any(values[-1]):
            values.pop()
        self.segments.append([tag, *(value or [""] for value in values)])

    def date(self, qualifier, day):
        """A DTM in format 102, if the day is known."""
        self.add("DTM", (qualifier, day, "102"), needs=(1, 2))

    def instant(self, qualifier, moment):
        """A DTM in format 204 in UTC, if the moment is known."""
        if moment is not None:
            digits = moment.astimezone(timezone.utc).strftime("%Y%m%d%H%M%S")
            self.add("DTM", (qualifier, digits, "204"))

    def reference(self, qualifier, value, line=""):
        """An RFF, if the value is known."""
        self.add("RFF", (qualifier, value, line), needs=(1, 2))

    def money(self, qualifier, amount):
        """An MOA, if the amount is known."""
        self.add("MOA", (qualifier, amount), needs=(1, 2))

    def words(self, tag, before, value, pieces, width):
        """A segment with free text cut into ``pieces`` components of ``width``."""
        rows = cut(value, pieces, width)
        if rows:
            self.add(tag, *before, rows)

    def part(self):
        """The finished message for the codec."""
        return Part(self.code, self.segments, version=self.version)


def cut(value, pieces, width):
    """Words as free texts of at most ``width`` characters, broken between words."""
    rows, row = [], ""
    for word in (value or "").split():
        joined = f"{row} {word}" if row else word
        if len(joined) > width and row:
            rows.append(row)
            joined = word
        row = joined[:width]
    rows.append(row)
    return tuple(FreeText(item) for item in rows[:pieces] if item)


def words(value, limit=LINE):
    """Free text of at most ``limit`` characters on one line."""
    return FreeText(" ".join((value or "").split())[:limit].strip())


def _components(value):
    if isinstance(value, tuple | list):
        parts = [_plain(item) for item in value]
        while parts and not parts[-1]:
            parts.pop()
        return parts
    plain = _plain(value)
    return [plain] if plain else []


def _plain(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return write_decimal(value)
    if isinstance(value, datetime):
        value = value.astimezone(timezone.utc).date()
    return write_date(value)
