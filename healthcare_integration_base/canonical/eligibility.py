"""Eligibility: what a payer says about coverage and benefits (X12 271).

No names, birth dates or member numbers. A rejected question has no benefits: nothing
about coverage follows from it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .eligibility_request import EligibilityTrace
from .party import Party

#: EB01: active coverage of any kind, and inactive (X12 element 1390).
ACTIVE_CODES = frozenset("12345")
INACTIVE_CODES = frozenset("678")


@dataclass(frozen=True, slots=True)
class EligibilityRejection:
    """One AAA: why a question was not answered.

    ``level`` ``source``, ``receiver``, ``subscriber``, ``dependent`` or ``benefit``;
    ``valid`` AAA01 (Y the question was valid), ``reason`` AAA03, ``follow_up`` AAA04.
    """

    level: str
    reason: str
    follow_up: str = ""
    valid: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class EligibilityDate:
    """A DTP: ``kind`` is X12 element 374; a day, or both ends of a period."""

    kind: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class BenefitDelivery:
    """One HSD: how much of a benefit may be used, and how often."""

    quantity_kind: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    modulus: Decimal | None = None
    period: str = ""
    periods: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BenefitEntity:
    """Another party of a benefit (loop 2120); a person by number, never by name."""

    role: str
    party: Party = Party()


@dataclass(frozen=True, slots=True)
class Benefit:
    """One EB. ``amount`` in USD; ``share`` of the patient from 0 to 1 (EB08).

    ``information`` EB01 (1 active ... 6 inactive, A coinsurance, B copayment, C
    deductible ...); ``period`` EB06; ``authorization`` EB11 and ``in_network`` EB12 are
    Y, N, U or W; None and empty where not stated.
    """

    information: str
    coverage_level: str = ""
    service_types: tuple[str, ...] = ()
    insurance_type: str = ""
    plan: str = ""
    period: str = ""
    amount: Decimal | None = None
    share: Decimal | None = None
    quantity_kind: str = ""
    quantity: Decimal | None = None
    authorization: str = ""
    in_network: str = ""
    procedure: str = ""
    places_of_service: tuple[str, ...] = ()
    dates: tuple[EligibilityDate, ...] = ()
    deliveries: tuple[BenefitDelivery, ...] = ()
    rejections: tuple[EligibilityRejection, ...] = ()
    entities: tuple[BenefitEntity, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class EligibilityAnswer:
    """What is said about one patient; ``traces`` those of the question come back.

    ``group_number`` REF*6P and ``plan_number`` REF*18 name the plan, not the patient.
    """

    benefits: tuple[Benefit, ...] = ()
    rejections: tuple[EligibilityRejection, ...] = ()
    traces: tuple[EligibilityTrace, ...] = ()
    dates: tuple[EligibilityDate, ...] = ()
    group_number: str = ""
    plan_number: str = ""
    dependent: bool = False
    patient_key: str = ""
    where: str = ""

    @property
    def coverage(self):
        """``rejected``, ``active``, ``inactive`` or ``unknown``.

        Active needs one EB that says so for the plan as a whole or for a service;
        inactive one that says so and none that says the contrary.
        """
        found = {benefit.information for benefit in self.benefits}
        if found & ACTIVE_CODES:
            return "active"
        if found & INACTIVE_CODES:
            return "inactive"
        return "rejected" if self.rejections else "unknown"


@canonical
@dataclass(frozen=True, slots=True)
class Eligibility(CanonicalDocument):
    """The answers for one information receiver; ``reference`` BHT03.

    ``rejections`` of source and receiver concern every question. ``purpose`` BHT02 (11
    response); ``created_at`` BHT04 and BHT05, which have no time zone, taken as UTC.
    """

    KIND = "eligibility"
    SCHEMA_VERSION = 1

    reference: str
    answers: tuple[EligibilityAnswer, ...] = ()
    rejections: tuple[EligibilityRejection, ...] = ()
    purpose: str = "11"
    payer: Party = Party()
    receiver: Party = Party()
    receiver_role: str = "1P"
    created_at: datetime | None = None
    where: str = ""
