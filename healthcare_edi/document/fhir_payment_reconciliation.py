"""FHIR R4 PaymentReconciliation <-> Remittance: one payment for many claims.

The adjudication of a claim is in the ClaimResponse or ExplanationOfBenefit that a
detail refers to; both come in one bundle. A claim whose adjudication is not in the
payload is left out with an issue: its charge is unknown, and the remittance does not
balance until it is there. Details of other types are adjustments of the payment.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    ProviderAdjustment,
    Remittance,
)
from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.document.base import Document

from ..codec.fhir import Around
from .fhir_explanation_of_benefit import explained
from .fhir_reading import Reading
from .fhir_remittance import AdjudicatedReading
from .fhir_systems import HOUSE, PAYMENT_TYPE
from .fhir_writing import concept, full, money, part, party, required
from .reading import many_objects

REFUSED = ("cancelled", "draft", "entered-in-error")
#: Detail.type of what was paid for a claim; any other is an adjustment.
PAYMENT = "payment"
#: What the adjudication is, by type -> member of it that refers to the claim.
ADJUDICATED = {"ExplanationOfBenefit": "claim", "ClaimResponse": "request"}
REASONS = HOUSE + "provider-adjustment"


class FhirPaymentReconciliation(Document):
    """PaymentReconciliation, R4 and R4B."""

    code = "fhir_payment_reconciliation"
    kind = "remittance"
    codec = "fhir"
    reads = "PaymentReconciliation"

    def read(self, part):
        """One :class:`Remittance` with every claim that can be found."""
        with many_objects():
            return _Reader(part).read()

    def writes(self, document):
        """What one ExplanationOfBenefit cannot say."""
        return len(document.claims) != 1 or bool(document.provider_adjustments)

    def write(self, document):
        """A :class:`Remittance` with an ExplanationOfBenefit for each claim."""
        return _write(document)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.claims, self.adjustments = [], []

    def read(self):
        root = self.root
        self.refuse("status", refused=REFUSED)
        payment = root.money("paymentAmount", mandatory=True)
        for row in root.rows("detail"):
            if self._is_payment(row):
                self._claim(row)
            else:
                self._adjustment(row)
        payer = root.party("paymentIssuer")
        payee = root.party("requestor")
        number = root.get("paymentIdentifier").text("value") or self.number()
        if payment is None:
            return self.result()
        return self.result(
            Remittance(
                trace_number=number,
                payment=payment,
                claims=tuple(self.claims),
                provider_adjustments=tuple(self.adjustments),
                payment_date=root.day("paymentDate"),
                production_date=root.day("created"),
                payer=payer,
                payer_ids=(payer.identifier,) if payer.identifier else (),
                payee=payee,
                payee_tax_id=payee.identifier if payee.scheme == "tax_id" else "",
                currency=self.currency() or "USD",
                where=self.part.where,
            )
        )

    def _is_payment(self, row):
        kinds = [code for code, _system in row.codings("type")]
        return PAYMENT in kinds or not kinds

    def _claim(self, row):
        target = row.follow("response")
        member = ADJUDICATED.get(target.text("resourceType"))
        if member is None:
            self.report("fhir.payment.detail", row.place)
            return
        inner = AdjudicatedReading(
            Part(target.text("resourceType"), target.resource, target.place)
        )
        inner.claim_member = member
        claim = inner.adjudicated()
        inner.currency()
        for currency, place in inner._currencies.items():
            self.seen_currency(currency, place)
        for issue in inner.issues:
            self.report(issue.code, issue.where, issue.severity)
        if claim is None:
            return
        stated = row.money("amount")
        if stated is not None and stated != claim.paid:
            self.report("fhir.payment.differs", row.at("amount"))
        self.claims.append(claim)

    def _adjustment(self, row):
        """What the payer adds is positive in FHIR and negative in a PLB."""
        amount = row.money("amount", mandatory=True)
        if amount is None:
            return
        kinds = row.codings("type")
        code = next((code for code, system in kinds if system == REASONS), kinds[0][0])
        self.adjustments.append(
            ProviderAdjustment(
                provider=row.party("payee").identifier,
                code=code,
                amount=-amount,
                reference=row.identifier("identifier"),
                fiscal_date=row.day("date"),
                where=row.place,
            )
        )


def _write(remittance):
    currency = remittance.currency
    around, details = Around(), []
    for number, claim in enumerate(remittance.claims, 1):
        data = full(explained(remittance, claim) | {"id": f"claim-{number}"})
        # No address: a receiver gives it one; the reference is to type and id.
        where = f"$.entry[{number}].resource"
        around.add("", data, where)
        around.entries.append((data, where, ""))
        details.append(
            {
                "type": concept(PAYMENT, PAYMENT_TYPE),
                "response": {"reference": f"ExplanationOfBenefit/claim-{number}"},
                "amount": money(claim.paid, currency),
            }
        )
    details += [_written(row, currency) for row in remittance.provider_adjustments]
    return part(
        {
            "resourceType": "PaymentReconciliation",
            "status": "active",
            **required("created", remittance.production_date),
            "paymentIssuer": party(remittance.payer),
            "requestor": party(remittance.payee),
            "outcome": "complete",
            **required("paymentDate", remittance.payment_date),
            "paymentAmount": money(remittance.payment, currency),
            "paymentIdentifier": {"value": remittance.trace_number},
            "detail": details,
        },
        around,
    )


def _written(row, currency):
    """An adjustment of the payment as detail."""
    kinds = [(REASONS, row.code), (PAYMENT_TYPE, "adjustment")]
    return {
        "identifier": {"value": row.reference} if row.reference else None,
        "type": {"coding": [{"system": url, "code": code} for url, code in kinds]},
        "payee": {"identifier": {"value": row.provider}} if row.provider else None,
        "date": row.fiscal_date,
        "amount": money(-row.amount, currency),
    }
