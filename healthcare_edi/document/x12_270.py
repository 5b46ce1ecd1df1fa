"""X12 270 eligibility inquiry <-> EligibilityRequest.

Names, birth dates, member numbers and diagnoses (NM1*IL, NM1*03, DMG, REF, HI) are
read over and never kept. What a payer must be told about them is handed to the writer
beside the request and stored nowhere.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    EligibilityInquiry,
    EligibilityQuestion,
    EligibilityRequest,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR

from ..codec.x12.values import Repeated
from .claim_person import people_of, write_birth, write_name_of
from .coverage import (
    PARENTS,
    PATIENT_ROLES,
    PLACE_OF_SERVICE,
    RECEIVER_ROLES,
    SOURCE_ROLES,
    VERSION,
    read_composite,
    read_repeated,
    read_trace,
    write_composite,
    write_patient,
    write_receiver,
    write_traces,
)
from .holding import hold
from .levels import (
    DEPENDENT,
    RECEIVER,
    SOURCE,
    LevelReading,
    LevelWriting,
    party_of,
    write_instant,
    write_name,
)
from .reading import text
from .status import write_dates
from .writing import Writing

#: DTP01 of the dates of the plan or of the service.
SERVICE_DATES = ("291", "472")
#: REF01 of an authorization.
AUTHORIZATIONS = ("G1", "9F")


class X12EligibilityRequest(Document):
    """270, guide 005010X279A1 when written."""

    code = "x12_270"
    kind = "eligibility_request"
    codec = "x12"
    reads = "270"

    def read(self, part):
        """One :class:`EligibilityRequest` per information receiver."""
        return _Reader(part).read()

    def write(self, document, told=None):
        """An :class:`EligibilityRequest` as 270.

        :param told: ``{first trace number: Disclosure}``: what the payer must know
            about the patients. Without it a copy that names nobody.
        :raises RejectedError: ``x12.write.missing``: somebody is not told enough of; or
            what the guide does not take as it is (:func:`.holding.hold`).
        """
        return _write(document, told)


class _Reader(LevelReading):
    parents = PARENTS

    def read(self):
        self.gather()
        header, purpose = self.header()
        found = [self._document(header, purpose, *group) for group in self.groups()]
        return self.saying(found, ("inquiries",), "EQ")

    def _document(self, header, purpose, source, receiver, levels):
        party, role = party_of(receiver, RECEIVER_ROLES)
        inquiries = map(self._inquiry, levels)
        return EligibilityRequest(
            inquiries=tuple(row for row in inquiries if row is not None),
            purpose=purpose,
            payer=party_of(source, SOURCE_ROLES)[0],
            receiver=party,
            receiver_role=role,
            where=receiver.where if receiver else self.part.where,
            **header,
        )

    def _inquiry(self, level):
        """What is asked at this level; None of one that only leads to another."""
        if level.code not in PATIENT_ROLES:
            return None
        traces, plan, questions = [], {}, []
        for where, segment in level.segments:
            tag = segment[0]
            if tag == "TRN":
                if self.mandatory(segment, 2, ERROR, where):
                    traces.append(read_trace(segment))
            elif tag == "EQ":
                questions.append(self._question(segment, where))
            elif questions:
                self._detail(segment, where, questions[-1])
            elif tag == "DTP" and text(segment, 1) in SERVICE_DATES:
                plan = self._dates(segment, where)
        if not traces and not questions:
            return None
        return EligibilityInquiry(
            questions=tuple(EligibilityQuestion(**row) for row in questions),
            traces=tuple(traces),
            dependent=level.code == DEPENDENT,
            where=level.where,
            **plan,
        )

    def _question(self, segment, where):
        return {
            "service_types": read_repeated(self, segment, 1, where),
            "procedure": read_composite(self, segment, 2),
            "coverage_level": text(segment, 3),
            "where": where,
        }

    def _detail(self, segment, where, question):
        tag, kind = segment[0], text(segment, 1)
        if tag == "III" and kind == PLACE_OF_SERVICE:
            question.setdefault("place_of_service", text(segment, 2))
        elif tag == "REF" and kind in AUTHORIZATIONS:
            question.setdefault("authorization", text(segment, 2))
        elif tag == "DTP" and kind in SERVICE_DATES:
            question.update(self._dates(segment, where))

    def _dates(self, segment, where):
        first, last = self.period(segment, where)
        return {"service_from": first, "service_to": last}


def _write(request, told):
    people = people_of(
        [
            (row.traces[0].number if row.traces else "", row.dependent)
            for row in request.inquiries
        ],
        told,
    )
    writing = Writing("270", VERSION)
    levels = LevelWriting(writing)
    day, clock = write_instant(request.created_at)
    writing.add("BHT", "0022", request.purpose, request.reference, day, clock)
    source = levels.open(SOURCE, children=True)
    write_name(writing, "PR", request.payer)
    receiver = levels.open(RECEIVER, source, request.inquiries)
    write_receiver(writing, request)
    for inquiry, (subscriber, patient) in zip(request.inquiries, people, strict=True):
        code = write_patient(writing, levels, receiver, inquiry.dependent, subscriber)
        write_traces(writing, inquiry.traces)
        person = patient if inquiry.dependent else subscriber
        member = "" if inquiry.dependent else "MI"
        write_name_of(writing, PATIENT_ROLES[code], person, member)
        if person.birth_date:
            write_birth(writing, person)
        write_dates(writing, "291", inquiry.service_from, inquiry.service_to)
        for question in inquiry.questions:
            _write_question(writing, question)
    return hold(writing.part()) if told is not None else writing.part()


def _write_question(writing, question):
    writing.add(
        "EQ",
        Repeated(question.service_types),
        write_composite(question.procedure),
        question.coverage_level,
    )
    writing.add("III", PLACE_OF_SERVICE, question.place_of_service, needs=2)
    writing.add("REF", AUTHORIZATIONS[0], question.authorization, needs=2)
    write_dates(writing, "291", question.service_from, question.service_to)
