"""X12 276 health care claim status request <-> ClaimStatusRequest.

Names, birth dates and member numbers of patients (NM1*IL, NM1*QC, DMG) are read over
and never kept. What a payer must be told about them is handed to the writer beside the
request and stored nowhere.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    ClaimStatusRequest,
    StatusInquiry,
    StatusInquiryLine,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR

from .claim_person import people_of, write_birth, write_name_of
from .holding import hold
from .levels import (
    DEPENDENT,
    PROVIDER,
    RECEIVER,
    SOURCE,
    SUBSCRIBER,
    LevelReading,
    LevelWriting,
    above,
    party_of,
    write_instant,
    write_name,
)
from .reading import text
from .status import (
    PARENTS,
    REFERENCES,
    claim_loops,
    read_procedure,
    read_references,
    read_service_dates,
    write_dates,
    write_references,
)
from .writing import Writing

VERSION = "005010X212"
#: NM101 of each level.
PAYER_ROLES, RECEIVER_ROLES, PROVIDER_ROLES = ("PR",), ("41",), ("1P",)
INQUIRY_REFERENCES = {
    code: name for code, name in REFERENCES.items() if name != "voucher_number"
}
LINE_REFERENCES = {"FJ": "control_number"}
#: AMT01 of the charge of the claim.
CHARGE = "T3"


class X12ClaimStatusRequest(Document):
    """276, guide 005010X212 when written."""

    code = "x12_276"
    kind = "claim_status_request"
    codec = "x12"
    reads = "276"

    def read(self, part):
        """One :class:`ClaimStatusRequest` per information receiver."""
        return _Reader(part).read()

    def write(self, document, told=None):
        """A :class:`ClaimStatusRequest` as 276.

        :param told: ``{trace number: Disclosure}``: what the payer must know about the
            patients. Without it a copy that names nobody.
        :raises RejectedError: ``x12.write.missing``: somebody is not told enough of; or
            what the guide does not take as it is (:func:`.holding.hold`).
        """
        return _write(document, told)


class _Reader(LevelReading):
    parents = PARENTS

    def read(self):
        self.gather()
        header, _purpose = self.header()
        found = [
            ClaimStatusRequest(
                inquiries=tuple(self._inquiries(levels)),
                payer=party_of(source, PAYER_ROLES)[0],
                receiver=party_of(receiver, RECEIVER_ROLES)[0],
                where=receiver.where if receiver else self.part.where,
                **header,
            )
            for source, receiver, levels in self.groups()
        ]
        return self.saying(found, ("inquiries",), "TRN")

    def _inquiries(self, levels):
        for level in levels:
            if level.code not in (SUBSCRIBER, DEPENDENT):
                continue
            provider, _role = party_of(above(level, PROVIDER), PROVIDER_ROLES)
            for loop in claim_loops(self, level):
                yield self._inquiry(level, provider, loop)

    def _inquiry(self, level, provider, loop):
        return StatusInquiry(
            trace_number=self.mandatory(loop.opening, 2, ERROR, loop.where),
            charge=self._charge(loop),
            provider=provider,
            dependent=level.code == DEPENDENT,
            lines=tuple(map(self._line, loop.lines)),
            where=loop.where,
            **read_references(loop, INQUIRY_REFERENCES),
            **read_service_dates(self, loop),
        )

    def _charge(self, loop):
        for where, segment in loop.rows:
            if segment[0] == "AMT" and text(segment, 1) == CHARGE:
                return self.amount(segment, 2, mandatory=True, place=where)
        return None

    def _line(self, loop):
        return StatusInquiryLine(
            procedure=read_procedure(self, loop.opening),
            charge=self.amount(loop.opening, 2, place=loop.where),
            units=self.amount(loop.opening, 7, place=loop.where),
            revenue_code=text(loop.opening, 4),
            where=loop.where,
            **read_references(loop, LINE_REFERENCES),
            **read_service_dates(self, loop),
        )


def _write(request, told):
    asked = [(row.trace_number, row.dependent) for row in request.inquiries]
    people = people_of(asked, told)
    writing = Writing("276", VERSION)
    levels = LevelWriting(writing)
    day, clock = write_instant(request.created_at)
    writing.add("BHT", "0010", "13", request.reference, day, clock)
    source = levels.open(SOURCE, children=True)
    write_name(writing, "PR", request.payer)
    receiver = levels.open(RECEIVER, source, request.inquiries)
    write_name(writing, "41", request.receiver)
    provider, known = None, None
    for inquiry, persons in zip(request.inquiries, people, strict=True):
        if known is None or inquiry.provider != known:
            known = inquiry.provider
            provider = levels.open(PROVIDER, receiver, children=True)
            write_name(writing, "1P", known)
        _write_patient(writing, levels, provider, inquiry, *persons)
        _write_inquiry(writing, inquiry)
    return hold(writing.part()) if told is not None else writing.part()


def _write_patient(writing, levels, provider, inquiry, subscriber, patient):
    level = levels.open(SUBSCRIBER, provider, inquiry.dependent)
    if not inquiry.dependent and subscriber.birth_date:
        write_birth(writing, subscriber)
    write_name_of(writing, "IL", subscriber)
    if inquiry.dependent:
        levels.open(DEPENDENT, level)
        if patient.birth_date:
            write_birth(writing, patient)
        write_name_of(writing, "QC", patient, member="")


def _write_inquiry(writing, inquiry):
    writing.add("TRN", "1", inquiry.trace_number)
    write_references(writing, inquiry, INQUIRY_REFERENCES)
    writing.add("AMT", CHARGE, inquiry.charge, needs=2)
    write_dates(writing, "472", inquiry.service_from, inquiry.service_to)
    for line in inquiry.lines:
        writing.add(
            "SVC",
            tuple(line.procedure.split(":")),
            line.charge,
            "",
            line.revenue_code,
            "",
            "",
            line.units,
        )
        write_references(writing, line, LINE_REFERENCES)
        write_dates(writing, "472", line.service_from, line.service_to)
