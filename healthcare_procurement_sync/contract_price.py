"""Which of several contract prices counts, and why the others do not. Pure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

LIST_PRIORITY = 90
PRIORITIES = {"local": 10, "idn": 15, "gpo": 20, "spot": 50, "list": LIST_PRIORITY}
"""Who negotiated the price, most binding first."""


@dataclass(frozen=True, slots=True)
class ContractPrice:
    """A price per unit from ``minimum`` units on, valid from ``start`` to ``end``.

    ``priority``: local 10, network 15, purchasing group 20, spot 50, list 90. Dates
    are inclusive; None is open. ``tier`` the rank of the contract's tier that the price
    belongs to, higher is better, 0 for none. ``eligible`` says whether the facility is
    on the roster and has the tier. ``source`` whatever the price comes from.
    ``worth`` is the price in a currency that all prices share, where it is another's.
    """

    price: Fraction
    priority: int = 20
    minimum: Fraction = Fraction(0)
    start: date | None = None
    end: date | None = None
    tier: int = 0
    eligible: bool = True
    source: Any = None
    worth: Fraction | None = None

    def effective(self, day, quantity):
        """Whether the price is valid on a day for a quantity."""
        return self.refusal(day, quantity) is None

    def refusal(self, day, quantity):
        """Why the price does not count: ``roster``, ``not_yet``, ``ended``,
        ``quantity``; None when it may."""
        if not self.eligible:
            return "roster"
        if self.start is not None and self.start > day:
            return "not_yet"
        if self.end is not None and self.end < day:
            return "ended"
        if self.minimum > quantity:
            return "quantity"
        return None

    def rank(self):
        """The order in which usable prices are taken, smallest first."""
        worth = self.price if self.worth is None else self.worth
        return (self.priority, -self.tier, -self.minimum, worth)


def select_price(prices, quantity, day):
    """The price that counts, or None.

    Facility and date first, then priority, then the best tier, then the highest
    quantity break that is reached, then the lowest price: a local contract beats a
    cheaper one of the purchasing group.
    """
    usable = [row for row in prices if row.effective(day, quantity)]
    return min(usable, key=ContractPrice.rank) if usable else None
