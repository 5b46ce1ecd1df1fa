"""A transaction set against its guide: each kind of fault, its place and its code."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.codec.x12 import (
    FAULTS,
    Delimiters,
    X12Codec,
    check,
)
from odoo.addons.healthcare_edi.codec.x12.checker import FAULTS_MAX
from odoo.addons.healthcare_edi.codec.x12.elements import check as check_elements
from odoo.addons.healthcare_edi.codec.x12.guide import SETS, segment_guides, set_guide
from odoo.addons.healthcare_edi.codec.x12.shapes import shapes
from odoo.addons.healthcare_integration_base.issue import LEVELS

from .growth import assert_grows_no_faster
from .samples import sample_files
from .x12_texts import REMITTANCE, interchange, transaction_set

ORDER = [
    ["BEG", "00", "SA", "PO1001", "", "20260112"],
    ["REF", "DP", "038"],
    ["N1", "BY", "HOSPITAL", "92", "H1"],
    ["PO1", "1", "10", "BX", "12.5", "", "VC", "A1"],
    ["PID", "F", "", "", "", "GLOVES"],
    ["CTT", "1"],
]


def _check(code, rows, version="004010", **options):
    group = {"850": "PO", "835": "HP"}.get(code, "HC")
    text = interchange(
        transaction_set(code, rows), version=version, group=group, **options
    )
    (part,) = X12Codec().decode(text.encode()).parts
    return [
        (issue.code, issue.where.removeprefix("ISA[1]/GS[1]/ST[1]/"), issue.reference)
        for issue in check(part)
    ]


def order(**changes):
    """The order with other segments in the place of one, or none."""
    rows = []
    for row in ORDER:
        rows += changes.get(row[0], [row])
    return rows


FAULTY = {
    "right": (order(), []),
    "unknown": (
        order(REF=[["QQQ", "1"]]),
        [("x12.segment.unknown", "QQQ[1]", "IK304:1")],
    ),
    "unexpected": (
        order(CTT=[["CTT", "1"], ["SCH", "1", "EA", "", "", "002", "20260101"]]),
        [("x12.segment.unexpected", "SCH[1]", "IK304:2")],
    ),
    "missing": (
        order(BEG=[]),
        [("x12.segment.missing", "REF[1]/BEG", "IK304:3")],
    ),
    "missing at the end": (
        [ORDER[0]],
        [("x12.segment.missing", "PO1", "IK304:3")],
    ),
    "too many": (
        order(PID=[["CUR", "BY", "USD"], ["CUR", "BY", "USD"]]),
        [("x12.segment.max", "CUR[2]", "IK304:5")],
    ),
    "not in this set": (
        order(REF=[["CLP", "1", "1", "1", "1"]]),
        [("x12.segment.set", "CLP[1]", "IK304:6")],
    ),
    "out of order": (
        order(N1=[["DTM", "002", "20260101"], ["REF", "DP", "1"]]),
        [("x12.segment.order", "REF[2]", "IK304:7")],
    ),
    "element missing": (
        order(BEG=[["BEG", "00", "SA", "", "", "20260112"]]),
        [("x12.element.missing", "BEG[1]/BEG-03", "IK403:1")],
    ),
    "conditional": (
        order(N1=[["N1", "BY", "HOSPITAL", "92"]]),
        [("x12.element.conditional", "N1[1]/N1-04", "IK403:2")],
    ),
    "too many elements": (
        order(REF=[["REF", "DP", "038", "", "", "X"]]),
        [("x12.element.many", "REF[1]/REF-05", "IK403:3")],
    ),
    "too short": (
        order(BEG=[["BEG", "0", "SA", "PO1001", "", "20260112"]]),
        [("x12.element.short", "BEG[1]/BEG-01", "IK403:4")],
    ),
    "too long": (
        order(REF=[["REF", "DP", "3" * 31]]),
        [("x12.element.long", "REF[1]/REF-02", "IK403:5")],
    ),
    "invalid character": (
        order(CTT=[["CTT", "ONE"]]),
        [("x12.element.character", "CTT[1]/CTT-01", "IK403:6")],
    ),
    "control character": (
        order(REF=[["REF", "DP", "0\x038"]]),
        [("x12.element.character", "REF[1]/REF-02", "IK403:6")],
    ),
    "invalid date": (
        order(BEG=[["BEG", "00", "SA", "PO1001", "", "20260230"]]),
        [("x12.element.date", "BEG[1]/BEG-05", "IK403:8")],
    ),
    "invalid time": (
        order(REF=[["DTM", "002", "20260101", "2561"]]),
        [("x12.element.time", "DTM[1]/DTM-03", "IK403:9")],
    ),
    "two in one segment": (
        order(BEG=[["BEG", "0", "SA", "", "", "2026"]]),
        [
            ("x12.element.short", "BEG[1]/BEG-01", "IK403:4"),
            ("x12.element.missing", "BEG[1]/BEG-03", "IK403:1"),
            ("x12.element.short", "BEG[1]/BEG-05", "IK403:4"),
        ],
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_fault_of_an_order(name):
    rows, expected = FAULTY[name]
    assert _check("850", rows) == expected


def _payment(*more):
    return [*REMITTANCE, *more]


FAULTY_PAYMENT = {
    "right": ([], []),
    "loop too often": (
        [["SVC", "HC:1", "0", "0"]] * 999,
        [("x12.loop.max", "SVC[1000]", "IK304:4")],
    ),
    "invalid code": (
        [["CAS", "XX", "45", "1"]],
        [
            ("x12.segment.order", "CAS[3]", "IK304:7"),
            ("x12.element.code", "CAS[3]/CAS-01", "IK403:7"),
        ],
    ),
    "exclusion": (
        [["QTY", "ZK", "1", "", "A"]],
        [
            ("x12.segment.order", "QTY[1]", "IK304:7"),
            ("x12.element.exclusion", "QTY[1]/QTY-04", "IK403:10"),
        ],
    ),
    "repeated": (
        [["LQ", "HE", "N1^N2"]],
        [("x12.element.repeated", "LQ[2]/LQ-02", "IK403:12")],
    ),
    "component too many": (
        [["SVC", "HC:1:25:26:27:28:WORDS:7:8", "0", "0"]],
        [("x12.component.many", "SVC[2]/SVC-01-09", "IK403:13")],
    ),
    "component missing": (
        [["SVC", "HC", "0", "0"]],
        [("x12.component.missing", "SVC[2]/SVC-01-02", "IK403:1")],
    ),
    "second triplet without amount": (
        [["SVC", "HC:1", "0", "0"], ["CAS", "CO", "45", "1", "", "97"]],
        [("x12.element.conditional", "CAS[3]/CAS-06", "IK403:2")],
    ),
}


@pytest.mark.parametrize("name", FAULTY_PAYMENT)
def test_fault_of_a_payment(name):
    rows, expected = FAULTY_PAYMENT[name]
    assert _check("835", _payment(*rows), "005010X221A1") == expected


def test_the_release_decides_the_lengths():
    rows = order(REF=[["REF", "DP", "3" * 31]])
    assert _check("850", rows, "005010") == []


def test_levels_may_follow_each_other_in_any_order():
    rows = [["BHT", "0019", "00", "1", "20260101", "1200", "CH"]]
    rows += [["NM1", "41", "2", "A"], ["NM1", "40", "2", "B"]]
    for number, code in enumerate(("20", "22", "22", "20", "22", "23"), 1):
        rows.append(["HL", str(number), "", code, "1"])
        rows += [["SBR", "P"]] if code == "22" else []
        rows += [["PAT", "19"]] if code == "23" else []
    found = _check("837", rows, "005010X222A1")
    assert found == []


def test_a_set_without_guide_is_only_sealed():
    rows = [["QQQ", "1"], ["RRR", "2"]]
    assert _check("102", rows) == []


def test_a_bad_file_fills_no_memory_and_says_how_much_there_was():
    rows = order(REF=[["REF", "DP", ""]] * (FAULTS_MAX + 7))
    text = interchange(transaction_set("850", rows), version="004010", group="PO")
    (part,) = X12Codec().decode(text.encode()).parts
    issues = check(part)
    assert len(issues) == FAULTS_MAX + 1
    assert issues[-1].code == "x12.more"
    assert issues[-1].text == "7 more faults are not listed."


def test_a_strange_tag_is_not_repeated():
    found = _check("850", order(REF=[["Jane Doe", "1"]]))
    assert found == [("x12.segment.unknown", "segment[1]", "IK304:1")]


def test_every_fault_has_a_level_and_advice_where_the_partner_must_act():
    for code, row in FAULTS.items():
        assert row.level in LEVELS, code
        assert row.text.endswith(".") and row.text.isascii(), code
        if row.reference:
            assert row.advice or code in ("x12.bom",), code


@pytest.mark.parametrize("code", SETS)
def test_each_guide_can_be_read(code):
    assert set_guide(code).items[0].mandatory


SIGNS = Delimiters("*", ":", "^", "~")
TEXTS = st.text("AB09 .-:^", max_size=4) | st.sampled_from(
    ["20260229", "20260131", "1.5", "-.5", "1200", "HC:99213", "45", "CO", "1", ""]
)


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(["004010", "005010"]),
    st.sampled_from(sorted(segment_guides("005010"))),
    st.lists(TEXTS, max_size=14),
)
def test_a_shape_accepts_only_what_has_no_fault(release, tag, values):
    segment = [tag, *values]
    if shapes(release, SIGNS)[tag]("*".join(segment)):
        guide = segment_guides(release)[tag]
        assert list(check_elements(guide, segment, SIGNS)) == []


def test_the_segments_of_our_samples_mostly_have_their_shape():
    """The short way is of use only if it is taken."""
    quick = total = 0
    for path in sample_files():
        if path.parent.name not in ("x12_835", "x12_837p", "x12_850", "x12_856"):
            continue
        for part in X12Codec().decode(path.read_bytes()).parts:
            release = "005010" if part.version > "005" else "004010"
            table = shapes(release, part.tree.delimiters)
            element = part.tree.delimiters.element
            for segment in part.tree:
                if segment[0] in table:
                    total += 1
                    quick += bool(table[segment[0]](element.join(segment)))
    assert quick > total * 0.85


def test_tags_that_are_none_fill_no_memory():
    strange = [[f"{number:05}" * 20, "1"] for number in range(3000)]
    strange += [[f"Q{number:02X}", "1"] for number in range(256)] * 20
    text = interchange(transaction_set("850", [*ORDER, *strange]), version="004010")
    (part,) = X12Codec().decode(text.encode()).parts
    tracemalloc.start()
    check(part)
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()


def _part(rows):
    text = interchange(transaction_set("850", rows), version="004010", group="PO")
    (part,) = X12Codec().decode(text.encode()).parts
    return part


@pytest.mark.parametrize(
    "row",
    [
        ["REF", "DP", " " * 40],
        ["N1", "*" * 30],
        ["PO1", *["A"] * 40],
        ["NM1", "1" * 200],
        ["CUR", "BY", "USD"],
        ["BEG"],
    ],
    ids=lambda row: row[0],
)
def test_time_grows_with_the_file_and_no_faster(row):
    assert_grows_no_faster(
        check, lambda count: _part([*ORDER, *([row] * count)]), 8_000
    )
