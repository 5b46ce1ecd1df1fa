"""One number, one spelling: suppliers write the same invoice number in many ways."""

import re
import unicodedata

_PREFIX = re.compile(r"^(?:INVOICE|INV|BILL|NO)+(?=\d)")


def normalise_invoice_number(value):
    """``INV-000123/A`` -> ``123A``; ``000`` -> ``0``.

    NFKD, upper case, letters and digits only, without INV, INVOICE, BILL or NO before
    digits and without leading zeros.
    """
    text = unicodedata.normalize("NFKD", value or "").upper()
    text = re.sub(r"[^0-9A-Z]", "", text)
    text = _PREFIX.sub("", text)
    return text.lstrip("0") or ("0" if text else "")
