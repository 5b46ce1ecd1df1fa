"""Claim: a copy of what was sent to a payer. No names, birth dates or diagnoses."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .claim_filing import ClaimFiling
from .party import Party

INSTITUTIONAL = "837I"


@dataclass(frozen=True, slots=True)
class ClaimServiceLine:
    """``control_number`` is REF*6R; ``procedure`` as ``HC:99213:25`` without spaces.

    ``unit`` is the kind of ``units``: UN units, MJ minutes, DA days;
    ``place_of_service`` of this line where it is not the claim's.
    """

    number: str
    procedure: str
    charge: Decimal
    units: Decimal | None = None
    revenue_code: str = ""
    control_number: str = ""
    service_from: date | None = None
    service_to: date | None = None
    where: str = ""
    unit: str = "UN"
    place_of_service: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class Claim(CanonicalDocument):
    """``claim_number`` is the patient control number (CLM01), ``charge`` CLM02 in USD.

    ``frequency`` CLM05-3 (1 original, 7 replacement, 8 void); ``sequence`` P, S or T;
    ``patient_key`` an opaque token, never a name or member number in clear;
    ``next_payer`` the payer after this one where known; ``expected`` what the contract
    allows, None when unknown. The dates of an institutional claim are the ones of its
    statement (DTP*434). ``attending_provider`` and ``rendering_provider`` are persons:
    a number, never a name. ``filing`` is what a payer asks for beside the money.
    """

    KIND = "claim"
    SCHEMA_VERSION = 1

    claim_number: str
    payer: Party
    charge: Decimal
    lines: tuple[ClaimServiceLine, ...] = ()
    claim_type: str = "837P"
    frequency: str = "1"
    sequence: str = "P"
    filing_indicator: str = ""
    facility_type: str = ""
    billing_provider: Party = Party()
    payer_claim_number: str = ""
    original_claim_number: str = ""
    patient_key: str = ""
    next_payer: Party | None = None
    expected: Decimal | None = None
    service_from: date | None = None
    service_to: date | None = None
    submitted_date: date | None = None
    currency: str = "USD"
    where: str = ""
    attending_provider: Party | None = None
    rendering_provider: Party | None = None
    filing: ClaimFiling | None = None

    @property
    def bill_type(self):
        """Type of bill of an institutional claim (``111``), empty of any other.

        A facility type of three digits is a whole type of bill already: some senders
        put it there.
        """
        if self.claim_type != INSTITUTIONAL or not self.facility_type:
            return ""
        if len(self.facility_type) == 3:
            return self.facility_type
        return self.facility_type + self.frequency
