"""Reads an 837 of any guide: one claim per CLM, nothing about the patient."""

from odoo.addons.healthcare_integration_base.canonical import (
    Claim,
    ClaimFiling,
    ClaimServiceLine,
    Party,
    PostalAddress,
)
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from ..codec.x12.values import read_date
from .claim_guide import (
    ADMISSION,
    GUIDES,
    SEQUENCES,
    SERVICE_DATES,
    SERVICES,
    SIGNATURES,
)
from .claim_levels import ClaimLevels
from .reading import text

_REFERENCES = {"F8": "payer_claim_number"}
#: REF01 of a tax number; SY would be the social security number of a person.
_TAX_NUMBER = "EI"


class ClaimReading(ClaimLevels):
    """The claims with their lines; what stands around them comes from the levels."""

    #: Claim type where neither version nor service lines say it.
    claim_type = "837P"

    def __init__(self, part):
        super().__init__(part)
        self.ready = []
        self.guide = _guide(part)

    def claims(self):
        """The claims one by one, each when it is complete; ``issues`` grows with them.

        A fatal issue concerns the whole set: who uses a claim before the end must be
        able to take it back.
        """
        found = False
        for _segment in self.taken():
            if self.ready:
                found = True
                yield self.ready.pop()
        self.close_claim()
        if self.ready:
            found = True
            yield self.ready.pop()
        if not found:
            self.missing("CLM", ERROR)

    # -- claim -------------------------------------------------------------

    def _take_clm(self, segment):
        self.close_claim()
        place = [*self._composite(segment, 5, FATAL), "", "", ""]
        self.claim = {
            "claim_number": self.mandatory(segment, 1),
            "charge": self.amount(segment, 2, mandatory=True),
            "facility_type": place[0],
            "frequency": place[2] or "1",
            "where": self.where("CLM"),
            "lines": [],
            "others": [],
            "filing": _fields(segment, SIGNATURES),
        }

    def _take_cl1(self, segment):
        if self.claim is not None:
            self.claim["filing"] |= _fields(segment, ADMISSION)

    def _take_ref(self, segment):
        kind, value = text(segment, 1), text(segment, 2)
        if self.line is not None:
            if kind == "6R":
                self.line["control_number"] = value
        elif self.claim is None:
            if self.role == "85" and kind == _TAX_NUMBER:
                self.level["tax_id"] = value
        elif self.other is None and kind in _REFERENCES:
            self.claim[_REFERENCES[kind]] = value
        elif self.other is None and kind == "G1":
            self.claim["filing"]["authorization"] = value

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

    # -- service lines -----------------------------------------------------

    def _take_lx(self, segment):
        self._close_line()
        if self.claim is not None:
            self.other = None
            self.line = {"number": text(segment, 1), "where": self.where("LX")}

    def _read_service(self, segment):
        if self.line is None or "charge" in self.line:
            self.report("x12.segment.place", segment)
            return
        kind, procedure, charge, unit, units, revenue, place = SERVICES[segment[0]]
        pieces = self._composite(segment, procedure, ERROR)
        self.line |= {
            "procedure": ":".join(pieces[:6]).rstrip(":"),
            "charge": self.amount(segment, charge, mandatory=True),
            "unit": (text(segment, unit) if unit else "") or "UN",
            "units": self.amount(segment, units),
            "revenue_code": text(segment, revenue) if revenue else "",
            "place_of_service": text(segment, place) if place else "",
        }
        self.claim["type"] = kind

    _take_sv1 = _take_sv2 = _take_sv3 = _read_service

    def _composite(self, segment, number, severity):
        """The components; none, and an issue, when the file divides them otherwise."""
        pieces = self.components(segment[number]) if len(segment) > number else []
        if len(pieces) == 1 and pieces[0] and not pieces[0].isalnum():
            self.report("x12.component", segment, number, severity)
            return []
        return pieces

    def _close_line(self):
        line, self.line = self.line, None
        if line is None:
            return
        if "charge" not in line:
            self.report("x12.segment.missing", ["LX"], severity=FATAL)
        elif line["charge"] is not None:
            self.claim["lines"].append(ClaimServiceLine(**line))

    def close_claim(self):
        """The open claim is complete: keep it."""
        self._close_line()
        claim, self.claim, self.other = self.claim, None, None
        if claim is None or claim["charge"] is None:
            return
        lines = tuple(claim.pop("lines"))
        kind = claim.pop("type", None)
        subscriber = self.level.get("subscriber", {})
        following = _next_payer(claim.pop("others"), subscriber)
        dates = [day for row in lines for day in (row.service_from, row.service_to)]
        dates = [day for day in dates if day]
        if not claim.get("service_from") and dates:
            claim |= {"service_from": min(dates), "service_to": max(dates)}
        filing = self._filing(claim.pop("filing"))
        self.ready.append(
            Claim(
                lines=lines,
                payer=subscriber.get("payer") or Party(),
                sequence=subscriber.get("sequence", "P"),
                filing_indicator=subscriber.get("filing_indicator", ""),
                billing_provider=self.level.get("provider") or Party(),
                claim_type=self.guide or kind or self.claim_type,
                next_payer=following,
                submitted_date=self.submitted,
                filing=filing,
                **claim,
            )
        )

    def _filing(self, signed):
        """What stands around the claim; None where nothing does."""
        level = self.level
        address = PostalAddress(
            *level.get("street", ("", "")), *level.get("city", ("", "", "", ""))
        )
        filing = ClaimFiling(
            billing_address=address,
            billing_tax_id=level.get("tax_id", ""),
            billing_taxonomy=level.get("taxonomy", ""),
            **self.file,
            **signed,
        )
        return None if filing == ClaimFiling() else filing


def _guide(part):
    """The claim type of GS08 and ST03; empty where they are silent or disagree."""
    found = {
        kind
        for version in (part.version, part.facts.get("st03"))
        for guide, kind in GUIDES.items()
        if guide in (version or "")
    }
    return found.pop() if len(found) == 1 else ""


def _fields(segment, names):
    """``{field: value}`` of the elements that have a value."""
    found = {name: text(segment, number) for number, name in names.items()}
    return {name: value for name, value in found.items() if value}


def _next_payer(others, subscriber):
    """The other payer that comes first after this claim's payer, or None."""
    own = SEQUENCES.find(subscriber.get("sequence", "P"))
    later = [
        (SEQUENCES.find(other["sequence"]), number)
        for number, other in enumerate(others)
        if other["sequence"] and SEQUENCES.find(other["sequence"]) > own
    ]
    return others[min(later)[1]].get("payer") if later else None
