"""What a partner's past says about his next document. Plain numbers, no Odoo."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median

MIN_DAYS = 4
"""Days with an arrival that make a rhythm."""
MIN_SHARE = 0.75
"""Share of its weeks on which a weekday must have seen an arrival."""
INTRADAY = 6
"""Arrivals per active day from which on intervals count instead of days."""
GRACE_MIN, GRACE_MAX = 30, 24 * 60


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``weekdays`` and ``minutes`` of the local day by which it came, or, with
    ``interval`` minutes between two, all day long. ``amount`` per day, or per arrival
    with an interval; ``steady`` when hardly anything was missing."""

    weekdays: frozenset[int]
    minutes: int
    interval: int
    grace: int
    amount: Decimal
    steady: bool
    seen: int


def learn(arrivals, today):
    """The :class:`Rhythm` of ``(local date, minutes, amount)`` rows, or None.

    The rows are in order of time and lie before ``today``; the first and the last week
    are counted only as far as they were watched.
    """
    rows = [row for row in arrivals if row[0] < today]
    days = sorted({day for day, _minutes, _amount in rows})
    if len(days) < MIN_DAYS:
        return None
    if len(rows) >= INTRADAY * len(days):
        return _by_interval(rows, days)
    return _by_day(rows, days, today)


def _by_day(rows, days, today):
    share = _shares(days, today)
    weekdays = frozenset(day for day, part in share.items() if part >= MIN_SHARE)
    if not weekdays:
        return None
    first, totals = {}, defaultdict(Decimal)
    for day, minutes, amount in rows:
        first[day] = min(first.get(day, minutes), minutes)
        totals[day] += amount or 0
    usual = [day for day in days if day.weekday() in weekdays]
    times = sorted(first[day] for day in usual)
    late = times[min(len(times) - 1, len(times) * 9 // 10)]
    spread = late - times[len(times) // 10]
    return Rhythm(
        weekdays=weekdays,
        minutes=late,
        interval=0,
        grace=_between(GRACE_MIN, spread, GRACE_MAX),
        amount=median(totals[day] for day in usual),
        steady=min(share[day] for day in weekdays) >= 0.9 and len(usual) >= MIN_DAYS,
        seen=len(rows),
    )


def _shares(days, today):
    """``{weekday: share of the watched weeks with an arrival on it}``."""
    seen = Counter(day.weekday() for day in days)
    watched = Counter()
    day = days[0]
    while day < today:
        watched[day.weekday()] += 1
        day += timedelta(days=1)
    # Once is no habit, however short the time that was watched.
    return {day: seen[day] / watched[day] for day in seen if seen[day] > 1}


def _by_interval(rows, days):
    stamps = [day.toordinal() * 1440 + minutes for day, minutes, _amount in rows]
    gaps = [after - before for before, after in zip(stamps, stamps[1:], strict=False)]
    usual = max(1, round(median(gaps)))
    spread = sorted(gaps)[len(gaps) * 95 // 100]
    amounts = [amount or Decimal(0) for _day, _minutes, amount in rows]
    return Rhythm(
        weekdays=frozenset(day.weekday() for day in days),
        minutes=0,
        interval=usual,
        grace=_between(5, max(2 * usual, spread), GRACE_MAX),
        amount=median(amounts),
        steady=spread <= 4 * usual,
        seen=len(rows),
    )


def _between(low, value, high):
    return max(low, min(value, high))
