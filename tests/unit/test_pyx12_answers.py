"""Our 997 and 999, judged by pyx12, and our findings beside the 997s that it writes.

pyx12 holds a claim against the whole implementation guide, with code lists; we hold it
against our own tables. So it may find more than we do, and never less: what we complain
about must be a segment that it complains about.
"""

import os
from datetime import datetime, timezone
from pathlib import Path

import pytest

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_edi.document.acknowledging import ACKNOWLEDGERS
from odoo.addons.healthcare_integration_base.codec.base import Envelope

from .pyx12_judge import judge
from .samples import sample_files

CLONE = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("HEALTHCARE_SHARED", CLONE.parent / "shared")) / "samples"
CODEC = X12Codec()
NOON = datetime(2026, 1, 12, 12, tzinfo=timezone.utc)
VERSIONS = {"997": "004010", "999": "005010X231A1"}
CASES = ("elements", "loop-counting", "simple-837p", "trailing-terms", "ele")


def sealed(answer):
    """An answer as file."""
    part = DOCUMENTS[f"x12_{answer.standard.lower()}"].write(answer)
    envelope = Envelope("US", "ZZ", "THEM", "ZZ", 7, 7, NOON)
    return CODEC.encode([part], envelope)


def answers(payload, standard):
    """Our answers to the groups of a file."""
    found = ACKNOWLEDGERS["x12"](CODEC.decode(payload), {}, "", standard)
    return [answer for answer in found if answer.standard == standard]


@pytest.mark.parametrize("standard", VERSIONS)
def test_our_answers_are_accepted(standard):
    """To every sample of ours, the worst among them."""
    judged = 0
    for path in sample_files():
        if not path.parent.name.startswith("x12_"):
            continue
        for answer in answers(path.read_bytes(), standard):
            if not all(_speakable(row) for row in answer.groups):
                continue
            accepted, said = judge(sealed(answer))
            assert accepted, f"{path.stem}: {said}"
            judged += 1
    assert judged > 40


#: GS01 that pyx12 knows in an answer.
KNOWN = ("HC", "HP", "HS", "HB", "HR", "HN")


def _speakable(group):
    """Whether pyx12 knows the group and the sets that are answered."""
    return (
        group.code in KNOWN
        and group.control.isdecimal()
        and all(row.code.isdecimal() and len(row.control) >= 4 for row in group.sets)
    )


needs_shared = pytest.mark.skipif(
    not (SHARED / "997").exists(),
    reason="the shared sample files are not beside the clone (HEALTHCARE_SHARED)",
)


@needs_shared
@pytest.mark.parametrize("name", CASES)
def test_what_we_complain_about_pyx12_complains_about(name):
    source = (SHARED / "837P" / f"pyx12-{name}.837").read_bytes()
    expected = CODEC.decode(
        (SHARED / "997" / f"pyx12-{name}-expected.997").read_bytes()
    )
    (theirs,) = DOCUMENTS["x12_997"].read(_set(expected)).documents
    (ours,) = answers(source, "997")
    assert _places(ours) <= _places(theirs)
    assert ours.groups[0].control == theirs.groups[0].control
    if theirs.status == "accepted":
        assert ours.status == "accepted"


def _set(decoded):
    return next(part for part in decoded.parts if part.code == "997")


def _places(answer):
    return {
        (error.segment, error.position, error.element)
        for group in answer.groups
        for row in group.sets
        for error in row.errors
        if error.segment
    }


@needs_shared
def test_loops_that_come_too_often_are_found_as_pyx12_finds_them():
    source = (SHARED / "837P" / "pyx12-loop-counting.837").read_bytes()
    (ours,) = answers(source, "997")
    assert {("LX", position, None) for position in (385, 392, 399, 406)} == _places(
        ours
    )


@needs_shared
def test_public_acknowledgments_are_read():
    for folder, code in (("997", "x12_997"), ("999", "x12_999"), ("TA1", "x12_ta1")):
        document, seen = DOCUMENTS[code], 0
        for path in sorted((SHARED / folder).iterdir()):
            for part in CODEC.decode(path.read_bytes()).parts:
                if part.code == document.reads:
                    result = document.read(part)
                    assert result.documents or result.blocked, path.name
                    seen += bool(result.documents)
        assert seen, folder
