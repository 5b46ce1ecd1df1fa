"""Numbers of organisations and their accounts: read, checked, written in one way.

DEA by the rule of the registration number (sum of digits 1, 3, 5 and twice the sum of
2, 4, 6), DUNS as nine digits, HIN as nine signs, EIN as nine digits, IBAN by ISO 13616
(mod 97), the routing number of US banks by its weights 3, 7, 1. Every function raises
:class:`~.identifiers.IdentifierError` for what is not such a number; a wrong digit is
never mended.
"""

import re

from .identifiers import READERS, IdentifierError

_DEA = re.compile(r"[A-Z][A-Z9][0-9]{7}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_HIN = re.compile(r"[A-Z0-9]{7}[A-Z0-9]{2}")


def duns(value):
    """A D-U-N-S number: nine digits, written with or without hyphens."""
    return _digits(value, 9)


def duns4(value):
    """A D-U-N-S number with the four signs that tell a company's sites apart."""
    text = _plain(value)
    if not re.fullmatch(r"[0-9]{9}[0-9A-Z]{4}", text):
        raise IdentifierError("length" if len(text) != 13 else "characters")
    return text


def dea(value):
    """A registration number of the US drug enforcement: two letters, seven digits."""
    text = _plain(value)
    if len(text) != 9:
        raise IdentifierError("length")
    if not _DEA.fullmatch(text):
        raise IdentifierError("format")
    digits = [int(digit) for digit in text[2:]]
    total = sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])
    if total % 10 != digits[6]:
        raise IdentifierError("check_digit")
    return text


def hin(value):
    """A Health Industry Number: seven signs and a suffix of two."""
    text = _plain(value)
    if len(text) != 9:
        raise IdentifierError("length")
    if not _HIN.fullmatch(text):
        raise IdentifierError("characters")
    return text


def ein(value):
    """An Employer Identification Number of the USA: nine digits, no hyphen.

    Prefixes are assigned over time, so only the one that never is is refused.
    """
    digits = _digits(value, 9)
    if digits.startswith("00"):
        raise IdentifierError("format")
    return digits


def iban(value):
    """An International Bank Account Number without blanks."""
    text = _plain(value)
    if not _IBAN.fullmatch(text):
        raise IdentifierError("format")
    # Letters count from ten; the country and its check digits come last.
    number = "".join(str(int(sign, 36)) for sign in text[4:] + text[:4])
    if int(number) % 97 != 1:
        raise IdentifierError("check_digit")
    return text


def routing(value):
    """The routing number of a bank in the USA: nine digits with their check digit."""
    digits = _digits(value, 9)
    weights = (3, 7, 1) * 3
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
    if total % 10:
        raise IdentifierError("check_digit")
    return digits


PARTY_READERS = {
    "gln": READERS["gln"],
    "npi": READERS["npi"],
    "duns": duns,
    "duns4": duns4,
    "dea": dea,
    "hin": hin,
    "ein": ein,
}
"""How the number of each scheme is read; schemes without a rule are not in here."""


def _plain(value):
    return re.sub(r"[\s.-]", "", str(value or "")).upper()


def _digits(value, length):
    text = _plain(value)
    if not re.fullmatch(r"[0-9]+", text):
        raise IdentifierError("characters")
    if len(text) != length:
        raise IdentifierError("length")
    return text
