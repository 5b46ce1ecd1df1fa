"""What an acknowledged line means in quantities. Pure.

Quantities are in the unit of the order line. A line never has more confirmed, back
ordered and cancelled than was ordered; otherwise nothing of it is applied.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .acknowledgment_codes import BACKORDERED, CANCELLED, CONFIRMED, LINE_CODES
from .match_units import money

ZERO = Decimal(0)
EXCEEDS = "ACK_QTY_EXCEEDS_ORDER"
UNKNOWN = "ACK_CODE_UNKNOWN"

STATE_ORDER = (
    "substitution_proposed",
    "on_hold",
    "partial_backorder",
    "backordered",
    "price_changed",
    "qty_changed",
    "cancelled_by_supplier",
    "rejected",
    "price_pending",
    "changed",
    "shipped_pending_asn",
    "accepted_no_date",
    "accepted",
)


@dataclass(frozen=True, slots=True)
class Status:
    """One status of a line; ``quantity`` None when the supplier did not state it."""

    code: str
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """The buckets and state of a line; ``applied`` False: leave the line alone."""

    state: str
    confirmed: Decimal = ZERO
    backordered: Decimal = ZERO
    cancelled: Decimal = ZERO
    findings: tuple[str, ...] = ()
    applied: bool = True


def settle(ordered, statuses, backorder_stated=False):
    """The answer for one line with its statuses.

    :param Decimal ordered: quantity of the order line.
    :param statuses: :class:`Status` rows in document order.
    :param bool backorder_stated: this supplier states the back-ordered quantity with
        BP, most state the quantity that ships.
    """
    unknown = [row for row in statuses if row.code not in LINE_CODES]
    if unknown or not statuses:
        return LineAnswer("", findings=(UNKNOWN,), applied=False)
    buckets = {CONFIRMED: ZERO, BACKORDERED: ZERO, CANCELLED: ZERO, "": ZERO}
    findings, states = [], []
    for row in statuses:
        rule = LINE_CODES[row.code]
        rest = ordered - sum(buckets.values())
        quantity = _stated(row, statuses, rest)
        for bucket, amount in _buckets(row, rule, quantity, rest, backorder_stated):
            buckets[bucket] += amount
        findings += [rule.finding] if rule.finding else []
        states.append(rule.state)
    if (
        any(amount < 0 for amount in buckets.values())
        or sum(buckets.values()) > ordered
    ):
        return LineAnswer("", findings=(EXCEEDS,), applied=False)
    if "IQ" in [row.code for row in statuses] and buckets[CANCELLED]:
        findings.append("QTY_CHANGE")
    return LineAnswer(
        _state(states, buckets),
        buckets[CONFIRMED],
        buckets[BACKORDERED],
        buckets[CANCELLED],
        tuple(dict.fromkeys(findings)),
    )


def _stated(row, statuses, rest):
    """A quantity that is not stated is what the later statuses leave of ``rest``."""
    if row.quantity is not None:
        return row.quantity
    later = statuses[statuses.index(row) + 1 :]
    return max(rest - sum((other.quantity or ZERO for other in later), ZERO), ZERO)


def _buckets(row, rule, quantity, rest, backorder_stated):
    if row.code == "BP":
        ships = rest - quantity if backorder_stated else quantity
        return [(CONFIRMED, ships), (BACKORDERED, rest - ships)]
    if row.code == "IQ":
        return [(CONFIRMED, quantity), (CANCELLED, max(rest - quantity, ZERO))]
    return [(rule.bucket, quantity)]


def _state(states, buckets):
    if buckets[CONFIRMED] and buckets[BACKORDERED]:
        return "partial_backorder"
    if buckets[CONFIRMED] and buckets[CANCELLED]:
        return "qty_changed"
    return min(set(states), key=STATE_ORDER.index)


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """``variance`` in money on the line, ``pct`` in percent, rounded to cents."""

    accepted: bool
    variance: Decimal
    pct: Decimal | None


def settle_price(stated, agreed, ordered, policy, contract=None):
    """Whether another price of the supplier is taken into the order.

    Prices per unit of the order line, as fractions. Higher: within the price tolerance
    and up to the contract. Lower: unless it is suspiciously low.
    """
    variance = money((stated - agreed) * Fraction(ordered))
    share = (stated - agreed) / agreed * 100 if agreed else None
    if stated <= agreed:
        accepted = share is not None and -share <= policy.price_low_pct
    elif contract is not None and stated > contract:
        accepted = False
    else:
        accepted = policy.price_tol.allows(variance, share)
    return PriceAnswer(accepted, variance, None if share is None else money(share))
