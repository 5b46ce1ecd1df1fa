"""BAI2: invented accounts with payments of payers, walked over and read."""

import io
from decimal import Decimal

from codec_case import Case, Library

from odoo.addons.healthcare_claims_finance.codec import CODECS
from odoo.addons.healthcare_claims_finance.document import DOCUMENTS
from odoo.addons.healthcare_claims_finance.document.bai2_statement import stream_entries

PER_ACCOUNT = 50
UNITS = 12550
AMOUNT = Decimal(UNITS).scaleb(-2)
HEAD = (
    "01,INVENTBANK,HOSPITAL,260113,0600,1,,,2/\n"
    "02,HOSPITAL,INVENTBANK,1,260112,,USD,2/\n"
)


def account(number):
    """An account with fifty credits of two lines each."""
    closing = UNITS * PER_ACCOUNT
    rows = [f"03,{number:012},USD,010,0,,,015,{closing},,/\n"]
    for line in range(PER_ACCOUNT):
        rows.append(
            f"16,142,{UNITS},V,260113,,SVC{line:08},NPI1999999984,INVENTED PLAN/\n"
            f"88,HCCLAIMPMT TRN*1*EFT{number:06}{line:02}*1999999999\\/\n"
        )
    rows.append(f"49,{2 * closing},{2 + 2 * PER_ACCOUNT}/\n")
    return "".join(rows)


def tail(accounts):
    """Group and file trailer with their totals."""
    total = 2 * UNITS * PER_ACCOUNT * accounts
    lines = accounts * (2 + 2 * PER_ACCOUNT)
    return f"98,{total},{accounts},{lines + 2}/\n99,{total},1,{lines + 4}/\n"


def payload_of(accounts):
    """One file as bytes."""
    body = "".join(map(account, range(accounts)))
    return (HEAD + body + tail(accounts)).encode()


def large(handle, size):
    """Write about ``size`` bytes; the sum of the entries."""
    handle.write(HEAD.encode())
    written = accounts = 0
    while written < size:
        written += handle.write(account(accounts).encode())
        accounts += 1
    handle.write(tail(accounts).encode())
    return AMOUNT * PER_ACCOUNT * accounts


def entries(stream):
    """The sum of the entries of a streamed file."""
    found = (entry for _reading, entry in stream_entries(CODECS["bai2"], stream))
    return sum((entry.amount for entry in found if entry), Decimal(0))


def cases(quick):
    """Read as a whole and streamed, beside the public library."""
    count = 40 if quick else 1_000
    payload = payload_of(count)
    total = AMOUNT * PER_ACCOUNT * count

    def walk():
        return sum(
            1 for _, record in CODECS["bai2"].iterate(io.BytesIO(payload)) if record
        )

    def read():
        found = Decimal(0)
        for part in CODECS["bai2"].decode(payload).parts:
            (statement,) = DOCUMENTS["bai2_statement"].read(part).documents
            found += sum((entry.amount for entry in statement.entries), Decimal(0))
        return found

    def library():
        from bai2 import bai2  # only where it is installed

        return len(bai2.parse_from_string(payload.decode()).children)

    return [
        Case("bai2 walked", walk, len(payload), count * (PER_ACCOUNT + 1)),
        Case(
            "bai2 to statements",
            read,
            len(payload),
            total,
            library=Library("bai2 library", "bai2", library, len(payload), aim=1),
            large=large,
            stream=entries,
        ),
    ]
