"""FHIR R4 Appointment <-> Appointment.

The patient becomes a token; reasons, descriptions, comments and instructions are read
over. Staff, places and devices are kept by number.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    Appointment,
    AppointmentResource,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .fhir_reading import Reading
from .fhir_writing import concept, extension, identifiers, part, party, token

#: Status -> what happens.
ACTIONS = {
    "proposed": "request",
    "pending": "request",
    "waitlist": "request",
    "booked": "book",
    "arrived": "modify",
    "checked-in": "modify",
    "fulfilled": "modify",
    "cancelled": "cancel",
    "noshow": "no_show",
    "entered-in-error": "delete",
}
#: Statuses in which FHIR allows an appointment without a time.
WITHOUT_TIME = ("proposed", "cancelled", "waitlist", "entered-in-error", "noshow")
#: Type of a participant -> kind of resource.
KINDS = {
    "Practitioner": "person",
    "PractitionerRole": "person",
    "Location": "location",
    "Device": "equipment",
    "HealthcareService": "service",
}
TYPES = {
    "person": "Practitioner",
    "location": "Location",
    "equipment": "Device",
    "service": "HealthcareService",
}


class FhirAppointment(Document):
    """Appointment, R4 and R4B."""

    code = "fhir_appointment"
    kind = "appointment"
    codec = "fhir"
    reads = "Appointment"

    def read(self, part):
        """One :class:`Appointment`."""
        return _Reader(part).read()

    def writes(self, document):
        """FHIR has no word for a single member that is deleted."""
        return not document.cleared

    def write(self, document):
        """An :class:`Appointment` as FHIR Appointment, without a name."""
        return _write(document)


class _Reader(Reading):
    def read(self):
        root = self.root
        status = root.mandatory("status")
        if status and status not in ACTIONS:
            self.report("fhir.code", root.at("status"), FATAL)
        starts = root.instant("start")
        action = root.extension("action").text("valueString")
        if starts is None and status not in WITHOUT_TIME and not action:
            self.report("fhir.missing", root.at("start"), FATAL)
        service, system = self._service()
        patient, resources = self._participants()
        return self.result(
            Appointment(
                appointment_number=self.number(),
                action=action or ACTIONS.get(status, ""),
                status="" if root.extension("no-status") else status,
                starts_at=starts,
                ends_at=root.instant("end"),
                minutes=root.whole("minutesDuration"),
                service=service,
                service_system=system,
                appointment_type=root.coding("appointmentType")[0],
                resources=resources,
                filler_number=root.extension("filler-number").text("valueString"),
                order_number=self._order(),
                patient_key=patient,
                encounter_key=root.extension("encounter").encounter("valueReference"),
                message_number=root.extension("message-number").text("valueString"),
                where=self.part.where,
            )
        )

    def _service(self):
        for row in self.root.rows("serviceType"):
            for coding in row.rows("coding"):
                if coding.text("code"):
                    return coding.text("code"), coding.text("system")
        return "", ""

    def _order(self):
        for number, _row in enumerate(self.root.rows("basedOn")[:1]):
            return self.listed("basedOn", number).identifier
        return ""

    def _participants(self):
        patient, found = "", []
        for row in self.root.rows("participant"):
            actor = row.get("actor")
            if not actor and "type" not in row:
                continue  # FHIR wants a participant, also where there is none.
            if not actor:
                kind, party = "", None
            else:
                kind = self.kind_of(row, "actor")
                if kind == "Patient":
                    patient = row.patient("actor")
                    continue
                if kind == "RelatedPerson":
                    continue  # Nobody's business but the patient's.
                party = row.party("actor")
                if kind and kind not in KINDS:
                    self.report("fhir.code", actor.at("type"), WARNING)
            code, system = self._role(row)
            found.append(
                AppointmentResource(
                    KINDS.get(kind, "person"),
                    *([party] if party else []),
                    code=code,
                    code_system=system,
                    where=row.place,
                )
            )
        return patient, tuple(found)

    def _role(self, row):
        for each in row.rows("type"):
            for coding in each.rows("coding"):
                if coding.text("code"):
                    return coding.text("code"), coding.text("system")
        return "", ""


def _write(appointment):
    status = appointment.status
    people = [{"actor": token(appointment.patient_key), "status": "accepted"}]
    if not appointment.patient_key:
        people = []
    for row in appointment.resources:
        actor = party(row.party, TYPES.get(row.kind, "Practitioner"))
        people.append(
            {
                "type": [concept(row.code, row.code_system)],
                "actor": actor or {"type": TYPES.get(row.kind)},
                "status": "accepted",
            }
        )
    return part(
        {
            "resourceType": "Appointment",
            "extension": [
                extension("action", appointment.action),
                extension("no-status", "" if status else "true"),
                extension("filler-number", appointment.filler_number),
                extension("message-number", appointment.message_number),
                extension("encounter", token(appointment.encounter_key, "Encounter")),
            ],
            "identifier": identifiers(appointment.appointment_number),
            "status": status or "proposed",
            "serviceType": [concept(appointment.service, appointment.service_system)],
            "appointmentType": concept(appointment.appointment_type),
            "start": appointment.starts_at,
            "end": appointment.ends_at,
            "minutesDuration": appointment.minutes or None,  # a positiveInt
            "basedOn": [_numbered(appointment.order_number)],
            "participant": people or [{"status": "needs-action"}],
        }
    )


def _numbered(value):
    return {"identifier": {"value": value}} if value else None
