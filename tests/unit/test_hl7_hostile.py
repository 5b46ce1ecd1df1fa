"""HL7 v2 made to cost time or memory: each must be over quickly."""

import io

import pytest

from odoo.addons.healthcare_edi.codec.hl7 import HL7Codec, iterate
from odoo.addons.healthcare_edi.document.reading import ISSUES_MAX
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .formats import DOCUMENTS
from .growth import assert_grows_no_faster

READERS = {row.reads: row for row in DOCUMENTS.values() if row.codec == "hl7"}
HEAD = "MSH|^~\\&|A|B|C|D|20260112||{}|1|P|2.5\r"
ADT, DFT, ORU = HEAD.format("ADT^A01"), HEAD.format("DFT^P03"), HEAD.format("ORU^R01")
SIZE = 2_000_000

HOSTILE = {
    "no end": lambda n: ADT + "x" * n,
    "only line breaks": lambda n: ADT + "\n" * n,
    "blank lines": lambda n: ADT + " \t\r\n" * (n // 4),
    "lines of no segment": lambda n: ADT + "PV1|1|" + "a\r" * (n // 2),
    "separators": lambda n: ADT + "PID" + "|" * n,
    "components": lambda n: ADT + "PID|||" + "^" * n,
    "subcomponents": lambda n: ADT + "PID|||" + "&" * n,
    "repetitions": lambda n: ADT + "PID|||" + "1~" * (n // 2) + "\rPV1|1",
    "practitioners": lambda n: ADT + "PID|||1\rPV1|1|||||||" + "1~" * (n // 2),
    "escapes": lambda n: ADT + "PID|||1\rPV1|1|I|" + "\\E\\" * (n // 3),
    "open escapes": lambda n: ADT + "PID|||1\rPV1|1|I|" + "\\" * n,
    "hexadecimal": lambda n: ADT + "PID|||1\rPV1|1|I|\\X" + "4" * n,
    "many headers": lambda n: "MSH|\r" * (n // 5),
    "many messages": lambda n: (ADT + "PID|||1\r") * (n // 60),
    "many batches": lambda n: "BHS|^~\\&|\r" * (n // 10),
    "many trailers": lambda n: ADT + "BTS|1\r" * (n // 6),
    "bad amounts": lambda n: DFT + "PID|||1\r" + "FT1|1|1||1|1|CG|1|||x\r" * (n // 22),
    "segments out of place": lambda n: ORU + "OBX|1\r" * (n // 6),
    "frames": lambda n: ADT + "\x0b\x1c\r" * (n // 3),
    "long header": lambda n: "MSH|" + "^" * n + "|",
    "numbers": lambda n: ADT + "PID|||1\rPV1|1|I|" + "9" * n,
}


def read_all(payload):
    """Decode, read and stream."""
    try:
        for part in HL7Codec().decode(payload).parts:
            if part.code in READERS:
                READERS[part.code].read(part)
        for _part in iterate(io.BytesIO(payload)):
            pass
    except DecodeError:
        pass


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_size_and_no_faster(name):
    assert_grows_no_faster(read_all, lambda size: HOSTILE[name](size).encode(), SIZE)


def test_a_message_that_is_bad_throughout_fills_no_memory():
    (part,) = HL7Codec().decode(HOSTILE["bad amounts"](SIZE // 8).encode()).parts
    result = READERS["DFT"].read(part)
    assert result.blocked
    assert len(result.issues) <= ISSUES_MAX


def test_a_message_without_end_is_refused_by_the_stream():
    with pytest.raises(DecodeError) as caught:
        list(iterate(io.BytesIO(ADT.encode() + b"x" * 20_000_000)))
    assert caught.value.code == "hl7.message.too_long"


def test_more_messages_than_a_payload_may_hold():
    payload = (ADT + "PID|||1\r").encode() * 20_001
    with pytest.raises(DecodeError) as caught:
        HL7Codec().decode(payload)
    assert caught.value.code == "hl7.too_many"
    assert sum(1 for _part in iterate(io.BytesIO(payload))) == 20_001
