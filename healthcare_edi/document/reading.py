"""What every X12 document needs while it reads one transaction set."""

import gc
from contextlib import contextmanager

from odoo.addons.healthcare_integration_base.document.base import ReadResult
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from ..codec.x12.delimiters import Delimiters
from ..codec.x12.faults import fault
from ..codec.x12.values import read_cents, read_date, read_decimal

_DEFAULT = Delimiters()
#: Issues of one transaction set that are kept, a fatal one in any case: a small file
#: must not fill the memory.
ISSUES_MAX = 1000


class Reading:
    """One transaction set on its way to canonical documents: places and issues.

    Places are ``<where of the part>/TAG[n]`` where ``n`` counts the segments of that
    tag in the set, and ``TAG-05`` for an element. An amount that cannot be read is a
    fatal issue and None, never 0; a date that cannot be read is a warning and None.
    """

    def __init__(self, part):
        self.part = part
        self.facts = part.facts
        self.issues = []
        self._blocked = False
        delimiters = getattr(part.tree, "delimiters", _DEFAULT)
        self.component = delimiters.component
        self.repetition = delimiters.repetition
        self._counts = {}
        self._prefix = part.where + "/" if part.where else ""

    def segments(self):
        """The segments of the set, keeping count for the places."""
        counts = self._counts
        for segment in self.part.tree:
            tag = segment[0]
            if tag in counts:
                counts[tag] += 1
            else:
                counts[tag] = 1
            yield segment

    def take_all(self):
        """Hand every segment to ``_take_<tag>`` if the document has such a method.

        Other segments are not even counted: nothing points to them.
        """
        for _segment in self.taken():
            pass

    def taken(self):
        """As :meth:`take_all`, and yields each segment after it was handed over."""
        methods = methods_by_tag(self, "_take_")
        counts = self._counts
        counts.update(dict.fromkeys(methods, 0))
        for segment in self.part.tree:
            tag = segment[0]
            if tag in methods:
                counts[tag] += 1
                methods[tag](segment)
                yield segment

    def where(self, tag):
        """The place of the latest segment of this tag."""
        return f"{self._prefix}{tag}[{self._counts.get(tag, 0)}]"

    def report(self, code, segment, number=None, severity=ERROR, place=None):
        """Note an issue at a segment or one of its elements."""
        place = place or self.where(segment[0])
        if number is not None:
            place = f"{place}/{segment[0]}-{number:02d}"
        if len(self.issues) < ISSUES_MAX:
            self.issues.append(fault(code, place, severity))
        elif severity == FATAL and not self._blocked:
            self.issues[-1] = fault(code, place, severity)
        self._blocked = self._blocked or severity == FATAL

    def missing(self, tag, severity=FATAL):
        """Note that a mandatory segment does not occur."""
        place = f"{self._prefix}{tag}"
        self.issues.append(fault("x12.segment.missing", place, severity))

    def once(self, segment):
        """A fatal issue if a segment that says what the whole set is worth stands there
        again: nobody can tell which of the two counts."""
        if self._counts.get(segment[0], 0) > 1:
            self.report("x12.segment.max", segment, severity=FATAL)

    def components(self, value):
        """A composite element as list; a written tree holds it as tuple already."""
        if isinstance(value, tuple | list):
            return list(value)
        if not self.component:
            return [value]
        return [piece.strip() for piece in value.split(self.component)]

    def repetitions(self, value):
        """A repeated element as list; a written tree holds it as tuple already."""
        if isinstance(value, tuple | list):
            return [item for item in value if item]
        pieces = value.split(self.repetition) if self.repetition else [value]
        return [piece.strip() for piece in pieces if piece.strip()]

    def mandatory(self, segment, number, severity=FATAL, place=None):
        """The text of an element that must be there, else an issue and empty."""
        value = text(segment, number)
        if not value:
            self.report("x12.element.missing", segment, number, severity, place)
        return value

    def amount(self, segment, number, mandatory=False, place=None, read=read_decimal):
        """A decimal element; None and a fatal issue when it is there and unreadable."""
        if len(segment) > number and segment[number]:
            amount = read(segment[number])
            if amount is not None:
                return amount
        if text(segment, number):
            self.report("x12.amount", segment, number, FATAL, place)
        elif mandatory:
            self.report("x12.amount.missing", segment, number, FATAL, place)
        return None

    def cents(self, segment, number, mandatory=False):
        """An N2 element (implied cents)."""
        return self.amount(segment, number, mandatory, read=read_cents)

    def date(self, segment, number, mandatory=False, place=None):
        """A date element; fatal only where the document cannot do without it."""
        value = text(segment, number)
        if not value:
            if mandatory:
                self.report("x12.date.missing", segment, number, FATAL, place)
            return None
        found = read_date(value)
        if found is None:
            severity = FATAL if mandatory else WARNING
            self.report("x12.date", segment, number, severity, place)
        return found

    def result(self, *documents):
        """What :meth:`Document.read` answers; nothing when a fatal issue stands."""
        if any(issue.blocks for issue in self.issues):
            documents = ()
        return ReadResult(tuple(documents), tuple(self.issues))


#: ``{(class, prefix): ((tag, name), ...)}``: looking through a class is slow.
_METHODS = {}


def methods_by_tag(reader, prefix):
    """The reader's methods called ``<prefix><tag in small letters>``, by tag."""
    key = (type(reader), prefix)
    if key not in _METHODS:
        _METHODS[key] = tuple(
            (name.removeprefix(prefix).upper(), name)
            for name in dir(type(reader))  # dir() of the instance would slow it down
            if name.startswith(prefix)
        )
    return {tag: getattr(reader, name) for tag, name in _METHODS[key]}


@contextmanager
def many_objects():
    """Keep the cyclic garbage collector away while a long document is built.

    It would walk the growing document again and again and find nothing: a third of the
    time for a file of 20 MB.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def text(segment, number):
    """Element ``number`` without blanks around it, empty when it is not there."""
    if len(segment) <= number:
        return ""
    value = segment[number]
    return "" if value.__class__ is tuple else value.strip()


def pairs(segment, first):
    """Qualifier and value of the pairs from element ``first`` on, if both are given."""
    for number in range(first, len(segment) - 1, 2):
        qualifier, value = text(segment, number), text(segment, number + 1)
        if qualifier and value:
            yield qualifier, value
