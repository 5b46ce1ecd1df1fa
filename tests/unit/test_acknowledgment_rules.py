"""Acknowledged quantities against the shared vectors, and at their own boundaries."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from odoo.addons.healthcare_procurement_sync.acknowledgment_codes import (
    HEADER_CODES,
    LINE_CODES,
)
from odoo.addons.healthcare_procurement_sync.acknowledgment_rules import (
    STATE_ORDER,
    Status,
    settle,
)

VECTORS = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "vectors"
    / "procurement_vectors.json"
)
PRICE_STATES = {"price_changed"}


def _vectors():
    if not VECTORS.exists():
        skip = pytest.mark.skip(reason="../shared is absent")
        return [pytest.param(None, marks=skip)]
    rows = json.loads(VECTORS.read_text())["ack_lines"]
    return [pytest.param(row, id=row["id"]) for row in rows]


@pytest.mark.parametrize("vector", _vectors())
def test_ack_vector(vector):
    expect = vector["expect"]
    if "header" in vector:
        assert HEADER_CODES[vector["header"]].finding == expect["exception"]
        return
    if expect["line_state"] in PRICE_STATES:
        pytest.skip("the price rule needs the order and its policy")
    answer = settle(
        Decimal(vector["ordered"]),
        [Status(row["code"], Decimal(row["qty"])) for row in vector["acks"]],
        vector.get("convention") == "qty_is_backordered",
    )
    assert answer.state == expect["line_state"]
    for bucket in ("confirmed", "backordered", "cancelled"):
        if bucket in expect:
            assert getattr(answer, bucket) == Decimal(expect[bucket])
    if expect["exception"]:
        assert answer.findings == (expect["exception"],)
    else:
        assert answer.findings == ()


def test_every_line_code_has_an_ordered_state():
    assert {rule.state for rule in LINE_CODES.values()} <= set(STATE_ORDER)


@pytest.mark.parametrize("code", sorted(LINE_CODES))
def test_a_code_never_gives_more_than_was_ordered(code):
    answer = settle(Decimal(10), [Status(code)])
    total = answer.confirmed + answer.backordered + answer.cancelled
    assert answer.applied
    assert total in (0, 10)


def test_more_than_ordered_applies_nothing():
    answer = settle(Decimal(10), [Status("IA", Decimal(7)), Status("IB", Decimal(4))])
    assert (answer.applied, answer.findings) == (False, ("ACK_QTY_EXCEEDS_ORDER",))


def test_increase_by_supplier_is_never_automatic():
    assert not settle(Decimal(10), [Status("IQ", Decimal(12))]).applied


def test_unknown_code_is_a_question_not_a_guess():
    assert settle(Decimal(10), [Status("QQ")]).findings == ("ACK_CODE_UNKNOWN",)


def test_unstated_quantity_is_the_rest():
    answer = settle(Decimal(10), [Status("IB", Decimal(4)), Status("IA")])
    assert (answer.confirmed, answer.backordered) == (6, 4)
