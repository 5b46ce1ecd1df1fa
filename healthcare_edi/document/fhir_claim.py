"""FHIR R4 Claim <-> Claim. Only ``use`` claim: others ask for no money.

Patient, subscriber, diagnoses, procedures by name, care team and notes are read over
and never kept. Coverage is followed inside the bundle or the claim; of it only the
payer is taken.
"""

from dataclasses import replace
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    Claim,
    ClaimServiceLine,
    Party,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .fhir_procedures import (
    bill_type,
    read_bill_type,
    read_line_codes,
    write_procedure,
    write_supporting,
)
from .fhir_reading import Node, Reading
from .fhir_systems import CLAIM_TYPE, CLAIM_TYPES, HOUSE
from .fhir_writing import (
    concept,
    extension,
    identifiers,
    money,
    part,
    party,
    period,
    quantity,
    required,
    token,
)
from .reading import many_objects

#: Place of the insurance among the others -> SBR01.
SEQUENCES = "PSTABCDEFGH"
TYPE_CODES = {kind: code for code, kind in CLAIM_TYPES.items()}
REFUSED = ("cancelled", "draft", "entered-in-error")


class FhirClaim(Document):
    """Claim, R4 and R4B."""

    code = "fhir_claim"
    kind = "claim"
    codec = "fhir"
    reads = "Claim"

    def read(self, part):
        """One :class:`Claim`."""
        with many_objects():
            return _Reader(part).read()

    def write(self, document):
        """A :class:`Claim` as FHIR Claim: a copy for a ledger, it names nobody."""
        return _write(document)


class _Reader(Reading):
    def read(self):
        root = self.root
        self.refuse("use", taken=("claim",), code="fhir.use")
        self.refuse("status", refused=REFUSED)
        lines = [self._line(row) for row in root.rows("item")]
        lines = [line for line in lines if line is not None]
        kind = root.coding("type", CLAIM_TYPE)[0]
        first, last = root.period("billablePeriod")
        facility, frequency = read_bill_type(root)
        claim = Claim(
            claim_number=self.number(),
            payer=Party(),
            charge=self._charge(lines),
            lines=tuple(lines),
            claim_type=CLAIM_TYPES.get(kind, kind or "837P"),
            facility_type=facility,
            frequency=frequency or "1",
            filing_indicator=root.extension("filing-indicator").text("valueString"),
            billing_provider=root.party("provider"),
            payer_claim_number=self._related("payer"),
            original_claim_number=self._related("prior"),
            patient_key=root.patient("patient"),
            service_from=first or _least([line.service_from for line in lines]),
            service_to=last or _least([line.service_to for line in lines], max),
            submitted_date=root.day("created"),
            currency=self.currency() or "USD",
            where=self.part.where,
        )
        return self.result(self._insured(claim))

    def _line(self, row):
        charge = row.money("net")
        units = row.quantity("quantity")[0]
        if charge is None:
            charge = self._product(row, units)
        if charge is None:
            self.report("fhir.amount.missing", row.at("net"), FATAL)
            return None
        procedure, revenue = read_line_codes(row)
        first, last = row.period("servicedPeriod", "servicedDate")
        number = row.whole("sequence")
        return ClaimServiceLine(
            number="" if number is None else str(number),
            procedure=procedure,
            charge=charge,
            units=units,
            revenue_code=revenue,
            control_number=row.extension("control-number").text("valueString"),
            service_from=first,
            service_to=last,
            where=row.place,
        )

    def _product(self, row, units):
        """FHIR: net is quantity by unit price by factor, where it is not stated."""
        price, factor = row.money("unitPrice"), row.decimal("factor")
        if price is None:
            return None
        return price * (1 if units is None else units) * (factor or 1)

    def _charge(self, lines):
        """The total; FHIR: where it is not stated, the sum of the lines."""
        total = self.root.money("total")
        if total is not None:
            return total
        if not lines:
            self.report("fhir.amount.missing", self.root.at("total"), FATAL)
            return Decimal(0)
        self.report("fhir.total", self.root.at("total"), WARNING)
        return sum((line.charge for line in lines), Decimal(0))

    def _related(self, relationship):
        """The identifier of a related claim."""
        for row in self.root.rows("related"):
            if relationship in [code for code, _ in row.codings("relationship")]:
                target = row.follow("claim").identifier("identifier")
                stated = row.get("claim").identifier("identifier")
                return target or stated or row.identifier("reference")
        return ""

    def _insured(self, claim):
        """The claim with its payer, its place among the payers and the next one."""
        rows = self.root.rows("insurance")
        rows.sort(key=lambda row: row.whole("sequence") or 0)
        focal = [n for n, row in enumerate(rows) if row.data.get("focal") is True]
        own = focal[0] if focal else 0
        payers = [self._payer(row) for row in rows]
        payer = self.root.party("insurer")
        if not payer.identifier and not payer.name and payers:
            payer = payers[own]
        number = own
        if len(rows) == 1 and rows[0].whole("sequence"):
            number = rows[0].whole("sequence") - 1
        following = payers[own + 1] if own + 1 < len(payers) else None
        return replace(
            claim,
            payer=payer,
            sequence=SEQUENCES[min(max(number, 0), len(SEQUENCES) - 1)],
            next_payer=following,
        )

    def _payer(self, row):
        """Who pays of an insurance: the payor of its coverage."""
        coverage = row.follow("coverage")
        for payor in coverage.rows("payor")[:1]:
            # ``payor`` is a list of references; a party is asked for by its member.
            return Node(self, {"": payor.data}, payor.place, coverage.resource).party(
                ""
            )
        return row.party("coverage") if "coverage" in row else Party()


def _least(days, choose=min):
    days = [day for day in days if day]
    return choose(days) if days else None


def _write(claim):
    currency = claim.currency
    kind = TYPE_CODES.get(claim.claim_type, claim.claim_type)
    related = [
        _related(relationship, number)
        for relationship, number in (
            ("prior", claim.original_claim_number),
            ("payer", claim.payer_claim_number),
        )
        if number
    ]
    return part(
        {
            "resourceType": "Claim",
            "extension": [extension("filing-indicator", claim.filing_indicator)],
            "identifier": identifiers(claim.claim_number),
            "status": "active",
            "type": concept(kind, CLAIM_TYPE),
            "use": "claim",
            "patient": token(claim.patient_key) or {"display": "not stated"},
            "billablePeriod": period(claim.service_from, claim.service_to),
            **required("created", claim.submitted_date),
            "insurer": party(claim.payer),
            "provider": party(claim.billing_provider) or {"display": "not stated"},
            "priority": concept("normal"),
            "related": related,
            "supportingInfo": write_supporting(
                bill_type(claim.facility_type, claim.frequency)
            ),
            "insurance": _insurance(claim),
            "item": [_item(line, n, currency) for n, line in enumerate(claim.lines, 1)],
            "total": money(claim.charge, currency),
        }
    )


def _related(kind, number):
    system = HOUSE + "related-claim"
    return {
        "claim": {"identifier": {"value": number}},
        "relationship": concept(kind, system),
    }


def _insurance(claim):
    """One row up to the payer of this claim, and one for the next."""
    own = max(SEQUENCES.find(claim.sequence), 0) + 1
    rows = []
    for number in range(1, own + 1):
        focal = number == own
        coverage = party(claim.payer) if focal else None
        rows.append(
            {
                "sequence": number,
                "focal": focal,
                "coverage": coverage or {"display": "not stated"},
            }
        )
    if claim.next_payer is not None:
        coverage = party(claim.next_payer) or {"display": "not stated"}
        rows.append({"sequence": own + 1, "focal": False, "coverage": coverage})
    return rows


def _item(line, ordinal, currency):
    number = int(line.number) if line.number.isdecimal() else ordinal
    return {
        "extension": [extension("control-number", line.control_number)],
        "sequence": number,
        **write_procedure(line.procedure, line.revenue_code),
        "servicedPeriod": period(line.service_from, line.service_to),
        "quantity": quantity(line.units),
        "net": money(line.charge, currency),
    }
