"""A clearinghouse that sends claim copies, and a payer that decides about claims.

What a payer says first of all, that a claim arrived and was taken in, is in
:mod:`.acknowledging`.

The claims of the 837P are invented here. The 835 is drawn from the claims as the
hospital has them on file: numbers, charges and services are theirs, only the decision
is the payer's.
"""

from dataclasses import dataclass
from decimal import Decimal

from .acknowledging import acknowledge
from .formats import canonical, read, receipt, seal

CENT = Decimal("0.01")
ZERO = Decimal(0)
#: CLP02: processed as primary, denied.
PRIMARY, DENIED = "1", "4"


@dataclass(frozen=True)
class Share:
    """An adjustment as part of the charge: group, reason, share from 0 to 1."""

    group: str
    reason: str
    part: Decimal


@dataclass(frozen=True)
class Decision:
    """What a payer decides: ``shares`` of every service; ``denied`` says that the last
    service is refused whole with this group and reason.
    """

    name: str
    shares: tuple = ()
    denied: tuple = ()


FULL = Decision("full payment")
CONTRACTUAL = Decision("contractual", (Share("CO", "45", Decimal("0.35")),))
PATIENT = Decision(
    "patient responsibility",
    (
        Share("CO", "45", Decimal("0.30")),
        Share("PR", "1", Decimal("0.15")),
        Share("PR", "2", Decimal("0.10")),
    ),
)
DENIAL = Decision(
    "denied line", (Share("CO", "45", Decimal("0.25")),), denied=("CO", "50")
)
DECISIONS = (FULL, CONTRACTUAL, PATIENT, DENIAL)


class Clearinghouse:
    """Passes on copies of what the hospital's billing system sent to the payers."""

    def __init__(self, address, hospital):
        self.address = address
        self.hospital = hospital

    def copies(self, claims, number, created_at):
        """Claims (canonical) as one 837P file, one transaction set each."""
        return seal(claims, self.address, self.hospital, number, created_at)


class Payer:
    """One health plan.

    :param party: canonical Party of the payer, ``payee`` of the hospital
    :param trace_id: TRN03, ``1`` and the tax id
    """

    def __init__(self, party, trace_id, payee, address, hospital):
        self.party = party
        self.trace_id = trace_id
        self.payee = payee
        self.address = address
        self.hospital = hospital

    def remit(self, trace, claims, day):
        """One payment for ``claims`` (as of :meth:`decide`) dated ``day``."""
        return canonical.Remittance(
            trace_number=trace,
            payment=sum((claim.paid for claim in claims), ZERO),
            claims=tuple(claims),
            payer_trace_id=self.trace_id,
            handling="I",
            method="ACH",
            payment_date=day,
            production_date=day,
            payer=self.party,
            payer_ids=(self.party.identifier,),
            payee=self.payee,
        )

    def decide(self, claim, decision):
        """The claim of an 835 for a claim on file.

        :param claim: dict with ``number``, ``charge`` (text), ``lines`` (dicts with
            ``procedure``, ``charge``, ``control_number``), ``service_date`` (date)
        """
        services = [
            self._service(claim, line, decision, line is claim["lines"][-1])
            for line in claim["lines"]
        ]
        paid = sum((service.paid for service in services), ZERO)
        return canonical.RemittanceClaim(
            claim_number=claim["number"],
            status=PRIMARY if paid else DENIED,
            charge=Decimal(claim["charge"]),
            paid=paid,
            patient_responsibility=_patient(services),
            filing_indicator="12",
            payer_claim_number=f"ICN{claim['number']}",
            facility_type="11",
            frequency="1",
            services=tuple(services),
            service_from=claim["service_date"],
            service_to=claim["service_date"],
        )

    def _service(self, claim, line, decision, last):
        charge = Decimal(line["charge"])
        if decision.denied and last:
            rows = [canonical.Adjustment(*decision.denied, charge)]
        else:
            rows = [
                canonical.Adjustment(
                    share.group, share.reason, (charge * share.part).quantize(CENT)
                )
                for share in decision.shares
            ]
        return canonical.RemittanceService(
            procedure=line["procedure"],
            charge=charge,
            paid=charge - sum((row.amount for row in rows), ZERO),
            units=Decimal(1),
            control_number=line["control_number"] or "",
            service_date=claim["service_date"],
            adjustments=tuple(rows),
        )

    def stranger(self, number, like):
        """A claim that the hospital does not know, made after one that it knows."""
        return self.decide(like | {"number": number}, CONTRACTUAL)

    def receipt(self, payload, number, created_at):
        """The 999 that answers a file: what of it could be read."""
        documents = receipt(payload)
        return seal(documents, self.address, self.hospital, number, created_at)

    def acknowledge(self, payload, number, created_at):
        """The 277CA that answers an 837 file: every claim is accepted or rejected."""
        documents = acknowledge(read(payload, "claim"), self.party, created_at)
        return seal(documents, self.address, self.hospital, number, created_at)

    def file(self, remittances, number, created_at):
        """Payments as one 835 file."""
        return seal(remittances, self.address, self.hospital, number, created_at)


def _patient(services):
    rows = [row for service in services for row in service.adjustments]
    return sum((row.amount for row in rows if row.group == "PR"), ZERO)
