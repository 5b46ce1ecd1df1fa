"""How values look in X12: exact decimals, implied cents, dates of two lengths.

A value that cannot be read is None; the caller reports it. Nothing is guessed.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

_DECIMAL = re.compile(r"-?(?:[0-9]{1,18}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_YEARS = (1900, 2199)
#: A text of these signs, no longer than this, is a decimal of X12 if it is one at all.
SIGNS, SHORT = "0123456789.-", 13
#: Dates that were read before: a file has few, and many times each.
DATES, DATES_MAX = {}, 4096
_CENTURY = 50  # YYMMDD: 50-99 is 19YY, 00-49 is 20YY


class FreeText(str):
    """Words for people: a separator in them may become a blank, in a code never."""

    __slots__ = ()


class Repeated(tuple):
    """The repetitions of one element; a bare tuple is a composite."""

    __slots__ = ()


def read_decimal(text):
    """An R element: ``-12.50``, ``.5``; None for anything else, exponents included."""
    if text and not text.strip(SIGNS) and len(text) <= SHORT:
        try:
            return Decimal(text)
        except InvalidOperation:
            return None
    text = text.strip()
    return Decimal(text) if _DECIMAL.fullmatch(text) else None


def read_decimals(first, second, third):
    """Three R elements of one segment, as :func:`read_decimal` reads each, with one
    look at their signs; the third is often not stated.
    """
    short = len(first) <= SHORT >= len(second) and len(third) <= SHORT
    if short and not (first + second + third).strip(SIGNS):
        try:
            return Decimal(first), Decimal(second), Decimal(third) if third else None
        except InvalidOperation:
            pass  # one of them: the others may be right
    return read_decimal(first), read_decimal(second), read_decimal(third)


def read_cents(text):
    """An N2 element, two implied decimals: ``1250`` is 12.50; a point makes it None."""
    text = text.strip()
    return Decimal(text).scaleb(-2) if _INTEGER.fullmatch(text) else None


def read_date(text):
    """``CCYYMMDD`` or ``YYMMDD``; None for anything else."""
    found = DATES.get(text)
    if found is None:
        found = _date(text.strip())
        if found is not None and len(text) <= 8:
            if len(DATES) >= DATES_MAX:
                DATES.clear()
            DATES[text] = found
    return found


def _date(text):
    if len(text) not in (6, 8) or not (text.isascii() and text.isdigit()):
        return None
    if len(text) == 6:
        text = ("19" if int(text[:2]) >= _CENTURY else "20") + text
    if not _YEARS[0] <= int(text[:4]) <= _YEARS[1]:
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def write_decimal(value):
    """A Decimal as R element: no exponent, no trailing zeros, empty for None."""
    if value is None:
        return ""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def write_cents(value):
    """A Decimal as N2 element.

    :raises ValueError: for an amount with fractions of a cent.
    """
    if value is None:
        return ""
    cents = value.scaleb(2)
    if cents != cents.to_integral_value():
        raise ValueError("fractions of a cent")
    return format(cents.to_integral_value(), "f")


def write_date(value):
    """``CCYYMMDD``, empty for None."""
    return value.strftime("%Y%m%d") if value else ""
