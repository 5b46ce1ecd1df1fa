"""What 276, 277 and 277CA share: traces, service lines, references and statuses."""

from dataclasses import dataclass, field

from odoo.addons.healthcare_integration_base.canonical import StatusCode, StatusReport
from odoo.addons.healthcare_integration_base.issue import ERROR, WARNING

from .levels import DEPENDENT, PROVIDER, RECEIVER, SOURCE, SUBSCRIBER
from .reading import text

#: HL03 -> the HL03 that may stand above it.
PARENTS = {
    SOURCE: ("",),
    RECEIVER: (SOURCE,),
    PROVIDER: (RECEIVER,),
    SUBSCRIBER: (PROVIDER,),
    DEPENDENT: (SUBSCRIBER,),
}
#: REF01 -> field of a claim.
REFERENCES = {
    "1K": "payer_claim_number",
    "EJ": "claim_number",
    "BLT": "bill_type",
    "XZ": "pharmacy_number",
    "VV": "voucher_number",
    "D9": "clearinghouse_number",
}
#: DTP01 of the dates of service.
SERVICE_DATES = ("472", "232", "233")
#: Elements of an STC that hold a composite of codes.
STATUS_ELEMENTS = (1, 10, 11)


@dataclass(slots=True)
class Loop:
    """A TRN or SVC loop: the opening segment, the rows below it, its service lines."""

    where: str
    opening: list
    rows: list = field(default_factory=list)
    lines: list = field(default_factory=list)


def trace_loops(reading, level):
    """``(head, loops)`` of a level: what stands before the first TRN, and the TRNs."""
    head, loops = Loop(level.where, []), []
    current = head
    for where, segment in level.segments:
        if segment[0] == "TRN":
            current = Loop(where, segment)
            loops.append(current)
        elif segment[0] == "SVC" and loops:
            current = Loop(where, segment)
            loops[-1].lines.append(current)
        elif segment[0] == "SVC":
            reading.report("x12.segment.place", segment, place=where)
        else:
            current.rows.append((where, segment))
    return head, loops


def claim_loops(reading, level):
    """The TRN loops of a level of a claim; a status without TRN is reported."""
    head, loops = trace_loops(reading, level)
    for where, segment in head.rows:
        if segment[0] == "STC":
            reading.report("x12.segment.place", segment, None, ERROR, where)
    return loops


def read_references(loop, fields):
    """``{field: value}`` of the REF segments that ``fields`` names; the first wins."""
    found = {}
    for _where, segment in loop.rows:
        name = fields.get(text(segment, 1)) if segment[0] == "REF" else None
        if name and text(segment, 2):
            found.setdefault(name, text(segment, 2))
    return found


def read_service_dates(reading, loop):
    """``service_from`` and ``service_to`` of a loop, if it states them."""
    for where, segment in loop.rows:
        if segment[0] == "DTP" and text(segment, 1) in SERVICE_DATES:
            first, last = reading.period(segment, where)
            return {"service_from": first, "service_to": last}
    return {}


def read_reports(reading, *loops):
    """The STC segments of some loops as :class:`StatusReport`."""
    return tuple(
        _read_report(reading, segment, where)
        for loop in loops
        for where, segment in loop.rows
        if segment[0] == "STC"
    )


def _read_report(reading, segment, where):
    return StatusReport(
        codes=tuple(_read_codes(reading, segment, where)),
        effective_date=reading.date(segment, 2, place=where),
        action=text(segment, 3),
        charge=reading.amount(segment, 4, place=where),
        paid=reading.amount(segment, 5, place=where),
        adjudicated_date=reading.date(segment, 6, place=where),
        check_date=reading.date(segment, 8, place=where),
        check_number=text(segment, 9),
        where=where,
    )


def _read_codes(reading, segment, where):
    for number in STATUS_ELEMENTS:
        if len(segment) <= number or not segment[number]:
            if number == STATUS_ELEMENTS[0]:
                reading.report("x12.element.missing", segment, number, ERROR, where)
            continue
        pieces = [*reading.components(segment[number]), "", "", ""][:4]
        if not pieces[0] or not pieces[1]:
            reading.report("x12.element.missing", segment, number, WARNING, where)
        yield StatusCode(*pieces)


def read_procedure(reading, segment, number=1):
    """Qualifier, code and modifiers with colons; the description is left out."""
    if len(segment) <= number:
        return ""
    return ":".join(reading.components(segment[number])[:6]).rstrip(":")


def write_reports(writing, reports):
    """STC segments."""
    for report in reports:
        codes = [
            (row.category, row.code, row.entity, row.code_list) for row in report.codes
        ]
        first, second, third = [*codes, (), (), ()][:3]
        writing.add(
            "STC",
            first,
            report.effective_date,
            report.action,
            report.charge,
            report.paid,
            report.adjudicated_date,
            "",
            report.check_date,
            report.check_number,
            second,
            third,
        )


def write_references(writing, row, fields):
    """REF segments for the fields of ``fields`` that have a value."""
    for code, name in fields.items():
        writing.add("REF", code, getattr(row, name), needs=2)


def write_dates(writing, kind, first, last):
    """A DTP of one day (D8) or of a period (RD8); nothing without a first day."""
    if first is None:
        return
    if last is None or first == last:
        writing.add("DTP", kind, "D8", first)
    else:
        writing.add("DTP", kind, "RD8", f"{first:%Y%m%d}-{last:%Y%m%d}")
