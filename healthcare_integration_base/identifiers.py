"""Numbers of things and places: read, checked, written in one way.

GTIN, GLN and SSCC by the GS1 General Specifications (check digit: weights 3 and 1 from
the right), NPI by the CMS rule (Luhn over ``80840`` and the number), NDC in the 11
digits of HIPAA (5-4-2). Every function takes what a partner wrote, gives the house's
way of writing it, and raises :class:`IdentifierError` for what is not such a number: a
wrong digit is never mended. Carriers that hold several of them are read by :mod:`.udi`.
"""

import re

from stdnum import luhn

#: What may stand between digits for the eye; it carries no meaning in GS1 numbers.
_DECORATION = re.compile(r"[\s-]")
_DIGITS = re.compile(r"[0-9]+")
_GTIN_LENGTHS = (8, 12, 13, 14)
#: Digits of labeler, product and package in an NDC as printed; each is padded to 5-4-2.
_NDC_FORMS = ((4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2))
_NDC = (5, 4, 2)
#: NPIs begin so; what CMS puts before them for the check digit.
_NPI_STARTS = ("1", "2")
_NPI_PREFIX = "80840"


class IdentifierError(ValueError):
    """Not such a number. ``code`` says why; the number itself is in no text.

    ``characters``, ``length``, ``check_digit``, ``format``, ``ambiguous`` or ``kind``.
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def gtin(value):
    """A GTIN of 8, 12, 13 or 14 digits as 14 digits, padded with zeros.

    The first of the 14 digits is the packaging indicator: 1 to 8 a higher level of the
    same item, 9 variable measure. No quantity is in it.
    """
    digits = _digits(value)
    if len(digits) not in _GTIN_LENGTHS:
        raise IdentifierError("length")
    return _checked(digits).zfill(14)


def is_variable_measure(value):
    """Whether a GTIN is sold by measure: its quantity must be stated apart."""
    return gtin(value).startswith("9")


def gln(value):
    """A Global Location Number: 13 digits."""
    return _checked(_digits(value, 13))


def sscc(value):
    """A Serial Shipping Container Code: 18 digits, with or without its ``(00)``."""
    text = _plain(value)
    for prefix in ("(00)", "00"):
        if text.startswith(prefix) and len(text) == 18 + len(prefix):
            text = text[len(prefix) :]
            break
    return _checked(_digits(text, 18))


def npi(value):
    """A National Provider Identifier: 10 digits that begin with 1 or 2."""
    digits = _digits(value, 10)
    if not digits.startswith(_NPI_STARTS):
        raise IdentifierError("format")
    if not luhn.is_valid(_NPI_PREFIX + digits):
        raise IdentifierError("check_digit")
    return digits


def ndc11(value):
    """A National Drug Code as 11 digits (5-4-2).

    Ten digits without hyphens are refused as ``ambiguous``: where the missing zero
    belongs cannot be known.
    """
    text = str(value or "").strip()
    if "-" not in text:
        if len(text) == 10 and _DIGITS.fullmatch(text):
            raise IdentifierError("ambiguous")
        return _digits(text, 11)
    parts = text.split("-")
    if not all(_DIGITS.fullmatch(part) for part in parts):
        raise IdentifierError("characters")
    if tuple(map(len, parts)) not in _NDC_FORMS:
        raise IdentifierError("format")
    return "".join(part.zfill(width) for part, width in zip(parts, _NDC, strict=True))


def gs1_check_digit(digits):
    """The check digit that belongs behind ``digits``."""
    weighted = (
        int(digit) * (1 if index % 2 else 3)
        for index, digit in enumerate(reversed(digits))
    )
    return str(-sum(weighted) % 10)


def normalise(kind, value):
    """A number of ``kind`` in the house's way of writing.

    :param kind: ``gtin``, ``gln``, ``sscc``, ``npi`` or ``ndc11``.
    :raises IdentifierError: with the reason, ``kind`` for one that is not known.
    """
    if kind not in READERS:
        raise IdentifierError("kind")
    return READERS[kind](value)


def is_valid(kind, value):
    """Whether ``value`` is a number of ``kind``."""
    try:
        normalise(kind, value)
    except IdentifierError:
        return False
    return True


READERS = {"gtin": gtin, "gln": gln, "sscc": sscc, "npi": npi, "ndc11": ndc11}


def _plain(value):
    return _DECORATION.sub("", str(value or ""))


def _digits(value, length=None):
    text = _plain(value)
    # str.isdigit() takes digits of other scripts as well.
    if not _DIGITS.fullmatch(text):
        raise IdentifierError("characters")
    if length is not None and len(text) != length:
        raise IdentifierError("length")
    return text


def _checked(digits):
    if gs1_check_digit(digits[:-1]) != digits[-1]:
        raise IdentifierError("check_digit")
    return digits
