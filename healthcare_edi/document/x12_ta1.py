"""X12 TA1 <-> FunctionalAcknowledgment: whether an interchange arrived in one piece."""

from datetime import datetime, timezone

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedError,
    FunctionalAcknowledgment,
)
from odoo.addons.healthcare_integration_base.canonical.functional_acknowledgment import (  # noqa: E501
    ACCEPTED,
    ACCEPTED_WITH_ERRORS,
    REJECTED,
)
from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import INTERCHANGE, WARNING

from ..codec.x12.values import read_date
from .reading import Reading, text

STATUSES = {"A": ACCEPTED, "E": ACCEPTED_WITH_ERRORS, "R": REJECTED}
LETTERS = {status: letter for letter, status in STATUSES.items()}
NO_ERROR = "000"


class X12InterchangeAcknowledgment(Document):
    """TA1: it stands between ISA and the first GS, in no group and no set.

    The sender of the TA1 is the receiver of the interchange it is about.
    """

    code = "x12_ta1"
    kind = "functional_acknowledgment"
    codec = "x12"
    reads = "TA1"

    def read(self, part):
        """One :class:`FunctionalAcknowledgment` without groups."""
        return _Reader(part).read()

    def write(self, document):
        """One TA1; of several errors the first, there is room for one."""
        at = document.interchange_at
        codes = [error.code.rpartition(":")[2] for error in document.errors]
        segment = [
            "TA1",
            document.interchange_control.zfill(9),
            at.strftime("%y%m%d") if at else "",
            at.strftime("%H%M") if at else "",
            LETTERS.get(document.status, "R"),
            codes[0] if codes else NO_ERROR,
        ]
        facts = {
            "isa05": document.receiver_qualifier,
            "isa06": document.receiver,
            "isa07": document.sender_qualifier,
            "isa08": document.sender,
        }
        return Part("TA1", [segment], facts=facts)

    def writes(self, document):
        """Only what is meant to be a TA1."""
        return document.standard == "TA1"


class _Reader(Reading):
    def read(self):
        segment = next(iter(self.segments()), ["TA1"])
        control = self.mandatory(segment, 1)
        status = STATUSES.get(self.mandatory(segment, 4))
        if status is None and text(segment, 4):
            self.report("x12.element.code", segment, 4, "fatal")
        code = text(segment, 5)
        errors = ()
        if code and code != NO_ERROR:
            errors = (AcknowledgedError(f"TA105:{code}", INTERCHANGE),)
        if any(issue.blocks for issue in self.issues):
            return self.result()
        facts = self.facts
        return self.result(
            FunctionalAcknowledgment(
                "TA1",
                status,
                interchange_control=control,
                interchange_at=self._instant(segment),
                sender=facts.get("isa08") or "",
                sender_qualifier=facts.get("isa07") or "",
                receiver=facts.get("isa06") or "",
                receiver_qualifier=facts.get("isa05") or "",
                errors=errors,
                where=self.part.where,
            )
        )

    def where(self, tag):
        """A TA1 is a part of its own: its place is the part's."""
        return self.part.where or tag

    def _instant(self, segment):
        """TA102 and TA103, taken for UTC: X12 says no zone."""
        day, clock = text(segment, 2), text(segment, 3)
        if not day:
            return None
        found = instant(day, clock)
        if found is None:
            self.report("x12.date", segment, 2, WARNING)
        return found


def instant(day, clock):
    """``YYMMDD`` and ``HHMM`` as an aware datetime, None if they are none."""
    found = read_date(day)
    digits = clock[:4] if len(clock) >= 4 and clock[:4].isdecimal() else "0000"
    if found is None or not (int(digits[:2]) < 24 and int(digits[2:]) < 60):
        return None
    return datetime(
        found.year, found.month, found.day, int(digits[:2]), int(digits[2:]),
        tzinfo=timezone.utc,
    )  # fmt: skip
