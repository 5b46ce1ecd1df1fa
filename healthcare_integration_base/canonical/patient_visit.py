"""PatientVisit: admission, transfer, discharge, merge (HL7 ADT), without a name."""

from dataclasses import dataclass
from datetime import datetime

from .base import CanonicalDocument, canonical
from .party import Party


@dataclass(frozen=True, slots=True)
class CareLocation:
    """Where a patient is: HL7 PL, ``point_of_care`` is the ward or clinic."""

    point_of_care: str = ""
    room: str = ""
    bed: str = ""
    facility: str = ""


@dataclass(frozen=True, slots=True)
class VisitCoverage:
    """Who pays for the visit; ``sequence`` 1 is the first payer. No member number."""

    sequence: str
    payer: Party
    plan: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class PatientVisit(CanonicalDocument):
    """What happened to a visit, and the visit as it is since then.

    ``event`` one of admit, transfer, discharge, register, pre_admit, to_inpatient,
    to_outpatient, update, cancel_admit, cancel_transfer, cancel_discharge, add_person,
    update_person, merge; ``trigger`` the sender's code (``A01``). Keys are opaque
    tokens: the same patient or visit has the same token in every message.

    ``cleared`` names the members that the sender deletes (HL7 ``""``); an empty member
    that is not in there says nothing and changes nothing. A merge: ``merged_...`` cease
    to exist and live on in ``patient_key`` and ``encounter_key``.
    """

    KIND = "patient_visit"
    SCHEMA_VERSION = 1

    event: str
    patient_key: str
    trigger: str = ""
    encounter_key: str = ""
    occurred_at: datetime | None = None
    recorded_at: datetime | None = None
    patient_class: str = ""
    admission_type: str = ""
    location: CareLocation = CareLocation()
    prior_location: CareLocation = CareLocation()
    service: str = ""
    attending: Party = Party()
    financial_class: str = ""
    admitted_at: datetime | None = None
    discharged_at: datetime | None = None
    disposition: str = ""
    coverages: tuple[VisitCoverage, ...] = ()
    merged_patient_key: str = ""
    merged_encounter_key: str = ""
    facility: Party = Party()
    cleared: tuple[str, ...] = ()
    message_number: str = ""
    where: str = ""
