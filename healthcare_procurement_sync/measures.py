"""How suppliers and buying are measured: the formulas, without Odoo.

A measure is kept as numerator and denominator and divided only when it is read: rates
of days, suppliers or sites must never be averaged. Where nothing can be counted a rate
is None, never 0 or 100.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)

LEAST_LINES = 30
"""Fewer order lines in a period say nothing about a supplier."""
EXPIRED_CAP = Decimal(60)
"""No score above this while a required certificate is expired."""

PERCENT = "percent"
HOURS = "hours"
DAYS = "days"
COUNT = "count"


@dataclass(frozen=True, slots=True)
class Measure:
    """``unit`` percent (numerator / denominator), hours or days (mean of a sum), count.

    ``weight`` of the supplier score, 0 when it is not part of it; ``better`` up or
    down: in which direction it improves.
    """

    name: str
    formula: str
    unit: str = PERCENT
    weight: int = 0
    better: str = "up"


MEASURES = {
    "line_fill_rate": Measure(
        "Line fill rate",
        "lines shipped complete with the first shipment / lines due, without what "
        "we cancelled",
        weight=30,
    ),
    "on_time_delivery": Measure(
        "On-time delivery",
        "quantity received by the first promised date / quantity due",
        weight=25,
    ),
    "price_accuracy": Measure(
        "Price accuracy",
        "billed lines at the reference price / billed lines with a reference price",
        weight=20,
    ),
    "acknowledged_24h": Measure(
        "Acknowledged within 24 h",
        "orders answered within 24 hours / orders sent",
        weight=10,
    ),
    "ship_notice_rate": Measure(
        "Ship notice before receipt",
        "orders with a ship notice before the first receipt / orders received",
        weight=5,
    ),
    "invoice_match_rate": Measure(
        "Bills that fit exactly",
        "bills posted without any variance / bills received",
        weight=10,
    ),
    "unit_fill_rate": Measure(
        "Unit fill rate", "quantity of the first shipment / quantity due, base units"
    ),
    "backorder_rate": Measure(
        "Back-order rate", "lines with a back-order / lines ordered", better="down"
    ),
    "on_time_current": Measure(
        "On time by the last promise",
        "quantity received by the date promised last / quantity due",
    ),
    "perfect_order_rate": Measure(
        "Perfect orders",
        "orders on time and complete and undamaged and billed cleanly / orders due",
    ),
    "touchless_rate": Measure(
        "Touchless bills", "bills posted without anybody's action / bills received"
    ),
    "contract_price_rate": Measure(
        "Ordered at contract price",
        "order lines at the contract price / order lines with a contract",
    ),
    "contract_compliance": Measure(
        "Contract compliance",
        "spend on contract / spend on items that a contract covers",
    ),
    "electronic_rate": Measure(
        "Electronic orders", "orders that left over a channel / orders confirmed"
    ),
    "acknowledgment_hours": Measure(
        "Hours to the acknowledgment",
        "hours from sending to the first answer / orders answered",
        HOURS,
        better="down",
    ),
    "exception_rate": Measure(
        "Orders with an exception",
        "orders about which something had to be asked / orders confirmed",
        better="down",
    ),
}
"""Every measure of a supplier, by code; the formulas in words."""

QUESTIONS = {
    "open_duplicate_suppliers": "Suppliers that may be the same",
    "open_item_differences": "Items whose data differ between systems",
    "late_approvals": "Approvals that wait too long",
    "orders_without_trace": "Bills without an order behind them",
}
"""Counts taken once a day for their trend."""


def rate(numerator, denominator):
    """``numerator / denominator`` in percent to two decimals; None without a base."""
    numerator, denominator = Decimal(numerator), Decimal(denominator)
    if not denominator:
        return None
    return (HUNDRED * numerator / denominator).quantize(CENT, ROUND_HALF_UP)


def mean(total, count):
    """A mean to two decimals; None without a base."""
    total, count = Decimal(total), Decimal(count)
    return (total / count).quantize(CENT, ROUND_HALF_UP) if count else None


def score(rates, lines, expired=False):
    """The score of a supplier, 0 to 100 to two decimals.

    :param dict rates: percentages by code; None where nothing could be counted. What
        is unknown leaves its weight to the others.
    :param int lines: order lines that were due in the period.
    :param expired: a required certificate is expired.
    :return: None when there is too little to judge by.
    """
    if lines < LEAST_LINES:
        return None
    known = {
        code: measure.weight
        for code, measure in MEASURES.items()
        if measure.weight and rates.get(code) is not None
    }
    weights = sum(known.values())
    if not weights:
        return None
    total = sum(weight * Decimal(rates[code]) for code, weight in known.items())
    found = (total / weights).quantize(CENT, ROUND_HALF_UP)
    return min(found, EXPIRED_CAP) if expired else found
