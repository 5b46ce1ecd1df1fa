"""How values look in FHIR: decimals, dates of any precision, instants.

A value that cannot be read is None; the caller reports it. Nothing is guessed.
"""

import re
from datetime import date, datetime
from decimal import Decimal

YEARS = range(1900, 2200)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(T.*)?)?)?", re.ASCII)
_INSTANT = re.compile(
    r"([0-9-]{10})T([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
#: Digits before and behind the point that an amount of this trade can have.
_WHOLE, _FRACTION = 18, 12


def read_decimal(value):
    """A JSON number of the trade's size; None for texts, booleans, and exponents that
    would unfold to more digits than the memory holds."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if not value.is_finite():
        return None
    exponent = value.as_tuple().exponent
    if exponent < -_FRACTION or value.adjusted() >= _WHOLE:
        return None
    # An exponent above 0 is no digit that somebody stated.
    return value.quantize(Decimal(1)) if exponent > 0 else value


def read_day(value):
    """The date of a ``date`` or ``dateTime``; None without a day."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if not match or match[3] is None:
        return None
    try:
        found = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return found if found.year in YEARS else None


def is_partial(value):
    """Whether this is a year, or a year and a month."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    return bool(match) and match[3] is None


def read_instant(value):
    """An aware datetime; None for everything without offset."""
    match = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return None
    # More than microseconds cannot be kept; they are cut, as clocks do.
    seconds = (match[3] or ":00")[:10]
    whole, point, fraction = seconds.partition(".")
    seconds = f"{whole}.{fraction:0<6}" if point else whole
    offset = "+00:00" if match[4] == "Z" else match[4]
    try:
        found = datetime.fromisoformat(f"{match[1]}T{match[2]}{seconds}{offset}")
    except ValueError:
        return None
    return found if found.year in YEARS else None
