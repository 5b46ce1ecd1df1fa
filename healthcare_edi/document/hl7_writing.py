"""What every HL7 v2 document needs while it writes one message."""

from datetime import date, datetime
from decimal import Decimal

from odoo.addons.healthcare_integration_base.codec.base import Part

from ..codec.hl7.values import write_day, write_decimal, write_time
from .hl7_reading import DELETED

VERSION = "2.5.1"
_KINDS = {"npi": "NPI", "dea": "DEA", "tax_id": "TAX"}


class Writing:
    """Segments of one message in the making, without MSH: the codec writes that.

    A field is a text, a Decimal, a date, an aware datetime, None, a tuple of components
    (of tuples of subcomponents) or a list of repetitions.
    """

    def __init__(self, code, trigger, structure=""):
        self.code = code
        self.trigger = trigger
        self.structure = structure
        self.segments = []

    def add(self, tag, fields):
        """Append a segment: ``{number of the field: value}``."""
        count = max(fields, default=0)
        values = [_plain(fields.get(number)) for number in range(1, count + 1)]
        self.segments.append([tag, *values])

    def part(self, **facts):
        """The finished message for the codec."""
        kind = "^".join(filter(None, (self.code, self.trigger, self.structure)))
        given = {"msh9": kind, "code": self.code, "trigger": self.trigger}
        return Part(self.code, self.segments, version=VERSION, facts=given | facts)


def message_facts(document):
    """Facts of a part that a document brings along: number and facility."""
    facts = {}
    if getattr(document, "message_number", ""):
        facts["msh10"] = document.message_number
    facility = getattr(document, "facility", None)
    if facility is not None and facility.identifier:
        facts["msh4"] = written_facility(facility)
    return facts


def written_facility(party):
    """MSH-4 of a facility."""
    kind = party.scheme.partition(":")[2]
    return f"^{party.identifier}^{kind}" if kind else party.identifier


def token(value):
    """CX of an opaque token; HL7 table 0203 calls it anonymous."""
    return (value, "", "", "", "ANON") if value else ""


def person(party):
    """XCN of a practitioner, by number only."""
    if not party.identifier:
        return ""
    kind = _KINDS.get(party.scheme, "")
    return (party.identifier, *[""] * 11, kind)


def coded(code, system):
    """CE or CWE."""
    return (code, "", system) if system else code


def cleared(document, name, value):
    """The value, or two quotation marks for a member that is deleted."""
    return DELETED if name in document.cleared else value


def _plain(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return write_decimal(value)
    if isinstance(value, datetime):
        return write_time(value)
    if isinstance(value, date):
        return write_day(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return tuple(_plain(item) for item in value)
