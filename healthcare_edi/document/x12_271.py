"""X12 271 eligibility response <-> Eligibility.

Names, birth dates, addresses, member numbers and diagnoses of patients are read over
and never kept, nor are the payer's messages in words (MSG), which may name somebody.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    Benefit,
    BenefitDelivery,
    BenefitEntity,
    Eligibility,
    EligibilityAnswer,
    EligibilityDate,
    EligibilityRejection,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR

from .coverage import (
    PARENTS,
    PATIENT_ROLES,
    PLACE_OF_SERVICE,
    RECEIVER_ROLES,
    SOURCE_ROLES,
    read_composite,
    read_repeated,
    read_trace,
)
from .levels import (
    DEPENDENT,
    RECEIVER,
    SOURCE,
    SUBSCRIBER,
    LevelReading,
    party_of,
    read_organisation,
)
from .reading import text
from .x12_271_write import write_eligibility

#: HL03 -> level of a rejection.
LEVEL_NAMES = {
    SOURCE: "source",
    RECEIVER: "receiver",
    SUBSCRIBER: "subscriber",
    DEPENDENT: "dependent",
}
#: REF01 of a patient's level -> field. Other references may be member numbers.
PLAN_REFERENCES = {"6P": "group_number", "18": "plan_number"}


class X12Eligibility(Document):
    """271, guide 005010X279A1 when written."""

    code = "x12_271"
    kind = "eligibility"
    codec = "x12"
    reads = "271"

    def read(self, part):
        """One :class:`Eligibility` per information receiver."""
        return _Reader(part).read()

    def write(self, document):
        """An :class:`Eligibility` as 271, without any patient data."""
        return write_eligibility(document)


class _Reader(LevelReading):
    parents = PARENTS

    def read(self):
        self.gather()
        header, purpose = self.header()
        found = [self._document(header, purpose, *group) for group in self.groups()]
        return self.saying(found, ("answers", "rejections"), "EB")

    def _document(self, header, purpose, source, receiver, levels):
        party, role = party_of(receiver, RECEIVER_ROLES)
        answers = map(self._answer, levels)
        return Eligibility(
            answers=tuple(row for row in answers if row is not None),
            rejections=(*self._rejections(source), *self._rejections(receiver)),
            purpose=purpose,
            payer=party_of(source, SOURCE_ROLES)[0],
            receiver=party,
            receiver_role=role,
            where=receiver.where if receiver else self.part.where,
            **header,
        )

    def _rejections(self, level):
        """The AAA segments of a level before its first EB."""
        for where, segment in level.segments if level else ():
            if segment[0] == "EB":
                return
            if segment[0] == "AAA":
                yield self._rejection(LEVEL_NAMES[level.code], segment, where)

    def _rejection(self, level, segment, where):
        return EligibilityRejection(
            level,
            self.mandatory(segment, 3, ERROR, where),
            text(segment, 4),
            text(segment, 1),
            where,
        )

    def _answer(self, level):
        """What is said at this level; None of one that only leads to another."""
        if level.code not in PATIENT_ROLES:
            return None
        traces, dates, plan, benefits = [], [], {}, []
        for where, segment in level.segments:
            tag, kind = segment[0], text(segment, 1)
            if tag == "EB":
                benefits.append(self._benefit(segment, where))
            elif benefits:
                self._detail(segment, where, benefits[-1])
            elif tag == "TRN":
                if self.mandatory(segment, 2, ERROR, where):
                    traces.append(read_trace(segment))
            elif tag == "DTP":
                dates.append(self._date(segment, where))
            elif tag == "REF" and kind in PLAN_REFERENCES:
                plan.setdefault(PLAN_REFERENCES[kind], text(segment, 2))
        rejections = tuple(self._rejections(level))
        if not (traces or benefits or rejections):
            return None
        return EligibilityAnswer(
            benefits=tuple(map(_built, benefits)),
            rejections=rejections,
            traces=tuple(traces),
            dates=tuple(dates),
            dependent=level.code == DEPENDENT,
            where=level.where,
            **plan,
        )

    def _date(self, segment, where):
        return EligibilityDate(text(segment, 1), *self.period(segment, where))

    def _benefit(self, segment, where):
        return {
            "information": self.mandatory(segment, 1, ERROR, where),
            "coverage_level": text(segment, 2),
            "service_types": read_repeated(self, segment, 3, where),
            "insurance_type": text(segment, 4),
            "plan": text(segment, 5),
            "period": text(segment, 6),
            "amount": self.amount(segment, 7, place=where),
            "share": self.amount(segment, 8, place=where),
            "quantity_kind": text(segment, 9),
            "quantity": self.amount(segment, 10, place=where),
            "authorization": text(segment, 11),
            "in_network": text(segment, 12),
            "procedure": read_composite(self, segment, 13),
            "where": where,
            "places_of_service": [],
            "dates": [],
            "deliveries": [],
            "rejections": [],
            "entities": [],
        }

    def _detail(self, segment, where, benefit):
        tag, kind = segment[0], text(segment, 1)
        if tag == "HSD":
            benefit["deliveries"].append(self._delivery(segment, where))
        elif tag == "DTP":
            benefit["dates"].append(self._date(segment, where))
        elif tag == "AAA":
            row = self._rejection("benefit", segment, where)
            benefit["rejections"].append(row)
        elif tag == "III" and kind == PLACE_OF_SERVICE:
            benefit["places_of_service"].append(text(segment, 2))
        elif tag == "NM1":
            benefit["entities"].append(BenefitEntity(kind, read_organisation(segment)))

    def _delivery(self, segment, where):
        return BenefitDelivery(
            quantity_kind=text(segment, 1),
            quantity=self.amount(segment, 2, place=where),
            unit=text(segment, 3),
            modulus=self.amount(segment, 4, place=where),
            period=text(segment, 5),
            periods=self.amount(segment, 6, place=where),
        )


def _built(row):
    """The dict of an EB loop as :class:`Benefit`."""
    return Benefit(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in row.items()
        }
    )
