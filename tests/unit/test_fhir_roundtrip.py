"""What we write in FHIR we read again, to the last digit, and unknown members pass."""

import json
from dataclasses import fields, is_dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.codec.fhir import FhirCodec, dump
from odoo.addons.healthcare_edi.codec.fhir.parsing import Parser
from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.document.choice import (
    document_for,
    writer_for,
)

from .fhir_strategies import documents
from .formats import DOCUMENTS
from .samples import sample_files
from .x12_fields import NOON

ROWS = DOCUMENTS.values()
CODEC = FhirCodec()
QUICK = settings(
    max_examples=120, deadline=None, suppress_health_check=list(HealthCheck)
)
FILES = pytest.mark.parametrize(
    "path", sample_files("fhir"), ids=lambda path: f"{path.parent.name}/{path.stem}"
)


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
    if isinstance(document, Decimal):
        return str(document.normalize())
    return document


def read(part):
    return document_for(ROWS, "fhir", part.code, part.version).read(part)


def written(document):
    return writer_for(ROWS, "fhir", document.KIND, document).write(document)


@QUICK
@given(documents)
def test_write_and_read_without_a_codec(document):
    result = read(written(document))
    assert not [issue for issue in result.issues if issue.blocks]
    assert [comparable(row) for row in result.documents] == [comparable(document)]


@QUICK
@given(
    documents,
    st.sampled_from(
        [{}, {"bundle": "always transaction"}, {"bundle": "always searchset"}]
        + [{"format": "ndjson"}]
    ),
)
def test_write_seal_open_and_read(document, options):
    envelope = Envelope(interchange_number=7, created_at=NOON, options=options)
    decoded = CODEC.decode(CODEC.encode([written(document)], envelope))
    assert not decoded.issues
    (part,) = decoded.parts
    assert not part.issues
    (found,) = read(part).documents
    assert comparable(found) == comparable(document)
    stored = to_json(found)
    assert to_json(from_json(stored)) == stored


@FILES
def test_samples_survive_writing(path):
    """Reading what we wrote from a sample gives the same document."""
    for part in CODEC.decode(path.read_bytes()).parts:
        reader = document_for(ROWS, "fhir", part.code, part.version)
        result = reader.read(part) if reader else None
        for found in result.documents if result else ():
            writer = writer_for(ROWS, "fhir", found.KIND, found)
            if writer is None:
                assert f"{path.parent.name}/{path.name.split('.')[0]}" in UNWRITTEN
                continue
            (again,) = read(writer.write(found)).documents
            assert comparable(again) == comparable(found)


#: What R4 cannot say in one resource.
UNWRITTEN = {"fhir_supply_delivery/list_of_the_next_version"}


@FILES
def test_a_payload_passes_with_everything_in_it(path):
    """Decoded and encoded again: every member of every resource, every zero."""
    parts = CODEC.decode(path.read_bytes()).parts
    if not parts or any(part.blocked for part in parts):
        pytest.skip("nothing that could be passed on")
    passed = CODEC.decode(CODEC.encode(parts, Envelope(created_at=NOON))).parts
    before = [dump(part.tree.data) for part in parts]
    assert [dump(part.tree.data) for part in passed] == before


@given(
    st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.text(),
            st.decimals(allow_nan=False, allow_infinity=False),
        ),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_any_tree_is_printed_as_json(tree):
    try:
        text = dump(tree).decode()
    except Exception as error:
        assert getattr(error, "code", "") == "fhir.write.value"  # half a character
        return
    assert dump(Parser().parse(text)).decode() == text
    json.loads(text)


@pytest.mark.parametrize("number", ["10.10", "0.00", "-1.500", "100", "1E+2", "1E-9"])
def test_a_number_keeps_its_digits(number):
    text = '{"value":' + number + "}"
    assert dump(Parser().parse(text)).decode() == text
