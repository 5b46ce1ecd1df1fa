"""X12 837 health care claim <-> Claim, one canonical document per CLM.

Professional (837P), institutional (837I) and dental (837D) are read by the same guide;
``claim_type`` says which. The patient, the subscriber, their dates of birth and
numbers, and every diagnosis (HI) are read over and never kept. ``patient_key`` stays
empty: nothing in an 837 is a patient token that is not a member number or a name; the
account number of the visit is ``claim_number``.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    Claim,
    ClaimServiceLine,
    Party,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from ..codec.x12.values import read_date
from .reading import Reading, text
from .vocabulary import read_party
from .x12_837p_write import write_claim

#: Part of the version that names the guide -> claim type.
GUIDES = {
    "X222": "837P",
    "X098": "837P",
    "X223": "837I",
    "X096": "837I",
    "X224": "837D",
    "X097": "837D",
}
#: Order of payers: SBR01.
SEQUENCES = "PSTABCDEFGH"
#: DTP01 of a service date, of a line or of the claim (472 service, 434 statement).
SERVICE_DATES = ("472", "434", "150")
#: Service segment -> elements of procedure, charge, units, revenue code.
SERVICES = {
    "SV1": (1, 2, 4, None),
    "SV2": (2, 3, 5, 1),
    "SV3": (1, 2, 6, None),
}
_CLAIM_TYPES = {"SV1": "837P", "SV2": "837I", "SV3": "837D"}


class X12Claim(Document):
    """837, written as 005010X222A1 (professional) or 005010X223A2 (institutional)."""

    code = "x12_837p"
    kind = "claim"
    codec = "x12"
    reads = "837"

    def read(self, part):
        """One :class:`Claim` per CLM of the transaction set."""
        return _Reader(part).read()

    def write(self, document):
        """One :class:`Claim` as 837: a copy for a ledger, without any patient data."""
        return write_claim(document)


class _Reader(Reading):
    """The HL levels reset what they cover: 20 provider, 22 subscriber, 23 patient."""

    def __init__(self, part):
        super().__init__(part)
        self.submitted = None
        self.provider = Party()
        self.subscriber = {}
        self.claim = self.line = self.other = None
        self.claims = []
        version = f"{part.version or ''}{part.facts.get('st03') or ''}"
        self.claim_type = next(
            (kind for guide, kind in GUIDES.items() if guide in version), ""
        )

    def read(self):
        self.take_all()
        self._close_claim()
        if not self.claims:
            self.missing("CLM", ERROR)
        return self.result(*self.claims)

    def _take_bht(self, segment):
        self.submitted = self.date(segment, 4)

    def _take_hl(self, segment):
        self._close_claim()
        if text(segment, 3) == "20":
            self.provider, self.subscriber = Party(), {}
        elif text(segment, 3) == "22":
            self.subscriber = {}

    def _take_nm1(self, segment):
        role = text(segment, 1)
        if role == "85" and self.claim is None:
            provider = read_party(segment, 3, 8, 9)
            if text(segment, 2) != "2":  # a person: the number is enough
                provider = Party(provider.identifier, provider.scheme)
            self.provider = provider
        elif role == "PR":
            payer = read_party(segment, 3, 8, 9)
            if self.claim is None:
                self.subscriber.setdefault("payer", payer)
            elif self.other is not None:
                self.other.setdefault("payer", payer)

    def _take_sbr(self, segment):
        if self.claim is None:
            self.subscriber = {
                "sequence": text(segment, 1) or "P",
                "filing_indicator": text(segment, 9),
            }
        else:
            self.line = None
            self.other = {"sequence": text(segment, 1)}
            self.claim["others"].append(self.other)

    def _take_clm(self, segment):
        self._close_claim()
        place = self.components(segment[5]) if len(segment) > 5 else []
        place += [""] * (3 - len(place))
        self.claim = {
            "claim_number": self.mandatory(segment, 1),
            "charge": self.amount(segment, 2, mandatory=True),
            "facility_type": place[0],
            "frequency": place[2] or "1",
            "where": self.where("CLM"),
            "lines": [],
            "others": [],
        }

    def _take_ref(self, segment):
        kind, value = text(segment, 1), text(segment, 2)
        if self.line is not None:
            if kind == "6R":
                self.line["control_number"] = value
        elif self.claim is not None and self.other is None and kind == "F8":
            self.claim["payer_claim_number"] = value

    def _take_dtp(self, segment):
        target = self.claim if self.line is None else self.line
        if target is None or text(segment, 1) not in SERVICE_DATES:
            return
        if self.line is None and self.other is not None:
            return
        first, _, last = text(segment, 3).partition("-")
        dates = [read_date(first), read_date(last or first)]
        if None in dates:
            self.report("x12.date", segment, 3, WARNING)
        target["service_from"], target["service_to"] = dates

    def _take_lx(self, segment):
        self._close_line()
        if self.claim is not None:
            self.other = None
            self.line = {"number": text(segment, 1), "where": self.where("LX")}

    def _read_service(self, segment):
        if self.line is None or "charge" in self.line:
            self.report("x12.segment.place", segment)
            return
        procedure, charge, units, revenue = SERVICES[segment[0]]
        composite = segment[procedure] if len(segment) > procedure else ""
        self.line |= {
            "procedure": ":".join(self.components(composite)[:6]).rstrip(":"),
            "charge": self.amount(segment, charge, mandatory=True),
            "units": self.amount(segment, units),
            "revenue_code": text(segment, revenue) if revenue else "",
        }
        self.claim["type"] = _CLAIM_TYPES[segment[0]]

    _take_sv1 = _take_sv2 = _take_sv3 = _read_service

    def _close_line(self):
        line, self.line = self.line, None
        if line is None:
            return
        if "charge" not in line:
            self.report("x12.segment.missing", ["LX"], severity=FATAL)
        elif line["charge"] is not None:
            self.claim["lines"].append(ClaimServiceLine(**line))

    def _close_claim(self):
        self._close_line()
        claim, self.claim, self.other = self.claim, None, None
        if claim is None or claim["charge"] is None:
            return
        lines = tuple(claim.pop("lines"))
        kind = claim.pop("type", None)
        following = self._next_payer(claim.pop("others"))
        dates = [day for row in lines for day in (row.service_from, row.service_to)]
        dates = [day for day in dates if day]
        if not claim.get("service_from") and dates:
            claim |= {"service_from": min(dates), "service_to": max(dates)}
        self.claims.append(
            Claim(
                lines=lines,
                payer=self.subscriber.get("payer") or Party(),
                sequence=self.subscriber.get("sequence", "P"),
                filing_indicator=self.subscriber.get("filing_indicator", ""),
                billing_provider=self.provider,
                claim_type=self.claim_type or kind or "837P",
                next_payer=following,
                submitted_date=self.submitted,
                **claim,
            )
        )

    def _next_payer(self, others):
        """The other payer that comes first after this claim's payer, or None."""
        own = SEQUENCES.find(self.subscriber.get("sequence", "P"))
        later = [
            (SEQUENCES.find(other["sequence"]), number)
            for number, other in enumerate(others)
            if other["sequence"] and SEQUENCES.find(other["sequence"]) > own
        ]
        return others[min(later)[1]].get("payer") if later else None
