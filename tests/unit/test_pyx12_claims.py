"""What we write for payers, judged by pyx12, which has the guides as maps of its own.

Its maps know X222A1 (837P), X223A2 (837I) and X214 (277CA). No version leads to its map
of X212 (277), and it has none for the other guides of this family.
"""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from odoo.addons.healthcare_edi.codec.x12 import X12Codec
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_edi.document.claim_disclosure import Diagnosis
from odoo.addons.healthcare_integration_base import canonical
from odoo.addons.healthcare_integration_base.canonical import to_json
from odoo.addons.healthcare_integration_base.document.choice import writer_for

from .claims_in_full import (
    CHILD,
    INSTITUTIONAL,
    NOON,
    PROFESSIONAL,
    TOLD,
    envelope,
)
from .pyx12_judge import judge

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup"))

from lib.partners.acknowledging import acknowledge  # noqa: E402


def sealed(claim, told):
    writer = writer_for(DOCUMENTS.values(), "x12", "claim", claim)
    return X12Codec().encode([writer.write(claim, told)], envelope())


NEXT = replace(
    TOLD,
    next_subscriber=replace(TOLD.subscriber, last_name="OTHER"),
    next_relationship="01",
)
SECOND = canonical.Party("P2", "payer_id", "SECOND PLAN")
MANY = (
    Diagnosis("principal", "J18.9", "Y"),
    Diagnosis("admitting", "R05.9"),
    Diagnosis("reason", "R50.9"),
    Diagnosis("external", "W19.XXXA"),
    *(Diagnosis("other", f"E11.{number}", "N") for number in range(0, 9)),
)
CASES = {
    "professional": (PROFESSIONAL, TOLD),
    "professional, dependent": (
        PROFESSIONAL,
        replace(TOLD, patient=CHILD, relationship="19"),
    ),
    "professional, rendering provider": (
        replace(PROFESSIONAL, rendering_provider=canonical.Party("1888888885", "npi")),
        replace(TOLD, rendering=TOLD.attending),
    ),
    "professional, replacement": (
        replace(PROFESSIONAL, frequency="7", payer_claim_number="ICN-OLD"),
        TOLD,
    ),
    "professional, next payer": (replace(PROFESSIONAL, next_payer=SECOND), NEXT),
    "professional, secondary": (
        replace(PROFESSIONAL, sequence="S", filing_indicator="MB"),
        TOLD,
    ),
    "professional, authorized": (
        replace(PROFESSIONAL, filing=replace(PROFESSIONAL.filing, authorization="A1")),
        TOLD,
    ),
    "institutional": (INSTITUTIONAL, TOLD),
    "institutional, dependent": (
        INSTITUTIONAL,
        replace(TOLD, patient=CHILD, relationship="19"),
    ),
    "institutional, diagnoses": (INSTITUTIONAL, replace(TOLD, diagnoses=MANY)),
    "institutional, void": (
        replace(INSTITUTIONAL, frequency="8", payer_claim_number="ICN-OLD"),
        TOLD,
    ),
    "institutional, next payer": (replace(INSTITUTIONAL, next_payer=SECOND), NEXT),
    "institutional, no attending": (
        replace(INSTITUTIONAL, attending_provider=None),
        TOLD,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_strict_partner_accepts_our_claims(case):
    accepted, said = judge(sealed(*CASES[case]))
    assert said == ""
    assert accepted


def test_the_judge_is_awake():
    """A claim that lacks one thing is not accepted, and the judge says which."""
    part = DOCUMENTS["x12_837p"].write(PROFESSIONAL, TOLD)
    tree = [segment for segment in part.tree if segment[0] != "HI"]
    payload = X12Codec().encode([replace(part, tree=tree)], envelope())
    accepted, said = judge(payload)
    assert not accepted
    assert "(HI) missing" in said
    assert judge(sealed(PROFESSIONAL, TOLD)) == (True, ""), "one fault is no other's"


@pytest.mark.parametrize("case", CASES)
def test_what_is_told_is_not_read_back(case):
    """The claim that comes back is the one that was written: nobody's name is in it."""
    claim, told = CASES[case]
    (part,) = X12Codec().decode(sealed(claim, told)).parts
    result = writer_for(DOCUMENTS.values(), "x12", "claim", claim).read(part)
    assert not result.issues
    (again,) = result.documents
    bare = {"where": "", "original_claim_number": "", "lines": ()}
    expected = replace(claim, **bare, filing=_spelled(claim.filing))
    assert replace(again, **bare) == expected
    said = str(to_json(again))
    for value in ("SAMPLE", "PERSON", "CHILD", "MEMBER-1", "DOCTOR", "J019"):
        assert value not in said


def _spelled(filing):
    """The filing as it comes back: X12 writes postal codes without a dash."""
    address = filing.billing_address
    code = address.postal_code.replace("-", "")
    return replace(filing, billing_address=replace(address, postal_code=code))


def test_a_disclosure_shows_nothing():
    for row in (TOLD, TOLD.subscriber, TOLD.diagnoses[0], CHILD):
        assert "SAMPLE" not in repr(row) and "J01" not in repr(row)


def test_of_our_claim_acknowledgment_only_the_patient_is_missed():
    """A payer's simulator knows nobody's name; everything else is as the guide says."""
    claims = [PROFESSIONAL, replace(PROFESSIONAL, claim_number="PCN-9", lines=())]
    (document,) = acknowledge(claims, PROFESSIONAL.payer, NOON)
    part = DOCUMENTS["x12_277ca"].write(document)
    _accepted, said = judge(X12Codec().encode([part], envelope()))
    missed = [line.rpartition("(")[2] for line in said.splitlines()]
    elements = ["NM103) is missing", "NM108) is missing", "NM109) is missing"]
    assert missed == elements * len(claims)
