"""How many messages a drain takes: as many as fit, fewer after a collision."""

import pytest

from odoo.addons.healthcare_integration_base.pace import FIRST, GROWTH, MOST, Pace


class Clock:
    """Seconds that pass when told to."""

    def __init__(self):
        self.now = 0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_it_begins_carefully_and_grows_with_what_is_quick(clock):
    pace = Pace(20, clock)
    assert pace.applying == pace.opening == FIRST
    pace.note("apply", FIRST, 0.001)
    assert (pace.applying, pace.opening) == (GROWTH * FIRST, FIRST)
    pace.note("open", FIRST, 0.01)
    assert pace.opening == MOST


def test_a_slow_handler_gets_what_fits_into_a_moment(clock):
    pace = Pace(20, clock)
    pace.note("apply", 100, 4)
    assert (pace.applying, pace.opening) == (5, 5)
    pace.note("apply", 5, 30)
    assert pace.applying == 1


def test_a_collision_halves_until_one_stands_alone(clock):
    pace = Pace(20, clock)
    for count in (100, 50, 25, 12, 6, 3, 1):
        pace.collided(count)
        assert pace.opening == pace.applying == max(1, count // 2)
    pace.went_well()
    assert pace.opening == 2


def test_what_is_done_now_and_then_is_due_at_first(clock):
    pace = Pace(20, clock)
    assert pace.is_time_for("sweep", 2)
    assert not pace.is_time_for("sweep", 2)
    clock.now = 3
    assert pace.is_time_for("sweep", 2)


def test_the_run_ends_with_its_time(clock):
    pace = Pace(20, clock)
    assert not pace.is_over()
    clock.now = 20
    assert pace.is_over()
