"""EDIFACT made to cost time or memory: each must be over quickly."""

import io
import subprocess
import sys
from itertools import chain, islice, repeat

import pytest

from odoo.addons.healthcare_edi.codec.edifact import (
    Delimiters,
    EdifactCodec,
    iterate,
    tokenize,
)
from odoo.addons.healthcare_edi.codec.edifact.splitting import SEGMENT_MAX
from odoo.addons.healthcare_edi.document.edifact_reading import ISSUES_MAX
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .formats import DOCUMENTS
from .growth import assert_grows_no_faster

READERS = {row.reads: row for row in DOCUMENTS.values() if row.codec == "edifact"}
CODEC = EdifactCodec()
HEAD = "UNB+UNOC:3+A:14+B:14+260112:0930+1'"
LINES = "UNB+UNOC:3+A:14+B:14+260112:0930+1\n"
ORDERS = HEAD + "UNH+1+ORDERS:D:96A:UN'BGM+220+P+9'DTM+137:20260112:102'"
SIZE = 240_000

HOSTILE = {
    "no terminator": lambda n: HEAD + "x" * n,
    "no terminator in a message": lambda n: ORDERS + "FTX+AAI+++" + "x" * n,
    "only line breaks": lambda n: LINES + "UNH+1+ORDERS\n" + "\n" * n,
    "blank lines": lambda n: ORDERS + " \t\r\n" * (n // 4),
    "release characters": lambda n: ORDERS + "?" * n,
    "released terminators": lambda n: ORDERS + "?'" * (n // 2),
    "released trailers": lambda n: ORDERS + "?'UNT+" * (n // 6),
    "released trailers after many": lambda n: ORDERS + ("?" * 51 + "'UNT+") * (n // 57),
    "trailers in text": lambda n: ORDERS + "FTX+UNZ+" * (n // 8),
    "terminators": lambda n: ORDERS + "'" * n,
    "elements": lambda n: ORDERS + "FTX" + "+" * n + "'",
    "components": lambda n: ORDERS + "FTX+" + ":" * n + "'",
    "many headers": lambda n: "UNB+" * (n // 4),
    "many advices": lambda n: "UNA:+.? '" * (n // 9),
    "many messages": lambda n: HEAD + "UNH+1+ORDERS'UNT+2+1'" * (n // 21),
    "many openings": lambda n: HEAD + "UNH+1+ORDERS'" * (n // 13),
    "many groups": lambda n: HEAD + "UNG+ORDERS'" * (n // 11),
    "many trailers": lambda n: HEAD + "UNT+1+1'" * (n // 8),
    "many interchanges": lambda n: (HEAD + "UNZ+0+1'") * (n // 43),
    "many character sets": lambda n: "".join(
        f"UNB+UNO{'CF'[i % 2]}:3+A+B+1:1+{i}'NAD+\xe9'UNZ+0+{i}'"
        for i in range(n // 45)
    ),
    "many objects": lambda n: HEAD + "UNO+1'UNP+1'" * (n // 12),
    "bad amounts": lambda n: ORDERS + "LIN+1'QTY+21:x'" * (n // 15),
    "unknown segments": lambda n: ORDERS + "ZZZ+1'" * (n // 6),
    "segments out of order": lambda n: ORDERS + "LIN+1'PRI+AAA:1'QTY+21:1'" * (n // 25),
    "one line of many numbers": lambda n: ORDERS + "LIN'" + "PIA+1+A:SA'" * (n // 11),
    "wrapped": lambda n: "\n".join((HEAD[:35],) * (n // 36)),
    "numbers": lambda n: ORDERS + "LIN'QTY+21:" + "9" * n + "'",
    "packages": lambda n: (
        HEAD
        + "UNH+1+DESADV:D:96A:UN'BGM+351+S+9'DTM+137:20260112:102'"
        + "".join(f"CPS+{i}+{i + 1}'LIN+1'QTY+12:1'" for i in range(n // 35))
    ),
}


def read_all(payload):
    """Decode, read and stream."""
    try:
        for part in CODEC.decode(payload).parts:
            if part.code in READERS:
                READERS[part.code].read(part)
    except DecodeError:
        pass
    try:
        for _segment in iterate(io.BytesIO(payload)):
            pass
    except DecodeError:
        pass


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_size_and_no_faster(name):
    assert_grows_no_faster(
        read_all, lambda size: HOSTILE[name](size).encode("latin-1"), SIZE
    )


def test_a_message_that_is_bad_throughout_fills_no_memory():
    payload = HOSTILE["bad amounts"](SIZE).encode()
    (part,) = CODEC.decode(payload).parts
    result = READERS["ORDERS"].read(part)
    assert result.blocked
    assert ISSUES_MAX <= len(result.issues) < ISSUES_MAX + 10


def test_a_segment_of_a_gigabyte_is_given_up_early():
    """The stream is not read to its end, and not kept."""
    block = "x" * 65536
    given = []

    def chunks():
        yield "UNH+1+ORDERS'FTX+AAI+++"
        for _ in range(16_000):
            given.append(1)
            yield block

    segments = tokenize(chunks(), Delimiters())
    assert next(segments)[0] == "UNH"
    with pytest.raises(DecodeError) as refused:
        next(segments)
    assert refused.value.code == "edifact.segment.length"
    assert len(given) * len(block) < SEGMENT_MAX + 2 * len(block)
    assert "x" not in str(refused.value).replace("edifact", "")


def test_released_terminators_without_end_are_given_up_too():
    with pytest.raises(DecodeError):
        for _ in tokenize(repeat("?'" * 30_000, 1000), Delimiters()):
            pass


def test_two_million_segments_in_constant_memory():
    """A child process streams them and tells its peak above its beginning."""
    code = """
import io, resource, sys
sys.path.insert(0, sys.argv[1])
from lib import ground
ground.register()
from odoo.addons.healthcare_edi.codec.edifact import iterate
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
class Endless(io.RawIOBase):
    left = 2_000_000
    head = b"UNB+UNOC:3+A+B+1:1+1'"
    def read(self, size=-1):
        if self.head:
            self.head, out = b"", self.head
            return out
        rows = min(self.left, 6000)
        self.left -= rows
        return b"QTY+21:1'" * rows
before = peak()
count = sum(1 for _ in iterate(Endless()))
print(count, (peak() - before) // 1024)
"""
    setup = str(__import__("pathlib").Path(__file__).resolve().parents[2] / "setup")
    answer = subprocess.check_output([sys.executable, "-c", code, setup], text=True)
    count, grown = map(int, answer.split())
    assert count == 2_000_001
    assert grown < 40


def test_nul_and_control_bytes_are_reported():
    body = "LIN+1++A\x00B:SA'QTY+21:1'UNS+S'"
    payload = (ORDERS + body + "UNT+7+1'UNZ+1+1'").encode()
    (part,) = CODEC.decode(payload).parts
    assert [issue.code for issue in part.issues] == ["edifact.character"]
    (order,) = READERS["ORDERS"].read(part).documents
    assert order.lines[0].item.supplier == "A\x00B"


def test_infinite_stream_is_read_lazily():
    rows = chain(["UNH+1+ORDERS'"], repeat("QTY+21:1'" * 100))
    assert len(list(islice(tokenize(rows, Delimiters()), 5000))) == 5000
