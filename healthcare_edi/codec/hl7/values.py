"""How values look in HL7 v2: timestamps of any precision, numbers, money.

A value that cannot be read is None; the caller reports it. Nothing is guessed.
"""

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

YEARS = range(1900, 2200)
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})")
# TS and DTM: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]
_TIME = re.compile(
    r"(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,9}))?)?)?)?)?)?"
    r"(?:([+-])(\d\d)(\d\d))?",
    re.ASCII,
)
_CURRENCY = re.compile("[A-Z]{3}")
_OFFSET = re.compile(r"[+-]\d{4}$", re.ASCII)


@lru_cache(maxsize=8192)
def read_decimal(text):
    """An NM: ``-12.50``, ``.5``; None for anything else, exponents included."""
    text = text.strip()
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def read_currency(text):
    """An ISO 4217 code, or empty."""
    text = text.strip()
    return text if _CURRENCY.fullmatch(text) else ""


@lru_cache(maxsize=8192)
def read_time(text):
    """A TS as ``(datetime, parts, zoned)``, or None.

    ``parts`` says how precise it is: 3 a day, 4 hours, 5 minutes, 6 seconds; less than
    a day is no time. ``zoned``: whether it states its offset; else it is naive.
    """
    match = _TIME.fullmatch(text.strip())
    if not match or match[3] is None:
        return None
    parts = [int(piece) for piece in match.groups()[:6] if piece]
    micro = int((match[7] or "0")[:6].ljust(6, "0"))
    try:
        found = datetime(*parts[:6], *([0] * (6 - len(parts))), micro)
        if match[8]:
            offset = timedelta(hours=int(match[9]), minutes=int(match[10]))
            zone = timezone(-offset if match[8] == "-" else offset)
            found = found.replace(tzinfo=zone)
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found, len(parts), bool(match[8])


def read_offset(text):
    """The offset at the end of a TS as timezone, or None."""
    found = read_time(text) if _OFFSET.search(text.strip()) else None
    return found[0].tzinfo if found else None


def read_day(text):
    """The date of a TS, whatever its precision from the day on; None for others."""
    found = read_time(text)
    return found[0].date() if found else None


def write_time(value):
    """An aware datetime to the second (or microsecond) with its offset."""
    if value is None:
        return ""
    fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
    return value.strftime("%Y%m%d%H%M%S") + fraction + value.strftime("%z")[:5]


def write_day(value):
    """``YYYYMMDD``, empty for None."""
    return value.strftime("%Y%m%d") if isinstance(value, date) else ""


def write_decimal(value):
    """A Decimal with its digits as they are; no exponent, empty for None."""
    return "" if value is None else format(value, "f")
