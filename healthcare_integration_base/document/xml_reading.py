"""What every XML document needs while it is read: values, places and issues."""

import re
from datetime import date, datetime, timezone
from decimal import Decimal

from ..codec.xml_places import place
from ..issue import ERROR, FATAL, WARNING
from .base import ReadResult

#: Issues of one document that are kept, a fatal one in any case.
ISSUES_MAX = 1000
YEARS = range(1900, 2200)

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


def read_decimal(text):
    """A decimal number with a point; None for anything else, exponents included."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def read_day(text):
    """The day of an ISO 8601 date or instant as its sender wrote it; None otherwise."""
    if not _DAY.match(text):
        return None
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if found.year in YEARS else None


def read_instant(text):
    """An ISO 8601 instant, without a zone as UTC; None for anything else."""
    text = re.sub(r"\.([0-9]{1,9})", lambda part: f".{part[1][:6].ljust(6, '0')}", text)
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


class XmlReading:
    """One XML document on its way to canonical documents.

    Paths are those of ``find``, with the prefixes of ``namespaces``. An amount that
    cannot be read is a fatal issue and None, never 0; a date that cannot be read is a
    warning and None.

    :param fault: the function of a format that makes an issue of a code and a place.
    """

    namespaces = None

    def __init__(self, part, fault):
        self.part = part
        self.tree = part.tree
        self.issues = []
        self._fault = fault
        self._blocked = False
        self._line = (part.tree, part.where)

    def lines(self, parent, path):
        """Yield ``(element, place)`` of each element at ``path`` below ``parent``.

        Only the last step may occur more than once. Issues inside a line take its place
        as known: counting the siblings of every line again would be quadratic.
        """
        above = self._line
        top = place(parent, *above)
        steps = "/".join(step.rpartition(":")[2] for step in path.split("/"))
        for number, element in enumerate(parent.iterfind(path, self.namespaces), 1):
            where = f"{top}/{steps}[{number}]"
            self._line = (element, where)
            yield element, where
        self._line = above

    def report(self, code, element, severity=ERROR, below=""):
        """Note an issue at an element, or at ``below`` it."""
        if len(self.issues) < ISSUES_MAX:
            where = place(element, *self._line)
            self.issues.append(self._fault(code, f"{where}{below}", severity))
        elif severity == FATAL and not self._blocked:
            self.issues[-1] = self._fault(code, self.part.where, severity)
        self._blocked = self._blocked or severity == FATAL

    @property
    def blocked(self):
        """Whether a fatal issue stands."""
        return self._blocked

    def find(self, element, path):
        """The first element at ``path``, or None."""
        if element is None:
            return None
        return element.find(path, self.namespaces)

    def text(self, element, path="."):
        """The text at ``path``, without blanks around it; empty without one."""
        found = self.find(element, path)
        return "" if found is None else " ".join((found.text or "").split())

    def mandatory(self, element, path, severity=FATAL):
        """As :meth:`text`; an issue if it is not there."""
        value = self.text(element, path)
        if not value:
            self.missing(element, path, severity)
        return value

    def missing(self, element, path, severity=FATAL):
        """Note that something mandatory is not there."""
        steps = [step.rpartition(":")[2] for step in path.split("/") if step != "."]
        self.report("xml.missing", element, severity, "".join(f"/{s}" for s in steps))

    def attribute(self, element, name, mandatory=False):
        """An attribute's text; with ``mandatory`` a fatal issue if it is not there."""
        value = "" if element is None else (element.get(name) or "").strip()
        if mandatory and not value and element is not None:
            self.report("xml.missing", element, FATAL, f"/@{name}")
        return value

    def amount(self, element, path, mandatory=False):
        """The decimal number at ``path``."""
        found = self.find(element, path)
        value = "" if found is None else (found.text or "").strip()
        if found is not None and (len(found) or self._is_again(element, path)):
            # Elements between the digits, or a second amount: which of them counts?
            self.report("xml.amount", found, FATAL)
            return None
        if value:
            return self._number(found, value, "")
        if mandatory:
            self.missing(element, path)
        return None

    def _is_again(self, element, path):
        rows = element.iterfind(path, self.namespaces)
        return next(rows, None) is not None and next(rows, None) is not None

    def attribute_amount(self, element, name, mandatory=False):
        """The decimal number in an attribute."""
        value = self.attribute(element, name, mandatory)
        return self._number(element, value, f"/@{name}") if value else None

    def _number(self, element, value, below):
        number = read_decimal(value)
        if number is None:
            self.report("xml.amount", element, FATAL, below)
        return number

    def date(self, element, path, mandatory=False):
        """The day at ``path``; fatal only where the document cannot do without it."""
        found = self.find(element, path)
        value = self.text(element, path)
        if not value:
            if mandatory:
                self.missing(element, path)
            return None
        return self._day(found, value, "", mandatory)

    def attribute_date(self, element, name, mandatory=False):
        """The day in an attribute, which may be an instant."""
        value = self.attribute(element, name, mandatory)
        return self._day(element, value, f"/@{name}", mandatory) if value else None

    def _day(self, element, value, below, mandatory):
        found = read_day(value)
        if found is None:
            self.report("xml.date", element, FATAL if mandatory else WARNING, below)
        return found

    def result(self, *documents):
        """What :meth:`Document.read` answers; nothing when a fatal issue stands."""
        found = () if self._blocked else tuple(documents)
        return ReadResult(found, tuple(self.issues))
