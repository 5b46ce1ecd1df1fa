"""Questions and answers about claims and coverage: levels, outcomes, nobody's name."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_edi.document.acknowledging import ACKNOWLEDGERS
from odoo.addons.healthcare_integration_base import canonical
from odoo.addons.healthcare_integration_base.canonical import to_json
from odoo.addons.healthcare_integration_base.document.choice import (
    document_for,
    writer_for,
)

from .claims_in_full import envelope
from .samples import FOLDER, sample_files
from .test_x12_roundtrip import comparable

SHARED = Path(
    os.environ.get("HEALTHCARE_SHARED", Path(__file__).resolve().parents[3] / "shared")
)
KINDS = ("270", "271", "276", "277", "277CA", "837P", "837I")
FILES = [
    path
    for kind in KINDS
    for path in sorted((SHARED / "samples" / kind).glob("*"))
    if path.is_file()
]
OWN = [
    path
    for path in sample_files("x12")
    if path.parent.name.startswith(("x12_27", "x12_837"))
]
#: Public files of which nothing can be used, and why.
REFUSED = {
    "oop-bogeyone.277ca": "x12.se.missing",
    "lfh-ppo-repriced-claim.837i": "x12.component",
}
#: Segments of a patient or about one: name, address, birth date, diagnoses, words.
PATIENT_ROLES = ("IL", "QC", "03", "74")
#: They name the plan.
PLAN_NUMBERS = (["REF", "18"], ["REF", "6P"])
PRIVATE_TAGS = ("DMG", "HI", "MSG", "NTE")


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


def read(path):
    """``[(part, document, result)]`` of a file."""
    found = []
    for part in X12Codec().decode(path.read_bytes()).parts:
        document = document_for(DOCUMENTS.values(), "x12", part.code, part.version)
        if document is not None:
            found.append((part, document, document.read(part)))
    return found


@pytest.mark.skipif(not FILES, reason="../shared/samples is absent")
def test_the_public_files_are_all_here():
    assert {path.parent.name for path in FILES} == set(KINDS)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_public_file_is_read_or_refused_with_a_reason(path):
    rows = read(path)
    assert rows
    for part, document, result in rows:
        issues = (*part.issues, *result.issues)
        blocking = {issue.code for issue in issues if issue.blocks}
        assert all(issue.text and issue.where for issue in issues)
        if path.name in REFUSED:
            assert blocking == {REFUSED[path.name]}
            continue
        assert not blocking
        assert result.documents
        assert {found.KIND for found in result.documents} == {document.kind}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_what_a_public_file_says_is_written_and_read_again(path):
    for _part, document, result in read(path):
        for found in result.documents:
            writer = writer_for(DOCUMENTS.values(), "x12", document.kind, found)
            (again,) = writer.read(writer.write(found)).documents
            assert comparable(again) == comparable(found)


def _private(part):
    """Values that only a patient's segments have."""
    private, open_values, patient = set(), set(), False
    for segment in part.tree:
        tag = segment[0]
        if tag == "NM1":
            patient = segment[1] in PATIENT_ROLES if len(segment) > 1 else False
        elif tag in ("HL", "CLM", "TRN", "EB", "EQ", "SBR", "LX"):
            patient = False
        hidden = tag in PRIVATE_TAGS or patient and tag in ("NM1", "N3", "N4", "REF")
        hidden = hidden and segment[:2] not in PLAN_NUMBERS
        words = {
            word for value in segment[2:] for word in value.replace("^", ":").split(":")
        }
        (private if hidden else open_values).update(words)
    return {word for word in private - open_values if len(word) > 3}


@pytest.mark.parametrize("path", FILES + OWN, ids=name_of)
def test_nothing_of_a_patient_is_kept(path):
    for part, _document, result in read(path):
        said = json.dumps([to_json(found) for found in result.documents])
        said += json.dumps([issue.to_json() for issue in result.issues])
        for word in _private(part):
            assert f'"{word}"' not in said and f" {word} " not in said


# -- outcomes ------------------------------------------------------------------


def sample(name):
    (row,) = read(FOLDER / name)
    (document,) = row[2].documents
    return document


def test_what_a_claim_became():
    document = sample("x12_277ca/outcomes.edi")
    assert {claim.claim_number: claim.outcome for claim in document.claims} == {
        "C-A0": "received",
        "C-A1": "received",
        "C-A2": "accepted",
        "C-A3": "rejected",
        "C-A4": "rejected",
        "C-A5": "accepted",
        "C-A6": "rejected",
        "C-A7": "rejected",
        "C-A8": "rejected",
        "C-A2-A7": "rejected",
        "C-A1-A2": "accepted",
        "C-F2": "unknown",
        "C-P1-A1": "received",
        "NO-STATUS": "unknown",
    }
    rejected = {claim.claim_number for claim in document.rejected_claims}
    assert rejected == {"C-A3", "C-A4", "C-A6", "C-A7", "C-A8", "C-A2-A7"}


def test_counts_that_differ_from_the_claims_are_said():
    document = sample("x12_277ca/everything.edi")
    assert document.batch_number == "BATCH-1"
    places = [(issue.code, issue.where) for issue in document.issues()]
    where = "ISA[1]/GS[1]/ST[1]"
    assert places == []
    wrong = replace(document, claims=document.claims[:2])
    assert [(issue.code, issue.where) for issue in wrong.issues()] == [
        ("claim_acknowledgment.count.rejected", f"{where}/HL[2]"),
        ("claim_acknowledgment.count.rejected", f"{where}/HL[3]"),
    ]


def test_what_coverage_somebody_has():
    answers = [
        ("x12_271/typical.edi", ["active"]),
        ("x12_271/minimal.edi", ["inactive"]),
        ("x12_271/rejected_subscriber_and_dependent.edi", ["rejected", "rejected"]),
    ]
    for name, expected in answers:
        assert [row.coverage for row in sample(name).answers] == expected
    assert canonical.EligibilityAnswer().coverage == "unknown"


def test_type_of_bill():
    claim = sample("x12_837i/everything.edi")
    assert (claim.facility_type, claim.frequency) == ("11", "7")
    assert claim.bill_type == "117"
    assert sample("x12_837i/three_digits_in_the_bill_type.edi").bill_type == "111"
    assert sample("x12_837p/typical.edi").bill_type == ""


def test_each_guide_has_its_own_document():
    chosen = {
        ("277", "005010X214"): "x12_277ca",
        ("277", "005010X212"): "x12_277",
        ("277", ""): "x12_277",
        ("837", "005010X223A2"): "x12_837i",
        ("837", "005010X223A3"): "x12_837i",
        ("837", "005010X222A1"): "x12_837p",
        ("837", "005010X224A2"): "x12_837p",
        ("837", ""): "x12_837p",
    }
    for (code, version), expected in chosen.items():
        document = document_for(DOCUMENTS.values(), "x12", code, version)
        assert document.code == expected


@pytest.mark.parametrize(
    "path",
    [path for path in OWN if path.stem in ("typical", "everything")],
    ids=name_of,
)
def test_a_copy_has_the_shape_of_its_guide(path):
    """Without patients, and still every segment stands where the guide wants it."""
    for _part, document, result in read(path):
        for found in result.documents:
            writer = writer_for(DOCUMENTS.values(), "x12", document.kind, found)
            payload = X12Codec().encode([writer.write(found)], envelope())
            answers = ACKNOWLEDGERS["x12"](X12Codec().decode(payload), {}, "", "999")
            assert {answer.status for answer in answers} == {"accepted"}
