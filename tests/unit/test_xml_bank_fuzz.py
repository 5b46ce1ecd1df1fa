"""Whatever arrives as XML or from a bank: a DecodeError or issues, nothing else."""

import io
import json
import random
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.document.choice import document_for
from odoo.addons.healthcare_integration_base.errors import DecodeError, RejectedError
from odoo.addons.healthcare_integration_base.issue import LEVELS, SEVERITIES

from .formats import CODECS, DOCUMENTS
from .growth import assert_grows_no_faster
from .samples import sample_files

NAMES = ("camt", "bai2", "nacha", "cxml", "ubl")
SEEDS = [(name, path.read_bytes()) for name in NAMES for path in sample_files(name)]
SLOW = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
#: A place is made of names, numbers and signs of a path.
PLACE = re.compile(r"[A-Za-z0-9_/@*\[\]. -]{0,300}")
#: A value that stands for every value: it must never come out in an issue.
MARK = "QZMARKQZ"


def check_issue(issue):
    assert issue.severity in SEVERITIES and issue.level in LEVELS
    assert issue.text and PLACE.fullmatch(issue.where), issue
    assert MARK not in repr(issue)


def check_document(document):
    """What was read is stored and read back; only what no database keeps is not."""
    data = to_json(document)
    text = json.dumps(data)
    if "\\u0000" in text or "\\ud8" in text:
        return
    try:
        assert from_json(data) == document
    except RejectedError as error:
        # Empty names of mandatory members are strings; nothing else may be refused.
        raise AssertionError(error.issues) from None


def survive(name, payload):
    """Decode, read, locate and stream; every answer must be well formed."""
    codec = CODECS[name]
    try:
        decoded = codec.decode(payload)
    except DecodeError as error:
        assert error.text and PLACE.fullmatch(error.where)
        assert MARK not in str(error)
        return None
    issues = list(decoded.issues)
    for part in decoded.parts:
        issues += part.issues
        document = document_for(DOCUMENTS.values(), name, part.code, part.version)
        if document is None:
            continue
        result = document.read(part)
        issues += result.issues
        for found in result.documents:
            check_document(found)
    for issue in issues:
        check_issue(issue)
    for issue in issues[:3]:
        found = codec.locate(payload, issue.where)
        assert found is None or codec.veil(found.found, lambda text: "*") is not None
    if hasattr(codec, "iterate"):
        try:
            for _ in codec.iterate(io.BytesIO(payload)):
                pass
        except DecodeError:
            pass
    return decoded


@SLOW
@given(st.sampled_from(NAMES), st.binary(max_size=1000))
@example("camt", b"<")
@example("camt", b"<a/>")
@example("cxml", b"<cXML/>")
@example("cxml", b"<cXML><Request><a/></Request></cXML>")
@example("cxml", b"<cXML><Response/></cXML>")
@example("ubl", b"<StandardBusinessDocument><a/></StandardBusinessDocument>")
@example("bai2", b"01,")
@example("bai2", b"03,/16,/49,/")
@example("nacha", b"101")
@example("nacha", b"5220\n6")
def test_any_bytes(name, payload):
    survive(name, payload)


@SLOW
@given(st.text(alphabet="01239468,/-+\nZSVD ", max_size=400))
def test_any_text_of_a_bank(text):
    survive("bai2", ("01,A,B,260101,,1,,,2/\n" + text).encode())
    survive("nacha", ("101" + text).encode())


@SLOW
@given(st.integers(0, len(SEEDS) - 1), st.integers(0, 2**32), st.integers(1, 10))
def test_mutated_files(seed, chance, changes):
    rng = random.Random(chance)
    name, start = SEEDS[seed]
    payload = bytearray(start)
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
            signs = [b",", b"/", b"<", b">", b"&", b'"', b"\n", b"-", b".", b"9" * 30]
            payload[at : at + 1] = rng.choice(signs)
        else:
            del payload[at:]
        if not payload:
            break
    survive(name, bytes(payload))


_VALUE = re.compile(rb'>([^<>\s][^<>]*)<|="([^"]+)"')


@pytest.mark.parametrize("number", range(0, len(SEEDS), 3))
def test_well_formed_documents_with_strange_values(number):
    """Every value of a sample in turn becomes one that cannot be read."""
    name, start = SEEDS[number]
    if name in ("bai2", "nacha"):
        places = list(re.finditer(rb"[^,/\n]+", start))
    else:
        places = list(_VALUE.finditer(start))
    for found in places:
        group = 1 if found.lastindex is None or found.group(1) else 2
        group = 0 if found.re is not _VALUE else group
        for value in (MARK.encode(), b"", b"-", b"9" * 40, "\u0661".encode()):
            payload = start[: found.start(group)] + value + start[found.end(group) :]
            survive(name, payload)


@pytest.mark.parametrize(("name", "start"), SEEDS[::5])
def test_every_cut_of_a_file(name, start):
    for end in range(0, len(start), max(1, len(start) // 60)):
        survive(name, start[:end])


HOSTILE = {
    "one long line": ("bai2", lambda n: "03,1" + "," * n),
    "many balances on one line": (
        "bai2",
        lambda n: "03,1," + ",010,1,,0" * (n // 9),
    ),
    "many records": ("bai2", lambda n: "03,1/\n16,1,1/\n49,1,1/\n" * (n // 22)),
    "many continuations": (
        "bai2",
        lambda n: "03,1/\n16,142,1,Z,,,A/\n" + "88,TRN*1/\n" * (n // 10),
    ),
    "many groups": ("bai2", lambda n: "02,/\n" * (n // 5)),
    "lines without tag": (
        "bai2",
        lambda n: "03,1/\n16,142,1,Z,,,A\n" + "x y z 1234\n" * (n // 11),
    ),
    "slashes": ("bai2", lambda n: "03,1" + "/ " * (n // 2)),
    "blanks": ("bai2", lambda n: "03,1/" + " \t" * (n // 2)),
    "distribution": ("bai2", lambda n: "03,1/\n16,142,1,D,50" + ",1,1" * (n // 4)),
    "bad amounts": ("bai2", lambda n: "03,1/\n" + "16,142,x/\n" * (n // 10)),
    "many entries": (
        "nacha",
        lambda n: "101\n5220\n" + ("6" + "x" * 93 + "\n") * (n // 95),
    ),
    "many addenda": (
        "nacha",
        lambda n: "101\n5220\n6\n" + ("705TRN*1" + " " * 86 + "\n") * (n // 95),
    ),
    "one line of records": (
        "nacha",
        lambda n: "101" + " " * 91 + ("6" * 94) * (n // 94),
    ),
    "many batches": ("nacha", lambda n: "101\n" + "5220\n" * (n // 5)),
    "trace signs": ("nacha", lambda n: "101\n5220\n622\n705" + "TRN*" * (n // 4)),
}
SIZE = 2_000_000


@pytest.mark.parametrize("case", HOSTILE)
def test_time_of_hostile_bank_files_grows_with_their_size_and_no_faster(case):
    name, make = HOSTILE[case]

    def read(payload):
        for part in CODECS[name].decode(payload).parts:
            document = document_for(DOCUMENTS.values(), name, part.code, part.version)
            document.read(part)

    assert_grows_no_faster(read, lambda size: make(size).encode(), SIZE)


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_bank_files_fill_no_memory_with_issues(case):
    name, make = HOSTILE[case]
    count = 0
    for part in CODECS[name].decode(make(SIZE // 20).encode()).parts:
        document = document_for(DOCUMENTS.values(), name, part.code, part.version)
        count += len(document.read(part).issues)
    assert count < SIZE // 50
