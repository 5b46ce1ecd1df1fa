"""OrderAcknowledgment to EDIFACT ORDRSP."""

from .edifact_trade import (
    ITEM_FIELDS,
    unit,
    write_item,
    write_numbers,
    write_parties,
    write_price,
)
from .edifact_vocabulary import (
    ANSWER_CODES,
    DATE_KINDS,
    LINE_STATUS_CODES,
    LINE_STATUSES,
    PURPOSE_CODES,
)
from .edifact_writing import Writing


def write_response(answer):
    """An answer with one delivery schedule per status where a line has several.

    1229 knows accepted, amended, refused and deleted: a price that changed, a quantity
    that changed and a date that changed all become 6, accepted with amendment.
    """
    writing = Writing("ORDRSP")
    function = ANSWER_CODES.get(answer.status, "4")
    if answer.purpose in ("01", "05"):
        function = PURPOSE_CODES.write(answer.purpose)
    number = answer.supplier_order_number or answer.order_number
    writing.add("BGM", "231", number, function)
    writing.date("137", answer.acknowledged_date)
    writing.reference("ON", answer.order_number)
    writing.date("171", answer.order_date)
    writing.reference("VN", answer.supplier_order_number)
    write_parties(writing, SU=answer.supplier)
    writing.add("CUX", ("2", answer.currency, "9"), needs=(1, 2))
    for line in answer.lines:
        _write_line(writing, line)
    writing.add("UNS", "S")
    writing.add("CNT", ("2", len(answer.lines)))
    return writing.part()


def _write_line(writing, line):
    write_item(writing, line.number, _action(line), line.item)
    for status in line.statuses[:1]:
        if status.substitute:
            fields = (*ITEM_FIELDS, ("gtin", "SRV"))
            write_numbers(writing, "3", status.substitute, fields)
    writing.add("QTY", ("21", line.quantity, unit(line.uom)), needs=(1, 2))
    several = len(line.statuses) > 1
    if not several:
        for status in line.statuses:
            _write_quantity(writing, status)
            _write_date(writing, status)
    write_price(writing, line.price, line.price_basis, line.uom)
    if several:
        for status in line.statuses:
            writing.add("SCC", "1")
            _write_quantity(writing, status)
            _write_date(writing, status)


def _write_quantity(writing, status):
    kind = "83" if status.code == "IB" else "113"
    writing.add("QTY", (kind, status.quantity, unit(status.uom)), needs=(1, 2))


def _write_date(writing, status):
    kind = DATE_KINDS.write(status.date_kind or "067", "67")
    writing.date(kind, status.scheduled_date)


def _action(line):
    codes = [status.code for status in line.statuses]
    first = next((code for code in codes if code != "IB"), codes[0] if codes else "")
    if not first:
        return ""
    return LINE_STATUS_CODES.get(first) or LINE_STATUSES.write(first, "6")
