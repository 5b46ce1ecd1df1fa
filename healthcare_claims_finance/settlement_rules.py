"""Which remittances a bank line pays. Pure; amounts Decimal, dates ``date``."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

TRACE = re.compile(r"TRN\*1\*([^*~\\\s]+)(?:\*([^*~\\\s]+))?")
WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]*")
MOST_PARTS = 6
MOST_CANDIDATES = 15


@dataclass(frozen=True, slots=True)
class Awaited:
    """A remittance whose money is not in the bank yet; ``left`` what is missing."""

    key: Any
    trace: str
    payer: Any
    left: Decimal
    payment_date: date | None


def words_of(text):
    """Every word of a bank line that may be a trace number, addenda first.

    The CCD+ addenda record carries ``TRN*1*<trace>*<payer id>`` as the remittance does.
    """
    found = []
    for trace, payer in TRACE.findall(text or ""):
        found += [trace, payer]
    found += WORD.findall(text or "")
    return [word for word in dict.fromkeys(found) if word]


def match_bank_line(amount, when, payer, words, awaited):
    """(rule, [keys]) of the remittances that a bank line pays; rule 0: nobody knows.

    1 trace and amount; 2 trace alone (in part, or more); 3 payer, amount and a date
    within three business days, unique; 4 up to six remittances of one payer and date
    whose sum it is, unique.
    """
    traced = [row for row in awaited if row.trace in words]
    exactly = [row for row in traced if row.left == amount]
    if len(exactly) == 1:
        return 1, [exactly[0].key]
    if traced and sum(row.left for row in traced) == amount:
        return 1, [row.key for row in traced]
    if len(traced) == 1:
        return 2, [traced[0].key]
    near = [
        row for row in awaited if payer and row.payer == payer and _close(row, when)
    ]
    alike = [row for row in near if row.left == amount]
    if len(alike) == 1:
        return 3, [alike[0].key]
    if alike or len(near) > MOST_CANDIDATES:
        return 0, []
    sums = [
        part
        for size in range(2, min(MOST_PARTS, len(near)) + 1)
        for part in combinations(near, size)
        if sum(row.left for row in part) == amount
        and len({row.payment_date for row in part}) == 1
    ]
    return (4, [row.key for row in sums[0]]) if len(sums) == 1 else (0, [])


def _close(row, when):
    if not (row.payment_date and when):
        return True
    return business_days(row.payment_date, when) <= 3


def business_days(start, end):
    """Business days between two dates, whichever comes first; Monday to Friday."""
    first, last = sorted((start, end))
    days = (last - first).days
    return sum(
        (first + timedelta(days=offset)).weekday() < 5 for offset in range(1, days + 1)
    )
