"""Whatever arrives as HL7 v2: a DecodeError or issues, never another exception."""

import io
import json
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.codec.hl7 import FAULTS, HL7Codec, iterate
from odoo.addons.healthcare_edi.document.hl7_acknowledging import acknowledge
from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.errors import DecodeError, RejectedError
from odoo.addons.healthcare_integration_base.issue import LEVELS, SEVERITIES

from .formats import DOCUMENTS
from .samples import sample_files
from .x12_fields import NOON

READERS = {row.reads: row for row in DOCUMENTS.values() if row.codec == "hl7"}
SEEDS = [path.read_bytes() for path in sample_files("hl7")]
SLOW = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
CODEC = HL7Codec()
ENVELOPE = Envelope(sender="A", receiver="B", created_at=NOON)
#: Words of the samples that no issue may repeat.
PRIVATE = ("NAMELESS", "900017", "19700101", "HYPERTENSION")


def survive(payload):
    """Decode and read everything; every answer must be well formed."""
    try:
        decoded = CODEC.decode(payload)
    except DecodeError as error:
        assert error.code in ("hl7.not_hl7", "hl7.too_many")
        return
    findings, issues = {}, list(decoded.issues)
    for part in decoded.parts:
        json.dumps(part.facts)
        document = READERS.get(part.code)
        result = document.read(part) if document else None
        findings[part.where] = result.issues if result else ()
        issues += [*part.issues, *findings[part.where]]
        for found in result.documents if result else ():
            check_round_trip(found)
    check_issues(issues, payload)
    for row in acknowledge(decoded, findings):
        CODEC.encode([READERS["ACK"].write(row)], ENVELOPE)
    try:
        assert len(list(iterate(io.BytesIO(payload)))) >= 0
    except DecodeError:
        pass


def check_issues(issues, payload):
    for issue in issues:
        assert issue.severity in SEVERITIES and issue.text and issue.level in LEVELS
        assert issue.code in FAULTS
        assert not any(word in str(issue) for word in PRIVATE)
    for issue in issues[:3]:
        located = CODEC.locate(payload, issue.where)
        if located is not None:
            CODEC.veil(located.found, lambda text: "*" * len(text))


def check_round_trip(document):
    """What was read is stored and read back; only what no database keeps is not."""
    data = to_json(document)
    if "\\u0000" in json.dumps(data):
        with pytest.raises(RejectedError):
            from_json(data)
    else:
        assert from_json(data) == document


@SLOW
@given(st.binary(max_size=1000))
@example(b"MSH")
@example(b"MSH|")
@example(b"MSH|^~\\&")
@example(b"BHS|")
@example(b"\xff\xfeMSH")
@example(b"\x0b\x1c\r")
@example(b"MSH|^~\\&" + b"|" * 400)
def test_any_bytes(payload):
    survive(payload)
    survive(b"MSH|^~\\&|A|B|C|D|20260112||ADT^A01|1|P|2.5\r" + payload)


@SLOW
@given(
    st.sampled_from(["ADT^A40", "DFT^P03", "ORM^O01", "ORU^R01", "SIU^S12", "ACK"]),
    st.text(alphabet='PIDPV1FT1MSAERRMRG|^~\\&\r\n"20 .-X', max_size=400),
)
def test_any_text_of_the_trade(kind, text):
    head = f"MSH|^~\\&|A|B|C|D|20260112||{kind}|1|P|2.5\r"
    survive((head + text).encode())


def test_mutations_of_the_samples():
    chance = random.Random(20260112)
    signs = b'|^~\\&\r\n"0 \x0b\x1c\xff'
    for _round in range(12):
        for seed in SEEDS:
            data = bytearray(seed)
            for _change in range(chance.randint(1, 6)):
                place = chance.randrange(len(data))
                action = chance.randrange(4)
                if action == 0:
                    data[place] = chance.choice(signs)
                elif action == 1:
                    del data[place : place + chance.randint(1, 30)]
                elif action == 2:
                    data[place:place] = data[: chance.randint(1, 40)]
                else:
                    data[place:place] = bytes([chance.randrange(256)]) * 3
                if not data:
                    break
            survive(bytes(data))
