"""One spelling of what a supplier is called: names, tax numbers, phones, addresses.

The rules are those of the field's duplicate checks: NFKD to ASCII, upper case, legal
forms dropped, so that two spellings of one company compare equal. No Odoo.
"""

import re
import unicodedata

LEGAL_FORMS = frozenset(
    "AB AG APS AS ASA BV BVBA CO COMPANY CORP CORPORATION CV EIRL EURL GMBH INC "
    "INCORPORATED KFT KG KGAA KK LIMITED LLC LLLP LLP LP LTD LTDA MBH NV OHG OY OYJ "
    "PC PLC PLLC PTE PTY SA SARL SAS SASU SE SL SLU SNC SOCIEDAD SPA SRL SRO UG".split()
)
FREE_MAIL = frozenset(
    "aol.com gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.com icloud.com "
    "live.com mail.com me.com msn.com outlook.com proton.me protonmail.com web.de "
    "yahoo.com ymail.com zoho.com".split()
)
"""Mail domains that say nothing about a company."""
PREFIXES = {"GR": ("EL", "GR"), "GB": ("GB", "XI")}
"""Prefixes of tax numbers that differ from the country's code."""
#: Letters that have no decomposition of their own.
_LETTERS = str.maketrans(
    {"Ø": "O", "Æ": "AE", "Œ": "OE", "Ł": "L", "Đ": "D", "Þ": "TH", "Ð": "D"}
)
_LEVELS = ("co", "com", "org", "net", "gov", "ac", "edu")
"""Second levels below which a country registers its names (``acme.co.uk``)."""


def to_ascii(text):
    """Upper case letters without marks; what has no Latin form is left out."""
    text = unicodedata.normalize("NFKD", (text or "").upper().translate(_LETTERS))
    return text.encode("ascii", "ignore").decode()


def normalise_name(value):
    """``B. Braun Médical SAS`` -> ``B BRAUN MEDICAL``; empty when nothing is left.

    ``&`` becomes AND, points and apostrophes vanish, other signs separate; legal forms
    are dropped anywhere, unless the name is nothing else.
    """
    text = to_ascii((value or "").replace("’", "'").replace("&", " AND "))
    text = re.sub(r"[.']", "", text)
    words = re.sub(r"[^0-9A-Z]+", " ", text).split()
    return " ".join([word for word in words if word not in LEGAL_FORMS] or words)


def normalise_tax_id(value, country=""):
    """``FR 40 303 265 045`` of a French company -> ``40303265045``.

    Letters and digits only, without the prefix of its own country (ISO 3166-1).
    """
    text = re.sub(r"[^0-9A-Z]", "", to_ascii(value))
    country = (country or "").upper()
    for prefix in PREFIXES.get(country, (country,)):
        if prefix and text.startswith(prefix) and len(text) > len(prefix):
            return text[len(prefix) :]
    return text


def normalise_phone(value, calling_code=""):
    """E.164: ``(847) 555-0100`` with the calling code ``1`` -> ``+18475550100``.

    ``00`` means ``+``; a leading zero of a national number is the trunk prefix.
    """
    text = (value or "").strip()
    text = re.split(r"(?i)\s*(?:ext|x)\.?\s*\d+$", text)[0]
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", text))
    if not digits:
        return ""
    if text.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    code = re.sub(r"\D", "", str(calling_code or ""))
    if not code:
        return digits
    if code == "1" and len(digits) == 11 and digits.startswith("1"):
        return f"+{digits}"
    return f"+{code}{digits.lstrip('0')}"


def company_domain(value):
    """The domain a mail address or web site belongs to; empty for free mail.

    ``orders@eu.acme.co.uk`` and ``https://www.acme.co.uk/x`` -> ``acme.co.uk``.
    """
    text = (value or "").strip().lower().rpartition("@")[2]
    text = re.sub(r"^[a-z]+://", "", text)
    host = re.split(r"[/:?#]", text)[0].strip(".")
    parts = [part for part in host.split(".") if part]
    if len(parts) < 2:
        return ""
    keep = 3 if len(parts) > 2 and parts[-2] in _LEVELS and len(parts[-1]) == 2 else 2
    found = ".".join(parts[-keep:])
    return "" if found in FREE_MAIL else found


def address_key(postal_code, street):
    """Postal code and first number of the street: ``60093 3`` for ``3 Lakes Dr.``."""
    code = re.sub(r"[^0-9A-Z]", "", to_ascii(postal_code))
    number = re.search(r"\d+", street or "")
    return f"{code} {number.group()}" if code and number else code


def name_similarity(left, right):
    """0 to 1: how alike two normalised names are, whatever the order of their words.

    Token-set comparison: the words in common, and those words with the rest of either
    name, are held against each other by the letters they have in the same order; the
    best of the three counts.
    """
    mine, theirs = set(left.split()), set(right.split())
    if not mine or not theirs:
        return 0.0
    common = " ".join(sorted(mine & theirs))
    first = " ".join(filter(None, [common, " ".join(sorted(mine - theirs))]))
    second = " ".join(filter(None, [common, " ".join(sorted(theirs - mine))]))
    pairs = [(first, second)]
    # One short word in common would make every name alike.
    if len(mine & theirs) > 1:
        pairs += [(common, first), (common, second)]
    return max(_alike(*pair) for pair in pairs)


def _alike(left, right):
    """Twice the longest common subsequence over both lengths."""
    if left == right:
        return 1.0
    row = [0] * (len(right) + 1)
    for letter in left:
        before = 0
        for index, other in enumerate(right, 1):
            kept = row[index]
            row[index] = before + 1 if letter == other else max(kept, row[index - 1])
            before = kept
    return 2 * row[-1] / (len(left) + len(right))
