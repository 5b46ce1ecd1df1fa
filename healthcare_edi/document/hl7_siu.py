"""HL7 v2 SIU (S12 to S26) <-> Appointment.

The patient's name, the reason (SCH-7, SCH-8 in words), contacts and diagnoses (DG1) are
read over and never kept; staff and places are kept by number.
"""

import re
from datetime import timedelta

from odoo.addons.healthcare_integration_base.canonical import (
    Appointment,
    AppointmentResource,
    Party,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .hl7_reading import Reading
from .hl7_siu_write import write_appointment

#: MSH-9.2 -> what happens.
ACTIONS = {
    "S12": "book",
    "S13": "reschedule",
    "S14": "modify",
    "S15": "cancel",
    "S16": "discontinue",
    "S17": "delete",
    "S18": "change_resources",
    "S19": "change_resources",
    "S20": "change_resources",
    "S21": "change_resources",
    "S22": "change_resources",
    "S23": "block",
    "S24": "unblock",
    "S26": "no_show",
}
#: What happens -> FHIR's word, where SCH-25 says nothing.
STATUS_OF_ACTION = {
    "book": "booked",
    "reschedule": "booked",
    "modify": "booked",
    "cancel": "cancelled",
    "discontinue": "cancelled",
    "delete": "entered-in-error",
    "no_show": "noshow",
}
#: SCH-25 (HL7 table 0278) -> FHIR's word; the first of several is written.
STATUSES = {
    "BOOKED": "booked",
    "SCHEDULED": "booked",
    "PENDING": "pending",
    "WAITLIST": "waitlist",
    "OVERBOOK": "booked",
    "STARTED": "arrived",
    "ARRIVED": "arrived",
    "CHECKEDIN": "checked-in",
    "COMPLETE": "fulfilled",
    "CANCELLED": "cancelled",
    "CANCELED": "cancelled",
    "DC": "cancelled",
    "DELETED": "entered-in-error",
    "NOSHOW": "noshow",
    "PROPOSED": "proposed",
}
#: SCH-10 and AIS-8 (UCUM and what people write) -> minutes.
MINUTES = {"": 1, "MIN": 1, "M": 1, "MINUTES": 1, "H": 60, "HR": 60, "HOURS": 60}
#: Actions that say nothing without a time.
TIMED = ("book", "reschedule")
NOBODY = Party()
_WHOLE = re.compile("[0-9]{1,5}")
CLEARABLE = {7: "service", 8: "appointment_type", 11: "starts_at", 25: "status"}


class HL7Appointment(Document):
    """SIU of every version from 2.3; written as 2.5.1."""

    code = "hl7_siu"
    kind = "appointment"
    codec = "hl7"
    reads = "SIU"

    def read(self, part):
        """One :class:`Appointment` per message."""
        return _Reader(part).read()

    def write(self, document):
        """An :class:`Appointment` as SIU, without a name."""
        return write_appointment(document)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.values = {"where": part.where}
        self.keys = {"patient_key": "", "encounter_key": ""}
        self.resources = []
        self.minutes = None

    def read(self):
        self.take_all()
        if not self.count("SCH"):
            self.missing("SCH")
        action = ACTIONS.get(self.trigger)
        if action is None:
            self.report("hl7.event", ["MSH"], 9, severity=FATAL)
        elif action in TIMED and not self.values.get("starts_at"):
            self.report("hl7.field.missing", ["SCH"], 11, severity=FATAL)
        if any(issue.blocks for issue in self.issues):
            return self.result()
        values = self.values
        status = values.pop("status") or STATUS_OF_ACTION.get(action, "")
        if "status" in values.get("cleared", ()):
            status = ""
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if starts and not ends and self.minutes:
            values["ends_at"] = starts + timedelta(minutes=self.minutes)
        return self.result(
            Appointment(
                action=action,
                status=status,
                minutes=self.minutes,
                resources=tuple(self.resources),
                message_number=self.facts.get("msh10") or "",
                **values,
                **self.keys,
            )
        )

    def _take_sch(self, segment):
        placer, filler = self.text(segment, 1), self.text(segment, 2)
        if not placer and not filler:
            self.report("hl7.field.missing", segment, 1, severity=FATAL)
        service, system = self.coded(segment, 7)
        stated = self.text(segment, 25).upper()
        if stated and stated not in STATUSES:
            self.report("hl7.code", segment, 25, severity=WARNING)
        self.minutes = self._duration(segment, 9, 10)
        self.values |= {
            "appointment_number": placer or filler,
            "filler_number": filler if placer else "",
            "service": service,
            "service_system": system,
            "appointment_type": self.text(segment, 8),
            "status": STATUSES.get(stated, ""),
            "starts_at": self.instant(segment, 11, 4),
            "ends_at": self.instant(segment, 11, 5),
            "order_number": self.text(segment, 26),
            "cleared": tuple(
                name for n, name in CLEARABLE.items() if self.deleted(segment, n)
            ),
        }

    def _take_tq1(self, segment):
        """From 2.5 on the timing stands here instead of in SCH-11."""
        values = self.values
        values["starts_at"] = values.get("starts_at") or self.instant(segment, 7)
        values["ends_at"] = values.get("ends_at") or self.instant(segment, 8)

    def _duration(self, segment, field, unit):
        """Minutes, or None and a warning for a unit that is none of time."""
        value = self.text(segment, field)
        if not value:
            return None
        factor = MINUTES.get(self.text(segment, unit).upper())
        if factor is None:
            self.report("hl7.code", segment, unit, severity=WARNING)
        elif not _WHOLE.fullmatch(value):
            self.report("hl7.number", segment, field, severity=WARNING)
        else:
            return int(value) * factor
        return None

    def _take_pid(self, segment):
        self.keys["patient_key"] = self.patient(segment, 3) or self.patient(segment, 2)
        self.keys["encounter_key"] = self.encounter(segment, 18)

    def _take_pv1(self, segment):
        key = self.encounter(segment, 19)
        self.keys["encounter_key"] = key or self.keys["encounter_key"]

    def _timed(self, segment, start, duration):
        """A resource may say the time that SCH and TQ1 leave out."""
        if not self.values.get("starts_at"):
            self.values["starts_at"] = self.instant(segment, start)
        if self.minutes is None:
            self.minutes = self._duration(segment, duration, duration + 1)

    def _add(self, segment, kind, party=NOBODY, code="", system=""):
        where = self.where(segment[0])
        self.resources.append(AppointmentResource(kind, party, code, system, where))

    def _take_ais(self, segment):
        code, system = self.coded(segment, 3)
        self._timed(segment, 4, 7)
        self._add(segment, "service", code=code, system=system)

    def _take_aip(self, segment):
        party = self.person(segment, 3)
        code, system = self.coded(segment, 4)
        self._timed(segment, 6, 9)
        self._add(segment, "person", party, code, system)

    def _take_ail(self, segment):
        names = (self.text(segment, 3, n) for n in (1, 2, 3))
        place = "/".join(filter(None, names))
        self._timed(segment, 6, 9)
        self._add(segment, "location", Party(place, "hl7:local" if place else ""))

    def _take_aig(self, segment):
        code, system = self.coded(segment, 3)
        self._timed(segment, 8, 11)
        self._add(segment, "equipment", code=code, system=system)
