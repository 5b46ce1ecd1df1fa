"""Waits grow, are capped, carry jitter, and respect what the partner said."""

import pytest

from odoo.addons.healthcare_integration_base.retry import RetryPolicy, class_of

POLICY = RetryPolicy(attempts=4, base=10, factor=3, cap=60, jitter=0.2)


@pytest.mark.parametrize(("attempt", "wait"), [(1, 10), (2, 30), (3, 60), (9, 60)])
def test_waits_grow_up_to_the_cap(attempt, wait):
    assert POLICY.delay(attempt) == pytest.approx(wait)


def test_jitter_stays_inside_its_band():
    assert POLICY.delay(1, random=0) == pytest.approx(8)
    assert POLICY.delay(1, random=0.999) < 12


def test_retry_after_is_a_lower_bound():
    assert POLICY.delay(1, retry_after=500) == 500
    assert POLICY.delay(3, retry_after=1) == pytest.approx(60)


def test_the_last_try_is_counted():
    assert not POLICY.exhausted(3)
    assert POLICY.exhausted(4)


def test_an_absurd_attempt_number_does_not_overflow():
    assert POLICY.delay(10**6) == pytest.approx(60)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("http.connect_timeout", "timeout"),
        ("http.no_answer", "timeout"),
        ("http.504", "timeout"),
        ("http.unreachable", "refused"),
        ("http.connection_lost", "refused"),
        ("http.429", "throttled"),
        ("http.500", "server"),
        ("http.599", "server"),
        ("partner.busy", "busy"),
        ("delivery.collided", "lock"),
        ("http.5000", "other"),
        ("order.unknown", "other"),
        ("", "other"),
    ],
)
def test_each_reason_has_one_class(code, name):
    assert class_of(code) == name
