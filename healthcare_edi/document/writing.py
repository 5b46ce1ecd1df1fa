"""What every X12 document needs while it writes one transaction set."""

from datetime import date, datetime
from decimal import Decimal

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.errors import RejectedError

from ..codec.x12.values import (
    FreeText,
    Repeated,
    write_cents,
    write_date,
    write_decimal,
)


class Writing:
    """Segments of one transaction set in the making.

    ``add`` takes strings, Decimals, dates, None and tuples (composites) and drops a
    segment of which every element from ``needs`` on is empty.
    """

    def __init__(self, code, version):
        self.code = code
        self.version = version
        self.segments = []

    def add(self, tag, *elements, needs=None):
        """Append a segment; with ``needs`` only if that element has a value."""
        segment = [tag]
        for element in elements:
            kind = element.__class__
            segment.append(element if kind is str else PLAIN[kind](element))
        if needs is not None and not segment[needs]:
            return
        while len(segment) > 1 and not segment[-1]:
            segment.pop()
        self.segments.append(segment)

    def count(self, tag):
        """How many segments of this tag there are already."""
        return sum(1 for segment in self.segments if segment[0] == tag)

    def part(self):
        """The finished set for the codec."""
        return Part(self.code, self.segments, version=self.version)


def cents(value, place):
    """A Decimal as N2 element.

    :raises RejectedError: ``x12.write.cents`` with the place, for fractions of a cent.
    """
    try:
        return write_cents(value)
    except ValueError:
        raise RejectedError(
            "x12.write.cents", place, "An amount has fractions of a cent."
        ) from None


def words(value, limit=80):
    """Free text of at most ``limit`` characters on one line."""
    return FreeText(" ".join((value or "").split())[:limit].strip())


def _composite(value):
    parts = tuple([_plain(part) for part in value])
    return parts if any(parts) else ""


def _repeated(value):
    return Repeated(part for part in map(_plain, value) if part) or ""


def _plain(value):
    kind = value.__class__
    return value if kind is str else PLAIN[kind](value)


#: How a value of each type is written.
PLAIN = {
    str: str,
    FreeText: lambda value: value,
    type(None): lambda value: "",
    Decimal: write_decimal,
    date: write_date,
    datetime: write_date,
    tuple: _composite,
    list: _composite,
    Repeated: _repeated,
}
