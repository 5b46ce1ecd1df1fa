"""The library hl7 as an independent judge of our parser and of what we write."""

import pytest

from odoo.addons.healthcare_edi.codec.hl7 import HL7Codec
from odoo.addons.healthcare_edi.codec.hl7.writer import structure
from odoo.addons.healthcare_integration_base.codec.base import Envelope

from .samples import FOLDER, sample_files
from .x12_fields import NOON

hl7 = pytest.importorskip("hl7")
CODEC = HL7Codec()
#: One message each, in UTF-8, with what the library knows of separators.
NAMES = [
    path
    for path in sample_files("hl7")
    if path.parent.name != "hl7_envelope"
    and f"{path.parent.name}/{path.stem}" != "hl7_oru/escapes_in_text"
]


def judged(text):
    """Every field of every segment as the library sees it, first component only."""
    return [
        [_first(field) for field in segment[1:]]
        for segment in hl7.parse(text)
        if str(segment[0]) != "MSH"
    ]


def _first(field):
    while not isinstance(field, str):
        field = field[0] if len(field) else ""
    return field


def ours(part):
    """The same as our parser sees it."""
    found = []
    for segment in part.tree:
        if segment[0] != "MSH":
            values = [structure(raw, part.tree) for raw in segment[1:]]
            found.append([_first(value) for value in values])
    return found


@pytest.mark.parametrize("path", NAMES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_both_see_the_same_fields(path):
    payload = path.read_bytes()
    (part,) = CODEC.decode(payload).parts
    assert ours(part) == judged(payload.decode())


@pytest.mark.parametrize("path", NAMES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_judge_reads_what_we_write(path):
    (part,) = CODEC.decode(path.read_bytes()).parts
    envelope = Envelope(sender="WE", receiver="THEY", created_at=NOON)
    message = hl7.parse(CODEC.encode([part], envelope).decode())
    assert str(message.segment("MSH")[10]) == part.facts["msh10"]
    assert len(message) == len(part.tree)


def test_where_the_judge_is_wrong():
    """Mixed line ends: the library hangs a segment on the one before, we do not."""
    path = FOLDER / "hl7_envelope" / "mixed_line_ends.hl7"
    first = CODEC.decode(path.read_bytes()).parts[0]
    assert [segment[0] for segment in first.tree] == ["MSH", "PID", "PV1"]
