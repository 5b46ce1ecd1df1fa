"""Patients and visits are tokens: nobody is named in what is kept."""

import json

import pytest

from odoo.addons.healthcare_edi.codec.hl7 import HL7Codec
from odoo.addons.healthcare_edi.document import opaque
from odoo.addons.healthcare_edi.document.hl7_adt import HL7PatientVisit

from .samples import golden_file, sample_files

#: Names, numbers, dates of birth, diagnoses and words of the invented samples.
PRIVATE = (
    *("NAMELESS", "NORA", "NILS", "900017", "900018", "MEMBER-77", "19700101"),
    *("1970-01-01", "HYPERTENSION", "I10", "DOKTOR", "WORDS", "NOWHERE ST"),
)
FILES = [*sample_files("hl7"), *sample_files("fhir")]


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_nobody_is_named_in_what_is_kept(path):
    golden = json.loads(golden_file(path).read_text("utf-8"))
    kept = [part.get("documents") for part in golden["parts"]]
    text = json.dumps([kept, golden["issues"], [p["issues"] for p in golden["parts"]]])
    assert [word for word in PRIVATE if word in text] == []


def visit(patient):
    head = "MSH|^~\\&|REGISTER|MAIN|ODOO|HQ|20260112093000-0500||ADT^A04|1|T|2.5"
    payload = f"{head}\rPID|1||{patient}\rPV1|1|O".encode()
    (part,) = HL7Codec().decode(payload).parts
    (found,) = HL7PatientVisit().read(part).documents
    return found.patient_key


def test_the_same_number_of_the_same_house_is_the_same_token():
    # Without an authority it is the number of the sending facility.
    assert visit("77^^^MAIN^MR") == visit("77") == visit("9^^^OTHER^XX~77^^^MAIN^MR")
    assert visit("77^^^OTHER^MR") != visit("77")
    assert visit("78") != visit("77")


def test_a_token_stays_what_it_is():
    token = opaque.patient_token("77", "MAIN")
    assert opaque.patient_token(token, "MAIN") == token
    assert visit(f"{token}^^^^ANON") == token
    assert opaque.patient_token(" ") == opaque.encounter_token("") == ""
    assert opaque.encounter_token("77", "MAIN")[3:] != token[3:]


def test_a_key_changes_every_token(monkeypatch):
    before = opaque.patient_token("77")
    monkeypatch.setattr(opaque, "_KEY", [b""])
    opaque.use_key(b"from outside")
    assert opaque.patient_token("77") != before
