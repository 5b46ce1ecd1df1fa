"""How values look in EDIFACT: numbers with either mark, dates with their format.

A value that cannot be read is None; the caller reports it. Nothing is guessed.
"""

import re
from datetime import date, datetime, timezone
from decimal import Decimal
from functools import lru_cache

_NUMBER = re.compile(r"-?(?:[0-9]{1,18}(?:[.,][0-9]{0,12})?|[.,][0-9]{1,12})")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_YEARS = range(1900, 2200)
_CENTURY = 50  # YYMMDD: 50-99 is 19YY, 00-49 is 20YY

#: Data element 2379 -> how its beginning is laid out (``strptime``) and its length.
DATE_FORMATS = {
    "101": ("%y%m%d", 6),
    "102": ("%Y%m%d", 8),
    "201": ("%y%m%d%H%M", 10),
    "202": ("%y%m%d%H%M%S", 12),
    "203": ("%Y%m%d%H%M", 12),
    "204": ("%Y%m%d%H%M%S", 14),
    "303": ("%Y%m%d%H%M", 12),
    "304": ("%Y%m%d%H%M%S", 14),
    "718": ("%Y%m%d", 8),
    "719": ("%Y%m%d%H%M", 12),
    "713": ("%y%m%d%H%M", 10),
    "717": ("%y%m%d", 6),
}
_BY_LENGTH = {6: "101", 8: "102", 12: "203", 14: "204"}
#: Formats of two dates, from and to.
PERIODS = {"713": 10, "717": 6, "718": 8, "719": 12}


class FreeText(str):
    """Words for people: a character that cannot be sent may become another one."""

    __slots__ = ()


class Number(str):
    """A numeric value with a point, which becomes the interchange's decimal mark."""

    __slots__ = ()


@lru_cache(maxsize=65536)
def read_decimal(text, mark="."):
    """``(amount, clear)`` of a number.

    The amount is None for anything but a number. ISO 9735 allows either mark; one that
    is not the interchange's own is not ``clear``, and ``1.234`` with a point instead of
    the comma (three digits after it) could be a thousand: that is not read.
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None, True
    own = mark in text or ("." not in text and "," not in text)
    if not own and _THOUSANDS.fullmatch(text):
        return None, False
    return Decimal(text.replace(",", ".")), own


@lru_cache(maxsize=8192)
def read_date(text, form="102"):
    """The (first) day of a value in format ``form``; None when it cannot be read.

    An empty format is told by the length: six or eight digits.
    """
    moment = read_instant(text, form)
    return moment.date() if moment else None


def read_instant(text, form):
    """The (first) moment of a value, UTC; None when it cannot be read."""
    text = text.strip()
    form = form.strip()
    if not form or not fits(text, form):
        form = _BY_LENGTH.get(len(text), "")
    layout, length = DATE_FORMATS.get(form, ("", 0))
    if not layout or len(text) < length or not (text.isascii() and text[0].isdigit()):
        return None
    digits = text[:length]
    longer = form in PERIODS or form in ("303", "304")
    if not digits.isdigit() or (len(text) > length and not longer):
        return None
    if digits.endswith("2400") and layout.endswith("%H%M"):
        digits = digits[:-4] + "0000"  # midnight at the end of the day: same day
    try:
        found = datetime.strptime(_with_century(digits, layout), _long(layout))
    except ValueError:
        return None
    if found.year not in _YEARS:
        return None
    return found.replace(tzinfo=timezone.utc)


def fits(text, form):
    """Whether a value is as long as its format says.

    Only of the plain dates: many senders append a time to what they call a date.
    """
    return form not in ("101", "102") or len(text.strip()) == DATE_FORMATS[form][1]


def _long(layout):
    return layout.replace("%y", "%Y")


def _with_century(digits, layout):
    if not layout.startswith("%y"):
        return digits
    return ("19" if int(digits[:2]) >= _CENTURY else "20") + digits


def read_period(text, form):
    """``(first, last)`` day of a period; ``last`` None for a single date."""
    first = read_date(text, form)
    length = PERIODS.get(form)
    if length is None or first is None:
        return first, None
    rest = text.strip()[length:].lstrip("-")
    single = {10: "201", 6: "101", 8: "102", 12: "203"}[length]
    return first, read_date(rest, single) if rest else None


def write_decimal(value):
    """A Decimal as number: no exponent, no trailing zeros, empty for None."""
    if value is None:
        return ""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Number("0" if text in ("-0", "") else text)


def write_date(value):
    """``CCYYMMDD``, empty for None."""
    return value.strftime("%Y%m%d") if isinstance(value, date) else ""
