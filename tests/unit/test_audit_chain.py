"""The hash chain: whatever is changed, moved, removed or added is named."""

import pytest

from odoo.addons.healthcare_integration_base.audit_chain import START, first_fault, link

ENTRIES = [(n, "message.replayed", "2026-03-10T12:00", 2, f"why {n}") for n in "abcd"]


def _chain(entries=ENTRIES):
    rows, previous = [], START
    for position, entry in enumerate(entries, start=1):
        current = link(previous, position, entry)
        rows.append((position, position * 10, previous, current, entry))
        previous = current
    return rows


def test_a_good_chain_has_no_fault_and_ends_with_its_head():
    rows = _chain()
    assert first_fault(rows) == (None, 4, rows[-1][3])


def test_a_chain_can_be_walked_in_slices():
    rows = _chain()
    _fault, position, head = first_fault(rows[:2])
    assert first_fault(rows[2:], head, position) == (None, 4, rows[-1][3])


@pytest.mark.parametrize("column", range(5))
def test_any_altered_value_is_named(column):
    rows = _chain()
    entry = list(rows[1][4])
    entry[column] = "other"
    rows[1] = (*rows[1][:4], tuple(entry))
    fault, position, _head = first_fault(rows)
    assert fault == ("entry.altered", 2, 20)
    assert position == 2


def test_values_cannot_flow_from_one_column_into_the_next():
    assert link(START, 1, ("ab", "c")) != link(START, 1, ("a", "bc"))
    assert link(START, 1, ("1",)) != link(START, 1, (1,))
    assert link(START, 11, ("x",)) != link(START, 1, ("1x",))


def test_what_is_gone_is_named():
    rows = _chain()
    gone = [*rows[:1], (*rows[1][:4], None), *rows[2:]]
    assert first_fault(gone)[0] == ("entry.missing", 2, 20)
    assert first_fault(rows[:1] + rows[2:])[0] == ("seal.missing", 2, None)


def test_entries_that_changed_places_are_named():
    rows = _chain()
    swapped = [
        rows[0],
        (*rows[1][:4], rows[2][4]),
        (*rows[2][:4], rows[1][4]),
        rows[3],
    ]
    assert first_fault(swapped)[0] == ("entry.altered", 2, 20)


def test_a_tail_written_anew_does_not_fit_its_head():
    rows = _chain()
    other = _chain([*ENTRIES[:2], ("x", "other", "", 1, ""), ENTRIES[3]])
    assert first_fault(rows[:3] + other[3:])[0] == ("seal.altered", 4, 40)
