"""Remittance: one payment and the claims it explains (X12 835, one ST/SE).

Balancing is arithmetic of the document, so it lives here. A positive adjustment lowers
the payment, a negative one raises it (TR3 005010X221, section 1.10.2). Three levels:

* service: charge - adjustments = paid
* claim: charge - claim adjustments - service adjustments = paid; the services' charges
  sum to the claim's charge when services are stated
* transaction: sum of paid - provider adjustments = payment amount
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..issue import Issue
from .base import CanonicalDocument, canonical
from .party import Party

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One CAS triplet. ``group`` CO, PR, OA or PI; ``reason`` the CARC."""

    group: str
    reason: str
    amount: Decimal
    quantity: Decimal | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class RemittanceService:
    """One SVC loop; ``procedure`` adjudicated, ``submitted_procedure`` if different."""

    procedure: str
    charge: Decimal
    paid: Decimal
    units: Decimal | None = None
    submitted_procedure: str = ""
    revenue_code: str = ""
    control_number: str = ""
    service_date: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    allowed: Decimal | None = None
    remarks: tuple[str, ...] = ()
    where: str = ""

    def difference(self):
        """What is missing for SVC02 - adjustments = SVC03; 0 when it balances."""
        return self.charge - _total(self.adjustments) - self.paid


@dataclass(frozen=True, slots=True)
class RemittanceClaim:
    """One CLP loop; ``status`` CLP02, ``patient_responsibility`` CLP05 as stated,
    ``covered`` the coverage amount (AMT*AU), which is not part of balancing.
    """

    claim_number: str
    status: str
    charge: Decimal
    paid: Decimal
    patient_responsibility: Decimal | None = None
    filing_indicator: str = ""
    payer_claim_number: str = ""
    facility_type: str = ""
    frequency: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    services: tuple[RemittanceService, ...] = ()
    interest: Decimal | None = None
    crossover_payer: Party | None = None
    service_from: date | None = None
    service_to: date | None = None
    received_date: date | None = None
    remarks: tuple[str, ...] = ()
    where: str = ""
    covered: Decimal | None = None

    def all_adjustments(self):
        """Claim level first, then service level, in the order of the file."""
        rows = list(self.adjustments)
        for service in self.services:
            rows += service.adjustments
        return rows

    def difference(self):
        """What is missing for CLP03 - adjustments = CLP04; 0 when it balances."""
        return self.charge - _total(self.all_adjustments()) - self.paid

    def service_difference(self):
        """Claim charge less the services' charges; 0 without services."""
        if not self.services:
            return ZERO
        return self.charge - sum((s.charge for s in self.services), ZERO)

    def unbalanced(self):
        """Every level of this claim that does not balance, as issues."""
        found = [
            _unbalanced("service", service.where)
            for service in self.services
            if service.difference()
        ]
        if self.difference():
            found.append(_unbalanced("claim", self.where))
        if self.service_difference():
            found.append(_unbalanced("claim_services", self.where))
        return found


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """One PLB pair. ``code`` PLB03-1, ``reference`` PLB03-2; positive takes money."""

    provider: str
    code: str
    amount: Decimal
    reference: str = ""
    fiscal_date: date | None = None
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class Remittance(CanonicalDocument):
    """One payment; ``handling`` BPR01, ``method`` BPR04, ``payment_date`` BPR16.

    ``trace_number`` TRN02, ``payer_trace_id`` TRN03; ``payee`` 1000B.
    """

    KIND = "remittance"
    SCHEMA_VERSION = 1

    trace_number: str
    payment: Decimal
    claims: tuple[RemittanceClaim, ...] = ()
    provider_adjustments: tuple[ProviderAdjustment, ...] = ()
    payer_trace_id: str = ""
    handling: str = ""
    credit_debit: str = "C"
    method: str = ""
    payment_date: date | None = None
    production_date: date | None = None
    payer: Party = Party()
    payer_ids: tuple[str, ...] = ()
    payee: Party = Party()
    payee_tax_id: str = ""
    currency: str = "USD"
    interchange_number: str = ""
    set_number: str = ""
    where: str = ""

    def difference(self):
        """What is missing for sum of paid - PLB = BPR02; 0 when it balances."""
        paid = sum((claim.paid for claim in self.claims), ZERO)
        return paid - _total(self.provider_adjustments) - self.payment

    def issues(self):
        """Every level that does not balance, as issues without amounts."""
        found = []
        for claim in self.claims:
            found += claim.unbalanced()
        if self.difference():
            found.append(_unbalanced("transaction", self.where))
        if self.payment < 0:
            found.append(Issue("remittance.payment.negative", self.where, "fatal"))
        return found


def _unbalanced(level, where):
    return Issue(
        f"remittance.balance.{level}",
        where,
        "fatal",
        "Charge less adjustments is not the amount paid.",
    )


def _total(rows):
    return sum((row.amount for row in rows), ZERO)
