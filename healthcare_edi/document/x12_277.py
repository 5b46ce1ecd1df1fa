"""X12 277 health care claim status response <-> ClaimStatus.

Statuses of every level: information receiver, provider, claim and service line. Names,
birth dates and member numbers of patients are read over and never kept; the words of
STC12 are not kept either.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    ClaimStatus,
    StatusLine,
    StatusOfClaim,
    StatusOfLevel,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR

from .levels import (
    DEPENDENT,
    PROVIDER,
    RECEIVER,
    SOURCE,
    SUBSCRIBER,
    LevelReading,
    LevelWriting,
    above,
    party_of,
    write_instant,
    write_name,
)
from .reading import text
from .status import (
    PARENTS,
    REFERENCES,
    claim_loops,
    read_procedure,
    read_references,
    read_reports,
    read_service_dates,
    trace_loops,
    write_dates,
    write_references,
    write_reports,
)
from .writing import Writing

VERSION = "005010X212"
#: NM101 of each level.
PAYER_ROLES, RECEIVER_ROLES, PROVIDER_ROLES = ("PR",), ("41",), ("1P",)
#: Level with a status of its own -> its name, NM101 and TRN01.
LEVEL_NAMES = {RECEIVER: ("receiver", "41", "2"), PROVIDER: ("provider", "1P", "1")}
LINE_REFERENCES = {"FJ": "control_number"}


class X12ClaimStatus(Document):
    """277 of any version but the ones of other documents, 005010X212 when written."""

    code = "x12_277"
    kind = "claim_status"
    codec = "x12"
    reads = "277"

    def read(self, part):
        """One :class:`ClaimStatus` per information receiver."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`ClaimStatus` as 277, without any patient data."""
        return _write(document)


class _Reader(LevelReading):
    parents = PARENTS

    def read(self):
        self.gather()
        header, _purpose = self.header()
        found = [
            ClaimStatus(
                claims=tuple(self._claims(levels)),
                levels=tuple(self._levels(levels)),
                payer=party_of(source, PAYER_ROLES)[0],
                receiver=party_of(receiver, RECEIVER_ROLES)[0],
                where=receiver.where if receiver else self.part.where,
                **header,
            )
            for source, receiver, levels in self.groups()
        ]
        return self.saying(found, ("claims", "levels"), "STC")

    def _levels(self, levels):
        for level in levels:
            if level.code not in LEVEL_NAMES:
                continue
            name, role, _kind = LEVEL_NAMES[level.code]
            head, loops = trace_loops(self, level)
            reports = read_reports(self, head, *loops)
            if reports:
                yield StatusOfLevel(
                    name,
                    party_of(level, (role,))[0],
                    text(loops[0].opening, 2) if loops else "",
                    reports,
                    level.where,
                )

    def _claims(self, levels):
        for level in levels:
            if level.code not in (SUBSCRIBER, DEPENDENT):
                continue
            provider, _role = party_of(above(level, PROVIDER), PROVIDER_ROLES)
            for loop in claim_loops(self, level):
                yield StatusOfClaim(
                    trace_number=self.mandatory(loop.opening, 2, ERROR, loop.where),
                    reports=read_reports(self, loop),
                    provider=provider,
                    dependent=level.code == DEPENDENT,
                    lines=tuple(read_line(self, line) for line in loop.lines),
                    where=loop.where,
                    **read_references(loop, REFERENCES),
                    **read_service_dates(self, loop),
                )


def read_line(reading, loop):
    """An SVC loop as :class:`StatusLine`."""
    opening, where = loop.opening, loop.where
    return StatusLine(
        procedure=read_procedure(reading, opening),
        reports=read_reports(reading, loop),
        charge=reading.amount(opening, 2, place=where),
        paid=reading.amount(opening, 3, place=where),
        units=reading.amount(opening, 7, place=where),
        revenue_code=text(opening, 4),
        where=where,
        **read_references(loop, LINE_REFERENCES),
        **read_service_dates(reading, loop),
    )


def _write(status):
    writing = Writing("277", VERSION)
    levels = LevelWriting(writing)
    day, clock = write_instant(status.created_at)
    writing.add("BHT", "0010", "08", status.reference, day, clock, "DG")
    source = levels.open(SOURCE, children=True)
    write_name(writing, "PR", status.payer)
    own = [row for row in status.levels if row.level == "receiver"]
    providers = [row for row in status.levels if row.level == "provider"]
    receiver = levels.open(RECEIVER, source, status.claims or providers)
    write_name(writing, "41", status.receiver)
    for row in own:
        _write_level(writing, row, RECEIVER)
    for row in providers:
        levels.open(PROVIDER, receiver, children=False)
        write_name(writing, "1P", row.party)
        _write_level(writing, row, PROVIDER)
    _write_claims(writing, levels, receiver, status.claims)
    return writing.part()


def _write_level(writing, row, code):
    writing.add("TRN", LEVEL_NAMES[code][2], row.trace_number, needs=2)
    write_reports(writing, row.reports)


def _write_claims(writing, levels, receiver, claims):
    provider, known = None, None
    for claim in claims:
        if known is None or claim.provider != known:
            known = claim.provider
            provider = levels.open(PROVIDER, receiver, children=True)
            write_name(writing, "1P", known)
        subscriber = levels.open(SUBSCRIBER, provider, claim.dependent)
        writing.add("NM1", "IL", "1")
        if claim.dependent:
            levels.open(DEPENDENT, subscriber)
            writing.add("NM1", "QC", "1")
        writing.add("TRN", "2", claim.trace_number)
        write_reports(writing, claim.reports)
        write_references(writing, claim, REFERENCES)
        write_dates(writing, "472", claim.service_from, claim.service_to)
        for line in claim.lines:
            write_line(writing, line, LINE_REFERENCES)


def write_line(writing, line, references):
    """An SVC loop of a :class:`StatusLine`."""
    writing.add(
        "SVC",
        tuple(line.procedure.split(":")),
        line.charge,
        line.paid,
        line.revenue_code,
        "",
        "",
        line.units,
    )
    write_reports(writing, line.reports)
    write_references(writing, line, references)
    write_dates(writing, "472", line.service_from, line.service_to)
