"""HIBC supplier labels: primary, secondary and joined data structures.

ANSI/HIBC 2: ``+``, labeler (LIC, four characters, the first a letter), product number
(PCN, up to 18), unit of measure (0-9), then either the check character or, in a joined
label, ``/`` and the secondary data, and the check character last: the sum of all
characters modulo 43, ``+`` and separators included.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from .identifiers import IdentifierError

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_PRIMARY = re.compile(r"\+(?P<lic>[A-Z][A-Z0-9]{3})(?P<pcn>[A-Z0-9]{1,18})(?P<unit>\d)")
_SUPPLEMENT = re.compile(r"(?P<key>14D|16D|S|Q)(?P<value>.+)")
#: After ``$$``: how the date is written, by flag; None: no date follows.
_DATES = {
    "2": ("MMDDYY", 6),
    "3": ("YYMMDD", 6),
    "4": ("YYMMDDHH", 8),
    "5": ("YYJJJ", 5),
    "6": ("YYJJJHH", 7),
    "7": (None, 0),
}
_QUANTITY_DIGITS = {"8": 2, "9": 5}


@dataclass(frozen=True, slots=True)
class Hibc:
    """What a label says; empty or None where it does not.

    ``unit`` is the packaging level 0-9 (0 the unit of use, 9 variable), ``quantity``
    how many the package holds; ``expiry`` the last day of use.
    """

    labeler: str = ""
    product: str = ""
    unit: str = ""
    lot: str = ""
    serial: str = ""
    quantity: int | None = None
    expiry: date | None = None
    production: date | None = None

    @property
    def device_identifier(self):
        """LIC, PCN and unit of measure, as the database of the FDA has them."""
        return self.labeler + self.product + self.unit


def check_character(text):
    """The modulo 43 character that belongs behind ``text``.

    :raises IdentifierError: ``characters`` for one outside the alphabet.
    """
    try:
        return ALPHABET[sum(map(ALPHABET.index, text)) % 43]
    except ValueError:
        raise IdentifierError("characters") from None


def parse(value):
    """A primary or joined label, with or without the asterisks of Code 39.

    :raises IdentifierError: ``format``, ``length``, ``characters`` or ``check_digit``.
    """
    # A blank may be the check character, so blanks at the end stay.
    text = str(value or "").strip("\t\r\n").lstrip().strip("*").upper()
    if not text.startswith("+"):
        raise IdentifierError("format")
    if len(text) < 8 or len(text) > 120:
        raise IdentifierError("length")
    body, check = text[:-1], text[-1]
    if check_character(body) != check:
        raise IdentifierError("check_digit")
    head, *rest = body.split("/")
    primary = _PRIMARY.fullmatch(head)
    if primary is None:
        raise IdentifierError("format")
    facts = {
        "labeler": primary["lic"],
        "product": primary["pcn"],
        "unit": primary["unit"],
    }
    for index, piece in enumerate(rest):
        facts |= _secondary(piece) if index == 0 else _supplement(piece)
    return Hibc(**facts)


def _secondary(piece):
    """Lot or serial number, quantity, date: the ``$`` forms or a bare date."""
    if _SUPPLEMENT.fullmatch(piece) and not piece.startswith("$"):
        return _supplement(piece)
    if piece.startswith("$$+"):
        return _dated(piece[3:], "serial")
    if piece.startswith("$$"):
        return _dated(piece[2:], "lot")
    if piece.startswith("$+"):
        return {"serial": piece[2:]}
    if piece.startswith("$"):
        return {"lot": piece[1:]}
    if re.match(r"\d{5}", piece):  # YYJJJ and the lot, the oldest form
        return {"expiry": _day("YYJJJ", piece[:5]), "lot": piece[5:]}
    raise IdentifierError("format")


def _dated(piece, name):
    facts = {}
    digits = _QUANTITY_DIGITS.get(piece[:1])
    if digits:
        number = piece[1 : 1 + digits]
        if not re.fullmatch(rf"\d{{{digits}}}", number):
            raise IdentifierError("format")
        facts["quantity"] = int(number)
        piece = piece[1 + digits :]
    flag = piece[:1]
    if flag in _DATES:
        form, length = _DATES[flag]
        if form:
            facts["expiry"] = _day(form, piece[1 : 1 + length])
        piece = piece[1 + length :]
    elif re.match(r"[01]\d{3}", piece):
        facts["expiry"] = _day("MMYY", piece[:4])
        piece = piece[4:]
    elif "quantity" not in facts:
        raise IdentifierError("format")
    return facts | {name: piece}


def _supplement(piece):
    found = _SUPPLEMENT.fullmatch(piece)
    if found is None:
        raise IdentifierError("format")
    key, value = found["key"], found["value"]
    if key == "S":
        return {"serial": value}
    if key == "Q":
        if not re.fullmatch(r"\d{1,5}", value):
            raise IdentifierError("format")
        return {"quantity": int(value)}
    name = "expiry" if key == "14D" else "production"
    return {name: _day("YYYYMMDD", value)}


def _day(form, text):
    """A date in one of the label's forms; a month alone ends on its last day."""
    if len(text) != len(form) or not re.fullmatch(r"\d+", text):
        raise IdentifierError("format")

    def part(letter):
        return int("".join(c for c, f in zip(text, form, strict=True) if f == letter))

    year = part("Y") if "YYYY" in form else 2000 + part("Y")
    try:
        if "J" in form:
            found = date(year, 1, 1) + timedelta(days=part("J") - 1)
            if found.year != year:
                raise ValueError
            return found
        month = part("M")
        return date(
            year, month, part("D") if "D" in form else monthrange(year, month)[1]
        )
    except (ValueError, IndexError):
        raise IdentifierError("format") from None
