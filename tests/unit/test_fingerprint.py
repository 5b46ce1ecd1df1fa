"""Which failures are the same."""

import pytest

from odoo.addons.healthcare_integration_base.fingerprint import (
    fingerprint,
    place_pattern,
)


@pytest.mark.parametrize(
    ("where", "pattern"),
    [
        ("ST[2]/CLP[7]/CLP-04", "ST[*]/CLP[*]/CLP-04"),
        ("$.lines[12].uom", "$.lines[*].uom"),
        ("line 3", "line *"),
        ("PO1[4]/PO1-02", "PO1[*]/PO1-02"),
        ("AR_PAYER", "AR_PAYER"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_place_without_its_counters(where, pattern):
    assert place_pattern(where) == pattern


def test_parts_do_not_run_into_each_other():
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("a", None) == fingerprint("a", "")
    assert len(fingerprint("a")) == 40
