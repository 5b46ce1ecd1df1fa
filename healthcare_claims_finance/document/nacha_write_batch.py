"""BankStatement to the records of an ACH batch."""

from odoo.addons.healthcare_integration_base.canonical import Party
from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.errors import RejectedError

from ..codec.nacha_envelope import Batch
from ..codec.nacha_tables import direction
from ..codec.nacha_write import record
from ..reassociation import trace_text

#: Characters of an addenda's information.
WIDTH = 80


def write_batch(statement):
    """One batch: the originator is the counterparty of the first payment.

    :raises RejectedError: ``nacha.write.amount`` for fractions of a cent or an amount
        that does not go with its code, ``nacha.write.field`` for what is too long.
    """
    entries = [
        _entry(statement, entry, number)
        for number, entry in enumerate(statement.entries, 1)
    ]
    parties = [row.counterparty for entry in statement.entries for row in entry.details]
    originator = parties[0] if parties else Party()
    first = statement.entries[0] if statement.entries else None
    day = statement.statement_date
    facts = {
        "company_name": originator.name,
        "company_id": originator.identifier,
        "standard_class": first.own_code if first and first.own_code else "CCD",
        "description": "HCCLAIMPMT",
        "effective_date": day.strftime("%y%m%d") if day else "",
        "originating_bank": "",
        "batch_number": first.references.batch if first else "",
        **dict.fromkeys(("file_date", "file_time", "file_id"), ""),
    }
    batch = Batch("", facts, entries, closed=True)
    return Part("batch", batch, version=facts["standard_class"], facts=facts)


def _entry(statement, entry, number):
    where = f"6[{number}]"
    code = entry.code or ("22" if entry.amount and entry.amount > 0 else "27")
    if entry.amount is None:
        raise RejectedError("nacha.write.amount", where)
    cents = entry.amount.scaleb(2) * direction(code)
    if cents < 0 or cents != cents.to_integral_value():
        raise RejectedError("nacha.write.amount", where)
    detail = entry.details[0] if entry.details else None
    names = detail.references if detail else entry.references
    words = list(names.words)
    if entry.trace:
        words.append(trace_text(entry.trace))
    text = " ".join(words)
    reason = detail.return_reason if detail else ""
    head = record(
        "6",
        transaction_code=code,
        receiving_bank=statement.servicer,
        account=statement.account,
        amount=str(int(cents)),
        individual_id=names.customer,
        addenda_indicator="1" if text or reason else "0",
        trace=names.transaction,
    )
    rows = [head]
    if reason:
        rows.append(record("7", addenda_type="99", information=reason))
    for start in range(0, len(text), WIDTH):
        rows.append(
            record(
                "7",
                addenda_type="05",
                information=text[start : start + WIDTH],
                sequence=str(start // WIDTH + 1),
            )
        )
    return rows
