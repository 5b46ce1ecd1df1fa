"""What we write in HL7 v2 we read again, for any document and any separators."""

from dataclasses import fields, is_dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.codec.hl7 import HL7Codec, escape, read_delimiters
from odoo.addons.healthcare_edi.codec.hl7 import unescape as undo
from odoo.addons.healthcare_edi.codec.hl7.writer import structure
from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.document.choice import (
    document_for,
    writer_for,
)

from .formats import DOCUMENTS
from .hl7_strategies import documents, words
from .samples import sample_files
from .x12_fields import NOON

ROWS = DOCUMENTS.values()
QUICK = settings(
    max_examples=120, deadline=None, suppress_health_check=list(HealthCheck)
)
SIGNS = ("field", "component", "repetition", "escape", "subcomponent")


def comparable(document):
    """A document without the places that only a file has."""
    if is_dataclass(document):
        return {
            item.name: comparable(getattr(document, item.name))
            for item in fields(document)
            if item.name != "where"
        }
    if isinstance(document, tuple):
        return [comparable(item) for item in document]
    return document


def writer_of(document):
    return writer_for(ROWS, "hl7", document.KIND, document)


def again(document):
    """The document as it comes back without a codec between."""
    writer = writer_of(document)
    result = writer.read(writer.write(document))
    assert not [issue for issue in result.issues if issue.blocks]
    return result.documents


@QUICK
@given(documents)
def test_write_and_read_without_a_codec(document):
    assert [comparable(row) for row in again(document)] == [comparable(document)]


@QUICK
@given(documents, st.sampled_from(["|^~\\&", "@~&#\\", "$%*!+", "|^~\\$"]))
def test_write_seal_open_and_read(document, signs):
    envelope = Envelope(
        sender="RECEIVER" if document.KIND == "functional_acknowledgment" else "WE",
        receiver="SENDER" if document.KIND == "functional_acknowledgment" else "THEY",
        interchange_number=17,
        created_at=NOON,
        options=dict(zip(SIGNS, signs, strict=True)) | {"receiving_facility": "PLACE"},
    )
    part = writer_of(document).write(document)
    decoded = HL7Codec().decode(HL7Codec().encode([part], envelope))
    assert not decoded.issues
    (found,) = decoded.parts
    assert not found.issues
    reader = document_for(ROWS, "hl7", found.code, found.version)
    result = reader.read(found)
    assert [comparable(row) for row in result.documents] == [comparable(document)]
    stored = to_json(result.documents[0])
    assert to_json(from_json(stored)) == stored


@QUICK
@given(words, st.sampled_from(["MSH|^~\\&|", "MSH@~&#\\|@", "MSH|^~\\&#|"]))
def test_any_text_survives_its_escapes(text, head):
    delimiters = read_delimiters(head)
    raw = escape(text, delimiters)
    assert not {delimiters.field, *delimiters.signs} - {delimiters.escape} & {*raw}
    assert undo(raw, delimiters) == text


@pytest.mark.parametrize(
    "path", sample_files("hl7"), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_samples_survive_writing(path):
    """Reading what we wrote from a sample gives the same document."""
    for part in HL7Codec().decode(path.read_bytes()).parts:
        reader = document_for(ROWS, "hl7", part.code, part.version)
        result = reader.read(part) if reader else None
        for found in result.documents if result else ():
            assert [comparable(row) for row in again(found)] == [comparable(found)]


@pytest.mark.parametrize(
    "path", sample_files("hl7"), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_message_passes_with_everything_in_it(path):
    """Decoded and encoded again, in other separators: every value is still there."""
    parts = HL7Codec().decode(path.read_bytes()).parts
    parts = [part for part in parts if part.code]
    if not parts:
        pytest.skip("nothing that could be passed on")
    options = dict(zip(SIGNS, "$%*!+", strict=True))
    envelope = Envelope(sender="A", receiver="B", created_at=NOON, options=options)
    passed = HL7Codec().decode(HL7Codec().encode(parts, envelope)).parts
    for before, after in zip(parts, passed, strict=True):
        assert plain(before) == plain(after)


def plain(part):
    """Every segment below MSH, its fields as values."""
    tree = part.tree
    found = []
    for segment in tree:
        if segment[0] != "MSH":
            values = [structure(raw, tree) for raw in segment]
            while values and values[-1] == "":
                values.pop()
            found.append(values)
    return found
