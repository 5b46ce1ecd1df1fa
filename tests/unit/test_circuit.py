"""When a circuit opens, when it probes, and how a bucket fills."""

import pytest

from odoo.addons.healthcare_integration_base.circuit import (
    Limits,
    next_wait,
    refill,
    remember,
    trips,
    wait_for_token,
)

LIMITS = Limits(failures=3, window=60, probe=10, cap=35)


def calls(*rows):
    """What is remembered of ``(second, failed)`` calls."""
    recent = []
    for second, failed in rows:
        recent = remember(recent, second, failed, LIMITS)
    return recent


def test_so_many_failures_within_the_window():
    assert not trips(calls((0, True), (1, True)), LIMITS)
    assert trips(calls((0, True), (1, True), (2, True)), LIMITS)


def test_old_failures_do_not_count():
    assert not trips(calls((0, True), (1, True), (70, True)), LIMITS)


def test_a_few_failures_of_a_busy_partner_do_not_count():
    rows = [(number, number % 3 == 0) for number in range(30)]
    assert not trips(calls(*rows), LIMITS)


def test_half_of_the_calls_is_too_much():
    rows = [(number, number % 2 == 0) for number in range(5)]
    assert trips(calls(*rows), LIMITS)


def test_memory_is_bounded():
    assert len(calls(*[(number / 100, False) for number in range(1000)])) == 5


def test_probes_come_later_and_later_up_to_the_cap():
    waits, wait = [], 0
    for _time in range(4):
        wait = next_wait(wait, LIMITS)
        waits.append(wait)
    assert waits == [10, 20, 35, 35]


def test_a_bucket_fills_up_to_its_burst():
    assert refill(0, 30, calls=2, interval=60, burst=5) == 1
    assert refill(0, 3000, calls=2, interval=60, burst=5) == 5
    assert refill(1, -3, calls=2, interval=60, burst=5) == 1


@pytest.mark.parametrize("tokens, seconds", [(0, 30), (0.5, 15), (1, 0), (3, 0)])
def test_the_next_token(tokens, seconds):
    assert wait_for_token(tokens, calls=2, interval=60) == seconds
