"""BankStatement to the records of a BAI2 account."""

from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.errors import RejectedError

from ..codec.bai2_envelope import Account
from ..codec.bai2_records import Record
from ..codec.bai2_tables import DEFAULT_CURRENCY, direction, exponent
from ..reassociation import trace_text

#: Characters of a record without its slash.
WIDTH = 78


def write_statement(statement):
    """The records 03 and 16 as :class:`Part`; the codec adds what surrounds them.

    :raises RejectedError: ``bai2.write.amount`` for fractions of the smallest unit or
        an unknown direction, ``bai2.write.code`` for a type code without direction,
        ``bai2.write.field`` for a separator in a reference.
    """
    places = exponent(statement.currency or DEFAULT_CURRENCY)
    total, pieces = 0, [statement.account, statement.currency]
    for balance in statement.balances:
        units = _units(balance.amount, places, balance.where)
        total += units
        pieces += [balance.code, str(units), "", ""]
    records = [Record("03", [",".join(_checked(pieces))])]
    for number, entry in enumerate(statement.entries, 1):
        units, record = _record(entry, places, f"16[{number}]")
        total += units
        records.append(record)
    day = statement.statement_date
    facts = {
        "as_of_date": day.strftime("%y%m%d") if day else "",
        "currency": statement.currency,
        "modifier": "3" if statement.statement_type == "interim" else "2",
        "total": str(total),
        **dict.fromkeys(("file_date", "file_time", "file_id", "originator"), ""),
    }
    account = Account("", facts, records, closed=True)
    return Part("statement", account, version="2", facts=facts)


def _record(entry, places, where):
    if entry.amount is None:
        raise RejectedError("bai2.write.amount", where)
    sign = direction(entry.code)
    if not sign:
        raise RejectedError("bai2.write.code", where)
    units = _units(entry.amount, places, where) * sign
    names = entry.references
    values = [entry.code, str(units), *_funds(entry, places, where)]
    values += [names.bank, names.check_number or names.customer]
    record = Record("16", [",".join(_checked(values, where))])
    words = list(names.words)
    if entry.trace:
        words.append(trace_text(entry.trace))
    text = " ".join(words)
    for start in range(0, len(text), WIDTH):
        record.pieces.append(text[start : start + WIDTH])
    record.lines = len(record.pieces)
    return units, record


def _funds(entry, places, where):
    if entry.value_date:
        return ["V", entry.value_date.strftime("%y%m%d"), ""]
    if not entry.availability:
        return ["Z"]
    rows = []
    for part in entry.availability:
        rows += [str(part.days), str(_units(part.amount, places, where))]
    return ["D", str(len(entry.availability)), *rows]


def _units(amount, places, where):
    """An amount in the smallest unit of its currency."""
    units = amount.scaleb(places)
    if units != units.to_integral_value():
        raise RejectedError("bai2.write.amount", where)
    return int(units)


def _checked(values, where="03"):
    for value in values:
        if any(sign in value for sign in ",/\r\n"):
            raise RejectedError("bai2.write.field", where)
    return values
