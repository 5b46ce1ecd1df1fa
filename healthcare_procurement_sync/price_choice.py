"""What somebody asks about a price, and the answer. Pure."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

CONTRACT, LIST, STALE, MANUAL, NONE = "contract", "list", "stale", "manual", "none"
"""Where the price of a line comes from."""


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """One item to be bought. What is empty is taken from the question as a whole.

    ``quantity`` in ``unit`` (a ``uom.uom``; empty: the item's own); ``partner`` the
    supplier; ``day`` the day of the order, ``delivery`` the day it is wanted (contracts
    may say that this one counts); ``facility`` a ``healthcare.facility``.
    """

    product: Any
    quantity: Any = 1
    unit: Any = None
    partner: Any = None
    day: date | None = None
    delivery: date | None = None
    facility: Any = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One price that was looked at: ``refusal`` why it does not count, else empty.

    ``price`` per unit of the request, in ``currency``.
    """

    price: Decimal
    currency: Any
    minimum: Decimal
    priority: int
    tier: str
    start: date | None
    end: date | None
    refusal: str = ""
    contract_line: Any = None
    supplierinfo: Any = None


@dataclass(frozen=True, slots=True)
class PriceChoice:
    """The price that counts for a request.

    ``price`` per unit of the request in ``currency``, None when nobody states one;
    ``exact`` the same as a fraction, for a price per hundred asked by the piece.
    ``source`` contract, list, stale or none. ``badge`` what a person reads. ``age``
    days since the supplier's feed confirmed a list price, None when not fed.
    """

    price: Decimal | None
    source: str
    currency: Any = None
    contract_line: Any = None
    supplierinfo: Any = None
    badge: str = ""
    age: int | None = None
    candidates: tuple = field(default=())
    exact: Fraction | None = None
