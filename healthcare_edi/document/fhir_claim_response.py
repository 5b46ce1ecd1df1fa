"""FHIR R4 ClaimResponse <-> Remittance: what a payer answers to one claim.

Its items name lines of the claim by number: charges, codes and dates are those of the
claim where it is in the payload, else those that the payer repeats (``submitted``).
"""

from odoo.addons.healthcare_integration_base.document.base import Document

from .fhir_explanation_of_benefit import explained
from .fhir_remittance import AdjudicatedReading
from .fhir_writing import part
from .reading import many_objects

#: Members of an ExplanationOfBenefit that a ClaimResponse has not, or under this name.
RENAMED = {
    "claim": "request",
    "provider": "requestor",
    "supportingInfo": None,
    "billablePeriod": None,
    "insurance": None,
}
#: Members of an item of a ClaimResponse.
ITEM = ("extension", "itemSequence", "adjudication")


class FhirClaimResponse(Document):
    """ClaimResponse, R4 and R4B."""

    code = "fhir_claim_response"
    kind = "remittance"
    codec = "fhir"
    reads = "ClaimResponse"

    def read(self, part):
        """One :class:`Remittance` with one claim."""
        with many_objects():
            return _Reader(part).read()

    def writes(self, document):
        """Never chosen: an ExplanationOfBenefit says more."""
        return False

    def write(self, document):
        """The only claim of a :class:`Remittance`, by the numbers of its lines."""
        data = explained(document, document.claims[0], document.payment)
        for name, other in RENAMED.items():
            value = data.pop(name)
            if other:
                data[other] = value
        data["resourceType"] = "ClaimResponse"
        data["item"] = [
            {"itemSequence": row["sequence"]}
            | {name: row[name] for name in ITEM if name in row}
            for row in data["item"]
        ]
        return part(data)


class _Reader(AdjudicatedReading):
    claim_member = "request"
