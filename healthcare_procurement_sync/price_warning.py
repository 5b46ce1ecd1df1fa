"""What a buyer is warned of, and the question behind it. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .match_units import as_fraction, money
from .price_choice import PriceRequest


@dataclass(frozen=True, slots=True)
class PriceWarning:
    """One thing to know about one request.

    ``code`` off_contract, above_contract, lapsed_tier, lapsed_contract. ``extra`` what
    it costs more, in ``currency``, None when not comparable. ``contract_line`` the
    price that could be had. ``line`` the order line, if any; ``position`` of the
    request.
    """

    code: str
    text: str
    position: int
    extra: Decimal | None = None
    currency: Any = None
    contract_line: Any = None
    line: Any = None

    def as_json(self):
        """For the screen and other systems: ids and words."""
        return {
            "code": self.code,
            "text": self.text,
            "extra": str(self.extra or ""),
            "contract_line_id": self.contract_line.id if self.contract_line else False,
            "line_id": self.line._origin.id if self.line else False,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A request with its answer and what would be paid per unit."""

    position: int
    request: PriceRequest
    choice: Any
    paid: Any

    def extra(self, better):
        """What is paid more than at ``better``, in cents."""
        paid = self.paid if self.paid is not None else self.choice.exact
        gap = as_fraction(paid) - as_fraction(better)
        return money(gap * as_fraction(self.request.quantity))
