"""What a change of an order is called, and what an answer to it means. Pure.

Actions are X12 element 670, statuses of lines element 668, of the answer element 587.
Quantities are in the unit of the order line.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ACCEPTED, REJECTED, CHANGED, PENDING = "accepted", "rejected", "changed", "pending"

ACCEPT_ALL = frozenset({"AD", "AE", "AK", "AT", "AP"})
"""Answers under which a line that is not named is accepted."""
REJECT_ALL = frozenset({"RD", "RF", "RJ", "RN", "RV"})
LINE_REJECTED = frozenset(
    {"IR", "ID", "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "RC"}
)
LINE_HELD = frozenset({"IH", "IF", "IW"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What a line says: None keeps what it said before."""

    quantity: Decimal | None = None
    price: Decimal | None = None
    day: date | None = None


def action(before, after):
    """The action that leads from one :class:`Terms` to the other; ``before`` None for a
    line that is added."""
    if before is None:
        return "AI"
    if after.quantity is not None and after.quantity == 0:
        return "DI"
    more = after.quantity is not None and after.quantity - before.quantity
    price = after.price is not None and after.price != before.price
    day = after.day is not None and after.day != before.day
    if more:
        if price and not day:
            return "PQ"
        if day and not price:
            return "RQ"
        return "CA" if price or day else ("QI" if more > 0 else "QD")
    if price and day:
        return "CA"
    return "PC" if price else ("RS" if day else "NC")


def verdict(header, line_action, codes, asked, stated):
    """What the answer says about one line of our change.

    :param str header: status of the answer.
    :param line_action: action of the line in the answer; None when it is not named.
    :param codes: statuses of the line.
    :param Terms asked: what we asked for.
    :param Terms stated: what the answer repeats or offers instead.
    """
    if line_action is None:
        if header in REJECT_ALL:
            return REJECTED
        return ACCEPTED if header in ACCEPT_ALL else PENDING
    if line_action in LINE_REJECTED or LINE_REJECTED & set(codes):
        return REJECTED
    if LINE_HELD & set(codes):
        return PENDING
    if header in REJECT_ALL and not codes:
        return REJECTED
    return ACCEPTED if _agrees(asked, stated) else CHANGED


def _agrees(asked, stated):
    """Whether nothing that is stated contradicts what was asked for."""
    pairs = (
        (asked.quantity, stated.quantity),
        (asked.price, stated.price),
        (asked.day, stated.day),
    )
    return all(there is None or here is None or here == there for here, there in pairs)


def state_of(verdicts):
    """State of a change whose lines have these verdicts."""
    found = set(verdicts)
    if not found or PENDING in found:
        return "sent"
    if found == {ACCEPTED}:
        return "accepted"
    return "rejected" if found == {REJECTED} else "partial"
