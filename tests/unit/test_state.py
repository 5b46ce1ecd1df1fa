"""The table of moves is walked: no dead end but the meant ones, no unknown name."""

import pytest

from odoo.addons.healthcare_integration_base.outcome import OUTCOME_STATES
from odoo.addons.healthcare_integration_base.state import (
    CLAIMABLE,
    HELD,
    SETTLED,
    TRANSITIONS,
    can_move,
)

ENDS = {"in": set(), "out": {"acknowledged"}}


@pytest.mark.parametrize("direction", ["in", "out"])
def test_every_target_is_a_state_of_the_table(direction):
    table = TRANSITIONS[direction]
    assert {target for targets in table.values() for target in targets} <= set(table)


@pytest.mark.parametrize("direction", ["in", "out"])
def test_only_the_meant_states_have_no_way_out(direction):
    table = TRANSITIONS[direction]
    assert {state for state, targets in table.items() if not targets} == ENDS[direction]


@pytest.mark.parametrize(("direction", "start"), [("in", "received"), ("out", "draft")])
def test_every_state_is_reachable(direction, start):
    table, seen, todo = TRANSITIONS[direction], set(), [start]
    while todo:
        state = todo.pop()
        if state not in seen:
            seen.add(state)
            todo += table[state]
    assert seen == set(table)


@pytest.mark.parametrize("state", OUTCOME_STATES)
def test_a_leased_message_can_end_in_every_outcome(state):
    assert can_move("in", "leased", state)


def test_a_state_is_settled_or_held_or_on_its_way():
    assert not SETTLED & HELD
    moving = set(CLAIMABLE) | {"leased", "draft", "sending"}
    for table in TRANSITIONS.values():
        assert set(table) <= SETTLED | HELD | moving


def test_a_sent_message_is_never_due_by_itself():
    assert not can_move("out", "acknowledged", "due")


def test_a_duplicate_takes_the_place_of_what_came_to_nothing_and_of_nothing_else():
    assert TRANSITIONS["in"]["duplicate"] == {"due"}
