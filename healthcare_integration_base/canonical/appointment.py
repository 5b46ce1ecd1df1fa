"""Appointment: a booked time (HL7 SIU, FHIR Appointment)."""

from dataclasses import dataclass
from datetime import datetime

from .base import CanonicalDocument, canonical
from .party import Party


@dataclass(frozen=True, slots=True)
class AppointmentResource:
    """Who or what is booked: ``kind`` person, location, service or equipment; ``party``
    names staff and places by number only, ``code`` a kind of service or equipment.
    """

    kind: str
    party: Party = Party()
    code: str = ""
    code_system: str = ""
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class Appointment(CanonicalDocument):
    """``action`` request, book, reschedule, modify, cancel, discontinue, delete,
    no_show, block, unblock or change_resources; ``status`` FHIR's word (proposed,
    pending, booked, arrived, fulfilled, cancelled, noshow, entered-in-error,
    checked-in, waitlist).

    ``appointment_number`` the placer's or the only one, ``filler_number`` that of the
    system that keeps the calendar. ``minutes`` as stated, None when not. ``cleared``
    names members that the sender deletes (HL7 ``""``).
    """

    KIND = "appointment"
    SCHEMA_VERSION = 1

    appointment_number: str
    action: str
    status: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    minutes: int | None = None
    service: str = ""
    service_system: str = ""
    appointment_type: str = ""
    resources: tuple[AppointmentResource, ...] = ()
    filler_number: str = ""
    order_number: str = ""
    patient_key: str = ""
    encounter_key: str = ""
    cleared: tuple[str, ...] = ()
    message_number: str = ""
    where: str = ""
