"""What every HL7 v2 document needs while it reads one message."""

from datetime import timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo.addons.healthcare_integration_base.canonical import Party
from odoo.addons.healthcare_integration_base.document.base import ReadResult
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, NOTE, WARNING

from ..codec.hl7 import DEFAULT, Message, fault, render, unescape
from ..codec.hl7.values import read_decimal, read_offset, read_time
from .opaque import encounter_token, patient_token
from .reading import ISSUES_MAX, methods_by_tag

DELETED = '""'
#: XCN-13, CX-5 and their like (HL7 table 0203) -> Party.scheme.
SCHEMES = {"NPI": "npi", "DEA": "dea", "TAX": "tax_id"}
#: Kinds of CX (HL7 table 0203) in the order in which they are preferred as patient key.
PATIENT_NUMBERS = ("ANON", "MR", "PI", "PT", "")

#: Repetitions of one field that are looked at.
REPETITIONS_MAX = 100


class Reading:
    """One message on its way to canonical documents: places and issues.

    Places are ``<where of the part>/TAG[n]/TAG-f.c``: ``n`` counts the segments of that
    tag in the message, ``f`` and ``c`` are field and component as HL7 counts them. A
    number that cannot be read is a fatal issue and None, never 0; a time a warning.

    Two quotation marks (``""``) read as nothing; :meth:`deleted` tells them apart. A
    time without offset is of the offset of MSH-7, else of ``facts["time_zone"]`` (an
    IANA name that the engine may set), else it is taken for UTC with a warning.
    """

    def __init__(self, part):
        self.part = part
        self.facts = part.facts
        self.issues = []
        tree = part.tree
        self.delimiters = getattr(tree, "delimiters", DEFAULT)
        self.charset = getattr(tree, "charset", "utf-8")
        self.trigger = part.facts.get("trigger", "")
        self._blocked = False
        self._counts = {}
        self._prefix = part.where + "/" if part.where else ""
        self._zone = None

    def segments(self):
        """The segments of the message as lists of raw fields, keeping count."""
        tree = self.part.tree
        if not isinstance(tree, Message):
            tree = (render(row, DEFAULT).split(DEFAULT.field) for row in tree)
        counts = self._counts
        for segment in tree:
            tag = segment[0]
            counts[tag] = counts.get(tag, 0) + 1
            yield segment

    def take_all(self):
        """Hand every segment to ``_take_<tag>`` if the document has such a method."""
        methods = methods_by_tag(self, "_take_")
        for segment in self.segments():
            method = methods.get(segment[0])
            if method is not None:
                method(segment)

    def count(self, tag):
        """How many segments of this tag there were so far."""
        return self._counts.get(tag, 0)

    def where(self, tag):
        """The place of the latest segment of this tag."""
        if tag == "MSH":
            return self.part.where
        return f"{self._prefix}{tag}[{self._counts.get(tag, 1)}]"

    def report(self, code, segment, field=None, component=None, severity=ERROR):
        """Note an issue at a segment, a field or a component."""
        place = self.where(segment[0])
        if field is not None:
            place = f"{place}/{segment[0]}-{field}"
            if component is not None:
                place = f"{place}.{component}"
        self._note(fault(code, place, severity))

    def missing(self, tag, severity=FATAL):
        """Note that a mandatory segment does not occur."""
        self._note(fault("hl7.segment.missing", f"{self._prefix}{tag}", severity))

    def _note(self, issue):
        if len(self.issues) < ISSUES_MAX:
            self.issues.append(issue)
        elif issue.blocks and not self._blocked:
            self.issues[-1] = issue
        self._blocked = self._blocked or issue.blocks

    # -- values ------------------------------------------------------------

    def raw(self, segment, field):
        """A field as it was sent, empty when it is not there."""
        return segment[field].strip() if len(segment) > field else ""

    def deleted(self, segment, field):
        """Whether the sender deletes the value of a field."""
        return self.raw(segment, field) == DELETED

    def text(self, segment, field, component=1, sub=1):
        """A component of the first repetition; empty for a deleted one."""
        value = self.raw(segment, field)
        return self._piece(value, component, sub) if value else ""

    def mandatory(self, segment, field, component=1, severity=FATAL):
        """The text of a component that must be there, else an issue and empty."""
        value = self.text(segment, field, component)
        if not value:
            self.report("hl7.field.missing", segment, field, severity=severity)
        return value

    def repetitions(self, segment, field):
        """Every repetition of a field, as :meth:`rows` of components."""
        value = self.raw(segment, field)
        if not value or value == DELETED:
            return []
        sign = self.delimiters.repetition
        rows = value.split(sign, REPETITIONS_MAX) if sign else [value]
        return [_Row(self, row) for row in rows[:REPETITIONS_MAX]]

    def _piece(self, value, component, sub=1):
        if value == DELETED:
            return ""
        signs = self.delimiters
        for sign, number in (
            (signs.repetition, 1),
            (signs.component, component),
            (signs.subcomponent, sub),
        ):
            pieces = value.split(sign, number) if sign else [value]
            if len(pieces) < number:
                return ""
            value = pieces[number - 1]
        if value == DELETED:
            return ""
        return unescape(value, signs, self.charset).strip()

    def number(self, segment, field, component=1, sub=1, mandatory=False):
        """A decimal; None and a fatal issue when it is there and unreadable."""
        value = self.text(segment, field, component, sub)
        if not value:
            if mandatory:
                self.report("hl7.field.missing", segment, field, severity=FATAL)
            return None
        found = read_decimal(value)
        if found is None:
            self.report("hl7.number", segment, field, component, FATAL)
        return found

    def instant(self, segment, field, component=1):
        """An aware datetime; None and a warning when it cannot be read."""
        value = self.text(segment, field, component)
        if not value:
            return None
        found = read_time(value)
        if found is None:
            self.report("hl7.time", segment, field, severity=WARNING)
            return None
        moment, parts, zoned = found
        if parts == 3:
            self.report("hl7.time.precision", segment, field, severity=NOTE)
        return moment if zoned else moment.replace(tzinfo=self._zone_of(segment, field))

    def day(self, segment, field, component=1):
        """A date; None and a warning when it cannot be read."""
        value = self.text(segment, field, component)
        if not value:
            return None
        found = read_time(value)
        if found is None:
            self.report("hl7.time", segment, field, severity=WARNING)
            return None
        return found[0].date()

    def _zone_of(self, segment, field):
        if self._zone is None:
            self._zone = read_offset(self.facts.get("msh7") or "") or self._named_zone()
        if self._zone is None:
            self._zone = timezone.utc
            self.report("hl7.time.zone", segment, field, severity=WARNING)
        return self._zone

    def _named_zone(self):
        try:
            name = self.facts.get("time_zone")
            return ZoneInfo(name) if name else None
        except (ZoneInfoNotFoundError, ValueError):
            return None

    # -- composites --------------------------------------------------------

    def coded(self, segment, field):
        """CE, CWE: ``(code, system)``, the alternative where the first is empty."""
        code = self.text(segment, field, 1)
        if code:
            return code, self.text(segment, field, 3)
        return self.text(segment, field, 4), self.text(segment, field, 6)

    def person(self, segment, field):
        """XCN: a practitioner as party, by number only; an NPI is preferred."""
        found = [row.party(13, 9) for row in self.repetitions(segment, field)]
        found = [party for party in found if party.identifier]
        npi = [party for party in found if party.scheme == "npi"]
        return (npi or found or [Party()])[0]

    def facility(self):
        """MSH-4, the sending facility: its universal id, else its name space."""
        name, _, rest = (self.facts.get("msh4") or "").partition("^")
        universal, _, kind = rest.partition("^")
        return Party(universal or name, "hl7:" + kind if kind else "", "")

    def patient(self, segment, field):
        """The token of the patient in a CX that may repeat; empty without one."""
        rows = self.repetitions(segment, field)
        rows = [row for row in rows if row.text(1)]
        for kind in PATIENT_NUMBERS:
            for row in rows:
                if row.text(5).upper() == kind:
                    return patient_token(row.text(1), self._authority(row.text(4)))
        if not rows:
            return ""
        return patient_token(rows[0].text(1), self._authority(rows[0].text(4)))

    def encounter(self, segment, *fields):
        """The token of the visit, from the first of these CX fields that has one."""
        for field in fields:
            value = self.text(segment, field)
            if value:
                authority = self._authority(self.text(segment, field, 4))
                return encounter_token(value, authority)
        return ""

    def _authority(self, stated):
        """Who gave a number: a number without authority is the sending facility's."""
        return stated or (self.facts.get("msh4") or "").partition("^")[0]

    def result(self, *documents):
        """What :meth:`Document.read` answers; nothing when a fatal issue stands."""
        if any(issue.blocks for issue in self.issues):
            documents = ()
        return ReadResult(tuple(documents), tuple(self.issues))


class _Row:
    """One repetition of a field."""

    __slots__ = ("_reading", "_value")

    def __init__(self, reading, value):
        self._reading = reading
        self._value = value

    def text(self, component, sub=1):
        """A component of the repetition."""
        return self._reading._piece(self._value, component, sub)

    def party(self, kind, authority):
        """The number in component 1 with its kind and assigning authority."""
        identifier = self.text(1)
        if not identifier:
            return Party()
        scheme = SCHEMES.get(self.text(kind).upper(), "")
        if not scheme and self.text(authority):
            scheme = "npi" if self.text(authority).upper() == "NPI" else "hl7:local"
        return Party(identifier, scheme or "hl7:local", "")
