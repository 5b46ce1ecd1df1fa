"""ObservationReport: a result exists, and its state; never the result (ORU^R01)."""

from dataclasses import dataclass
from datetime import datetime

from .base import CanonicalDocument, canonical
from .party import Party


@dataclass(frozen=True, slots=True)
class ReportedObservation:
    """``status`` HL7 table 0085 (F final, P preliminary, C corrected ...)."""

    number: str
    code: str
    code_system: str = ""
    status: str = ""
    value_type: str = ""
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class ObservationReport(CanonicalDocument):
    """One report (OBR): numbers and states only, so that an order can be closed and a
    charge be justified. Values, units, ranges, flags and notes are never kept.

    ``report_number`` the filler's, ``order_number`` the placer's; ``status`` HL7 table
    0123 (F final, P preliminary, C corrected, X cancelled ...).
    """

    KIND = "observation_report"
    SCHEMA_VERSION = 1

    report_number: str
    order_number: str = ""
    code: str = ""
    code_system: str = ""
    status: str = ""
    observations: tuple[ReportedObservation, ...] = ()
    observed_at: datetime | None = None
    reported_at: datetime | None = None
    facility: Party = Party()
    patient_key: str = ""
    encounter_key: str = ""
    message_number: str = ""
    where: str = ""
