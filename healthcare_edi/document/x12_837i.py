"""X12 837I institutional claim <-> Claim: revenue codes, type of bill, statement dates.

What is read and what is left out is said in :mod:`.x12_837p`. The attending provider is
kept by number, never by name; occurrence, condition and value codes (HI) and the
admission's date are read over.
"""

from .claim_guide import INSTITUTIONAL
from .x12_837p import X12Claim


class X12InstitutionalClaim(X12Claim):
    """837I, written as 005010X223A2. ``Claim.bill_type`` is CLM05-1 and CLM05-3."""

    code = "x12_837i"
    implementations = ("005010X223", "004010X096")
    claim_type = INSTITUTIONAL

    def writes(self, document):
        """Institutional claims only."""
        return document.claim_type == INSTITUTIONAL
