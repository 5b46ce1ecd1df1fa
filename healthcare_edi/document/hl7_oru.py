"""HL7 v2 ORU^R01 <-> ObservationReport, one canonical document per OBR.

Only numbers, codes of what was looked at, and states are kept. OBX-5 (the value), its
units, ranges and flags, NTE and every name are read over: a report closes an order and
justifies a charge, the result is for the clinical systems.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    ObservationReport,
    ReportedObservation,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL

from .hl7_reading import Reading
from .hl7_writing import Writing, coded, message_facts, token

EVENTS = ("R01",)


class HL7ObservationReport(Document):
    """ORU^R01 of every version from 2.3; written as 2.5.1, without values."""

    code = "hl7_oru"
    kind = "observation_report"
    codec = "hl7"
    reads = "ORU"

    def read(self, part):
        """One :class:`ObservationReport` per OBR."""
        return _Reader(part).read()

    def write(self, document):
        """An :class:`ObservationReport` as ORU^R01 that says that there is a result."""
        return _write(document)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.keys = {"patient_key": "", "encounter_key": ""}
        self.numbers = ("", "")
        self.report_row = None
        self.rows = []

    def read(self):
        self.take_all()
        self._close()
        if not self.count("OBR"):
            self.missing("OBR")
        if self.trigger not in EVENTS:
            self.report("hl7.event", ["MSH"], 9, severity=FATAL)
        return self.result(*self.rows)

    def _take_pid(self, segment):
        self._close()
        self.keys = {
            "patient_key": self.patient(segment, 3) or self.patient(segment, 2),
            "encounter_key": self.encounter(segment, 18),
        }

    def _take_pv1(self, segment):
        key = self.encounter(segment, 19)
        self.keys["encounter_key"] = key or self.keys["encounter_key"]

    def _take_orc(self, segment):
        self._close()
        self.numbers = (self.text(segment, 2), self.text(segment, 3))

    def _take_obr(self, segment):
        self._close()
        placer, filler = self.numbers
        self.numbers = ("", "")
        code, system = self.coded(segment, 4)
        self.report_row = {
            "order_number": self.text(segment, 2) or placer,
            "report_number": self.text(segment, 3) or filler,
            "code": code,
            "code_system": system,
            "status": self.text(segment, 25),
            "observed_at": self.instant(segment, 7),
            "reported_at": self.instant(segment, 22),
            "where": self.where("OBR"),
            "observations": [],
        }

    def _take_obx(self, segment):
        if self.report_row is None:
            self.report("hl7.segment.place", segment)
            return
        code, system = self.coded(segment, 3)
        rows = self.report_row["observations"]
        if not code:
            self.report("hl7.field.missing", segment, 3)
        rows.append(
            ReportedObservation(
                number=self.text(segment, 1) or str(len(rows) + 1),
                code=code,
                code_system=system,
                status=self.text(segment, 11),
                value_type=self.text(segment, 2),
                where=self.where("OBX"),
            )
        )

    def _close(self):
        row, self.report_row = self.report_row, None
        if row is None:
            return
        if not row["report_number"] and not row["order_number"]:
            self.report("hl7.field.missing", ["OBR"], 3, severity=FATAL)
        observations = tuple(row.pop("observations"))
        self.rows.append(
            ObservationReport(
                observations=observations,
                facility=self.facility(),
                message_number=self.facts.get("msh10") or "",
                **row,
                **self.keys,
            )
        )


def _write(report):
    writing = Writing("ORU", "R01", "ORU_R01")
    writing.add("PID", {1: "1", 3: token(report.patient_key), 5: ("", "")})
    if report.encounter_key:
        writing.add("PV1", {1: "1", 2: "N", 19: token(report.encounter_key)})
    writing.add(
        "OBR",
        {
            1: "1",
            2: report.order_number,
            3: report.report_number,
            4: coded(report.code, report.code_system),
            7: report.observed_at,
            22: report.reported_at,
            25: report.status,
        },
    )
    for row in report.observations:
        code = coded(row.code, row.code_system)
        writing.add("OBX", {1: row.number, 2: row.value_type, 3: code, 11: row.status})
    return writing.part(**message_facts(report))
