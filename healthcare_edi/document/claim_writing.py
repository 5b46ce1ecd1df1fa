"""Claim to X12 837: complete for a payer, or a copy for a ledger.

A copy names no patient and no diagnosis; no payer would accept it. What a payer must
be told beside the claim comes as :class:`.claim_disclosure.Disclosure`.
"""

from .claim_disclosure import check
from .claim_guide import (
    DENTAL,
    DIAGNOSES,
    FACILITY_QUALIFIERS,
    INSTITUTIONAL,
    PROFESSIONAL,
    VERSIONS,
)
from .claim_person import write_address, write_birth, write_name_of
from .holding import hold
from .levels import (
    DEPENDENT,
    SOURCE,
    SUBSCRIBER,
    LevelWriting,
    write_instant,
    write_name,
)
from .status import write_dates
from .vocabulary import party_qualifier
from .writing import Writing, words

#: SBR01 of the payer after this one.
FOLLOWING = {"P": "S", "S": "T"}
#: How many diagnoses one HI takes.
DIAGNOSES_MAX = 12


def write_claim(claim, told=None):
    """One claim as one transaction set.

    :param told: a Disclosure; with it the claim is written in full or not at all.
    :raises RejectedError: see :func:`.claim_disclosure.check`, and what the guide does
        not take as it is (:func:`.holding.hold`).
    """
    if told is not None:
        check(claim, told)
    writing = Writing("837", VERSIONS.get(claim.claim_type, VERSIONS[PROFESSIONAL]))
    levels = LevelWriting(writing)
    _write_file(writing, claim)
    source = levels.open(SOURCE, children=True)
    _write_provider(writing, claim)
    patient = told.patient if told else None
    subscriber = levels.open(SUBSCRIBER, source, patient is not None)
    _write_subscriber(writing, claim, told)
    if patient is not None:
        levels.open(DEPENDENT, subscriber, children=False)
        writing.add("PAT", told.relationship)
        _write_person(writing, "QC", patient, patient=True, member="")
    _write_claim(writing, claim, told)
    for ordinal, line in enumerate(claim.lines, 1):
        _write_line(writing, claim, line, ordinal, told)
    return hold(writing.part()) if told is not None else writing.part()


def _write_file(writing, claim):
    filing = claim.filing
    day, clock = claim.submitted_date, ""
    if filing and filing.submitted_at:
        day, clock = write_instant(filing.submitted_at)
    reference = filing.reference if filing else ""
    writing.add("BHT", "0019", "00", reference, day, clock, "CH")
    if filing is None:
        return
    if filing.submitter.identifier or filing.submitter.name:
        write_name(writing, "41", filing.submitter, "46")
    if filing.submitter_phone:
        if not (filing.submitter.identifier or filing.submitter.name):
            writing.add("NM1", "41", "2")
        writing.add("PER", "IC", "", "TE", filing.submitter_phone)
    if filing.receiver.identifier or filing.receiver.name:
        write_name(writing, "40", filing.receiver, "46")


def _write_provider(writing, claim):
    filing = claim.filing
    if filing:
        writing.add("PRV", "BI", "PXC", filing.billing_taxonomy, needs=3)
    write_name(writing, "85", claim.billing_provider)
    if filing:
        write_address(writing, filing.billing_address)
        writing.add("REF", "EI", filing.billing_tax_id, needs=2)


def _write_subscriber(writing, claim, told):
    himself = "18" if told and told.patient is None else ""
    group = told.group_number if told else ""
    writing.add(
        "SBR", claim.sequence, himself, group, *[""] * 5, claim.filing_indicator
    )
    if told:
        _write_person(writing, "IL", told.subscriber, patient=told.patient is None)
    else:
        writing.add("NM1", "IL", "1")
    write_name(writing, "PR", claim.payer)


def _write_person(writing, role, person, patient=False, member="MI"):
    """A person; of the patient also where he lives, birth date and sex."""
    write_name_of(writing, role, person, member)
    if patient:
        write_address(writing, person.address)
        write_birth(writing, person)


def _write_claim(writing, claim, told):
    filing = claim.filing
    signed = ["", "", "", ""]
    if filing:
        signed = [
            filing.signature_on_file,
            filing.assignment,
            filing.benefits_assigned,
            filing.release,
        ]
    qualifier = FACILITY_QUALIFIERS.get(claim.claim_type, "B")
    place = (claim.facility_type, qualifier, claim.frequency)
    if told and claim.claim_type == INSTITUTIONAL:
        signed[0] = ""  # not used in this guide, though many files have it
    writing.add("CLM", claim.claim_number, claim.charge, "", "", place, *signed)
    _write_claim_dates(writing, claim, told)
    if filing:
        admission = (
            filing.admission_type,
            filing.admission_source,
            filing.discharge_status,
        )
        if any(admission):
            writing.add("CL1", *admission)
        writing.add("REF", "G1", filing.authorization, needs=2)
    writing.add("REF", "F8", claim.payer_claim_number, needs=2)
    if told:
        _write_diagnoses(writing, claim, told.diagnoses)
    _write_clinician(writing, "71", claim.attending_provider, told and told.attending)
    _write_clinician(writing, "82", claim.rendering_provider, told and told.rendering)
    if claim.next_payer is not None:
        _write_next_payer(writing, claim, told)


def _write_claim_dates(writing, claim, told):
    """The statement's dates; of other claims only dates that no line states."""
    first, last = claim.service_from, claim.service_to or claim.service_from
    if claim.claim_type == INSTITUTIONAL:
        if first:
            writing.add("DTP", "434", "RD8", f"{first:%Y%m%d}-{last:%Y%m%d}")
        if told and told.admitted_at:
            writing.add("DTP", "435", "DT", f"{told.admitted_at:%Y%m%d%H%M}")
        return
    days = [day for row in claim.lines for day in (row.service_from, row.service_to)]
    days = [day for day in days if day]
    if told is None and not (days and (min(days), max(days)) == (first, last)):
        write_dates(writing, "434", first, last)


def _write_diagnoses(writing, claim, diagnoses):
    """One HI per kind; a professional claim has one HI, the principal one first."""
    ordered = sorted(diagnoses, key=lambda row: list(DIAGNOSES).index(row.kind))
    groups = {}
    for row in ordered:
        kind = row.kind if claim.claim_type == INSTITUTIONAL else ""
        groups.setdefault(kind, []).append(row)
    for rows in groups.values():
        for start in range(0, len(rows), DIAGNOSES_MAX):
            some = rows[start : start + DIAGNOSES_MAX]
            writing.add("HI", *(_diagnosis(row, claim) for row in some))


def _diagnosis(row, claim):
    code = row.code.replace(".", "")
    if claim.claim_type == INSTITUTIONAL:
        present = row.present_on_admission
        return (DIAGNOSES[row.kind], code, *[""] * 6, present)
    return (DIAGNOSES["principal" if row.kind == "principal" else "other"], code)


def _write_clinician(writing, role, party, person):
    if party is None:
        return
    names = ("", "", "")
    if person:
        names = tuple(
            words(name, 60)
            for name in (person.last_name, person.first_name, person.middle_name)
        )
    qualifier = party_qualifier(party)
    writing.add("NM1", role, "1", *names, "", "", qualifier, party.identifier)


def _write_next_payer(writing, claim, told):
    following = FOLLOWING.get(claim.sequence, "T")
    writing.add("SBR", following, told.next_relationship if told else "18")
    if told:
        filing = claim.filing
        writing.add(
            "OI", "", "", filing.benefits_assigned, "", "", filing.release
        )  # fmt: skip
        _write_person(writing, "IL", told.next_subscriber)
    write_name(writing, "PR", claim.next_payer)


def _write_line(writing, claim, line, ordinal, told):
    writing.add("LX", str(ordinal) if told else line.number or str(ordinal))
    procedure = tuple(line.procedure.split(":"))
    unit = line.unit or "UN"
    if claim.claim_type == INSTITUTIONAL:
        writing.add("SV2", line.revenue_code, procedure, line.charge, unit, line.units)
    elif claim.claim_type == DENTAL:
        writing.add("SV3", procedure, line.charge, "", "", "", line.units)
    else:
        pointers = tuple(map(str, told.pointers.get(line.number, (1,)))) if told else ""
        place = line.place_of_service
        writing.add(
            "SV1", procedure, line.charge, unit, line.units, place, "", pointers
        )
    write_dates(writing, "472", line.service_from, line.service_to)
    writing.add("REF", "6R", line.control_number, needs=2)
