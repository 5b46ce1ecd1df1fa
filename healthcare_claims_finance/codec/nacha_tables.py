"""The ACH file format of Nacha, as the receiving side gets it. Positions from 1.

Source: the record layouts that banks publish for their customers; texts are our own.
"""

from odoo.addons.healthcare_integration_base.issue import (
    ELEMENT,
    GROUP,
    INTERCHANGE,
    SEGMENT,
    Fault,
    FaultTable,
)

WIDTH = 94
BLOCKING = 10
FILE, BATCH, ENTRY, ADDENDA, BATCH_END, FILE_END = "1", "5", "6", "7", "8", "9"

#: Record -> name -> (first, last) position.
LAYOUT = {
    FILE: {
        "destination": (4, 13),
        "origin": (14, 23),
        "file_date": (24, 29),
        "file_time": (30, 33),
        "file_id": (34, 34),
    },
    BATCH: {
        "service_class": (2, 4),
        "company_name": (5, 20),
        "company_id": (41, 50),
        "standard_class": (51, 53),
        "description": (54, 63),
        "effective_date": (70, 75),
        "originating_bank": (80, 87),
        "batch_number": (88, 94),
    },
    ENTRY: {
        "transaction_code": (2, 3),
        "receiving_bank": (4, 12),
        "account": (13, 29),
        "amount": (30, 39),
        "individual_id": (40, 54),
        "addenda_indicator": (79, 79),
        "trace": (80, 94),
    },
    ADDENDA: {"addenda_type": (2, 3), "information": (4, 83), "sequence": (84, 87)},
    BATCH_END: {
        "count": (5, 10),
        "hash": (11, 20),
        "debits": (21, 32),
        "credits": (33, 44),
        "batch_number": (88, 94),
    },
    FILE_END: {
        "batches": (2, 7),
        "blocks": (8, 13),
        "count": (14, 21),
        "hash": (22, 31),
        "debits": (32, 43),
        "credits": (44, 55),
    },
}
PAYMENT, RETURN, CHANGE = "05", "99", "98"
#: Addenda of cards and of payments from abroad (IAT): names and addresses, not kept.
INTERNATIONAL = ("02", *(str(number) for number in range(10, 19)))

_HOLD = "Hold the file and ask the bank for it again."

FAULTS = FaultTable(
    {
        "nacha.empty": Fault(INTERCHANGE, "The payload is empty."),
        "nacha.not_nacha": Fault(
            INTERCHANGE,
            "The payload is not an ACH file.",
            "Check which format the flow is set to.",
        ),
        "nacha.encoding": Fault(
            INTERCHANGE, "The file is not ASCII; it was read as ISO 8859-1."
        ),
        "nacha.width": Fault(
            SEGMENT,
            "A record is longer than 94 characters.",
            "Ask the bank whether the file was edited.",
        ),
        "nacha.record": Fault(
            SEGMENT, "A line is no record of this format and was passed over."
        ),
        "nacha.place": Fault(
            SEGMENT, "A record stands where it has no meaning and was passed over."
        ),
        "nacha.file.open": Fault(
            INTERCHANGE, "The file has no control record; it may be cut off.", _HOLD
        ),
        "nacha.file.batches": Fault(
            INTERCHANGE, "The file control does not state the number of batches.", _HOLD
        ),
        "nacha.file.count": Fault(
            INTERCHANGE, "The file control does not state the number of records.", _HOLD
        ),
        "nacha.file.hash": Fault(
            INTERCHANGE, "The file's entry hash is not that of its entries.", _HOLD
        ),
        "nacha.file.total": Fault(
            INTERCHANGE, "The file's totals are not those of its entries.", _HOLD
        ),
        "nacha.batch.open": Fault(
            GROUP, "A batch has no control record; it may be cut off.", _HOLD
        ),
        "nacha.batch.count": Fault(
            GROUP, "A batch control does not state the number of records.", _HOLD
        ),
        "nacha.batch.hash": Fault(
            GROUP, "A batch's entry hash is not that of its entries.", _HOLD
        ),
        "nacha.batch.total": Fault(
            GROUP, "A batch's totals are not those of its entries.", _HOLD
        ),
        "nacha.batch.number": Fault(
            GROUP, "Header and control of a batch have different numbers.", _HOLD
        ),
        "nacha.amount": Fault(
            ELEMENT,
            "An amount cannot be read.",
            "Amounts are ten digits, the last two are cents.",
        ),
        "nacha.code": Fault(
            ELEMENT,
            "A transaction code says neither credit nor debit.",
            "Ask the bank what the code means.",
        ),
        "nacha.account": Fault(ELEMENT, "An entry names no account of ours.", _HOLD),
        "nacha.date": Fault(ELEMENT, "A date cannot be read."),
        "nacha.check_digit": Fault(
            ELEMENT,
            "The routing number of an entry has a wrong check digit.",
            "Ask the bank whether the file was edited.",
        ),
        "nacha.addenda": Fault(
            SEGMENT,
            "An entry announces an addenda that is not there, or the other way round.",
            "The trace of the payment may be lost; ask the bank.",
        ),
        "nacha.trace": Fault(
            SEGMENT,
            "The addenda of a payment holds no trace that could be matched.",
            "Ask the payer for the TRN segment in the addenda.",
        ),
    }
)

fault = FAULTS.issue


def cut(record, name):
    """A field of a record, without the blanks around it."""
    first, last = LAYOUT[record[0]][name]
    return record[first - 1 : last].strip()


def direction(code):
    """1 for a credit to the receiver's account, -1 for a debit, 0 where not told.

    The second digit tells: 1-4 credits and their returns, 5-9 debits and theirs.
    """
    if len(code) != 2 or code[0] not in "2345" or code[1] not in "123456789":
        return 0
    return 1 if code[1] in "1234" else -1


def moves_money(code):
    """Whether an entry is more than a test of the account or a message."""
    return code[1:] in ("2", "7", "1", "6", "5")
