"""What a change is called and what an answer to it means."""

from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.healthcare_procurement_sync.order_change_rules import (
    Terms,
    action,
    state_of,
    verdict,
)

BEFORE = Terms(Decimal(10), Decimal(12), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (Terms(Decimal(12)), "QI"),
        (Terms(Decimal(8)), "QD"),
        (Terms(Decimal(0)), "DI"),
        (Terms(price=Decimal(11)), "PC"),
        (Terms(Decimal(12), Decimal(11)), "PQ"),
        (Terms(day=date(2026, 6, 9)), "RS"),
        (Terms(Decimal(9), day=date(2026, 6, 9)), "RQ"),
        (Terms(Decimal(9), Decimal(1), date(2026, 6, 9)), "CA"),
        (Terms(price=Decimal(11), day=date(2026, 6, 9)), "CA"),
        (Terms(), "NC"),
        (Terms(Decimal("10.00"), Decimal("12.0")), "NC"),
    ],
)
def test_action(after, code):
    assert action(BEFORE, after) == code
    assert action(None, after) == "AI"


ASKED = Terms(Decimal(12), Decimal(12), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("header", "line_action", "codes", "stated", "found"),
    [
        ("AT", None, (), Terms(), "accepted"),
        ("RJ", None, (), Terms(), "rejected"),
        ("AC", None, (), Terms(), "pending"),
        ("AC", "CA", ("IA",), Terms(Decimal(12)), "accepted"),
        ("AC", "CA", ("IQ",), Terms(Decimal(11)), "changed"),
        ("AC", "CA", ("IP",), Terms(Decimal(12), Decimal(13)), "changed"),
        ("AC", "RC", (), Terms(), "rejected"),
        ("AC", "CA", ("IR",), Terms(), "rejected"),
        ("AC", "CA", ("IH",), Terms(), "pending"),
        ("RD", "CA", (), Terms(), "rejected"),
        ("RD", "CA", ("IA",), Terms(Decimal(12)), "accepted"),
    ],
)
def test_verdict(header, line_action, codes, stated, found):
    assert verdict(header, line_action, codes, ASKED, stated) == found


def test_state():
    assert state_of(["accepted", "pending"]) == "sent"
    assert state_of(["accepted", "accepted"]) == "accepted"
    assert state_of(["rejected"]) == "rejected"
    assert state_of(["accepted", "rejected"]) == "partial"
    assert state_of(["changed"]) == "partial"
    assert state_of([]) == "sent"
