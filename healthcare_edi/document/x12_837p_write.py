"""Claim to X12 837: a copy that a ledger can read, without patient and diagnosis."""

from .vocabulary import party_qualifier
from .writing import Writing, words

VERSIONS = {
    "837P": "005010X222A1",
    "837I": "005010X223A2",
    "837D": "005010X224A2",
}


def write_claim(claim):
    """One claim as one transaction set. No payer would accept it: it names nobody."""
    writing = Writing("837", VERSIONS.get(claim.claim_type, VERSIONS["837P"]))
    writing.add("BHT", "0019", "00", claim.claim_number, claim.submitted_date, "", "CH")
    writing.add("HL", "1", "", "20", "1")
    _write_party(writing, "85", claim.billing_provider)
    writing.add("HL", "2", "1", "22", "0")
    writing.add("SBR", claim.sequence, *[""] * 7, claim.filing_indicator)
    writing.add("NM1", "IL", "1")
    _write_party(writing, "PR", claim.payer)
    _write_claim(writing, claim)
    for ordinal, line in enumerate(claim.lines, 1):
        _write_line(writing, claim, line, ordinal)
    return writing.part()


def _write_claim(writing, claim):
    qualifier = "A" if claim.claim_type == "837I" else "B"
    writing.add(
        "CLM",
        claim.claim_number,
        claim.charge,
        "",
        "",
        (claim.facility_type, qualifier, claim.frequency),
    )
    if claim.service_from:
        _write_dates(writing, "434", claim)
    writing.add("REF", "F8", claim.payer_claim_number, needs=2)
    if claim.next_payer is not None:
        following = {"P": "S", "S": "T"}.get(claim.sequence, "T")
        writing.add("SBR", following, "18")
        _write_party(writing, "PR", claim.next_payer)


def _write_line(writing, claim, line, ordinal):
    writing.add("LX", line.number or str(ordinal))
    procedure = tuple(line.procedure.split(":"))
    if claim.claim_type == "837I":
        writing.add("SV2", line.revenue_code, procedure, line.charge, "UN", line.units)
    elif claim.claim_type == "837D":
        writing.add("SV3", procedure, line.charge, "", "", "", line.units)
    else:
        writing.add("SV1", procedure, line.charge, "UN", line.units)
    if line.service_from:
        _write_dates(writing, "472", line)
    writing.add("REF", "6R", line.control_number, needs=2)


def _write_dates(writing, kind, row):
    first, last = row.service_from, row.service_to or row.service_from
    if first == last:
        writing.add("DTP", kind, "D8", first)
    else:
        period = f"{first:%Y%m%d}-{last:%Y%m%d}"
        writing.add("DTP", kind, "RD8", period)


def _write_party(writing, role, party):
    writing.add(
        "NM1",
        role,
        "2",
        words(party.name, 60),
        *[""] * 4,
        party_qualifier(party),
        party.identifier,
    )
