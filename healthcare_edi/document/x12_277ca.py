"""X12 277CA health care claim acknowledgment <-> ClaimAcknowledgment.

Names and member numbers of patients are read over and never kept; the words of STC12
are not kept either. ``AcknowledgedClaim.outcome`` says what a claim became.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedClaim,
    AcknowledgedLevel,
    ClaimAcknowledgment,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR, WARNING

from .levels import (
    DEPENDENT,
    PATIENT,
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
    PARENTS as STATUS_PARENTS,
)
from .status import (
    claim_loops,
    read_references,
    read_reports,
    read_service_dates,
    trace_loops,
    write_dates,
    write_references,
    write_reports,
)
from .writing import Writing
from .x12_277 import LINE_REFERENCES, read_line, write_line

VERSION = "005010X214"
#: HL03 -> the HL03 that may stand above it. The guide has PT only for the patient; many
#: senders use the levels of the 277.
PARENTS = STATUS_PARENTS | {PATIENT: (PROVIDER,)}
CLAIM_LEVELS = (PATIENT, SUBSCRIBER, DEPENDENT)
#: NM101 of each level.
SOURCE_ROLES, RECEIVER_ROLES, PROVIDER_ROLES = ("PR", "AY"), ("41",), ("85", "1P")
#: Level with totals of its own -> its name, NM101, TRN01, and QTY01 of accepted and of
#: rejected claims.
LEVEL_NAMES = {
    RECEIVER: ("receiver", "41", "2", "90", "AA"),
    PROVIDER: ("provider", "85", "1", "QA", "QC"),
}
#: AMT01 of accepted and of rejected claims, at both levels.
AMOUNTS = ("YU", "YY")
CLAIM_REFERENCES = {
    "1K": "payer_claim_number",
    "D9": "clearinghouse_number",
    "BLT": "bill_type",
}
#: DTP01 of the source -> field.
SOURCE_DATES = {"050": "received_date", "009": "processed_date"}
_TOTALS = ("accepted_count", "rejected_count", "accepted_amount", "rejected_amount")


class X12ClaimAcknowledgment(Document):
    """277CA, guide 005010X214."""

    code = "x12_277ca"
    kind = "claim_acknowledgment"
    codec = "x12"
    reads = "277"
    implementations = ("005010X214", "004040X167")

    def read(self, part):
        """One :class:`ClaimAcknowledgment` per information receiver."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`ClaimAcknowledgment` as 277CA, without any patient data."""
        return _write(document)


class _Reader(LevelReading):
    parents = PARENTS

    def read(self):
        self.gather()
        header, _purpose = self.header()
        found = [self._document(header, *group) for group in self.groups()]
        return self.saying(found, ("claims", "levels"), "STC")

    def _document(self, header, source, receiver, levels):
        party, role = party_of(source, SOURCE_ROLES)
        return ClaimAcknowledgment(
            claims=tuple(self._claims(levels)),
            levels=tuple(filter(None, map(self._level, levels))),
            source=party,
            source_role=role or SOURCE_ROLES[0],
            receiver=party_of(receiver, RECEIVER_ROLES)[0],
            where=receiver.where if receiver else self.part.where,
            **self._source_facts(source),
            **header,
        )

    def _source_facts(self, source):
        found = {}
        for where, segment in source.segments if source else ():
            if segment[0] == "TRN":
                found.setdefault("source_trace", text(segment, 2))
            elif segment[0] == "DTP" and text(segment, 1) in SOURCE_DATES:
                found[SOURCE_DATES[text(segment, 1)]] = self.period(segment, where)[0]
        return found

    def _level(self, level):
        if level.code not in LEVEL_NAMES:
            return None
        name, _role, _kind, *counts = LEVEL_NAMES[level.code]
        roles = RECEIVER_ROLES if level.code == RECEIVER else PROVIDER_ROLES
        head, loops = trace_loops(self, level)
        totals = dict.fromkeys(_TOTALS)
        for where, segment in level.segments:
            known = {"QTY": counts, "AMT": AMOUNTS}.get(segment[0], ())
            if text(segment, 1) in known:
                field = _TOTALS[known.index(text(segment, 1)) + 2 * (known is AMOUNTS)]
                totals[field] = self.amount(segment, 2, mandatory=True, place=where)
        row = AcknowledgedLevel(
            name,
            party_of(level, roles)[0],
            text(loops[0].opening, 2) if loops else "",
            self._judged(read_reports(self, head, *loops)),
            where=level.where,
            **totals,
        )
        stated = any(value is not None for value in totals.values())
        said = row.reports or row.trace_number or stated
        return row if said else None

    def _claims(self, levels):
        for level in levels:
            if level.code not in CLAIM_LEVELS:
                continue
            provider, _role = party_of(above(level, PROVIDER), PROVIDER_ROLES)
            for loop in claim_loops(self, level):
                yield AcknowledgedClaim(
                    claim_number=self.mandatory(loop.opening, 2, ERROR, loop.where),
                    reports=self._judged(read_reports(self, loop)),
                    provider=provider,
                    lines=tuple(read_line(self, line) for line in loop.lines),
                    where=loop.where,
                    **read_references(loop, CLAIM_REFERENCES),
                    **read_service_dates(self, loop),
                )

    def _judged(self, reports):
        """Other categories than A do not belong here (X12 RFI 1942): kept, reported."""
        for report in reports:
            if any(code.category[:1] not in ("A", "") for code in report.codes):
                self.report("x12.stc.category", ["STC"], 1, WARNING, report.where)
        return reports


def _write(document):
    writing = Writing("277", VERSION)
    levels = LevelWriting(writing)
    day, clock = write_instant(document.created_at)
    writing.add("BHT", "0085", "08", document.reference, day, clock, "TH")
    source = levels.open(SOURCE, children=True)
    write_name(writing, document.source_role, document.source)
    writing.add("TRN", "1", document.source_trace, needs=2)
    write_dates(writing, "050", document.received_date, None)
    write_dates(writing, "009", document.processed_date, None)
    own = [row for row in document.levels if row.level == "receiver"]
    providers = [row for row in document.levels if row.level == "provider"]
    receiver = levels.open(RECEIVER, source, document.claims or providers)
    write_name(writing, "41", document.receiver)
    for row in own:
        _write_level(writing, row, RECEIVER)
    _write_providers(writing, levels, receiver, document.claims, providers)
    return writing.part()


def _write_providers(writing, levels, receiver, claims, totals):
    """A provider's level has its totals and then its claims, in their order."""
    totals, provider, known = list(totals), None, None
    for claim in claims:
        if known is None or claim.provider != known:
            known = claim.provider
            provider = levels.open(PROVIDER, receiver, children=True)
            write_name(writing, "85", known)
            if totals and totals[0].party == known:
                _write_level(writing, totals.pop(0), PROVIDER)
        _write_claim(writing, levels, provider, claim)
    for row in totals:
        levels.open(PROVIDER, receiver, children=False)
        write_name(writing, "85", row.party)
        _write_level(writing, row, PROVIDER)


def _write_level(writing, row, code):
    _name, _role, kind, *counts = LEVEL_NAMES[code]
    writing.add("TRN", kind, row.trace_number, needs=2)
    write_reports(writing, row.reports)
    for qualifier, value in zip(
        counts, (row.accepted_count, row.rejected_count), strict=True
    ):
        writing.add("QTY", qualifier, value, needs=2)
    for qualifier, value in zip(
        AMOUNTS, (row.accepted_amount, row.rejected_amount), strict=True
    ):
        writing.add("AMT", qualifier, value, needs=2)


def _write_claim(writing, levels, provider, claim):
    levels.open(PATIENT, provider)
    writing.add("NM1", "QC", "1")
    writing.add("TRN", "2", claim.claim_number)
    write_reports(writing, claim.reports)
    write_references(writing, claim, CLAIM_REFERENCES)
    write_dates(writing, "472", claim.service_from, claim.service_to)
    for line in claim.lines:
        write_line(writing, line, LINE_REFERENCES)
