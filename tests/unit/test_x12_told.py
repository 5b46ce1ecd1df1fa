"""What a payer is told beside a question, and nobody keeps."""

from dataclasses import replace

import pytest

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base import canonical
from odoo.addons.healthcare_integration_base.errors import RejectedError

from .claims_in_full import CHILD, TOLD, envelope
from .test_x12_care import PATIENT_ROLES, sample
from .test_x12_roundtrip import comparable

ASKING = ("x12_270", "x12_276")


def _asked(code):
    """A request about a subscriber and a dependent, and what is told about them."""
    request = sample(f"{code}/typical.edi")
    (first, *_) = request.inquiries
    second = replace(first, dependent=True)
    if code == "x12_270":
        trace = canonical.EligibilityTrace("ASK-2")
        second = replace(second, traces=(trace,))
        number = first.traces[0].number
    else:
        second = replace(second, trace_number="ASK-2")
        number = first.trace_number
    told = {number: TOLD, "ASK-2": replace(TOLD, patient=CHILD)}
    return replace(request, inquiries=(first, second)), told


@pytest.mark.parametrize("code", ASKING)
def test_a_payer_is_told_whom_a_question_is_about(code):
    request, told = _asked(code)
    document = DOCUMENTS[code]
    part = document.write(request, told)
    names = [
        [*segment, *[""] * 10][3:10:6]
        for segment in part.tree
        if segment[0] == "NM1" and segment[1] in PATIENT_ROLES
    ]
    assert names == [["SAMPLE", "MEMBER-1"]] * 2 + [["SAMPLE", ""]]
    births = [segment[2:] for segment in part.tree if segment[0] == "DMG"]
    assert births == [["19700101", "F"], ["20150203", "U"]]
    payload = X12Codec().encode([part], envelope())
    (sealed,) = X12Codec().decode(payload).parts
    (again,) = document.read(sealed).documents
    assert comparable(again) == comparable(request)


@pytest.mark.parametrize("code", ASKING)
def test_a_copy_names_nobody(code):
    request, _told = _asked(code)
    tree = DOCUMENTS[code].write(request).tree
    people = [row for row in tree if row[0] == "NM1" and row[1] in PATIENT_ROLES]
    assert all(len(row) == 3 for row in people)
    assert not [row for row in tree if row[0] == "DMG"]


@pytest.mark.parametrize("code", ASKING)
def test_a_question_about_nobody_is_refused(code):
    request, _told = _asked(code)
    with pytest.raises(RejectedError) as refused:
        DOCUMENTS[code].write(request, {})
    assert [issue.where for issue in refused.value.issues] == [
        "subscriber/NM1-03[1]",
        "subscriber/NM1-09[1]",
        "subscriber/DMG-02[1]",
        "subscriber/NM1-03[2]",
        "subscriber/NM1-09[2]",
        "dependent/NM1-03[2]",
        "dependent/DMG-02[2]",
    ]
