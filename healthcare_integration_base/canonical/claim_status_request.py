"""Claim status request: what a provider asks a payer about claims (X12 276).

The patient is known by an opaque key only. A payer needs more than that: what it is
told beside this document is never stored here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import Party


@dataclass(frozen=True, slots=True)
class StatusInquiryLine:
    """A service line that is asked about; ``control_number`` REF*FJ."""

    procedure: str
    charge: Decimal | None = None
    units: Decimal | None = None
    revenue_code: str = ""
    control_number: str = ""
    service_from: date | None = None
    service_to: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class StatusInquiry:
    """One question; ``trace_number`` TRN02 comes back in the answer.

    ``claim_number`` REF*EJ, ``payer_claim_number`` REF*1K, ``bill_type`` REF*BLT,
    ``charge`` AMT*T3 in USD.
    """

    trace_number: str
    claim_number: str = ""
    payer_claim_number: str = ""
    bill_type: str = ""
    pharmacy_number: str = ""
    clearinghouse_number: str = ""
    charge: Decimal | None = None
    service_from: date | None = None
    service_to: date | None = None
    provider: Party = Party()
    dependent: bool = False
    patient_key: str = ""
    lines: tuple[StatusInquiryLine, ...] = ()
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class ClaimStatusRequest(CanonicalDocument):
    """The questions of one information receiver; ``reference`` BHT03.

    ``created_at`` BHT04 and BHT05, which have no time zone, taken as UTC.
    """

    KIND = "claim_status_request"
    SCHEMA_VERSION = 1

    reference: str
    inquiries: tuple[StatusInquiry, ...] = ()
    payer: Party = Party()
    receiver: Party = Party()
    created_at: datetime | None = None
    where: str = ""
