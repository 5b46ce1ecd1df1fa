"""Control totals: what came in equals what was posted, excepted and parked.

Every state of a message belongs to exactly one heap. What is still *in work* keeps a
batch from balancing; what is *repeated* was posted the first time and counts for
nothing.
"""

from dataclasses import dataclass, field
from decimal import Decimal

POSTED = ("done", "sent", "acknowledged")
EXCEPTED = (
    "partly",
    "conflict",
    "rejected",
    "failed",
    "dead",
    "skipped",
    "refused",
    "uncertain",
)
PARKED = ("waiting", "parked", "to_approve", "draft")
REPEATED = ("duplicate",)
IN_WORK = ("received", "due", "leased", "retry", "sending")

HEAPS = {
    "posted": POSTED,
    "excepted": EXCEPTED,
    "parked": PARKED,
    "repeated": REPEATED,
    "in_work": IN_WORK,
}
ZERO = Decimal(0)


@dataclass(slots=True)
class Heap:
    """A number of documents and the sum of their control amounts.

    ``touched``: some of a document that counts elsewhere is here, even if it has no
    amount, as the good lines of an order acknowledgment.
    """

    count: int = 0
    amount: Decimal = ZERO
    touched: bool = field(default=False, compare=False)

    def add(self, count, amount):
        """Put ``count`` documents worth ``amount`` on this heap."""
        self.count += count
        self.amount += amount


def heap_of(state):
    """The name of the heap of a message state."""
    return next(name for name, states in HEAPS.items() if state in states)


def sort_out(rows):
    """``{heap name: Heap}`` of ``(state, count, amount, open amount)`` rows.

    Amounts are decimals as text, or None.

    ``open amount`` is what the questions on those documents stand for. A document that
    was applied in part counts as excepted, since a person has to look at it; the amount
    of its good lines is posted all the same.
    """
    heaps = {name: Heap() for name in HEAPS}
    for state, count, amount, asked in rows:
        amount, asked = Decimal(amount or 0), Decimal(asked or 0)
        if state == "partly":
            asked = min(asked, amount)
            heaps["excepted"].add(count, asked)
            heaps["posted"].add(0, amount - asked)
            heaps["posted"].touched = True
        else:
            heaps[heap_of(state)].add(count, amount)
    return heaps


def differences(received, heaps, announced_missing=0, expected=None):
    """Codes of what keeps the totals from balancing; empty when they balance.

    :param Heap received: what was counted when the documents were read.
    :param announced_missing: sets that an envelope announced and nobody found.
    :param Heap expected: what the partner says he sent, if he did.
    """
    found = []
    if heaps["in_work"].count:
        found.append("in_work")
    known = [heaps[name] for name in ("posted", "excepted", "parked")]
    if received.count != sum(heap.count for heap in known):
        found.append("count")
    if received.amount != sum((heap.amount for heap in known), ZERO):
        found.append("amount")
    if announced_missing:
        found.append("announced")
    if expected is not None:
        if expected.count != received.count:
            found.append("expected_count")
        if expected.amount != received.amount:
            found.append("expected_amount")
    return found
