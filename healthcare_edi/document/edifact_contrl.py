"""EDIFACT CONTRL syntax and service report <-> FunctionalAcknowledgment.

Structure of ISO 9735-4 and of its predecessor in syntax version 3. Codes: 0083 action,
0085 error, 0013 service segment, 0098 and 0104 place of element and component.
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
    PARTLY,
    REJECTED,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL

from .edifact_guide import guide
from .edifact_reading import Reading, text
from .edifact_writing import Writing

GUIDE = guide("""UCI! (UCM! (UCS! UCD*99)*999)* (UCF! (UCM! (UCS! UCD*99)*999)*)*""")
VERSION = "D:3:UN"
REJECTS, ACKNOWLEDGES, RECEIVED = "4", "7", "8"
#: 0083 that were withdrawn in 2001 and still come: with errors, and rejected.
ACTIONS = {
    "1": ACCEPTED,
    "2": ACCEPTED_WITH_ERRORS,
    "3": PARTLY,
    "4": REJECTED,
    "5": ACCEPTED,
    "6": REJECTED,
    "7": ACCEPTED,
    "8": ACCEPTED,
}
PREFIX = "CONTRL:"


class EdifactContrl(Document):
    """CONTRL. Action 4 rejects what lies below, 7 accepts what is not rejected below, 8
    only says that the interchange arrived (``final`` is False).

    Errors are reported of what is rejected only: the standard has no word for
    accepted with errors any more. Of several errors of a header the first is written.
    """

    code = "edifact_contrl"
    kind = "functional_acknowledgment"
    codec = "edifact"
    reads = "CONTRL"

    def read(self, part):
        """One :class:`FunctionalAcknowledgment` per message."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`FunctionalAcknowledgment` as CONTRL."""
        answer = document
        writing = Writing("CONTRL", VERSION)
        action = _action(answer.status) if answer.final else RECEIVED
        writing.add(
            "UCI",
            answer.interchange_control,
            (answer.sender, answer.sender_qualifier),
            (answer.receiver, answer.receiver_qualifier),
            action,
            *_first_error(answer.errors, action),
        )
        for group in answer.groups if answer.final else ():
            _write_group(writing, group)
        return writing.part()


def _action(status):
    return REJECTS if status == REJECTED else ACKNOWLEDGES


def _write_group(writing, group):
    if group.control:
        action = _action(group.status)
        errors = _first_error(group.errors, action)
        writing.add("UCF", group.control, "", "", action, *errors)
    for row in group.sets:
        action = _action(row.status)
        identifier = (row.code, *row.implementation.split(":"))
        above = [error for error in row.errors if error.position is None]
        errors = _first_error(above, action)
        writing.add("UCM", row.control, identifier, action, *errors)
        if action == REJECTS:
            _write_errors(writing, row.errors)


def _write_errors(writing, errors):
    """UCS per segment, UCD per element, in the order of the message."""
    below = [error for error in errors if error.position is not None]
    below.sort(key=lambda error: error.position)
    last = None
    for error in below:
        code = error.code.removeprefix(PREFIX)
        if error.element is None:
            writing.add("UCS", str(error.position), code)
            last = error.position
            continue
        if error.position != last:
            writing.add("UCS", str(error.position))
            last = error.position
        place = (error.element, error.component, error.repetition)
        writing.add("UCD", code, place)


def _first_error(errors, action):
    """0085, 0013 and S011 of the first error, empty when nothing is rejected."""
    if action != REJECTS or not errors:
        return ()
    error = errors[0]
    return (
        error.code.removeprefix(PREFIX),
        error.segment,
        (error.element, error.component),
    )


class _Reader(Reading):
    guide = GUIDE

    def __init__(self, part):
        super().__init__(part)
        # Messages in a group are read like those without.
        self._methods |= {f"ucf_{path}": do for path, do in self._methods.items()}
        self.header = None
        self.groups = []
        self.group = self.row = None
        self.position = None

    def read(self):
        self.take_all()
        if self.header is None:
            self.missing("UCI")
        if self.blocked:
            return self.result()
        groups = tuple(_group(values) for values in self.groups)
        status = self.header.pop("status")
        found = [row.status for group in groups for row in (group, *group.sets)]
        if status == ACCEPTED and any(item in (REJECTED, PARTLY) for item in found):
            status = PARTLY
        return self.result(
            FunctionalAcknowledgment(
                standard="CONTRL",
                status=status,
                groups=groups,
                where=self.part.where,
                **self.header,
            )
        )

    def _take_uci(self, segment):
        status = self._status(segment, 4)
        self.header = {
            "interchange_control": self.mandatory(segment, 1),
            "sender": text(segment, 2),
            "sender_qualifier": text(segment, 2, 2),
            "receiver": text(segment, 3),
            "receiver_qualifier": text(segment, 3, 2),
            "status": status,
            "final": text(segment, 4) != RECEIVED,
            "errors": self._errors(segment, 5, "interchange"),
        }

    def _take_ucf(self, segment):
        self._open_group(
            control=self.mandatory(segment, 1),
            status=self._status(segment, 4),
            errors=self._errors(segment, 5, "group"),
            where=self.where("UCF"),
        )

    def _open_group(self, **values):
        self.group = {"sets": [], **values}
        self.groups.append(self.group)

    def _take_ucm(self, segment):
        if self.group is None:
            self._open_group(status=ACCEPTED, where=self.where("UCM"))
        version = [text(segment, 2, number) for number in range(2, 6)]
        self.row = {
            "control": self.mandatory(segment, 1),
            "code": text(segment, 2),
            "implementation": ":".join(version).rstrip(":"),
            "status": self._status(segment, 3),
            "errors": list(self._errors(segment, 4, "set")),
            "where": self.where("UCM"),
        }
        self.group["sets"].append(self.row)

    def _take_ucm_ucs(self, segment):
        position = text(segment, 1)
        known = position.isascii() and position.isdigit() and len(position) < 10
        self.position = int(position) if known else None
        if text(segment, 2):
            self._note_error(text(segment, 2), "segment")

    def _take_ucm_ucs_ucd(self, segment):
        self._note_error(
            text(segment, 1),
            "element",
            element=_whole(text(segment, 2)),
            component=_whole(text(segment, 2, 2)),
            repetition=_whole(text(segment, 2, 3)),
        )

    def _note_error(self, code, level, **place):
        self.row["errors"].append(
            AcknowledgedError(PREFIX + code, level, position=self.position, **place)
        )

    def _status(self, segment, number):
        action = text(segment, number)
        if action not in ACTIONS:
            self.report("edifact.value", segment, number, FATAL)
        return ACTIONS.get(action, REJECTED)

    def _errors(self, segment, number, level):
        code = text(segment, number)
        if not code:
            return ()
        return (
            AcknowledgedError(
                PREFIX + code,
                level,
                segment=text(segment, number + 1),
                element=_whole(text(segment, number + 2)),
                component=_whole(text(segment, number + 2, 2)),
            ),
        )


def _group(values):
    """A group; its status follows from its messages where no UCF says it."""
    sets = [
        AcknowledgedSet(**row | {"errors": tuple(row["errors"])})
        for row in values.pop("sets")
    ]
    refused = [row.status == REJECTED for row in sets]
    if values["status"] == ACCEPTED and any(refused):
        values["status"] = PARTLY
    return AcknowledgedGroup(sets=tuple(sets), **values)


def _whole(value):
    return (
        int(value) if value.isascii() and value.isdigit() and len(value) < 6 else None
    )
