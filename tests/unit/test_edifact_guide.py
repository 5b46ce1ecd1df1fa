"""The structure of a message as data: the notation, the walk, the directory."""

import pytest

from odoo.addons.healthcare_edi.document.edifact_guide import Walk, guide
from odoo.addons.healthcare_edi.document.edifact_segments import (
    SEGMENTS,
    check,
    directory,
)
from odoo.addons.healthcare_edi.document.edifact_vocabulary import (
    DATE_KINDS,
    LINE_STATUSES,
    PURPOSES,
    UNITS,
)

from .formats import DOCUMENTS

GUIDES = {
    code: __import__(
        f"odoo.addons.healthcare_edi.document.{code}", fromlist=["GUIDE"]
    ).GUIDE
    for code, document in DOCUMENTS.items()
    if document.codec == "edifact"
}
SMALL = guide("BGM! DTM!*2 (RFF! DTM)*2 (LIN! QTY*9 (PRI! RNG)*)* (UNS! MOA)!")


def walked(text, root=SMALL):
    """Paths of the tags, and what the walk reported."""
    faults = []
    walk = Walk(root, lambda code, place: faults.append((code[16:], place)))
    paths = [walk.place(tag, n) for n, tag in enumerate(text.split(), 1)]
    walk.finish()
    return paths, faults


def test_segments_belong_to_the_innermost_group_that_has_them():
    paths, faults = walked("BGM DTM RFF DTM LIN QTY PRI RNG LIN UNS MOA")
    assert paths == [
        *("bgm", "dtm", "rff", "rff_dtm", "lin", "lin_qty"),
        *("lin_pri", "lin_pri_rng", "lin", "uns", "uns_moa"),
    ]
    assert not faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("DTM UNS", [("missing", "BGM")]),
        ("BGM DTM", [("missing", "UNS")]),
        ("BGM DTM DTM DTM UNS", [("repeated", "DTM[4]")]),
        ("BGM DTM RFF RFF RFF UNS", [("repeated", "RFF[5]")]),
        ("BGM DTM XXX UNS", [("unknown", "XXX[3]")]),
        ("DTM BGM UNS", [("order", "BGM[2]")]),
        ("BGM DTM LIN PRI QTY UNS", [("order", "QTY[5]")]),
        ("BGM DTM UNS LIN", [("order", "LIN[4]")]),
        ("BGM DTM LIN RNG UNS", [("unknown", "RNG[4]")]),
    ],
)
def test_what_the_guide_does_not_foresee_is_reported(text, faults):
    assert walked(text)[1] == faults


@pytest.mark.parametrize("code", GUIDES)
def test_every_segment_of_a_guide_is_in_the_directory_or_known_to_be_unread(code):
    def tags(node):
        for child in node.children:
            yield child.tag
            yield from tags(child)

    unread = {
        "CAV",
        "CCI",
        "DGS",
        "DLM",
        "DMS",
        "EQA",
        "GDS",
        "SEL",
        "SGP",
        "TMD",
        "TSR",
    }
    assert {tag for tag in tags(GUIDES[code])} - set(SEGMENTS) <= unread


@pytest.mark.parametrize("code", GUIDES)
def test_every_reader_method_stands_in_its_guide(code):
    """A misspelled path would never be called."""

    def paths(node, path=""):
        for child in node.children:
            own = f"{path}_{child.tag.lower()}".lstrip("_")
            yield own
            yield from paths(child, own)

    module = __import__(f"odoo.addons.healthcare_edi.document.{code}", fromlist=["x"])
    methods = {
        name.removeprefix("_take_")
        for name in dir(module._Reader)
        if name.startswith("_take_") and name not in HELPERS
    }
    assert methods
    assert methods <= set(paths(module._Reader.guide))


HELPERS = {"_take_validity"}


@pytest.mark.parametrize("tag", SEGMENTS)
def test_every_line_of_the_directory_can_be_read(tag):
    assert directory(tag) and all(element.count for element in directory(tag))


@pytest.mark.parametrize(
    ("segment", "faults"),
    [
        (["BGM", ["220"], ["PO-1"], ["9"]], []),
        (["BGM", ["220"], ["P" * 36], ["9"]], [("long", 2, 1)]),
        (
            ["BGM", ["2200"], ["P"], ["9"], [""], ["X"]],
            [("extra", 5, None), ("long", 1, 1)],
        ),
        (["DTM"], [("missing", 1, None)]),
        (["DTM", ["", "20260101"]], [("missing", 1, 1)]),
        (["DTM", ["137", "1", "102", "X"]], [("extra", 1, 4)]),
        (["MOA", ["77", "1O"]], [("format", 1, 2)]),
        (["MOA", ["77", "-1.234,5"]], [("format", 1, 2)]),
        (["CNT", ["2", "1" * 19]], [("long", 1, 2)]),
        (["UNS", ["1"]], [("format", 1, 1)]),
        (["ZZZ", ["anything"] * 99], []),
    ],
)
def test_segments_are_held_against_the_directory(segment, faults):
    found = []
    check(segment, lambda code, *place: found.append((code.split(".")[-1], *place)))
    assert found == faults


def test_codes_of_the_house_and_of_the_standard():
    assert [UNITS.read(code) for code in ("PCE", "C62", "XBX", "BX", "KGM", "QQ")] == [
        *("EA", "EA", "BX", "BX", "KG", "QQ")
    ]
    assert [UNITS.write(code) for code in ("EA", "BX", "CA", "KG", "QQ")] == [
        *("PCE", "XBX", "CS", "KGM", "QQ")
    ]
    assert LINE_STATUSES.read("5") == "IA" and LINE_STATUSES.read("99") == "99"
    assert PURPOSES.write(PURPOSES.read("5")) == "5"
    assert DATE_KINDS.known("999") is None and DATE_KINDS.known("67") == "067"
    assert UNITS.read("", "edifact:") == "" and UNITS.write("edifact:QQ") == "QQ"
