"""Documents of supply in release 5010: read and written as in 4010."""

import re

import pytest

from odoo.addons.healthcare_edi.codec.x12 import X12Codec, check
from odoo.addons.healthcare_integration_base.canonical import to_json
from odoo.addons.healthcare_integration_base.codec.base import Envelope
from odoo.addons.healthcare_integration_base.document.choice import document_for

from .formats import DOCUMENTS
from .samples import sample_files
from .test_x12_roundtrip import comparable
from .x12_fields import NOON

SUPPLY = ("810", "820", "832", "846", "850", "855", "856", "860", "865", "997")
SAMPLES = [
    path
    for path in sample_files("x12")
    if path.parent.name.removeprefix("x12_") in SUPPLY
    and path.stem in ("typical", "minimal", "everything")
]
#: What a sample does not say cannot be written.
KNOWN = {
    "x12_832/everything": ["x12.element.conditional"],  # a unit without a quantity
    "x12_860/minimal": ["x12.element.missing"],  # no date of the order
    "x12_865/minimal": ["x12.element.missing"],
}


def in_5010(text):
    """A sample of 4010 as a partner of 5010 would send it."""
    text = text.replace("*U*00401*", "*^*00501*", 1)
    return re.sub(r"(GS\*[A-Z]{2}\*.*\*X\*)004010", r"\g<1>005010", text)


def found(text):
    """``(documents, issues of reading, faults by the guide)`` of the only set."""
    (part,) = X12Codec().decode(text.encode()).parts
    reader = document_for(DOCUMENTS.values(), "x12", part.code, part.version)
    result = reader.read(part)
    return part.version, reader, result, [issue.code for issue in check(part)]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name + path.stem)
def test_the_release_changes_no_meaning(path):
    old = path.read_text("utf-8")
    new = in_5010(old)
    assert new != old
    version, reader, result, faults = found(new)
    _version, before, expected, known = found(old)
    assert version == "005010"
    assert reader is before
    assert [to_json(row) for row in result.documents] == [
        to_json(row) for row in expected.documents
    ]
    assert faults == known


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name + path.stem)
def test_written_for_a_partner_of_5010(path):
    (document,) = found(path.read_text("utf-8"))[2].documents
    reader = DOCUMENTS[path.parent.name]
    envelope = Envelope(
        sender="HOSPITAL",
        receiver="INVENTSUP",
        interchange_number=7,
        group_number=7,
        created_at=NOON,
        options={"version": "005010"},
    )
    payload = X12Codec().encode([reader.write(document)], envelope)
    assert b"*00501*" in payload.partition(b"\n")[0]
    version, again, result, faults = found(payload.decode())
    assert (version, again) == ("005010", reader)
    assert faults == KNOWN.get(f"{path.parent.name}/{path.stem}", [])
    assert not result.blocked
    if path.stem != "minimal":
        # A line without a number gets one, which reads as the number of the order's.
        assert comparable(result.documents[0]) == comparable(document)
