"""What a supplier fills in on a page, as canonical documents. Pure.

Every function takes the ordered lines and the fields of a form and returns
``(document, faults)``: the document is None as long as there is a fault. A fault is
``(field, code)``; the page has the words. Quantities are in the unit of the order line,
prices per that unit in the currency of the order, dates those of the supplier.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedLine,
    ItemIds,
    LineStatus,
    OrderAcknowledgment,
    OrderChange,
)

NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
NAME = re.compile(r"[^\x00-\x1f\x7f]{1,64}")
DELIVERY = "067"


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A line as the supplier knows it from the order."""

    number: str
    item: ItemIds
    quantity: Decimal
    uom: str
    price: Decimal | None


class Form:
    """The fields of a form, read one by one; what is wrong is kept in ``faults``."""

    def __init__(self, fields):
        self.fields = fields
        self.faults = []

    def text(self, name, needed=False):
        """A short text; control characters and more than 64 characters are refused."""
        value = self._raw(name)
        if not value:
            if needed:
                self.fault(name, "missing")
            return ""
        if not NAME.fullmatch(value):
            self.fault(name, "text")
            return ""
        return value

    def number(self, name, needed=False):
        """A Decimal from 0 on, None when it is empty or wrong."""
        value = self._raw(name)
        if not value:
            if needed:
                self.fault(name, "missing")
            return None
        if not NUMBER.fullmatch(value):
            self.fault(name, "number")
            return None
        return Decimal(value)

    def day(self, name, needed=False):
        """A date, None when it is empty or wrong."""
        value = self._raw(name)
        if not value:
            if needed:
                self.fault(name, "missing")
            return None
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or not 2000 <= found.year < 2100:
            self.fault(name, "date")
            return None
        return found

    def choice(self, name, allowed):
        """One of ``allowed``; the first one when nothing was chosen."""
        value = self._raw(name) or allowed[0]
        if value not in allowed:
            self.fault(name, "choice")
            return allowed[0]
        return value

    def fault(self, name, code):
        """Remember what is wrong with a field."""
        self.faults.append((name, code))

    def result(self, build):
        """``(document, faults)``."""
        return (None if self.faults else build(), self.faults)

    def _raw(self, name):
        value = self.fields.get(name, "")
        return value.strip() if isinstance(value, str) else ""


# -- acknowledgment ------------------------------------------------------------------

ANSWERS = ("accept", "backorder", "less", "substitute", "reject")


def acknowledgment(order_number, lines, fields, today):
    """An :class:`OrderAcknowledgment` with one answer per line.

    ``answer_<n>``: accept, backorder (``quantity_<n>`` now, the rest later), less
    (``quantity_<n>`` and no more), substitute (``substitute_<n>``), reject; with
    ``date_<n>`` and ``price_<n>``.
    """
    form = Form(fields)
    rows = [_acknowledged(form, line) for line in lines]
    reference = form.text("supplier_order_number")
    clean = all(
        [status.code for status in row.statuses] == ["IA"]
        and row.price in (None, line.price)
        for row, line in zip(rows, lines, strict=True)
    )
    rejected = all([status.code for status in row.statuses] == ["IR"] for row in rows)
    status = "AD" if clean else ("RD" if rejected else "AC")
    return form.result(
        lambda: OrderAcknowledgment(
            order_number=order_number,
            status=status,
            lines=tuple(rows),
            acknowledged_date=today,
            supplier_order_number=reference,
        )
    )


def _acknowledged(form, line):
    number = line.number
    answer = form.choice(f"answer_{number}", ANSWERS)
    day = form.day(f"date_{number}")
    price = form.number(f"price_{number}")
    return AcknowledgedLine(
        number=number,
        item=line.item,
        quantity=line.quantity,
        uom=line.uom,
        price=line.price if price is None else price,
        statuses=_statuses(form, line, answer, day),
    )


def _statuses(form, line, answer, day):
    def status(code, quantity, when=None, substitute=None):
        kind = DELIVERY if when else ""
        return LineStatus(code, quantity, line.uom, kind, when, substitute)

    if answer == "reject":
        return (status("IR", line.quantity),)
    if answer == "substitute":
        code = form.text(f"substitute_{line.number}", needed=True)
        return (status("IS", line.quantity, day, ItemIds(supplier=code)),)
    if answer == "accept":
        return (status("IA", line.quantity, day),)
    now = form.number(f"quantity_{line.number}", needed=True)
    if now is None:
        return ()
    if now >= line.quantity:
        form.fault(f"quantity_{line.number}", "less")
    if answer == "less":
        return (status("IQ", now, day),)
    later = form.day(f"later_{line.number}")
    rest = status("IB", line.quantity - now, later)
    return (status("IA", now, day), rest) if now else (rest,)


# -- answer to a change ----------------------------------------------------------------


def change_answer(order_number, change_number, fields, today):
    """An :class:`OrderChange` of the supplier that accepts or refuses ours."""
    form = Form(fields)
    accepted = form.choice("answer", ("accept", "reject")) == "accept"
    reason = form.text("reason", needed=not accepted)
    return form.result(
        lambda: OrderChange(
            order_number=order_number,
            change_number=change_number,
            change_date=today,
            initiator="supplier",
            status="AT" if accepted else "RJ",
            reason=reason,
        )
    )
