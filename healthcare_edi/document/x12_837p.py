"""X12 837 health care claim <-> Claim, one canonical document per CLM.

The guide for professional claims (837P); dental ones (837D) and files that do not name
their guide are read by the same code, and ``claim_type`` says what each claim is. The
patient, the subscriber, their dates of birth and numbers, and every diagnosis (HI) are
read over and never kept. ``patient_key`` stays empty: nothing in an 837 is a patient
token that is not a member number or a name; the account number of the visit is
``claim_number``.
"""

from odoo.addons.healthcare_integration_base.document.base import Document

from .claim_guide import INSTITUTIONAL, PROFESSIONAL
from .claim_reading import ClaimReading
from .claim_writing import write_claim
from .reading import many_objects


class X12Claim(Document):
    """837, written as 005010X222A1 (professional); dental as copy only."""

    code = "x12_837p"
    kind = "claim"
    codec = "x12"
    reads = "837"
    claim_type = PROFESSIONAL

    def writes(self, document):
        """Every claim that is not institutional."""
        return document.claim_type != INSTITUTIONAL

    def read(self, part):
        """One :class:`Claim` per CLM of the transaction set."""
        with many_objects():
            reading = self.stream(part)
            return reading.result(*reading.claims())

    def stream(self, part):
        """The claims of a long set one by one, in constant memory.

        ::

            reading = X12Claim().stream(part)
            for claim in reading.claims():
                ...
            reading.issues
        """
        reading = ClaimReading(part)
        reading.claim_type = self.claim_type
        return reading

    def write(self, document, told=None):
        """One :class:`Claim` as 837.

        :param told: a :class:`.claim_disclosure.Disclosure`: what a payer must know
            about the patient. Without it a copy for a ledger, without patient.
        :raises RejectedError: with one issue for each thing that the guide asks for
            and that neither the claim nor the disclosure has.
        """
        return write_claim(document, told)
