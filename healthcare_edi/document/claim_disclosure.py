"""What a payer must be told about a patient, and this house never keeps.

A canonical claim names nobody and has no diagnosis. Whoever files a claim hands over
the rest beside it, from the system that treats the patient, for as long as one file is
being written: nothing here is canonical, stored, logged or shown; not even ``repr``
says a value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from odoo.addons.healthcare_integration_base.canonical import PostalAddress
from odoo.addons.healthcare_integration_base.errors import RejectedError

from ..codec.x12.faults import fault
from .claim_guide import INSTITUTIONAL, PROFESSIONAL


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """A patient, a subscriber, or a clinician of whom the claim has the number.

    ``sex`` F, M or U; ``member_id`` the payer's number of the subscriber.
    """

    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    suffix: str = ""
    member_id: str = ""
    birth_date: date | None = None
    sex: str = ""
    address: PostalAddress = PostalAddress()


@dataclass(frozen=True, slots=True, repr=False)
class Diagnosis:
    """``kind`` principal, admitting, reason, external or other; an ICD-10-CM ``code``.

    ``present_on_admission`` Y, N, U or W, of institutional claims only.
    """

    kind: str
    code: str
    present_on_admission: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Disclosure:
    """What is told beside one claim.

    ``patient`` None: the subscriber himself; else ``relationship`` (PAT01) is needed.
    ``next_subscriber`` and ``next_relationship`` (SBR02) for a claim that names the
    next payer. ``pointers``: number of a line -> the diagnoses that it was for, counted
    from 1; the first one where nothing is said. ``attending`` and ``rendering`` are the
    names that belong to the numbers of the claim.
    """

    subscriber: Person = Person()
    patient: Person | None = None
    relationship: str = ""
    group_number: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    pointers: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    attending: Person = Person()
    rendering: Person = Person()
    next_subscriber: Person = Person()
    next_relationship: str = "18"
    admitted_at: datetime | None = None

    @property
    def principal(self):
        """The principal diagnosis, or None."""
        return next((row for row in self.diagnoses if row.kind == "principal"), None)


#: Place in the guide -> what must stand there. Paths begin at the claim or at what is
#: told beside it.
REQUIRED = {
    "BHT-03": "claim.filing.reference",
    "BHT-04": "claim.filing.submitted_at",
    "1000A/NM1-03": "claim.filing.submitter.name",
    "1000A/NM1-09": "claim.filing.submitter.identifier",
    "1000A/PER-04": "claim.filing.submitter_phone",
    "1000B/NM1-03": "claim.filing.receiver.name",
    "1000B/NM1-09": "claim.filing.receiver.identifier",
    "2010AA/NM1-03": "claim.billing_provider.name",
    "2010AA/NM1-09": "claim.billing_provider.identifier",
    "2010AA/N3-01": "claim.filing.billing_address.street",
    "2010AA/N4-01": "claim.filing.billing_address.city",
    "2010AA/N4-02": "claim.filing.billing_address.state",
    "2010AA/N4-03": "claim.filing.billing_address.postal_code",
    "2010AA/REF-02": "claim.filing.billing_tax_id",
    "2000B/SBR-09": "claim.filing_indicator",
    "2010BA/NM1-03": "told.subscriber.last_name",
    "2010BA/NM1-09": "told.subscriber.member_id",
    "2010BB/NM1-03": "claim.payer.name",
    "2010BB/NM1-09": "claim.payer.identifier",
    "2300/CLM-01": "claim.claim_number",
    "2300/CLM-05": "claim.facility_type",
    "2300/CLM-07": "claim.filing.assignment",
    "2300/CLM-08": "claim.filing.benefits_assigned",
    "2300/CLM-09": "claim.filing.release",
    "2300/HI-01": "told.principal",
    "2400/LX": "claim.lines",
}
REQUIRED_BY_TYPE = {
    PROFESSIONAL: {"2300/CLM-06": "claim.filing.signature_on_file"},
    INSTITUTIONAL: {
        "2300/DTP-03": "claim.service_from",
        "2300/CL1-03": "claim.filing.discharge_status",
    },
}
REQUIRED_OF_PATIENT = {
    "N3-01": "address.street",
    "N4-01": "address.city",
    "N4-02": "address.state",
    "N4-03": "address.postal_code",
    "DMG-02": "birth_date",
    "DMG-03": "sex",
}
REQUIRED_OF_LINE = {
    PROFESSIONAL: {
        "SV1-01": "procedure",
        "SV1-04": "units",
        "DTP-03": "service_from",
    },
    INSTITUTIONAL: {"SV2-01": "revenue_code", "SV2-05": "units"},
}
#: What is required only when the claim has something else.
REQUIRED_WITH = (
    ("attending_provider", "2310A/NM1-03", "told.attending.last_name"),
    ("rendering_provider", "2310B/NM1-03", "told.rendering.last_name"),
    ("next_payer", "2330A/NM1-03", "told.next_subscriber.last_name"),
    ("next_payer", "2330A/NM1-09", "told.next_subscriber.member_id"),
    ("next_payer", "2330B/NM1-03", "claim.next_payer.name"),
    ("next_payer", "2330B/NM1-09", "claim.next_payer.identifier"),
)
#: Place -> the party and the schemes that the guide takes there.
SCHEMES = {
    "1000A/NM1-08": ("claim.filing.submitter.scheme", ("x12:46", "")),
    "1000B/NM1-08": ("claim.filing.receiver.scheme", ("x12:46", "")),
    "2010AA/NM1-08": ("claim.billing_provider.scheme", ("npi",)),
    "2010BB/NM1-08": ("claim.payer.scheme", ("payer_id",)),
}
#: Diagnoses of one claim: one HI, or one for each kind and two of the others.
DIAGNOSES_MAX = {PROFESSIONAL: 12, INSTITUTIONAL: 25}
#: A replacement and a void name the claim that they are about.
REPLACING = ("7", "8")


def check(claim, told):
    """Refuse a claim that the guide would not let pass.

    :raises RejectedError: ``x12.write.guide`` for a claim type of which only copies are
        written; else with one issue per missing element (``x12.write.missing``) and for
        lines that do not sum to the charge (``x12.write.total``) or too many diagnoses
        (``x12.write.limit``).
    """
    if claim.claim_type not in REQUIRED_BY_TYPE:
        _refuse([fault("x12.write.guide", "ST-03")])
    root = {"claim": claim, "told": told}
    wanted = {**REQUIRED, **REQUIRED_BY_TYPE[claim.claim_type], **_with(claim)}
    missing = [place for place, path in wanted.items() if not _value(root, path)]
    missing += _postal_code(claim, missing) + _patient(told)
    for place, (path, schemes) in SCHEMES.items():
        if _value(root, path) not in schemes:
            missing.append(place)
    missing += _lines(claim, told)
    issues = [fault("x12.write.missing", place) for place in missing]
    if len(told.diagnoses) > DIAGNOSES_MAX[claim.claim_type]:
        issues.append(fault("x12.write.limit", "2300/HI"))
    if claim.lines and sum(line.charge for line in claim.lines) != claim.charge:
        issues.append(fault("x12.write.total", "2300/CLM-02"))
    if issues:
        _refuse(issues)


def _with(claim):
    wanted = {
        place: path for field, place, path in REQUIRED_WITH if getattr(claim, field)
    }
    if claim.frequency in REPLACING:
        wanted["2300/REF-02"] = "claim.payer_claim_number"
    return wanted


def _postal_code(claim, missing):
    """Of the biller in the country the guide wants all nine digits."""
    place = "2010AA/N4-03"
    address = claim.filing.billing_address if claim.filing else None
    if address is None or place in missing or address.country not in ("", "US"):
        return []
    code = address.postal_code.replace("-", "")
    return [] if len(code) == 9 and code.isdigit() else [place]


def _patient(told):
    """What is missing of the patient, who may be the subscriber."""
    loop, person = "2010BA", told.subscriber
    missing = []
    if told.patient is not None:
        loop, person = "2010CA", told.patient
        if not person.last_name:
            missing.append("2010CA/NM1-03")
        if not told.relationship:
            missing.append("2000C/PAT-01")
    rows = REQUIRED_OF_PATIENT.items()
    return missing + [f"{loop}/{at}" for at, path in rows if not _of(person, path)]


def _lines(claim, told):
    """What is missing of the lines; a pointer must have its diagnosis."""
    missing = []
    known = range(1, len(told.diagnoses) + 1)
    for number, line in enumerate(claim.lines, 1):
        rows = REQUIRED_OF_LINE[claim.claim_type].items()
        missing += [f"2400[{number}]/{at}" for at, path in rows if not _of(line, path)]
        pointers = told.pointers.get(line.number, ())
        if any(pointer not in known for pointer in pointers):
            missing.append(f"2400[{number}]/SV1-07")
    return missing


def _value(root, path):
    name, _, rest = path.partition(".")
    return _of(root[name], rest)


def _of(row, path):
    """The value at the end of a path of attributes; None where it breaks off."""
    for name in path.split("."):
        if row is None:
            return None
        row = getattr(row, name)
    return row


def _refuse(issues):
    first = issues[0]
    raise RejectedError(first.code, first.where, first.text, issues=issues)
