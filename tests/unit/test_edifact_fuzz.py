"""Whatever arrives as EDIFACT: a DecodeError or issues, never another exception."""

import io
import json
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.codec.edifact import FAULTS, EdifactCodec, iterate
from odoo.addons.healthcare_edi.document.edifact_acknowledging import acknowledge
from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.errors import DecodeError, RejectedError
from odoo.addons.healthcare_integration_base.issue import LEVELS, SEVERITIES

from .formats import DOCUMENTS
from .samples import sample_files
from .x12_fields import NOON

READERS = {row.reads: row for row in DOCUMENTS.values() if row.codec == "edifact"}
SEEDS = [path.read_bytes() for path in sample_files("edifact")]
REFUSALS = {
    "edifact.empty",
    "edifact.not_edifact",
    "edifact.too_many_messages",
    "edifact.segment.length",
}
SLOW = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
CODEC = EdifactCodec()
ENVELOPE = Envelope(sender="A", receiver="B", created_at=NOON)
#: Words of the samples that no issue may repeat.
PRIVATE = ("KLINIK", "INVENTED", "GL-M-100", "GPO-7788")


def survive(payload):
    """Decode and read everything; every answer must be well formed."""
    try:
        decoded = CODEC.decode(payload)
    except DecodeError as error:
        assert error.code in REFUSALS
        return
    findings, issues = {}, list(decoded.issues)
    json.dumps(decoded.facts)
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
        check_answer(row)
    try:
        for _ in iterate(io.BytesIO(payload)):
            pass
    except DecodeError as error:
        assert error.code in REFUSALS


def check_issues(issues, payload):
    for issue in issues:
        assert issue.severity in SEVERITIES and issue.text
        if issue.code.startswith("edifact."):
            assert issue.code in FAULTS and issue.level in LEVELS
        assert not any(word in str(issue) for word in PRIVATE)
    for issue in issues[:3]:
        located = CODEC.locate(payload, issue.where)
        if located is not None:
            CODEC.veil(located.found, lambda text: "*" * len(text))


def check_answer(row):
    """What we answer can be written and says the same when it is read."""
    contrl = READERS["CONTRL"]
    part = contrl.write(row)
    (again,) = contrl.read(part).documents
    assert (again.status == "rejected") == (row.status == "rejected")
    try:
        CODEC.encode([part], ENVELOPE)
    except RejectedError as error:
        assert error.code == "edifact.write.character"  # it repeats their names


def check_round_trip(document):
    """What was read is stored and read back; only what no database keeps is not."""
    data = to_json(document)
    if "\\u0000" in json.dumps(data):
        with pytest.raises(RejectedError):
            from_json(data)
    else:
        assert from_json(data) == document


@SLOW
@given(st.binary(max_size=2000))
@example(b"UNA")
@example(b"UNA:+.? 'UNB")
@example(b"UNB+")
@example(b"UNB+UNOA:1+A+B+1:1+1'UNH'UNT'UNZ'")
@example(b"UNH+1+ORDERS'")
@example(b"\xff\xfeUNB")
@example(b"UNA''''''UNB''")
def test_any_bytes(payload):
    survive(payload)


@SLOW
@given(st.text(alphabet="UNABHTZGEORDSLIPQY+:.?' \n0123-", max_size=600))
def test_any_text_of_the_trade(text):
    survive(text.encode())
    survive(b"UNB+UNOC:3+A+B+260112:0930+1'" + text.encode())


@SLOW
@given(
    st.sampled_from(sorted(READERS)),
    st.lists(
        st.tuples(
            st.sampled_from("BGM DTM RFF NAD LIN PIA QTY PRI MOA ALC UNS CNT".split()),
            st.text(alphabet="ABC123+:?-.,' ", max_size=20),
        ),
        max_size=25,
    ),
)
def test_any_segments_of_a_message(kind, rows):
    body = "".join(f"{tag}+{rest}'" for tag, rest in rows)
    payload = f"UNB+UNOC:3+A+B+260112:0930+1'UNH+1+{kind}:D:96A:UN'{body}UNT+1+1'"
    survive(payload.encode())


@pytest.mark.parametrize("seed", range(40))
def test_mutated_samples(seed):
    rng = random.Random(seed)
    for payload in rng.sample(SEEDS, 12):
        data = bytearray(payload)
        for _ in range(rng.randint(1, 8)):
            at = rng.randrange(len(data))
            action = rng.randrange(4)
            if action == 0:
                data[at] = rng.choice(b"?+:' \n\x00A1-.,")
            elif action == 1:
                del data[at : at + rng.randint(1, 30)]
            elif action == 2:
                data[at:at] = rng.choice([b"'", b"??", b"UNT+", b"LIN+1'", b"\xff"])
            else:
                other = rng.choice(SEEDS)
                data[at:at] = other[: rng.randrange(len(other))]
            if not data:
                break
        survive(bytes(data))
