"""Public files of the kind, and pydifact as a second opinion where it can read them."""

from pathlib import Path

import pytest
from pydifact.segmentcollection import Interchange

from odoo.addons.healthcare_edi.codec.edifact import EdifactCodec
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.errors import DecodeError

from .formats import DOCUMENTS
from .samples import sample_files
from .x12_fields import NOON

SHARED = Path(__file__).resolve().parents[3] / "shared" / "samples" / "EDIFACT"
CODEC = EdifactCodec()
READERS = {row.reads: row for row in DOCUMENTS.values() if row.codec == "edifact"}


def public_files():
    if not SHARED.is_dir():
        return [pytest.param(None, marks=pytest.mark.skip("no ../shared/samples here"))]
    return sorted(SHARED.iterdir())


@pytest.mark.parametrize("path", public_files(), ids=lambda path: path and path.name)
def test_public_files_are_decoded_or_refused_with_a_reason(path):
    """Every message of ours is read, or says why not at a place that exists."""
    payload = path.read_bytes()
    try:
        decoded = CODEC.decode(payload)
    except DecodeError as error:
        assert error.code.startswith("edifact.")
        return
    assert decoded.parts
    for part in decoded.parts:
        assert list(part.tree) and part.code and part.facts["unh01"]
        if part.code not in READERS:
            continue
        result = READERS[part.code].read(part)
        blocking = [issue for issue in result.issues if issue.blocks]
        assert bool(result.documents) != bool(blocking)
        for issue in result.issues:
            assert issue.where.startswith(part.where) and issue.advice


def ours(payload):
    """Tags and components of the messages as pydifact shows them."""
    found = []
    for part in CODEC.decode(payload).parts:
        for segment in part.tree:
            elements = [e[0] if len(e) == 1 else list(e) for e in segment[1:]]
            found.append((segment[0], elements))
    return found


def theirs(text):
    interchange = Interchange.from_str(text)
    return [
        (segment.tag, [list(e) if isinstance(e, list) else e for e in segment.elements])
        for message in interchange.get_messages()
        for segment in message.segments
    ]


def written(path):
    """Samples as our writer seals them: what pydifact can read."""
    own = READERS_BY_CODE[path.parent.name]
    envelope = Envelope(
        sender="A",
        sender_qualifier="14",
        receiver="B",
        receiver_qualifier="14",
        interchange_number=7,
        created_at=NOON,
        options={"character_set": "UNOW", "suffix": ""},
    )
    parts = [
        own.write(document)
        for part in CODEC.decode(path.read_bytes()).parts
        for document in own.read(part).documents
    ]
    return CODEC.encode(parts, envelope) if parts else None


READERS_BY_CODE = {document.code: document for document in READERS.values()}
WRITABLE = [path for path in sample_files("edifact") if "envelope" not in str(path)]


#: pydifact has no directory of segments for every version that we write.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", WRITABLE, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_pydifact_reads_what_we_write_as_we_do(path):
    payload = written(path)
    if payload is None:
        return  # nothing of it may be used, so nothing is written
    found = ours(payload)
    assert found and theirs(payload.decode()) == found
