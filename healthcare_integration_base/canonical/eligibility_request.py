"""Eligibility request: what a provider asks a payer about coverage (X12 270).

The patient is known by an opaque key only. A payer needs more than that: what it is
told beside this document is never stored here.
"""

from dataclasses import dataclass
from datetime import date, datetime

from .base import CanonicalDocument, canonical
from .party import Party


@dataclass(frozen=True, slots=True)
class EligibilityTrace:
    """A TRN: ``kind`` 1 of this sender, 2 repeated; ``origin`` who made it (TRN03)."""

    number: str
    origin: str = ""
    kind: str = "1"


@dataclass(frozen=True, slots=True)
class EligibilityQuestion:
    """One EQ: ``service_types`` (X12 element 1365), or a ``procedure``.

    ``coverage_level`` FAM, IND ...; ``place_of_service`` III*ZZ; ``authorization``
    REF*G1; dates of the question itself (DTP*291).
    """

    service_types: tuple[str, ...] = ()
    procedure: str = ""
    coverage_level: str = ""
    place_of_service: str = ""
    authorization: str = ""
    service_from: date | None = None
    service_to: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class EligibilityInquiry:
    """What is asked about one patient; dates are the ones of the plan (DTP*291)."""

    questions: tuple[EligibilityQuestion, ...] = ()
    traces: tuple[EligibilityTrace, ...] = ()
    service_from: date | None = None
    service_to: date | None = None
    dependent: bool = False
    patient_key: str = ""
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class EligibilityRequest(CanonicalDocument):
    """The questions of one information receiver; ``reference`` BHT03.

    ``purpose`` BHT02 (13 request, 01 cancellation); ``receiver_role`` NM101 (1P
    provider, FA facility ...); ``created_at`` BHT04 and BHT05, taken as UTC.
    """

    KIND = "eligibility_request"
    SCHEMA_VERSION = 1

    reference: str
    inquiries: tuple[EligibilityInquiry, ...] = ()
    purpose: str = "13"
    payer: Party = Party()
    receiver: Party = Party()
    receiver_role: str = "1P"
    created_at: datetime | None = None
    where: str = ""
