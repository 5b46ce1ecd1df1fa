"""Which payment a bank line settles."""

from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.healthcare_claims_finance.settlement_rules import (
    Awaited,
    business_days,
    match_bank_line,
    words_of,
)

DAY = date(2026, 2, 2)


def awaited(key, left, trace="", payer="P", when=DAY):
    return Awaited(key, trace or f"T{key}", payer, Decimal(left), when)


def test_nothing_awaited_is_nobody_knows():
    assert match_bank_line(Decimal(5), DAY, "P", ["T1"], []) == (0, [])


def test_words_come_from_the_addenda_first():
    text = "ACH CREDIT TRN*1*EFT-77*1999999999~ Northfield"
    assert words_of(text)[:2] == ["EFT-77", "1999999999"]
    assert "Northfield" in words_of(text)


@pytest.mark.parametrize(
    ("amount", "words", "payer", "answer"),
    [
        (100, ["T1"], None, (1, [1])),
        (60, ["T1"], None, (2, [1])),
        (130, ["T1", "T2"], None, (1, [1, 2])),
        (30, [], "P", (3, [2])),
        (130, [], "P", (4, [1, 2])),
        (100, [], None, (0, [])),
        (100, [], "Q", (0, [])),
        (77, [], "P", (0, [])),
    ],
)
def test_ladder(amount, words, payer, answer):
    rows = [awaited(1, 100), awaited(2, 30)]
    assert match_bank_line(Decimal(amount), DAY, payer, words, rows) == answer


def test_two_answers_are_no_answer():
    rows = [awaited(1, 50), awaited(2, 50), awaited(3, 100)]
    assert match_bank_line(Decimal(50), DAY, "P", [], rows) == (0, [])
    rows = [awaited(1, 50), awaited(2, 50), awaited(3, 50), awaited(4, 200)]
    assert match_bank_line(Decimal(100), DAY, "P", [], rows) == (0, [])


def test_a_date_too_far_away_does_not_match():
    rows = [awaited(1, 50)]
    late = date(2026, 2, 6)
    assert match_bank_line(Decimal(50), late, "P", [], rows) == (0, [])
    assert match_bank_line(Decimal(50), late, "P", ["T1"], rows) == (1, [1])


def test_business_days_leave_the_weekend_out():
    assert business_days(date(2026, 2, 6), date(2026, 2, 9)) == 1
    assert business_days(date(2026, 2, 2), date(2026, 2, 9)) == 5
    assert business_days(DAY, DAY) == 0
