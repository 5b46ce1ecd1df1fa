"""BAI2 cash management reporting: its codes, and what can be wrong with a file.

Source: the record and type codes of the BAI Cash Management Balance Reporting
Specifications, version 2. Texts are our own.
"""

from functools import lru_cache

from odoo.addons.healthcare_integration_base.issue import (
    ELEMENT,
    GROUP,
    INTERCHANGE,
    SEGMENT,
    SET,
    Fault,
    FaultTable,
)

FILE, FILE_END = "01", "99"
GROUP_HEAD, GROUP_END = "02", "98"
ACCOUNT, ACCOUNT_END = "03", "49"
TRANSACTION, CONTINUATION = "16", "88"
TAGS = (
    FILE,
    GROUP_HEAD,
    ACCOUNT,
    TRANSACTION,
    ACCOUNT_END,
    CONTINUATION,
    GROUP_END,
    FILE_END,
)

_HOLD = "Hold the statement and ask the bank for it again."

FAULTS = FaultTable(
    {
        "bai2.empty": Fault(INTERCHANGE, "The payload is empty."),
        "bai2.not_bai2": Fault(
            INTERCHANGE,
            "The payload is not a BAI2 file.",
            "Check which format the flow is set to.",
        ),
        "bai2.encoding": Fault(
            INTERCHANGE, "The file is not UTF-8; it was read as ISO 8859-1."
        ),
        "bai2.line": Fault(
            SEGMENT,
            "A line is no record; it was joined to the record before it.",
            "Nothing, if the text is right; the bank wraps its lines.",
        ),
        "bai2.line.unknown": Fault(
            SEGMENT, "A line is no record and was passed over.", "Look at the file."
        ),
        "bai2.slash": Fault(SEGMENT, "A record does not end with a slash."),
        "bai2.file.missing": Fault(
            INTERCHANGE, "No file header; sender and date are not known.", _HOLD
        ),
        "bai2.file.open": Fault(
            INTERCHANGE, "The file is not closed; it may be cut off.", _HOLD
        ),
        "bai2.file.count": Fault(
            INTERCHANGE, "The file trailer does not state the number of records.", _HOLD
        ),
        "bai2.file.groups": Fault(
            INTERCHANGE, "The file trailer does not state the number of groups.", _HOLD
        ),
        "bai2.file.total": Fault(
            INTERCHANGE, "The file's control total is not that of its groups.", _HOLD
        ),
        "bai2.group.open": Fault(
            GROUP, "A group is not closed; it may be cut off.", _HOLD
        ),
        "bai2.group.count": Fault(
            GROUP, "A group trailer does not state the number of records.", _HOLD
        ),
        "bai2.group.accounts": Fault(
            GROUP, "A group trailer does not state the number of accounts.", _HOLD
        ),
        "bai2.group.total": Fault(
            GROUP, "A group's control total is not that of its accounts.", _HOLD
        ),
        "bai2.group.status": Fault(
            GROUP,
            "The group is a deletion or a test; it must not be booked.",
            "Ask the bank what it takes back.",
        ),
        "bai2.group.correction": Fault(
            GROUP,
            "The group corrects an earlier one.",
            "Compare it with what was booked already.",
        ),
        "bai2.place": Fault(
            SEGMENT, "A record stands where it has no meaning and was passed over."
        ),
        "bai2.account.missing": Fault(
            SET, "An account has no number.", "Ask the bank; it cannot be booked."
        ),
        "bai2.account.open": Fault(
            SET, "An account is not closed; it may be cut off.", _HOLD
        ),
        "bai2.account.count": Fault(
            SET, "An account trailer does not state the number of records.", _HOLD
        ),
        "bai2.account.total": Fault(
            SET, "An account's control total is not that of its amounts.", _HOLD
        ),
        "bai2.account.total.missing": Fault(
            SET, "An account states no control total.", "Nothing; banks leave it out."
        ),
        "bai2.entries": Fault(
            SET,
            "Opening balance and movements do not make the closing balance.",
            _HOLD,
        ),
        "bai2.summary.count": Fault(
            SEGMENT,
            "The summary counts other movements than the account lists.",
            "Movements may not be detailed; ask the bank before booking.",
        ),
        "bai2.summary.sum": Fault(
            SEGMENT, "The summary has another sum than the listed movements.", _HOLD
        ),
        "bai2.amount": Fault(
            ELEMENT,
            "An amount cannot be read.",
            "Amounts are digits in the smallest unit of the currency, with a sign.",
        ),
        "bai2.amount.missing": Fault(ELEMENT, "A movement states no amount.", _HOLD),
        "bai2.date": Fault(ELEMENT, "A date or time cannot be read."),
        "bai2.type_code": Fault(
            ELEMENT,
            "A type code says neither credit nor debit.",
            "Ask the bank what the code means; the movement is not booked.",
        ),
        "bai2.funds": Fault(
            ELEMENT,
            "The availability of an amount cannot be read.",
            "Look at the file.",
        ),
        "bai2.too_long": Fault(
            SEGMENT, "A record has more continuations than any bank writes."
        ),
    }
)

fault = FAULTS.issue

#: Currencies whose amounts have other than two implied decimals (ISO 4217).
EXPONENTS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0
    ),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
DEFAULT_CURRENCY = "USD"


def exponent(currency):
    """Implied decimals of amounts in a currency."""
    return EXPONENTS.get(currency, 2)


@lru_cache(maxsize=1024)
def direction(code):
    """1 for a credit, -1 for a debit, 0 where the type code does not say.

    100-399 are credits and 400-699 debits; loans have codes of both kinds; of the codes
    for a bank's own use 920-959 are credits and 960-999 debits.
    """
    if not (code.isascii() and code.isdigit() and len(code) <= 3):
        return 0
    number = int(code)
    if 100 <= number <= 399 or 920 <= number <= 959:
        return 1
    if 400 <= number <= 699 or 960 <= number <= 999:
        return -1
    if number in (706, 708, 827, 829) or 720 <= number <= 728:
        return 1
    return -1 if number in (760, 828) else 0
