"""Who has to approve, and what an approval covers."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from odoo.addons.healthcare_procurement_sync.approval_rules import (
    Basis,
    Facts,
    Line,
    Rule,
    allowance,
    applies,
    covers,
    from_plain,
    material_changes,
    needed,
    to_plain,
)

GLOVES, IMPLANTS = frozenset({1, 2}), frozenset({1, 3})


def _facts(*amounts, categories=GLOVES, traits=(), facilities=(7,), **line):
    rows = tuple(
        Line(Decimal(amount), category_ids=categories, **line) for amount in amounts
    )
    return Facts(rows, frozenset(facilities), frozenset(traits))


@pytest.mark.parametrize(
    ("total", "expected"),
    [("999.99", False), ("1000", True), ("4999.99", True), ("5000", False)],
)
def test_a_band_includes_its_lower_end_and_not_its_upper(total, expected):
    rule = Rule(1, amount_from=Decimal(1000), amount_to=Decimal(5000))
    assert applies(rule, _facts(total)) is expected


def test_several_lines_count_together():
    rule = Rule(1, amount_from=Decimal(1000))
    assert applies(rule, _facts(400, 300, 300))
    assert not applies(rule, _facts(400, 300, 299))


def test_a_category_counts_its_own_lines_only_and_what_is_below_it():
    rule = Rule(1, amount_from=Decimal(500), category_ids=frozenset({3}))
    mixed = Facts(
        _facts(900).lines + _facts(400, categories=IMPLANTS).lines, frozenset({7})
    )
    assert not applies(rule, mixed)
    assert applies(rule, _facts(500, categories=IMPLANTS))
    assert applies(replace(rule, category_ids=frozenset({1})), mixed)


def test_a_facility_stands_for_what_is_part_of_it():
    rule = Rule(1, facility_ids=frozenset({9}))
    assert not applies(rule, _facts(10))
    assert applies(rule, _facts(10, facilities=(7, 9)))


@pytest.mark.parametrize("trait", ["new_supplier", "sole_source", "urgent", "budget"])
def test_conditions_of_the_whole_document(trait):
    rule = Rule(1, condition=trait)
    assert not applies(rule, _facts(10))
    assert applies(rule, _facts(10, traits=(trait,)))


def test_conditions_of_single_lines():
    capital = Rule(1, condition="capital", capital_from=Decimal(5000))
    assert not applies(capital, _facts(9000, unit_price=Decimal("4999.99")))
    assert applies(capital, _facts(5000, unit_price=Decimal(5000)))
    assert applies(Rule(1, condition="off_contract"), _facts(1, on_contract=False))
    assert not applies(Rule(1, condition="off_contract"), _facts(1))
    assert applies(Rule(1, condition="clinical"), _facts(1, clinical=True))


def test_a_document_without_lines_needs_nobody():
    assert not needed((Rule(1),), Facts())


def test_rules_come_in_the_order_of_their_steps():
    found = needed((Rule(2, level=2), Rule(9, level=1), Rule(1, level=2)), _facts(10))
    assert [rule.id for rule in found] == [9, 1, 2]


BASIS = Basis(
    total=Decimal(1000),
    supplier=5,
    ship_to=(3, 0),
    currency=1,
    items=frozenset({11, 12}),
    contracts=frozenset({(11, "C1"), (12, "")}),
    rules=frozenset({1}),
)


@pytest.mark.parametrize(
    ("approved", "limit"),
    [("1000", "1250"), ("5000", "5250"), ("10000", "10500"), ("0", "250")],
)
def test_five_percent_or_250_whichever_is_more(approved, limit):
    assert allowance(Decimal(approved)) == Decimal(limit)


def test_the_limit_itself_is_covered_a_cent_more_is_not():
    assert material_changes(BASIS, replace(BASIS, total=Decimal(1250))) == ()
    now = replace(BASIS, total=Decimal("1250.01"))
    assert material_changes(BASIS, now) == ("total",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"supplier": 6}, "supplier"),
        ({"ship_to": (4, 0)}, "ship_to"),
        ({"currency": 2}, "currency"),
        ({"items": frozenset({11, 12, 13})}, "item"),
        ({"contracts": frozenset({(11, "C2"), (12, "")})}, "contract"),
    ],
)
def test_each_material_change(change, code):
    assert material_changes(BASIS, replace(BASIS, **change)) == (code,)


def test_less_is_covered():
    now = replace(
        BASIS,
        total=Decimal(10),
        items=frozenset({11}),
        contracts=frozenset({(11, "C1")}),
    )
    assert material_changes(BASIS, now) == ()


def test_an_approval_covers_only_the_rules_that_were_asked():
    assert covers(BASIS, BASIS, [Rule(1)])
    assert not covers(BASIS, BASIS, [Rule(1), Rule(2)])
    assert not covers(None, BASIS, [Rule(1)])
    assert covers(None, BASIS, [])


def test_what_is_stored_is_what_was_approved():
    assert from_plain(json.loads(json.dumps(to_plain(BASIS)))) == BASIS
    assert from_plain(False) is None
