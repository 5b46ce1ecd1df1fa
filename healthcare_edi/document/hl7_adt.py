"""HL7 v2 ADT <-> PatientVisit: admission, transfer, discharge, update, merge.

Names, birth dates, addresses, next of kin, diagnoses (DG1) and allergies (AL1) are read
over and never kept. PID-3 and PV1-19 become opaque tokens. An A40 may hold several
merges: one document each.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    CareLocation,
    Party,
    PatientVisit,
    VisitCoverage,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from .hl7_reading import Reading
from .hl7_writing import Writing, cleared, message_facts, person, token

#: MSH-9.2 -> what happened.
EVENTS = {
    "A01": "admit",
    "A02": "transfer",
    "A03": "discharge",
    "A04": "register",
    "A05": "pre_admit",
    "A06": "to_inpatient",
    "A07": "to_outpatient",
    "A08": "update",
    "A11": "cancel_admit",
    "A12": "cancel_transfer",
    "A13": "cancel_discharge",
    "A18": "merge",
    "A28": "add_person",
    "A31": "update_person",
    "A34": "merge",
    "A40": "merge",
}
#: What happened -> MSH-9.2, the first of several.
TRIGGERS = {event: trigger for trigger, event in reversed(list(EVENTS.items()))} | {
    "merge": "A40"
}
#: MSH-9.3 of triggers that share the structure of another one.
STRUCTURES = {
    "A04": "ADT_A01",
    "A08": "ADT_A01",
    "A13": "ADT_A01",
    "A07": "ADT_A06",
    "A11": "ADT_A09",
    "A12": "ADT_A12",
    "A28": "ADT_A05",
    "A31": "ADT_A05",
    "A18": "ADT_A18",
    "A34": "ADT_A30",
    "A40": "ADT_A39",
}
#: Events that need no visit.
PERSONS = ("merge", "add_person", "update_person")
#: PV1 fields that may be deleted -> member of the visit.
CLEARABLE = {
    3: "location",
    4: "admission_type",
    6: "prior_location",
    7: "attending",
    10: "service",
    19: "encounter_key",
    20: "financial_class",
    36: "disposition",
    44: "admitted_at",
    45: "discharged_at",
}


class HL7PatientVisit(Document):
    """ADT of every version from 2.3; written as 2.5.1."""

    code = "hl7_adt"
    kind = "patient_visit"
    codec = "hl7"
    reads = "ADT"

    def read(self, part):
        """One :class:`PatientVisit`, of a merge one per pair of PID and MRG."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`PatientVisit` as ADT, without a name."""
        return _write(document)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.header = {
            "facility": self.facility(),
            "message_number": part.facts.get("msh10") or "",
        }
        self.visit = None
        self.visits = []

    def read(self):
        self.take_all()
        self._close()
        if not self.count("PID"):
            self.missing("PID")
        return self.result(*self.visits)

    def _take_evn(self, segment):
        stated = self.text(segment, 1).upper()
        if not self.trigger:
            self.trigger = stated
        elif stated and stated != self.trigger:
            self.report("hl7.event.differs", segment, 1, severity=WARNING)
        self.header["recorded_at"] = self.instant(segment, 2)
        occurred = self.instant(segment, 6)
        self.header["occurred_at"] = occurred or self.header["recorded_at"]

    def _take_pid(self, segment):
        self._close()
        key = self.patient(segment, 3) or self.patient(segment, 2)
        if not key:
            self.report("hl7.field.missing", segment, 3, severity=FATAL)
        self.visit = {
            "patient_key": key,
            "account_key": self.encounter(segment, 18),
            "where": self.where("PID") if self.count("PID") > 1 else self.part.where,
            "coverages": [],
            "visits": 0,
        }

    def _take_mrg(self, segment):
        if self.visit is None:
            self.report("hl7.segment.place", segment)
            return
        key = self.patient(segment, 1)
        if not key:
            self.report("hl7.field.missing", segment, 1, severity=FATAL)
        self.visit["merged_patient_key"] = key
        self.visit["merged_encounter_key"] = self.encounter(segment, 5, 3)

    def _take_pv1(self, segment):
        if self.visit is None:
            self.report("hl7.segment.place", segment)
            return
        self.visit |= {
            "visits": 1,
            "patient_class": self.text(segment, 2),
            "location": self._location(segment, 3),
            "admission_type": self.text(segment, 4),
            "prior_location": self._location(segment, 6),
            "attending": self.person(segment, 7),
            "service": self.text(segment, 10),
            "encounter_key": self.encounter(segment, 19),
            "financial_class": self.text(segment, 20),
            "disposition": self.text(segment, 36),
            "admitted_at": self.instant(segment, 44),
            "discharged_at": self.instant(segment, 45),
            "cleared": tuple(
                name for n, name in CLEARABLE.items() if self.deleted(segment, n)
            ),
        }

    def _location(self, segment, field):
        return CareLocation(*(self.text(segment, field, n) for n in range(1, 5)))

    def _take_in1(self, segment):
        if self.visit is None:
            self.report("hl7.segment.place", segment)
            return
        identifier = self.text(segment, 3)
        payer = Party(identifier, "payer_id" if identifier else "")
        payer = Party(payer.identifier, payer.scheme, self.text(segment, 4))
        number = self.text(segment, 1) or str(len(self.visit["coverages"]) + 1)
        plan = self.text(segment, 2)
        self.visit["coverages"].append(VisitCoverage(number, payer, plan))

    def _close(self):
        visit, self.visit = self.visit, None
        if visit is None:
            return
        event = EVENTS.get(self.trigger)
        if event is None:
            self.report("hl7.event", ["MSH"], 9, severity=FATAL)
            return
        account, visits = visit.pop("account_key"), visit.pop("visits")
        if event == "merge" and not visit.get("merged_patient_key"):
            if "merged_patient_key" not in visit:
                self.missing("MRG")
            return
        if event not in PERSONS and not visits:
            self.missing("PV1", ERROR)
        if not visit.get("encounter_key") and "encounter_key" not in visit.get(
            "cleared", ()
        ):
            visit["encounter_key"] = account
        visit["coverages"] = tuple(visit["coverages"])
        self.visits.append(
            PatientVisit(event=event, trigger=self.trigger, **visit, **self.header)
        )


def _write(visit):
    trigger = visit.trigger or TRIGGERS.get(visit.event, "")
    structure = STRUCTURES.get(trigger, f"ADT_{trigger}")
    writing = Writing("ADT", trigger, structure)
    writing.add("EVN", {2: visit.recorded_at, 6: visit.occurred_at})
    writing.add("PID", {1: "1", 3: token(visit.patient_key), 5: ("", "")})
    if visit.merged_patient_key:
        writing.add(
            "MRG",
            {1: token(visit.merged_patient_key), 5: token(visit.merged_encounter_key)},
        )
    values = {
        1: "1",
        2: visit.patient_class or ("N" if visit.event in PERSONS else "U"),
        3: _location(visit.location),
        4: visit.admission_type,
        6: _location(visit.prior_location),
        7: person(visit.attending),
        10: visit.service,
        19: token(visit.encounter_key),
        20: visit.financial_class,
        36: visit.disposition,
        44: visit.admitted_at,
        45: visit.discharged_at,
    }
    values |= {
        number: cleared(visit, name, values[number])
        for number, name in CLEARABLE.items()
    }
    values[2] = visit.patient_class
    writing.add("PV1", values)
    for coverage in visit.coverages:
        payer = coverage.payer
        values = {1: coverage.sequence, 2: coverage.plan, 3: payer.identifier}
        writing.add("IN1", values | {4: payer.name})
    return writing.part(**message_facts(visit))


def _location(place):
    return (place.point_of_care, place.room, place.bed, place.facility)
