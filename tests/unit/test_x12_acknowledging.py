"""Answers to X12: what is wrong in a file is what its 999, 997 and TA1 say."""

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_edi.document.acknowledging import ACKNOWLEDGERS
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.issue import FATAL

from .samples import sample_files
from .x12_texts import REMITTANCE, interchange, transaction_set

ACKNOWLEDGE = ACKNOWLEDGERS["x12"]
NOON = datetime(2026, 1, 12, 12, tzinfo=timezone.utc)


def _answers(text, standard="999"):
    decoded = X12Codec().decode(text.encode())
    findings = {}
    for part in decoded.parts:
        if part.code == "835":
            findings[part.where] = DOCUMENTS["x12_835"].read(part).issues
    return ACKNOWLEDGE(decoded, findings, "", standard)


def _written(document):
    """The segments of an answer as its partner gets them."""
    code = f"x12_{document.standard.lower()}"
    part = DOCUMENTS[code].write(document)
    envelope = Envelope("US", "ZZ", "THEM", "ZZ", 7, 7, NOON)
    text = X12Codec().encode([part], envelope).decode()
    rows = [row.strip() for row in text.split("~")]
    sealed = ("ISA", "IEA", "GS*", "GE*")
    return [row for row in rows if row and row[:3] not in sealed]


def _changed(old, new, **options):
    rows = [new if row == old else row for row in REMITTANCE]
    return interchange(transaction_set("835", rows), **options)


def test_a_right_file_is_accepted():
    arrived, group = _answers(interchange(transaction_set("835", REMITTANCE)))
    assert _written(arrived) == ["TA1*000000001*260105*1200*A*000"]
    assert (arrived.status, arrived.sender, arrived.receiver) == (
        "accepted",
        "SENDER",
        "RECEIVER",
    )
    assert _written(group)[:5] == [
        "ST*999*0001*005010X231A1",
        "AK1*HP*1*005010X221A1",
        "AK2*835*0001",
        "IK5*A",
        "AK9*A*1*1*1",
    ]


def test_an_error_names_segment_loop_and_element():
    old = ["CAS", "CO", "45", "15"]
    _arrived, group = _answers(_changed(old, ["CAS", "CO", "451234", "15"]))
    assert _written(group)[2:-1] == [
        "AK2*835*0001",
        "IK3*CAS*14*2110*8",
        "IK4*2**5",
        "IK5*E*5",
        "AK9*E*1*1*1",
    ]


def test_the_997_says_it_in_its_own_words():
    old = ["CAS", "CO", "45", "15"]
    text = _changed(old, ["CAS", "CO", "451234", "15"])
    _arrived, group = _answers(text, "997")
    rows = _written(group)
    assert rows[:2] == ["ST*997*0001", "AK1*HP*1"]
    assert rows[2:-1] == [
        "AK2*835*0001",
        "AK3*CAS*14*2110*8",
        "AK4*2**5",
        "AK5*E*5",
        "AK9*E*1*1*1",
    ]


def test_an_unreadable_amount_rejects_the_set_alone():
    bad = [
        row if row[0] != "CLP" else ["CLP", "PCN1", "1", "x", "80"]
        for row in REMITTANCE
    ]
    text = interchange(
        [*transaction_set("835", bad), *transaction_set("835", REMITTANCE, "0002")]
    )
    _arrived, group = _answers(text)
    rows = _written(group)
    assert "IK3*CLP*9*2100*8" in rows
    assert "IK4*3**6" in rows
    assert "IK5*R*5" in rows
    assert "AK9*P*2*2*1" in rows
    assert [row.status for row in group.groups[0].sets] == ["rejected", "accepted"]


def test_what_is_missing_is_named_at_its_place():
    rows = [row for row in REMITTANCE if row[0] != "TRN"]
    _arrived, group = _answers(interchange(transaction_set("835", rows)))
    assert "IK3*TRN*3**3" in _written(group)


def test_a_wrong_component():
    old = ["SVC", "HC:99213", "100", "80", "", "1"]
    _arrived, group = _answers(_changed(old, ["SVC", "HC:", "100", "80", "", "1"]))
    rows = _written(group)
    assert "IK3*SVC*12*2110*8" in rows and "IK4*1:2**1" in rows


def test_wrong_counts_are_set_group_and_interchange_codes():
    text = interchange(transaction_set("835", REMITTANCE))
    text = text.replace("SE*19*0001", "SE*9*0001").replace("GE*1*1", "GE*4*1")
    arrived, group = _answers(text.replace("IEA*1*", "IEA*3*"))
    assert _written(arrived) == ["TA1*000000001*260105*1200*E*021"]
    rows = _written(group)
    assert "IK5*E*4" in rows
    assert "AK9*E*4*1*1*5" in rows


def test_a_set_that_is_not_closed_is_rejected():
    text = interchange(transaction_set("835", REMITTANCE)[:-1])
    _arrived, group = _answers(text)
    assert group.status == "rejected"
    assert "IK5*R*2" in _written(group)


def test_a_tolerance_that_blocks_the_interchange_rejects_it():
    text = interchange(transaction_set("835", REMITTANCE)).replace("IEA*1*", "IEA*3*")
    decoded = X12Codec().decode(text.encode())
    blocking = tuple(replace(issue, severity=FATAL) for issue in decoded.issues)
    arrived, *_ = ACKNOWLEDGE(replace(decoded, issues=blocking), {}, "", "999")
    assert _written(arrived) == ["TA1*000000001*260105*1200*R*021"]


def test_one_answer_per_group_and_interchange():
    text = "".join(
        interchange(transaction_set("835", REMITTANCE), control=f"{n:09}")
        for n in (1, 2)
    )
    found = [(a.standard, a.where) for a in _answers(text, "997")]
    assert found == [
        ("TA1", "ISA[1]"),
        ("997", "ISA[1]/GS[1]"),
        ("TA1", "ISA[2]"),
        ("997", "ISA[2]/GS[1]"),
    ]


def test_an_answer_is_never_answered():
    _arrived, group = _answers(interchange(transaction_set("835", REMITTANCE)))
    for document in (_arrived, group):
        part = DOCUMENTS[f"x12_{document.standard.lower()}"].write(document)
        envelope = Envelope("US", "ZZ", "THEM", "ZZ", 7, 7, NOON)
        decoded = X12Codec().decode(X12Codec().encode([part], envelope))
        found = ACKNOWLEDGE(decoded, {}, "", "999")
        assert [row.standard for row in found if row.groups] == []


def test_a_bad_file_gets_a_bounded_answer():
    rows = [*REMITTANCE, *([["LQ", "HE", ""]] * 5000)]
    _arrived, group = _answers(interchange(transaction_set("835", rows)))
    assert len(group.groups[0].sets[0].errors) < 250


@pytest.mark.parametrize("standard", ["997", "999"])
def test_what_we_answer_we_can_read(standard):
    """Every answer to every sample is written, sealed, opened and read back equal."""
    envelope = Envelope("US", "ZZ", "THEM", "ZZ", 7, 7, NOON)
    seen = 0
    for path in sample_files():
        if not path.parent.name.startswith("x12_"):
            continue
        decoded = X12Codec().decode(path.read_bytes())
        for answer in ACKNOWLEDGE(decoded, {}, "", standard):
            document = DOCUMENTS[f"x12_{answer.standard.lower()}"]
            payload = X12Codec().encode([document.write(answer)], envelope)
            opened = X12Codec().decode(payload)
            assert not opened.issues
            (part,) = opened.parts
            result = document.read(part)
            assert not result.issues, path
            (again,) = result.documents
            assert _comparable(again) == _comparable(answer), path
            seen += 1
    assert seen > 80


def _comparable(document):
    """Without places, parties (an answer knows its own) and what is written once."""
    groups = []
    for group in document.groups:
        sets = tuple(
            replace(row, where="", errors=row.errors, implementation="")
            for row in group.sets
        )
        errors = tuple(dict.fromkeys(group.errors))[:5]
        groups.append(replace(group, where="", sets=sets, version="", errors=errors))
    return replace(
        document,
        where="",
        groups=tuple(groups),
        sender="",
        sender_qualifier="",
        receiver="",
        receiver_qualifier="",
        errors=document.errors[:1],
        interchange_control=document.interchange_control.zfill(9),
    )
