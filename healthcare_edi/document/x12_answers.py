"""What a 997 and a 999 share: groups and sets, segments and elements in error.

Both say the same in segments of other names. The copy of a bad element (AK404, IK404),
the context (CTX) and data element numbers (AK402, IK402) are neither kept nor written:
a copy is a value of the payload.
"""

from dataclasses import dataclass

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedError,
    AcknowledgedGroup,
    AcknowledgedSet,
    FunctionalAcknowledgment,
)
from odoo.addons.healthcare_integration_base.canonical.functional_acknowledgment import (  # noqa: E501
    ACCEPTED,
    ACCEPTED_WITH_ERRORS,
    PARTLY,
    REJECTED,
)
from odoo.addons.healthcare_integration_base.issue import ELEMENT, GROUP, SEGMENT, SET

from .reading import Reading, text

#: AK501, IK501 and AK901; M, W and X are rejections for reasons of security.
STATUSES = {
    "A": ACCEPTED,
    "E": ACCEPTED_WITH_ERRORS,
    "P": PARTLY,
    "R": REJECTED,
    "M": REJECTED,
    "W": REJECTED,
    "X": REJECTED,
}
LETTERS = {ACCEPTED: "A", ACCEPTED_WITH_ERRORS: "E", PARTLY: "P", REJECTED: "R"}


@dataclass(frozen=True, slots=True)
class Names:
    """The segments of one standard."""

    standard: str
    segment: str
    element: str
    trailer: str

    def __str__(self):
        return self.standard


NAMES_997 = Names("997", "AK3", "AK4", "AK5")
NAMES_999 = Names("999", "IK3", "IK4", "IK5")


class AnswerReader(Reading):
    """Reads by position: an error belongs to the segment before it, and so on."""

    def __init__(self, part, names):
        super().__init__(part)
        self.names = names
        self.group = self.set = self.place = None
        self.errors, self.sets = [], []
        self._takes = {
            "AK1": self._open_group,
            "AK2": self._open_set,
            names.segment: self._segment,
            names.element: self._element,
            names.trailer: self._close_set,
            "AK9": self._close_group,
        }
        self.status = None
        self.counts, self.group_errors = (None, None, None), ()

    def read(self):
        """One :class:`FunctionalAcknowledgment`: the answer to one group."""
        for segment in self.segments():
            take = self._takes.get(segment[0])
            if take is not None:
                take(segment)
        self._unclosed_set()
        if self.group is None:
            self.missing("AK1")
        if self.status is None and not self.issues:
            self.missing("AK9")
        if any(issue.blocks for issue in self.issues):
            return self.result()
        included, received, accepted = self.counts
        group = AcknowledgedGroup(
            **self.group,
            status=self.status,
            included=included,
            received=received,
            accepted=accepted,
            errors=self.group_errors,
            sets=tuple(self.sets),
        )
        return self.result(
            FunctionalAcknowledgment(
                self.names.standard,
                self.status,
                groups=(group,),
                where=self.part.where,
            )
        )

    def _open_group(self, segment):
        self.group = {
            "code": self.mandatory(segment, 1),
            "control": self.mandatory(segment, 2),
            "version": text(segment, 3),
            "where": self.where("AK1"),
        }

    def _open_set(self, segment):
        self._unclosed_set()
        self.errors, self.place = [], None
        self.set = {
            "code": self.mandatory(segment, 1),
            "control": self.mandatory(segment, 2),
            "implementation": text(segment, 3),
            "where": self.where("AK2"),
        }

    def _segment(self, segment):
        if self.set is None:
            self.report("x12.segment.place", segment)
            return
        position = self._number(segment, 2)
        self.place = {
            "segment": text(segment, 1),
            "position": position,
            "loop": text(segment, 3),
        }
        for code in filter(None, (text(segment, n) for n in range(4, 9))):
            name = f"{self.names.segment}04:{code}"
            self.errors.append(AcknowledgedError(name, SEGMENT, **self.place))

    def _element(self, segment):
        if self.place is None:
            self.report("x12.segment.place", segment)
            return
        numbers = [*self.components(segment[1] if len(segment) > 1 else "")]
        numbers = [int(n) if n.isdecimal() and n.isascii() else None for n in numbers]
        element, component, repetition = (numbers + [None] * 3)[:3]
        code = f"{self.names.element}03:{self.mandatory(segment, 3)}"
        self.errors.append(
            AcknowledgedError(
                code,
                ELEMENT,
                **self.place,
                element=element,
                component=component,
                repetition=repetition,
            )
        )

    def _close_set(self, segment):
        answered, self.set = self.set, None
        if answered is None:
            self.report("x12.segment.place", segment)
            return
        status = STATUSES.get(self.mandatory(segment, 1))
        if status is None:
            self.report("x12.element.code", segment, 1, "fatal")
            return
        for code in filter(None, (text(segment, n) for n in range(2, 7))):
            name = f"{self.names.trailer}02:{code}"
            self.errors.append(AcknowledgedError(name, SET))
        self.sets.append(
            AcknowledgedSet(**answered, status=status, errors=tuple(self.errors))
        )
        self.errors, self.place = [], None

    def _unclosed_set(self):
        """An AK2 without AK5: nobody knows whether that set was accepted."""
        if self.set is not None:
            self.missing(self.names.trailer)
            self.set = None

    def _close_group(self, segment):
        self._unclosed_set()
        self.status = STATUSES.get(self.mandatory(segment, 1))
        if self.status is None:
            self.report("x12.element.code", segment, 1, "fatal")
        self.counts = tuple(self._number(segment, n) for n in (2, 3, 4))
        codes = filter(None, (text(segment, n) for n in range(5, 10)))
        self.group_errors = tuple(
            AcknowledgedError(f"AK905:{code}", GROUP) for code in codes
        )

    def _number(self, segment, number):
        value = text(segment, number)
        if value and not (value.isascii() and value.isdecimal() and len(value) < 10):
            self.report("x12.element.character", segment, number)
            return None
        return int(value) if value else None
