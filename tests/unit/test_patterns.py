"""Expressions of a layout that a sender could keep busy are not taken."""

import re

import pytest

from odoo.addons.healthcare_integration_base.patterns import is_safe

SLOW = [
    r"(a+)+",
    r"(a|aa)+",
    r"([a-z]+[0-9]*)*x",
    r"(\d{1,9})+",
    r"(.*)(.*)(.*)(.*)x",
    r".{0,900}.{0,900}.{0,900}.{0,900}x",
    r"(a)\1",
    r"((?:x+x+)+y)",
    r"(?=(a+)+$)a",
    "a" * 300,
]
PLAIN = [
    r"[A-Z]{2}\d{4,9}",
    r"\d{4}-\d{2}-\d{2}",
    r"(EA|BX|CS)",
    r"(?i)po-?\d+",
    r"(ab){3}",
    r"(\d{3}){2}",
    r".*\S.*",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_slow_ones_are_refused(pattern):
    assert not is_safe(pattern)


@pytest.mark.parametrize("pattern", PLAIN)
def test_plain_ones_are_taken(pattern):
    assert is_safe(pattern)


def test_no_expression():
    with pytest.raises(re.error):
        is_safe("(")
