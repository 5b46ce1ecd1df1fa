"""Which of several contract prices counts. Pure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class ContractPrice:
    """A price per unit from ``minimum`` units on, valid from ``start`` to ``end``.

    ``priority``: local 10, network 15, purchasing group 20, spot 50, list 90. Dates
    are inclusive; None is open.
    """

    price: Fraction
    priority: int = 20
    minimum: Fraction = Fraction(0)
    start: date | None = None
    end: date | None = None

    def effective(self, day, quantity):
        """Whether the price is valid on a day for a quantity."""
        return (
            (self.start is None or self.start <= day)
            and (self.end is None or self.end >= day)
            and self.minimum <= quantity
        )


def select_price(prices, quantity, day):
    """The price that counts, or None.

    Priority first, then the highest quantity break that is reached, then the lowest
    price: a local contract beats a cheaper one of the purchasing group.
    """
    usable = [row for row in prices if row.effective(day, quantity)]
    if not usable:
        return None
    return min(usable, key=lambda row: (row.priority, -row.minimum, row.price))
