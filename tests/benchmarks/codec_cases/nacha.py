"""ACH files: invented payments of payers, each with its trace, walked over and read."""

import io
from decimal import Decimal

from codec_case import Case

from odoo.addons.healthcare_claims_finance.codec import CODECS
from odoo.addons.healthcare_claims_finance.document import DOCUMENTS
from odoo.addons.healthcare_claims_finance.document.nacha_entries import stream_entries

PER_BATCH = 50
CENTS = 12550
AMOUNT = Decimal(CENTS).scaleb(-2)
BANK = "09100001"
HEAD = (
    "101 09100001919999999992601130600A094101"
    "INVENTED HOSPITAL BANK INVENTED PAYER BANK            \n"
)


def batch(number):
    """Fifty credits to one account, each with an addenda."""
    rows = [
        "5220INVENTED PLAN                       1999999999CCDHCCLAIMPMT      260114"
        f"   1{BANK}{number:07}"
    ]
    for line in range(1, PER_BATCH + 1):
        rows.append(
            f"622{BANK}9000123456789     {CENTS:010}NPI1999999984  "
            f"INVENTED HOSPITAL       1{BANK}{line:07}"
        )
        remark = f"TRN*1*EFT{number:06}{line:02}*1999999999\\"
        rows.append(f"705{remark:80}0001{line:07}")
    totals = control(2 * PER_BATCH, PER_BATCH)
    rows.append(f"8220{totals}1999999999{'':25}{BANK}{number:07}")
    return "\n".join(rows) + "\n"


def control(records, entries):
    """Count, hash and totals as both trailers have them."""
    hash_total = int(BANK) * entries % 10**10
    # Twelve digits are all there is: a longer file than a bank would send begins again.
    credit = CENTS * entries % 10**12
    return f"{records:06}{hash_total:010}{0:012}{credit:012}"


def tail(batches):
    """The file's trailer. Its counts have six and eight digits."""
    lines = 2 + batches * (2 + 2 * PER_BATCH)
    blocks = -(-lines // 10)
    records = 2 * PER_BATCH * batches
    totals = control(0, PER_BATCH * batches)[6:]
    return f"9{batches:06}{blocks:06}{records:08}{totals}{'':39}\n" + (
        "9" * 94 + "\n"
    ) * (blocks * 10 - lines)


def payload_of(batches):
    """One file as bytes."""
    body = "".join(map(batch, range(1, batches + 1)))
    return (HEAD + body + tail(batches)).encode()


def large(handle, size):
    """Write about ``size`` bytes; the sum of the entries."""
    handle.write(HEAD.encode())
    written = batches = 0
    while written < size:
        batches += 1
        written += handle.write(batch(batches).encode())
    handle.write(tail(batches).encode())
    return AMOUNT * PER_BATCH * batches


def entries(stream):
    """The sum of the entries of a streamed file, each with its trace."""
    found = (entry for _reading, entry in stream_entries(CODECS["nacha"], stream))
    return sum((entry.amount for entry in found if entry), Decimal(0))


def cases(quick):
    """Read as a whole and streamed; no public library reads the traces."""
    count = 40 if quick else 500
    payload = payload_of(count)
    total = AMOUNT * PER_BATCH * count

    def walk():
        codec = CODECS["nacha"]
        return sum(1 for _, entry in codec.iterate(io.BytesIO(payload)) if entry)

    def read():
        decoded = CODECS["nacha"].decode(payload)
        found, issues = Decimal(0), [*decoded.issues]
        for part in decoded.parts:
            result = DOCUMENTS["nacha_entries"].read(part)
            issues += [*part.issues, *result.issues]
            found += sum((entry.amount for entry in result.documents[0].entries), 0)
        return found, len(issues)

    return [
        Case("nacha walked", walk, len(payload), count * PER_BATCH),
        Case(
            "nacha to statements",
            read,
            len(payload),
            (total, 0),
            large=large,
            stream=entries,
        ),
    ]
