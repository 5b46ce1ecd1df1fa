"""Text of a feed as canonical values: exact numbers, dates in the sender's form."""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

DATE_PARTS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<short>[0-9]{2})",
    "MM": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{1,2})",
    "hh": r"(?P<hour>[0-9]{1,2})",
    "mm": r"(?P<minute>[0-9]{2})",
    "ss": r"(?P<second>[0-9]{2})",
}
YEARS = range(1900, 2200)
_TOKEN = re.compile("|".join(sorted(DATE_PARTS, key=len, reverse=True)))
_TRUE = frozenset({"1", "true", "t", "yes", "y", "x"})
_FALSE = frozenset({"0", "false", "f", "no", "n", ""})


def pattern_of(form):
    """The expression of a date form such as ``DD.MM.YYYY hh:mm``.

    :raises ValueError: no day, month or year in it, or one of them twice.
    """
    names, parts, end = [], [], 0
    for token in _TOKEN.finditer(form):
        parts += [re.escape(form[end : token.start()]), DATE_PARTS[token[0]]]
        names.append("year" if token[0] == "YY" else token[0])
        end = token.end()
    years = {"YYYY", "year"} & set(names)
    if len(set(names)) != len(names) or len(years) != 1:
        raise ValueError("a date form names year, month and day once")
    if not {"MM", "DD"} <= set(names):
        raise ValueError("a date form names year, month and day once")
    # Without separators every part has its full width.
    text = "".join(parts) + re.escape(form[end:])
    if not any(parts[2::2]):
        text = text.replace("{1,2}", "{2}")
    return re.compile(text)


def to_number(text, decimal_mark=".", thousands_mark=""):
    """Exact digits as canonical text, ``"1.234,50"`` as ``"1234.50"``.

    :raises ValueError: anything else, also groups that are not of three digits.
    """
    sign = ""
    if text.startswith(("+", "-")):
        sign, text = text[0], text[1:].strip()
    elif text.endswith("-"):
        # Trailing, as mainframes write it.
        sign, text = "-", text[:-1].strip()
    whole, mark, fraction = text.partition(decimal_mark)
    if thousands_mark and thousands_mark in whole:
        groups = whole.split(thousands_mark)
        if not (1 <= len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])):
            raise ValueError("not a number")
        whole = "".join(groups)
    digits = f"{whole or '0'}{fraction}"
    if not (whole or fraction):
        raise ValueError("not a number")
    if not (digits.isascii() and digits.isdigit()) or (mark and not fraction):
        raise ValueError("not a number")
    return f"{'-' if sign == '-' else ''}{whole or '0'}{'.' if mark else ''}{fraction}"


def to_day(text, pattern):
    """ISO date.

    :raises ValueError: not in that form, or no day of the calendar.
    """
    return _instant(text, pattern).date().isoformat()


def to_instant(text, pattern, zone):
    """ISO instant with offset; ``zone`` (IANA name) is where the clock hangs.

    :raises ValueError: as above, or an hour that the change of clocks leaves out.
    """
    local = _instant(text, pattern).replace(tzinfo=ZoneInfo(zone))
    if local.astimezone(ZoneInfo("UTC")).astimezone(local.tzinfo) != local:
        raise ValueError("no such hour")
    return local.isoformat()


def to_boolean(text):
    """:raises ValueError: neither a yes nor a no."""
    word = text.lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError("neither yes nor no")


def _instant(text, pattern):
    found = pattern.fullmatch(text)
    if not found:
        raise ValueError("not in this form")
    parts = found.groupdict()
    year = int(parts.get("year") or 2000 + int(parts["short"]))
    if year not in YEARS:
        # 0001 and 9999 stand for no date at all; moved to UTC they leave the calendar.
        raise ValueError("not a year of this trade")
    clock = [int(parts.get(name) or 0) for name in ("hour", "minute", "second")]
    return datetime(year, int(parts["month"]), int(parts["day"]), *clock)


def converter(hint, layout, pattern):
    """The function from text to the JSON form of a value of type ``hint``."""
    if hint is Decimal:
        return lambda text: to_number(text, layout.decimal_mark, layout.thousands_mark)
    if hint is int:
        return lambda text: int(to_number(text, layout.decimal_mark))
    if hint is bool:
        return to_boolean
    if hint is date:
        return lambda text: to_day(text, pattern)
    if hint is datetime:
        return lambda text: to_instant(text, pattern, layout.time_zone)
    return str
