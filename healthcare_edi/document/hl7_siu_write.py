"""Appointment to HL7 v2 SIU."""

from decimal import Decimal

from .hl7_writing import Writing, cleared, coded, message_facts, person, token

#: What happens -> MSH-9.2.
TRIGGERS = {
    "book": "S12",
    "reschedule": "S13",
    "modify": "S14",
    "cancel": "S15",
    "discontinue": "S16",
    "delete": "S17",
    "change_resources": "S18",
    "block": "S23",
    "unblock": "S24",
    "no_show": "S26",
}
#: FHIR's word -> SCH-25 (HL7 table 0278).
FILLER_STATUSES = {
    "booked": "Booked",
    "pending": "Pending",
    "waitlist": "Waitlist",
    "arrived": "Started",
    "checked-in": "CheckedIn",
    "fulfilled": "Complete",
    "cancelled": "Cancelled",
    "entered-in-error": "Deleted",
    "noshow": "Noshow",
    "proposed": "Proposed",
}
_TAGS = {"service": "AIS", "person": "AIP", "location": "AIL", "equipment": "AIG"}


def write_appointment(appointment):
    """One appointment as SIU with SCH, PID and one segment per resource."""
    trigger = TRIGGERS.get(appointment.action, "S14")
    writing = Writing("SIU", trigger, "SIU_S12")
    minutes = appointment.minutes
    service = coded(appointment.service, appointment.service_system)
    starts = appointment.starts_at
    timing = ("", "", "", starts, appointment.ends_at) if starts else ""
    status = FILLER_STATUSES.get(appointment.status, "")
    writing.add(
        "SCH",
        {
            1: appointment.appointment_number,
            2: appointment.filler_number,
            7: cleared(appointment, "service", service),
            8: cleared(appointment, "appointment_type", appointment.appointment_type),
            9: None if minutes is None else Decimal(minutes),
            10: "MIN" if minutes is not None else "",
            11: cleared(appointment, "starts_at", timing),
            25: cleared(appointment, "status", status),
            26: appointment.order_number,
        },
    )
    if appointment.patient_key:
        writing.add("PID", {1: "1", 3: token(appointment.patient_key), 5: ("", "")})
    if appointment.encounter_key:
        writing.add("PV1", {1: "1", 2: "N", 19: token(appointment.encounter_key)})
    writing.add("RGS", {1: "1"})
    counts = {}
    for resource in appointment.resources:
        tag = _TAGS.get(resource.kind, "AIG")
        counts[tag] = counts.get(tag, 0) + 1
        _write_resource(writing, tag, str(counts[tag]), resource)
    return writing.part(**message_facts(appointment))


def _write_resource(writing, tag, number, resource):
    code = coded(resource.code, resource.code_system)
    values = {1: number}
    if tag == "AIP":
        values |= {3: person(resource.party), 4: code}
    elif tag == "AIL":
        values[3] = tuple(resource.party.identifier.split("/"))
    else:
        values[3] = code
    writing.add(tag, values)
