"""What every EDIFACT document needs while it reads one message."""

from odoo.addons.healthcare_integration_base.document.base import ReadResult
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from ..codec.edifact.delimiters import Delimiters, part_of
from ..codec.edifact.faults import fault
from ..codec.edifact.values import (
    fits,
    read_date,
    read_decimal,
    read_instant,
    read_period,
)
from .edifact_guide import Walk
from .edifact_segments import check

_DEFAULT = Delimiters()
#: Issues of one message that are kept, a fatal one in any case: a small file must not
#: fill the memory.
ISSUES_MAX = 1000
#: What the guide and the directory complain about, where it is no error.
TOLERABLE = {
    "edifact.segment.unknown",
    "edifact.segment.order",
    "edifact.segment.repeated",
    "edifact.element.extra",
    "edifact.component.extra",
    "edifact.element.long",
}

text = part_of


class Reading:
    """One message on its way to canonical documents: its walk through the guide.

    Segments are handed to ``_take_<path>`` by their path in the guide
    (``_take_lin_pri``: the PRI that opens a group inside a LIN group). Places are
    ``<where of the part>/TAG[n]`` where ``n`` counts the segments of that tag in the
    message, ``TAG-05`` for an element, ``TAG-05-2`` for a component. An amount that
    cannot be read is a fatal issue and None, never 0; a date that cannot be read is a
    warning and None.
    """

    guide = None

    def __init__(self, part):
        self.part = part
        self.facts = part.facts
        self.issues = []
        self._blocked = False
        self._counts = {}
        self._prefix = part.where + "/" if part.where else ""
        delimiters = getattr(part.tree, "delimiters", _DEFAULT)
        self._mark = delimiters.decimal
        self._walk = Walk(self.guide, self._report_guide)
        self._tag = ""
        self._begun = 0
        self._methods = {
            name.removeprefix("_take_"): getattr(self, name)
            for name in dir(self)
            if name.startswith("_take_")
        }

    def take_all(self):
        """Walk the message through the guide and hand out its segments."""
        counts, methods, walk = self._counts, self._methods, self._walk
        for segment in self.part.tree:
            tag = self._tag = segment[0]
            counts[tag] = counts.get(tag, 0) + 1
            path = walk.place(tag, counts[tag])
            if not path:
                continue
            self._begun = len(self.issues)
            check(segment, self._report_directory)
            self.enter(path)
            method = methods.get(path)
            if method is not None:
                method(segment)
        walk.finish()

    def enter(self, path):
        """A hook: the path of the segment that comes next."""

    def where(self, tag):
        """The place of the latest segment of this tag."""
        return f"{self._prefix}{tag}[{self._counts.get(tag, 0)}]"

    def _report_guide(self, code, place):
        self._note(code, self._prefix + place, self._severity(code))

    def _report_directory(self, code, element, component):
        place = f"{self.where(self._tag)}/{self._tag}-{element:02d}"
        if component:
            place = f"{place}-{component}"
        self._note(code, place, self._severity(code))

    def _severity(self, code):
        return WARNING if code in TOLERABLE else ERROR

    def report(
        self, code, segment, number=None, severity=ERROR, component=None, place=None
    ):
        """Note an issue at a segment, one of its elements or components."""
        place = place or self.where(segment[0])
        if number is not None:
            place = f"{place}/{segment[0]}-{number:02d}"
        if component is not None:
            place = f"{place}-{component}"
        self._note(code, place, severity)

    def _note(self, code, place, severity):
        if severity == FATAL:
            # What the directory said of the same place is said in other words here.
            own = self.issues[self._begun :]
            self.issues[self._begun :] = [row for row in own if row.where != place]
        if len(self.issues) < ISSUES_MAX:
            self.issues.append(fault(code, place, severity))
        elif severity == FATAL and not self._blocked:
            self.issues[-1] = fault(code, place, severity)
        self._blocked = self._blocked or severity == FATAL

    def missing(self, tag, severity=FATAL):
        """Note that a segment without which there is no document does not occur.

        It takes the place of what the guide says of the same segment.
        """
        place = f"{self._prefix}{tag}"
        issue = fault("edifact.segment.missing", place, severity)
        self.issues = [
            row for row in self.issues if (row.code, row.where) != (issue.code, place)
        ]
        self.issues.append(issue)

    def mandatory(self, segment, number, component=1, severity=FATAL):
        """The text of a component that must be there, else an issue and empty."""
        value = text(segment, number, component)
        if not value:
            self.report("edifact.element.missing", segment, number, severity, component)
        return value

    def amount(self, segment, number, component, mandatory=False):
        """A number; None and a fatal issue when it is there and unreadable."""
        value = text(segment, number, component)
        if value:
            found, clear = read_decimal(value, self._mark)
            if not clear:
                severity = FATAL if found is None else WARNING
                self.report("edifact.decimal", segment, number, severity, component)
            elif found is None:
                self.report("edifact.amount", segment, number, FATAL, component)
            return found
        if mandatory:
            self.report("edifact.amount.missing", segment, number, FATAL, component)
        return None

    def date(self, segment, mandatory=False):
        """The day of a DTM; fatal only where the document cannot do without it."""
        value = text(segment, 1, 2)
        found = read_date(value, text(segment, 1, 3)) if value else None
        if found is None and (value or mandatory):
            code = "edifact.date" if value else "edifact.date.missing"
            self.report(code, segment, 1, FATAL if mandatory else WARNING, 2)
        elif value and not fits(value, text(segment, 1, 3)):
            self.report("edifact.date.format", segment, 1, WARNING, 2)
        return found

    def instant(self, segment):
        """The moment of a DTM, UTC, or None."""
        value = text(segment, 1, 2)
        found = read_instant(value, text(segment, 1, 3)) if value else None
        if found is None and value:
            self.report("edifact.date", segment, 1, WARNING, 2)
        return found

    def period(self, segment):
        """First and last day of a DTM; the last is None for a single date."""
        value = text(segment, 1, 2)
        found = read_period(value, text(segment, 1, 3)) if value else (None, None)
        if value and found[0] is None:
            self.report("edifact.date", segment, 1, WARNING, 2)
        return found

    @property
    def blocked(self):
        """Whether a fatal issue stands."""
        return self._blocked or any(issue.blocks for issue in self.issues)

    def result(self, *documents):
        """What :meth:`Document.read` answers; nothing when a fatal issue stands."""
        if self.blocked:
            documents = ()
        return ReadResult(tuple(documents), tuple(self.issues))
