"""Conditions on documents: exact numbers, every line, and no code ever runs."""

import pytest

from odoo.addons.healthcare_integration_base.rule_conditions import (
    Condition,
    all_hold,
    holds,
    is_place,
    values_at,
)

DOCUMENT = {
    "order_number": "PO7",
    "total": "1000.10",
    "cost_center": " ",
    "site": "007",
    "lines": [
        {"uom": "BX", "item": {"buyer": "GLOVE"}, "quantity": "3"},
        {"uom": "CA", "item": {"buyer": None}, "quantity": "40"},
    ],
}
FACTS = {"@amount": "500", "@kind": "purchase_order"}


@pytest.mark.parametrize(
    ("place", "operator", "value", "expected"),
    [
        ("order_number", "equal", "PO7", True),
        ("$.order_number", "equal", "PO8", False),
        ("total", "equal", "1000.1", True),
        ("total", "above", "999.99", True),
        ("total", "above", "1000.10", False),
        ("total", "from", "1000.1", True),
        ("total", "below", "2000", True),
        ("total", "up_to", "1000.09", False),
        ("site", "equal", "7", False),
        ("site", "equal", "007", True),
        ("lines[*].uom", "equal", "CA", True),
        ("lines[*].uom", "different", "CA", False),
        ("lines[*].uom", "different", "EA", True),
        ("lines[*].uom", "among", "EA, CA", True),
        ("lines[*].uom", "not_among", "EA, PK", True),
        ("lines[0].uom", "equal", "CA", False),
        ("lines[9].uom", "empty", "", True),
        ("lines[*].item.buyer", "empty", "", True),
        ("lines[*].quantity", "above", "39", True),
        ("cost_center", "empty", "", True),
        ("cost_center", "stated", "", False),
        ("nowhere.at.all", "empty", "", True),
        ("nowhere", "above", "0", False),
        ("order_number", "contains", "o7", True),
        ("order_number", "begins", "po", True),
        ("@amount", "above", "499.99", True),
        ("@kind", "equal", "purchase_order", True),
        ("@facility", "empty", "", True),
        ("total", "above", "NaN", False),
    ],
)
def test_conditions(place, operator, value, expected):
    assert holds(Condition(place, operator, value), DOCUMENT, FACTS) is expected


def test_all_conditions_together():
    both = [Condition("total", "above", "1"), Condition("site", "equal", "007")]
    assert all_hold(both, DOCUMENT, FACTS)
    assert not all_hold([*both, Condition("site", "empty")], DOCUMENT, FACTS)
    assert all_hold([], DOCUMENT, FACTS)


@pytest.mark.parametrize(
    "place",
    [
        "__import__('os')",
        "lines[-1]",
        "a..b",
        "a[*",
        "A",
        "a b",
        "@secret",
        "",
        "a." * 12,
    ],
)
def test_what_is_no_place_is_refused(place):
    assert not is_place(place)


@pytest.mark.parametrize(
    "place", ["order_number", "$.lines[*].uom", "a[12].b", "@amount"]
)
def test_places(place):
    assert is_place(place)


def test_values_at_a_place():
    assert values_at(DOCUMENT, "lines[*].uom", {}) == ["BX", "CA"]
    assert values_at(DOCUMENT, "lines", {}) == [None]
    assert values_at({"lines": "text"}, "lines[*].uom", {}) == []
