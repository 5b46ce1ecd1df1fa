"""Hierarchical levels of any shape: nobody is lost, nobody doubled, nothing hangs."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.codec.base import Part

from .growth import assert_grows_no_faster

LEVEL_DOCUMENTS = ("x12_270", "x12_271", "x12_276", "x12_277", "x12_277ca")


def _part(levels):
    """A set of ``(number, parent, code)`` levels, a TRN and a question in each."""
    tree = [["BHT", "0010", "08", "R"]]
    for ordinal, (number, parent, code) in enumerate(levels):
        tree += [
            ["HL", number, parent, code],
            ["TRN", "2", f"T{ordinal}"],
            ["STC", "A2:20"],
            ["EQ", "30"],
            ["EB", "1"],
        ]
    return Part("277", tree)


def _traces(document):
    rows = getattr(document, "claims", None) or getattr(document, "inquiries", None)
    rows = rows or getattr(document, "answers", ())
    for row in rows:
        if hasattr(row, "traces"):
            yield from (trace.number for trace in row.traces)
        else:
            yield getattr(row, "trace_number", "") or row.claim_number


numbers = st.sampled_from(["", "1", "2", "3", "4", "5", "6"])


@pytest.mark.parametrize("code", LEVEL_DOCUMENTS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    levels=st.lists(
        st.tuples(
            numbers, numbers, st.sampled_from(["20", "21", "19", "22", "23", "PT", "X"])
        ),
        max_size=12,
    )
)
def test_every_patient_is_read_once_whatever_the_levels(code, levels):
    """Orphans, circles, doubles, wrong parents: nobody is lost, nobody doubled."""
    document = DOCUMENTS[code]
    result = document.read(_part(levels))
    patients = ("22", "23", "PT") if code == "x12_277ca" else ("22", "23")
    expected = [f"T{n}" for n, row in enumerate(levels) if row[2] in patients]
    found = [trace for row in result.documents for trace in _traces(row)]
    assert sorted(found) == sorted(expected)
    assert not any(issue.blocks for issue in result.issues) or not levels


HOSTILE = {
    "chain": lambda count: [(str(n), str(n - 1), "22") for n in range(count)],
    "circle": lambda count: [
        (str(n), str((n + 1) % count), "22") for n in range(count)
    ],
    "same number": lambda count: [("1", "1", "22")] * count,
    "many receivers": lambda count: [
        row
        for n in range(0, count, 2)
        for row in ((str(n + 1), "0", "21"), (str(n + 2), str(n + 1), "22"))
    ],
    "many sources": lambda count: [(str(n), "", "20") for n in range(count)],
    "many orphans": lambda count: [(str(n), "x", "22") for n in range(count)],
}


@pytest.mark.parametrize("code", (*LEVEL_DOCUMENTS, "x12_837p"))
@pytest.mark.parametrize("shape", HOSTILE)
def test_four_times_the_levels_take_about_four_times_the_time(code, shape):
    def part(count):
        made = _part(HOSTILE[shape](count))
        if code == "x12_837p":
            made.tree.append(["CLM", "A", "1"])
        return made

    assert_grows_no_faster(DOCUMENTS[code].read, part, 4_000)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    levels=st.lists(
        st.tuples(numbers, numbers, st.sampled_from(["20", "22", "23", "X"])),
        min_size=1,
        max_size=12,
    )
)
def test_every_claim_is_read_once_and_only_under_its_own_biller(levels):
    """A claim's biller and payer are the ones above it by HL02, or none at all.

    A biller inherits nothing, whatever its HL02 says.
    """
    tree, above = [["BHT", "0019", "00", "R"]], {}
    expected = {}
    for ordinal, (number, parent, code) in enumerate(levels):
        inherited = above.get(parent, ("", "")) if parent else ("", "")
        biller = f"B{ordinal}" if code == "20" else inherited[0]
        payer = {"22": f"P{ordinal}", "20": ""}.get(code, inherited[1])
        above[number] = (biller, payer)
        tree.append(["HL", number, parent, code])
        if code == "20":
            tree.append(["NM1", "85", "2", "", "", "", "", "", "XX", biller])
        if code == "22":
            tree.append(["SBR", "P"])
            tree.append(["NM1", "PR", "2", "", "", "", "", "", "PI", payer])
        tree.append(["CLM", f"C{ordinal}", "1"])
        expected[f"C{ordinal}"] = (biller, payer)
    result = DOCUMENTS["x12_837p"].read(Part("837", tree))
    assert {
        claim.claim_number: (claim.billing_provider.identifier, claim.payer.identifier)
        for claim in result.documents
    } == expected
    assert len(result.documents) == len(levels)
