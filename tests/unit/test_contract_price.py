"""Which contract price counts, and which acknowledged price is taken."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from odoo.addons.healthcare_procurement_sync.acknowledgment_rules import settle_price
from odoo.addons.healthcare_procurement_sync.contract_price import (
    ContractPrice,
    select_price,
)
from odoo.addons.healthcare_procurement_sync.match_types import Policy

DAY = date(2026, 7, 1)


def _price(price, priority=20, minimum=0, start=None, end=None):
    return ContractPrice(Fraction(price), priority, Fraction(minimum), start, end)


def test_no_price_is_no_answer():
    assert select_price([], 1, DAY) is None


def test_priority_beats_a_lower_price():
    local, group = _price("8.40", 10), _price("8.10", 20)
    assert select_price([group, local], 1, DAY) == local


@pytest.mark.parametrize(
    ("quantity", "expected"), [(4, "9.00"), (5, "8.00"), (6, "8.00")]
)
def test_quantity_break_is_inclusive(quantity, expected):
    prices = [_price("9.00"), _price("8.00", minimum=5)]
    assert select_price(prices, quantity, DAY).price == Fraction(expected)


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        (DAY, DAY, True),
        (date(2026, 7, 2), None, False),
        (None, date(2026, 6, 30), False),
    ],
)
def test_dates_are_inclusive(start, end, counts):
    row = _price("9.00", start=start, end=end)
    assert (select_price([row], 1, DAY) == row) is counts


def test_the_better_tier_counts_before_the_lower_price():
    base = ContractPrice(Fraction("7.50"), tier=1)
    best = ContractPrice(Fraction("7.80"), tier=2)
    assert select_price([base, best], 1, DAY) == best


def test_who_is_not_on_the_roster_does_not_get_the_price():
    group = ContractPrice(Fraction("7.50"), 20)
    local = ContractPrice(Fraction("7.00"), 10, eligible=False)
    assert select_price([group, local], 1, DAY) == group
    assert local.refusal(DAY, 1) == "roster"


@pytest.mark.parametrize(
    ("start", "end", "minimum", "why"),
    [
        (date(2026, 7, 2), None, 0, "not_yet"),
        (None, date(2026, 6, 30), 0, "ended"),
        (None, None, 5, "quantity"),
        (DAY, DAY, 1, None),
    ],
)
def test_a_price_says_why_it_does_not_count(start, end, minimum, why):
    row = _price("9.00", minimum=minimum, start=start, end=end)
    assert row.refusal(DAY, 1) == why


@pytest.mark.parametrize(
    ("stated", "contract", "accepted"),
    [
        ("10.20", None, True),
        ("10.21", None, False),
        ("10.10", "10.05", False),
        ("7.50", None, True),
        ("7.49", None, False),
    ],
)
def test_acknowledged_price(stated, contract, accepted):
    limit = Fraction(contract) if contract else None
    answer = settle_price(Fraction(stated), Fraction(10), Decimal(10), Policy(), limit)
    assert answer.accepted is accepted
