"""How long stock lasts and when it runs out: plain arithmetic on decimals.

Quantities are base units of the item, usage is per calendar day, times are calendar
days. A figure that cannot be known (nothing is used) is None, never 0.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

TENTH = Decimal("0.1")
USAGE_DAYS = 28
"""Days of the past that usage is the mean of."""
Z = Decimal("1.65")
"""Safety factor for 95 % of the replenishment cycles (one-sided normal quantile)."""
TRIM = 5
"""A day above five times the median of the days with usage counts as that much: one
large issue (a ward that stocks up) would otherwise empty the store on paper."""
TRIM_FROM = 5
"""Days with usage from which a median says something."""
HIGH = "high"
LOW = "low"


@dataclass(frozen=True, slots=True)
class Usage:
    """``daily`` mean per day and ``deviation`` (population), both trimmed."""

    daily: Decimal
    deviation: Decimal


@dataclass(frozen=True, slots=True)
class StockoutRisk:
    """``safety_stock`` and ``reorder_point`` in base units to one decimal; ``risk``
    is ``high`` when what can be used falls below the reorder point, else ``low``;
    None when the stock is not known."""

    safety_stock: Decimal
    reorder_point: Decimal
    risk: str | None


def daily_usage(per_day, days=USAGE_DAYS):
    """Mean and deviation of what was used per day.

    :param per_day: quantities of the days on which something was used; the other days
        of ``days`` count as 0. Net returns of a day may be negative and count as 0.
    """
    values = [max(Decimal(value), Decimal(0)) for value in per_day][:days]
    used = [value for value in values if value]
    if len(used) >= TRIM_FROM:
        limit = TRIM * median(used)
        values = [min(value, limit) for value in values]
    values += [Decimal(0)] * (days - len(values))
    return Usage(*_moments(values))


def _moments(values):
    count = Decimal(len(values))
    mean = sum(values, Decimal(0)) / count
    variance = sum(((value - mean) ** 2 for value in values), Decimal(0)) / count
    return mean, variance.sqrt()


def usable_before_expiry(lots, daily, today):
    """What can be used before it expires, first expired first out.

    :param lots: ``(quantity, last day of use or None)``.
    :param daily: base units per day; 0 or None: only what has expired is left out.
    :return: base units; at the present pace a lot is used only until its last day.
    """
    total = Decimal(0)
    ordered = sorted(lots, key=lambda lot: (lot[1] is None, lot[1] or today))
    for quantity, expiry in ordered:
        quantity = Decimal(quantity)
        if expiry is None or quantity < 0:
            total += quantity
            continue
        if expiry < today:
            continue
        if daily:
            can = Decimal(daily) * ((expiry - today).days + 1) - max(total, Decimal(0))
            quantity = min(quantity, max(can, Decimal(0)))
        total += quantity
    return total


def days_of_supply(usable, daily_usage):
    """Days that ``usable`` lasts, to one decimal; None when nothing is used."""
    if daily_usage is None or Decimal(daily_usage) <= 0:
        return None
    days = max(Decimal(usable), Decimal(0)) / Decimal(daily_usage)
    return days.quantize(TENTH, ROUND_HALF_UP)


def stockout_date(usable, daily_usage, today):
    """The first day that is not wholly covered; None when nothing is used."""
    days = days_of_supply(usable, daily_usage)
    if days is None or days > 36500:
        return None
    whole = max(Decimal(usable), Decimal(0)) // Decimal(daily_usage)
    return today + timedelta(days=int(whole))


def stockout_risk(
    avg_daily_usage,
    lead_time_days,
    usage_std=0,
    lead_time_std=0,
    z=Z,
    usable=None,
    inbound=0,
    days_of_supply=None,
):
    """Safety stock, reorder point and whether stock runs out before a delivery.

    ``reorder point = d * LT + z * sqrt(LT * sd_d^2 + d^2 * sd_LT^2)``; the last term is
    the safety stock. ``inbound`` is what firmly arrives within the lead time. Without
    ``usable`` it is ``days_of_supply`` times the usage.
    """
    daily, lead = Decimal(avg_daily_usage), Decimal(lead_time_days)
    spread = lead * Decimal(usage_std) ** 2 + daily**2 * Decimal(lead_time_std) ** 2
    safety = Decimal(z) * spread.sqrt()
    point = daily * lead + safety
    if usable is None and days_of_supply is not None:
        usable = Decimal(days_of_supply) * daily
    risk = None
    if usable is not None:
        risk = HIGH if Decimal(usable) + Decimal(inbound) < point else LOW
    return StockoutRisk(_tenth(safety), _tenth(point), risk)


def _tenth(value):
    return value.quantize(TENTH, ROUND_HALF_UP)
