"""What we write in EDIFACT we read again, for any document and any separators."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.codec.edifact import EdifactCodec
from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.document.choice import writer_for

from .edifact_strategies import documents
from .formats import DOCUMENTS
from .samples import sample_files
from .test_x12_roundtrip import bare, comparable
from .x12_fields import NOON

QUICK = settings(
    max_examples=80, deadline=None, suppress_health_check=list(HealthCheck)
)
CODEC = EdifactCodec()
#: Cases whose meaning cannot be written back in the same words.
LOSSY = {
    "edifact_contrl/withdrawn_and_unknown_actions": "action 2 is not written any more",
}


def writer(document):
    return writer_for(DOCUMENTS.values(), "edifact", document.KIND, document)


@QUICK
@given(documents)
def test_write_and_read_without_a_codec(document):
    own = writer(document)
    result = own.read(own.write(document))
    assert [issue for issue in result.issues if issue.code not in BALANCE] == []
    assert [comparable(found) for found in result.documents] == [comparable(document)]


#: What an invented remittance or an order without lines is told about itself.
BALANCE = {
    "edifact.segment.missing",
    "supplier_remittance.balance.payment",
}


@QUICK
@given(
    documents,
    st.sampled_from([":+?'", "=*!~", "\x1f\x1d\x1a\x1c", ">|\\}", ":+?\n"]),
    st.sampled_from([".", ","]),
    st.sampled_from(["", "\n", "\r\n"]),
    st.sampled_from(["UNOA", "UNOB", "UNOC", "UNOW"]),
)
def test_write_seal_open_and_read(document, signs, decimal, suffix, charset):
    names = ("component", "element", "release", "terminator")
    envelope = Envelope(
        sender="SENDER",
        receiver="RECEIVER",
        interchange_number=17,
        created_at=NOON,
        options={
            **dict(zip(names, signs, strict=True)),
            "decimal": decimal,
            "suffix": suffix,
            "character_set": charset,
        },
    )
    own = writer(document)
    decoded = CODEC.decode(CODEC.encode([own.write(document)], envelope))
    assert not decoded.issues
    (part,) = decoded.parts
    assert not part.issues
    result = own.read(part)
    assert [comparable(found) for found in result.documents] == [comparable(document)]


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in sample_files("edifact")
        if path.parent.name != "edifact_envelope"
    ],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_samples_survive_writing(path):
    """Reading what we wrote from a sample gives the same document."""
    own = DOCUMENTS[path.parent.name]
    for part in CODEC.decode(path.read_bytes()).parts:
        for found in own.read(part).documents:
            assert bare(to_json(from_json(to_json(found)))) == bare(to_json(found))
            (again,) = own.read(own.write(found)).documents
            same = comparable(again) == comparable(found)
            assert same or f"{path.parent.name}/{path.stem}" in LOSSY
