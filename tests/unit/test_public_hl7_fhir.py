"""Public HL7 v2 and FHIR files: each is read, or refused with a precise issue."""

from pathlib import Path

import pytest

from odoo.addons.healthcare_integration_base.canonical import from_json, to_json
from odoo.addons.healthcare_integration_base.document.choice import document_for

from .formats import CODECS, DOCUMENTS

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the public sample files are not beside this clone"
)
FILES = [
    (codec, path)
    for codec, folder in (("hl7", "HL7"), ("fhir", "FHIR"))
    for path in (sorted((SAMPLES / folder).glob("*")) if SAMPLES.is_dir() else ())
]
#: What is refused, and the first fatal issue that says why.
REFUSED = {
    # Duration and times stand one field beside their place: a booking without a time.
    "cosyte-canonical-siu-s12.hl7": "hl7.field.missing",
    # Preauthorizations ask for no money.
    "pas-bundle-request.json": "fhir.use",
    "pas-claim-complete.json": "fhir.use",
    "pas-claim-minimal.json": "fhir.use",
    "pas-claimresponse.json": "fhir.use",
}
#: Kinds of message that nobody reads yet: decoded, and said to be unknown.
UNKNOWN = {"cosyte-canonical-rde-o11-pharmacy.hl7": "RDE"}
#: A search without result: nothing to read.
EMPTY = {"pas-bundle-minimal.json"}
#: Words of these files that must be nowhere in what we keep.
PRIVATE = ("Doe", "John", "Jane", "Jones", "EVERYWOMAN", "JONES", "Müller", "MRN")


@pytest.mark.parametrize(
    ("codec", "path"), FILES, ids=[path.name for _codec, path in FILES]
)
def test_file(codec, path):
    decoded = CODECS[codec].decode(path.read_bytes())
    fatal, documents = [], []
    for part in decoded.parts:
        document = document_for(DOCUMENTS.values(), codec, part.code, part.version)
        if document is None:
            assert UNKNOWN[path.name] == part.code
            continue
        assert not part.blocked
        result = document.read(part)
        fatal += [issue for issue in result.issues if issue.blocks]
        documents += result.documents
    if path.name in EMPTY | set(UNKNOWN):
        assert not documents and not fatal
    elif path.name in REFUSED:
        assert fatal[0].code == REFUSED[path.name]
        assert fatal[0].where and fatal[0].text and fatal[0].advice
        assert not documents
    else:
        assert documents and not fatal
    check_kept(documents)


def check_kept(documents):
    for found in documents:
        stored = to_json(found)
        assert from_json(stored) == found
        assert not any(word in str(stored) for word in PRIVATE)


def test_figures_of_a_known_file():
    path = SAMPLES / "HL7" / "cosyte-canonical-dft-p03-charge.hl7"
    (part,) = CODECS["hl7"].decode(path.read_bytes()).parts
    charges = DOCUMENTS["hl7_dft_p03"].read(part).documents
    assert [(row.code, str(row.amount), row.currency) for row in charges] == [
        ("80053", "150.00", "USD"),
        ("85025", "45.00", "USD"),
    ]


def test_a_batch_with_a_wrong_count_is_read_and_reported():
    path = SAMPLES / "HL7" / "cosyte-batch-count-mismatch.hl7"
    decoded = CODECS["hl7"].decode(path.read_bytes())
    assert [issue.code for issue in decoded.issues] == ["hl7.bts1.count"]
    assert len(decoded.parts) == 2
