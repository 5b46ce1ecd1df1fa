"""The judge of growth finds a quadratic reader and leaves a linear one alone."""

import pytest

from .growth import assert_grows_no_faster


def test_a_linear_reader_passes():
    assert_grows_no_faster(sum, range, 30_000_000)


def test_a_quadratic_reader_is_found():
    def quadratic(rows):
        for _row in rows:
            sum(rows)

    with pytest.raises(AssertionError, match="times as long"):
        assert_grows_no_faster(quadratic, range, 100_000, enough=0.01)


def test_a_reader_that_copies_the_rest_each_time_is_found():
    """One byte copied is the cheapest step there is."""

    def copying(text):
        while text:
            text = text[10:]

    with pytest.raises(AssertionError, match="times as long"):
        assert_grows_no_faster(
            copying, lambda size: b"x" * size, 8_000_000, enough=0.01
        )


def test_what_is_refused_at_once_is_not_compared():
    assert_grows_no_faster(len, range, 1_000_000)
