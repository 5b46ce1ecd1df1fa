"""HL7 v2 ACK <-> FunctionalAcknowledgment: AA, AE, AR and CA, CE, CR.

MSA-2 echoes the MSH-10 that is acknowledged. Words (MSA-3, ERR-7, ERR-8) may quote the
message and are never kept. ``AcknowledgedSet.code`` is the trigger event (``A01``): an
ACK names no more. Qualifiers are the facilities (MSH-4, MSH-6).
``AcknowledgedError.position`` is ERR-2.2, the how-manieth segment of its tag. What is
only written: AR for a message that is not taken at all (table 0357, 200 to 203), AE for
one that has errors.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedError,
    AcknowledgedGroup,
    AcknowledgedSet,
    FunctionalAcknowledgment,
)
from odoo.addons.healthcare_integration_base.canonical.functional_acknowledgment import (  # noqa: E501
    ACCEPTED,
    ACCEPTED_WITH_ERRORS,
    REJECTED,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL

from .hl7_reading import Reading
from .hl7_writing import Writing

#: MSA-1 (HL7 table 0008): second letter -> status; the first is A for what the
#: application says, C for what its doorman says.
STATUSES = {"A": ACCEPTED, "E": REJECTED, "R": REJECTED}
REFUSALS = ("HL70357:200", "HL70357:201", "HL70357:202", "HL70357:203")
TABLE = "HL70357"
#: ERR-3.3 of the same table in other words.
TABLES = ("", "HL70357", "0357", "HL7-0357")


class HL7Acknowledgment(Document):
    """ACK of every version from 2.3; written as the version it answers."""

    code = "hl7_ack"
    kind = "functional_acknowledgment"
    codec = "hl7"
    reads = "ACK"

    def read(self, part):
        """One :class:`FunctionalAcknowledgment` with one set: the message."""
        return _Reader(part).read()

    def write(self, document):
        """The acknowledgment of one message."""
        return _write(document)

    def writes(self, document):
        """Only what HL7 can say: one message at a time."""
        return document.standard == "HL7" and len(_sets(document)) == 1


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.code = self.control = ""
        self.errors = []

    def read(self):
        self.take_all()
        if not self.count("MSA"):
            self.missing("MSA")
        if any(issue.blocks for issue in self.issues):
            return self.result()
        status = STATUSES[self.code[1]]
        if status == ACCEPTED and self.errors:
            status = ACCEPTED_WITH_ERRORS
        answered = AcknowledgedSet(
            code=self.trigger,
            control=self.control,
            status=status,
            implementation=self.part.version or "",
            errors=tuple(self.errors),
            where=self.where("MSA"),
        )
        group = AcknowledgedGroup(status=status, sets=(answered,))
        return self.result(
            FunctionalAcknowledgment(
                standard="HL7",
                status=status,
                interchange_control=self.control,
                sender=self.facts.get("msh5") or "",
                sender_qualifier=self.facts.get("msh6") or "",
                receiver=self.facts.get("msh3") or "",
                receiver_qualifier=self.facts.get("msh4") or "",
                groups=(group,),
                final=self.code[0] == "A",
                where=self.part.where,
            )
        )

    def _take_msa(self, segment):
        code = self.text(segment, 1).upper()
        if len(code) != 2 or code[0] not in "AC" or code[1] not in STATUSES:
            self.report("hl7.code", segment, 1, severity=FATAL)
        self.code, self.control = code, self.text(segment, 2)
        if not self.control:
            self.report("hl7.ack.control", segment, 2, severity=FATAL)
        condition = self.text(segment, 6)
        if condition and condition != "0":
            self._add(f"{TABLE}:{condition}", [""])

    def _take_err(self, segment):
        stated = self.text(segment, 3)
        if stated:
            if stated != "0":
                listed = self.text(segment, 3, 3)
                code = f"{TABLE if listed in TABLES else listed}:{stated}"
                self._add(code, [self.text(segment, 2, n) for n in range(1, 7)])
            return
        # Before 2.5 the place and the code stood together.
        for row in self.repetitions(segment, 1):
            if row.text(4) not in ("", "0"):
                place = [row.text(n) for n in range(1, 4)]
                self._add(f"{TABLE}:{row.text(4)}", place)

    def _add(self, code, place):
        tag, *numbers = [*place, *[""] * (6 - len(place))]
        counts = [int(n) if n.isascii() and n.isdigit() else None for n in numbers]
        position, element, repetition, component, _sub = counts
        self.errors.append(
            AcknowledgedError(
                code=code,
                level="element" if element else "segment" if tag else "set",
                segment=tag,
                position=position,
                element=element,
                component=component,
                repetition=repetition,
            )
        )


def _sets(document):
    return [row for group in document.groups for row in group.sets]


def _write(document):
    (answered,) = _sets(document)
    writing = Writing("ACK", answered.code, "ACK")
    letter = "A"
    if document.status == REJECTED:
        codes = {error.code for error in answered.errors}
        letter = "R" if codes.intersection(REFUSALS) else "E"
    mode = "A" if document.final else "C"
    writing.add("MSA", {1: mode + letter, 2: answered.control})
    severity = "E" if document.status == REJECTED else "W"
    for error in answered.errors:
        table, _, code = error.code.partition(":")
        writing.add(
            "ERR", {2: _place(error), 3: (code, "", table), 4: severity, 12: ""}
        )
    part = writing.part(
        msh3=document.receiver,
        msh4=document.receiver_qualifier,
        msh5=document.sender,
        msh6=document.sender_qualifier,
    )
    if not answered.implementation:
        return part
    return type(part)(
        part.code, part.tree, version=answered.implementation, facts=part.facts
    )


def _place(error):
    """ERL: segment, which one, field, repetition, component."""
    numbers = (error.position, error.element, error.repetition, error.component)
    return (error.segment, *("" if n is None else str(n) for n in numbers))
