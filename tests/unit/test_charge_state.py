"""A charge goes only the ways that its table knows."""

import pytest

from odoo.addons.healthcare_integration_base.charge_state import (
    BILLABLE,
    LABELS,
    MOVES,
    OPEN,
    may_move,
)

STATES = {state for state, _label in LABELS}


def test_the_table_and_the_labels_know_the_same_states():
    assert set(MOVES) == STATES
    assert set().union(*MOVES.values()) <= STATES
    assert OPEN | BILLABLE <= STATES


def test_every_state_is_reached_and_every_way_ends():
    reached, edge = set(), {"received"}
    while edge:
        reached |= edge
        edge = set().union(*(MOVES[state] for state in edge)) - reached
    assert reached == STATES
    assert not MOVES["reversed"] and not MOVES["corrected"]


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("received", "handed_off", False),
        ("stock_issued", "handed_off", True),
        ("handed_off", "stock_issued", False),
        ("acknowledged", "reversed", True),
        ("reversed", "handed_off", False),
        ("unknown", "received", False),
    ],
)
def test_moves(before, after, allowed):
    assert may_move(before, after) is allowed
