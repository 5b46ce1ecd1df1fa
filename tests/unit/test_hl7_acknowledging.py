"""What we answer to HL7 v2: AA, AE, AR with table 0357 and a place, never a value."""

import pytest

from odoo.addons.healthcare_edi.codec.hl7 import HL7Codec
from odoo.addons.healthcare_edi.document.hl7_ack import HL7Acknowledgment
from odoo.addons.healthcare_edi.document.hl7_acknowledging import ACCEPT, acknowledge
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.document.choice import document_for

from .formats import DOCUMENTS
from .samples import FOLDER
from .x12_fields import NOON

CODEC = HL7Codec()


def answers(payload, **values):
    """The acknowledgments of a payload as bytes, and as documents."""
    decoded = CODEC.decode(payload)
    findings = {}
    for part in decoded.parts:
        reader = document_for(DOCUMENTS.values(), "hl7", part.code, part.version)
        if reader and not part.blocked:
            findings[part.where] = reader.read(part).issues
    found = acknowledge(decoded, findings, **values)
    envelope = Envelope(
        sender="ODOO", receiver="REGISTER", interchange_number=9, created_at=NOON
    )
    parts = [HL7Acknowledgment().write(row) for row in found]
    return [CODEC.encode([part], envelope) for part in parts], found


def sample(name):
    return (FOLDER / f"{name}.hl7").read_bytes()


@pytest.mark.parametrize(
    ("name", "msa", "errors"),
    [
        ("hl7_adt/typical", b"MSA|AA|ADT0001", []),
        ("hl7_adt/no_patient_number", b"MSA|AE|ADT0012", [b"PID^1^3|101^^HL70357|E"]),
        (
            "hl7_adt/event_that_is_not_taken",
            b"MSA|AR|ADT0008",
            [b"MSH^1^9|201^^HL70357|E"],
        ),
        (
            "hl7_dft_p03/unreadable_amount",
            b"MSA|AE|DFT0005",
            [b"FT1^1^10^^1|102^^HL70357|E", b"FT1^1^11^^1|102", b"FT1^1^12^^1|102"],
        ),
        ("hl7_dft_p03/nothing_charged", b"MSA|AE|DFT0008", [b"FT1|100^^HL70357|E"]),
        ("hl7_oru/no_number", b"MSA|AE|ORU0005", [b"OBX^1|100", b"OBR^1^3|101"]),
        (
            "hl7_envelope/too_few_encoding_characters",
            b"MSA|AA|E5",
            [b"MSH^1^2|102^^HL70357|W"],
        ),
    ],
)
def test_answers(name, msa, errors):
    (payload,), _found = answers(sample(name))
    lines = payload.split(b"\r")
    assert lines[1] == msa
    assert len([line for line in lines if line.startswith(b"ERR")]) == len(errors)
    for line, error in zip(lines[2:], errors, strict=False):
        assert line.startswith(b"ERR||" + error)


def test_our_answer_is_read_back():
    for name in ("hl7_adt/typical", "hl7_dft_p03/unreadable_amount"):
        (payload,), (sent,) = answers(sample(name))
        (part,) = CODEC.decode(payload).parts
        assert part.facts["msh9"].startswith("ACK^") and not part.issues
        (got,) = HL7Acknowledgment().read(part).documents
        assert (got.status, got.interchange_control) == (
            sent.status,
            sent.interchange_control,
        )
        assert [row.errors for row in got.groups[0].sets] == [
            row.errors for row in sent.groups[0].sets
        ]
        # ODOO answers REGISTER: REGISTER is who sent what is acknowledged.
        assert (got.sender, got.receiver) == ("REGISTER", "ODOO")


def test_every_message_of_a_batch_has_its_answer():
    payloads, found = answers(sample("hl7_envelope/batch"))
    assert [row.interchange_control for row in found] == ["E1", "E2"]
    assert len(payloads) == 2


def test_what_cannot_be_answered_is_not():
    assert answers(sample("hl7_envelope/nothing_in_the_header"))[1] == ()
    assert answers(sample("hl7_ack/typical"))[1] == ()


@pytest.mark.parametrize(
    ("accept", "application", "first", "second"),
    [
        ("", "", None, "AA"),
        ("AL", "AL", "CA", "AA"),
        ("AL", "NE", "CA", None),
        ("NE", "SU", None, "AA"),
        ("ER", "ER", None, None),
    ],
)
def test_who_is_asked_for_an_answer(accept, application, first, second):
    head = (
        "MSH|^~\\&|REGISTER|MAIN|ODOO|HQ|20260112||ADT^A04|7|T|2.5|||"
        f"{accept}|{application}\rPID|||900018\rPV1||O"
    ).encode()
    for standard, wanted in ((ACCEPT, first), ("HL7", second)):
        payloads, _found = answers(head, standard=standard)
        codes = [payload.split(b"\r")[1].split(b"|")[1] for payload in payloads]
        assert codes == ([wanted.encode()] if wanted else [])


def test_no_answer_quotes_the_message():
    for path in sorted(FOLDER.glob("hl7_*/*.hl7")):
        for payload in answers(path.read_bytes())[0]:
            for word in (b"NAMELESS", b"NORA", b"900017", b"1O0.00", b"DOKTOR"):
                assert word not in payload
