"""Claim status: where a payer stands with claims (X12 277, guide 005010X212).

Categories and codes are kept as they come; what they mean is the customer's list.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import Party


@dataclass(frozen=True, slots=True)
class StatusCode:
    """One composite of STC01, STC10 or STC11.

    ``category`` claim status category (A2, P3, F1 ...), ``code`` claim status code,
    ``entity`` whom it is about (X12 element 98), ``code_list`` ``RX`` where the code is
    a pharmacy's.
    """

    category: str
    code: str
    entity: str = ""
    code_list: str = ""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One STC segment: up to three codes that belong together.

    ``action`` STC03 (WQ accepted, U rejected); ``charge`` STC04 and ``paid`` STC05 in
    USD, None where not stated; the words of STC12 are not kept.
    """

    codes: tuple[StatusCode, ...] = ()
    effective_date: date | None = None
    action: str = ""
    charge: Decimal | None = None
    paid: Decimal | None = None
    adjudicated_date: date | None = None
    check_date: date | None = None
    check_number: str = ""
    where: str = ""

    @property
    def category(self):
        """The category of the first code, empty without one."""
        return self.codes[0].category if self.codes else ""


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A service line (SVC); ``control_number`` REF*FJ, the line's number in the 837."""

    procedure: str
    reports: tuple[StatusReport, ...] = ()
    charge: Decimal | None = None
    paid: Decimal | None = None
    units: Decimal | None = None
    revenue_code: str = ""
    control_number: str = ""
    service_from: date | None = None
    service_to: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class StatusOfClaim:
    """One claim of a subscriber or, with ``dependent``, of a dependent.

    ``trace_number`` TRN02, the number of the question; ``claim_number`` REF*EJ, the
    provider's own number; ``payer_claim_number`` REF*1K; ``bill_type`` REF*BLT.
    """

    trace_number: str
    reports: tuple[StatusReport, ...] = ()
    claim_number: str = ""
    payer_claim_number: str = ""
    bill_type: str = ""
    pharmacy_number: str = ""
    voucher_number: str = ""
    clearinghouse_number: str = ""
    service_from: date | None = None
    service_to: date | None = None
    provider: Party = Party()
    dependent: bool = False
    patient_key: str = ""
    lines: tuple[StatusLine, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class StatusOfLevel:
    """What is said about a whole level: ``level`` is ``receiver`` or ``provider``."""

    level: str
    party: Party = Party()
    trace_number: str = ""
    reports: tuple[StatusReport, ...] = ()
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class ClaimStatus(CanonicalDocument):
    """The answers for one information receiver; ``reference`` BHT03.

    ``created_at`` BHT04 and BHT05, which have no time zone, taken as UTC.
    """

    KIND = "claim_status"
    SCHEMA_VERSION = 1

    reference: str
    claims: tuple[StatusOfClaim, ...] = ()
    levels: tuple[StatusOfLevel, ...] = ()
    payer: Party = Party()
    receiver: Party = Party()
    created_at: datetime | None = None
    where: str = ""
