"""Days of supply, usable stock and the risk of running out."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from odoo.addons.healthcare_procurement_sync.supply_measures import (
    daily_usage,
    days_of_supply,
    stockout_date,
    stockout_risk,
    usable_before_expiry,
)

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("usable", "daily", "days"),
    [("200", "16", "12.5"), ("0", "5", "0"), ("-3", "5", "0"), ("10", "3", "3.3")],
)
def test_days_of_supply(usable, daily, days):
    assert days_of_supply(usable, daily) == Decimal(days)


@pytest.mark.parametrize("daily", [None, 0, "0"])
def test_what_nobody_uses_has_no_days(daily):
    assert days_of_supply("10", daily) is None
    assert stockout_date("10", daily, TODAY) is None


def test_the_stock_out_is_the_first_day_not_wholly_covered():
    assert stockout_date("200", "16", TODAY) == TODAY + timedelta(days=12)
    assert stockout_date("0", "16", TODAY) == TODAY


def test_reorder_point_and_safety_stock():
    found = stockout_risk(
        avg_daily_usage="16",
        lead_time_days=10,
        usage_std=5,
        lead_time_std=3,
        days_of_supply="12.5",
    )
    # 1.65 * sqrt(10 * 25 + 256 * 9) = 83.39; 160 + 83.39
    assert (found.safety_stock, found.reorder_point) == (
        Decimal("83.4"),
        Decimal("243.4"),
    )
    assert found.risk == "high"


@pytest.mark.parametrize(
    ("usable", "inbound", "risk"),
    [("243", 0, "high"), ("244", 0, "low"), ("200", 50, "low"), (None, 0, None)],
)
def test_risk_counts_what_firmly_arrives(usable, inbound, risk):
    found = stockout_risk(16, 10, 5, 3, usable=usable, inbound=inbound)
    assert found.risk == risk


def test_without_spread_there_is_no_safety_stock():
    found = stockout_risk(4, 5, usable=20)
    assert (found.safety_stock, found.reorder_point, found.risk) == (0, 20, "low")


def test_one_large_day_does_not_set_the_pace():
    steady = daily_usage([10] * 27 + [10])
    assert steady.daily == 10 and steady.deviation == 0
    spiked = daily_usage([10] * 27 + [1000])
    assert 10 < spiked.daily < Decimal(12)
    assert daily_usage([28]).daily <= 1


def test_days_without_usage_count():
    assert daily_usage([14, 14]).daily == 1
    assert daily_usage([]).daily == 0
    assert daily_usage([-5, 28]).daily == 1


@pytest.mark.parametrize(
    ("lots", "daily", "usable"),
    [
        ([("100", None)], "10", "100"),
        # Expired yesterday: nothing of it.
        ([("100", TODAY - timedelta(days=1))], "10", "0"),
        # Five days are left, today included: 50 can be used.
        ([("100", TODAY + timedelta(days=4))], "10", "50"),
        # What is used first leaves less time for the next lot.
        (
            [("30", TODAY + timedelta(days=9)), ("30", TODAY + timedelta(days=2))],
            "5",
            "45",
        ),
        ([("100", TODAY + timedelta(days=4))], None, "100"),
    ],
)
def test_usable_before_expiry(lots, daily, usable):
    assert usable_before_expiry(lots, daily, TODAY) == Decimal(usable)
