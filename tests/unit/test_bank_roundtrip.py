"""What we write of a statement we read again, in every bank format."""

from dataclasses import fields, is_dataclass

import pytest
from hypothesis import HealthCheck, given, settings

from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.document.choice import (
    document_for,
    writer_for,
)

from .bank_strategies import (
    NOON,
    bai2_statements,
    camt_statements,
    nacha_statements,
)
from .formats import CODECS, DOCUMENTS, codec_of
from .samples import sample_files

QUICK = settings(
    max_examples=80, deadline=None, suppress_health_check=list(HealthCheck)
)
ENVELOPE = Envelope(
    sender="INVENTBANK", receiver="091000019", interchange_number=7, created_at=NOON
)
#: What only a file has, and what a format says in its own place.
PLACES = ("where", "counterparty_account")
OF_THE_FILE = ("statement_id", "created_at", "servicer", "date_from", "date_to")


def comparable(value, left_out=PLACES):
    """A statement without its places; equal amounts are equal."""
    if is_dataclass(value):
        return {
            item.name: comparable(getattr(value, item.name), left_out)
            for item in fields(value)
            if item.name not in left_out
        }
    if isinstance(value, tuple):
        return [comparable(item, left_out) for item in value]
    return value


def through(codec, statement):
    """Written, sealed, opened and read."""
    writer = writer_for(DOCUMENTS.values(), codec, "bank_statement", statement)
    payload = CODECS[codec].encode([writer.write(statement)], ENVELOPE)
    decoded = CODECS[codec].decode(payload)
    assert not decoded.issues
    (part,) = decoded.parts
    assert not part.issues
    reader = document_for(DOCUMENTS.values(), codec, part.code, part.version)
    assert reader is writer
    return reader.read(part)


@QUICK
@given(camt_statements)
def test_camt(statement):
    result = through("camt", statement)
    assert {issue.code for issue in result.issues} <= {"camt.details"}
    (again,) = result.documents
    assert comparable(again) == comparable(statement)
    assert from_json(to_json(again)) == again


@QUICK
@given(bai2_statements)
def test_bai2(statement):
    result = through("bai2", statement)
    assert not [issue for issue in result.issues if issue.code != "bai2.entries"]
    (again,) = result.documents
    left_out = (*PLACES, *OF_THE_FILE, "day", "booking_date", "status")
    assert comparable(again, left_out) == comparable(statement, left_out)


@QUICK
@given(nacha_statements)
def test_nacha(statement):
    result = through("nacha", statement)
    assert {issue.code for issue in result.issues} <= {"nacha.trace"}
    (again,) = result.documents
    left_out = (*PLACES, "statement_id", "created_at", "value_date", "status")
    assert comparable(again, left_out) == comparable(statement, left_out)


#: Samples that say what our writer says in other words.
LOSSY = {
    "bai2_statement/everything": "loans have availability, we write none for debits",
    "bai2_statement/type_codes_without_direction": "never written without direction",
    "camt_053/everything": "a code that the standard does not know",
    "camt_053/no_statement": "nothing to write",
    "nacha_entries/everything": "returns and notices share a record",
}


@pytest.mark.parametrize(
    "path",
    [
        path
        for codec in ("camt", "bai2", "nacha")
        for path in sample_files(codec)
        if f"{path.parent.name}/{path.stem}" not in LOSSY
    ],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_samples_survive_writing(path):
    codec = codec_of(path.parent.name)
    for part in codec.decode(path.read_bytes()).parts:
        reader = document_for(DOCUMENTS.values(), codec.name, part.code, part.version)
        for found in reader.read(part).documents:
            again = through(codec.name, found).documents[0]
            left_out = (*PLACES, *OF_THE_FILE, "statement_date", "batch")
            if codec.name == "camt":
                left_out = (
                    *PLACES,
                    "date_to",
                    "statement_date",
                    "scheme",
                    "created_at",
                )
            assert comparable(again, left_out) == comparable(found, left_out)
