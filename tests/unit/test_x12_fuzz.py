"""Whatever arrives: a DecodeError or issues, never another exception."""

import io
import json
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.codec.x12 import X12Codec, iterate
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.errors import DecodeError, RejectedError
from odoo.addons.healthcare_integration_base.issue import SEVERITIES

from .samples import sample_files
from .x12_texts import remittance

READERS = {document.reads: document for document in DOCUMENTS.values()}
SEEDS = [remittance().encode(), *(path.read_bytes() for path in sample_files("x12"))]
SLOW = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)


def check_round_trip(document):
    """What was read is stored and read back; only what no database keeps is not."""
    data = to_json(document)
    if "\\u0000" in json.dumps(data):
        with pytest.raises(RejectedError):
            from_json(data)
    else:
        assert from_json(data) == document


def survive(payload):
    """Decode and read everything; every answer must be well formed."""
    try:
        decoded = X12Codec().decode(payload)
    except DecodeError as error:
        assert error.code in ("x12.empty", "x12.not_x12", "x12.too_many_sets")
        return
    for part in decoded.parts:
        list(part.tree)
        document = READERS.get(part.code)
        result = document.read(part) if document else None
        for issue in (*part.issues, *(result.issues if result else ())):
            assert issue.severity in SEVERITIES and issue.text
        for found in result.documents if result else ():
            check_round_trip(found)
    for issue in decoded.issues:
        assert issue.text
    try:
        for _ in iterate(io.BytesIO(payload)):
            pass
    except DecodeError:
        pass


@SLOW
@given(st.binary(max_size=2000))
@example(b"ISA")
@example(b"ISA*")
@example(b"ST*")
@example(b"GS*******~")
@example(b"\xff\xfeISA")
@example(b"ISA" + b"*" * 400)
@example(("ISA" + "*" * 16 + "~").encode())
def test_any_bytes(payload):
    survive(payload)


@SLOW
@given(st.text(alphabet="ISAGTE*~:\n^ 0128BPRLCNMH>", max_size=600))
def test_any_text_of_the_trade(text):
    survive(text.encode())
    survive(remittance(trailer=False).encode() + text.encode())


@SLOW
@given(st.integers(0, len(SEEDS) - 1), st.integers(0, 2**32), st.integers(1, 12))
def test_mutated_files(seed, chance, changes):
    rng = random.Random(chance)
    payload = bytearray(SEEDS[seed])
    for _ in range(changes):
        at = rng.randrange(len(payload) + 1)
        kind = rng.randrange(5)
        if kind == 0 and payload:
            del payload[at : at + rng.randrange(1, 40)]
        elif kind == 1:
            payload[at:at] = payload[rng.randrange(len(payload) + 1) :][:60]
        elif kind == 2:
            payload[at:at] = bytes([rng.randrange(256)])
        elif kind == 3:
            payload[at : at + 1] = rng.choice(
                [b"*", b"~", b":", b"\n", b"", b"-", b"."]
            )
        else:
            del payload[at:]
        if not payload:
            break
    survive(bytes(payload))


def test_a_character_that_no_database_keeps():
    text = remittance()
    place = text.index("CLP*") + len("CLP*")
    survive((text[:place] + "\0" + text[place:]).encode())


def test_every_cut_of_a_file():
    text = remittance().encode()
    for end in range(0, len(text), 7):
        survive(text[:end])
