"""FHIR R4 ExplanationOfBenefit <-> Remittance: one claim and its payment."""

from odoo.addons.healthcare_integration_base.document.base import Document

from .fhir_adjudication import write_adjudications
from .fhir_procedures import (
    ACCOUNT,
    RECEIVED,
    bill_type,
    write_procedure,
    write_supporting,
)
from .fhir_remittance import AdjudicatedReading
from .fhir_systems import CARIN_ADJUDICATION, CLAIM_TYPE
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
)
from .reading import many_objects

NOBODY = {"display": "not stated"}


class FhirExplanationOfBenefit(Document):
    """ExplanationOfBenefit, R4 and R4B, also of CARIN Blue Button."""

    code = "fhir_explanation_of_benefit"
    kind = "remittance"
    codec = "fhir"
    reads = "ExplanationOfBenefit"

    def read(self, part):
        """One :class:`Remittance` with one claim."""
        with many_objects():
            return AdjudicatedReading(part).read()

    def writes(self, document):
        """Only what one resource can say: one claim, nothing beside it."""
        return len(document.claims) == 1 and not document.provider_adjustments

    def write(self, document):
        """The only claim of a :class:`Remittance` with its payment."""
        return part(explained(document, document.claims[0], document.payment))


def explained(remittance, claim, payment=None):
    """A claim of a remittance as ExplanationOfBenefit, without its empty members.

    :param payment: what was paid with it; None where a PaymentReconciliation says so.
    """
    currency = remittance.currency
    paid = None
    if payment is not None:
        paid = {
            "amount": money(payment, currency),
            "date": remittance.payment_date,
            "identifier": {"value": remittance.trace_number},
        }
    return {
        "resourceType": "ExplanationOfBenefit",
        "extension": _extensions(claim),
        "identifier": identifiers(claim.payer_claim_number),
        "status": "active",
        "type": concept("professional", CLAIM_TYPE),
        "use": "claim",
        "patient": NOBODY,
        "billablePeriod": period(claim.service_from, claim.service_to),
        **required("created", remittance.production_date),
        "insurer": party(remittance.payer) or NOBODY,
        "provider": party(remittance.payee) or NOBODY,
        "claim": {"identifier": {"value": claim.claim_number}},
        "outcome": "complete",
        "supportingInfo": write_supporting(
            (ACCOUNT, {"valueString": claim.claim_number}),
            bill_type(claim.facility_type, claim.frequency),
            (RECEIVED, {"timingDate": claim.received_date}),
        ),
        "insurance": [{"focal": True, "coverage": party(remittance.payer) or NOBODY}],
        "item": [
            _item(row, number, currency) for number, row in enumerate(claim.services, 1)
        ],
        "adjudication": write_adjudications(currency, adjustments=claim.adjustments),
        "total": _totals(claim, currency),
        "payment": paid,
    }


def _extensions(claim):
    rows = [
        extension("status", claim.status),
        extension("filing-indicator", claim.filing_indicator),
        extension("interest", claim.interest),
        extension("covered", claim.covered),
        extension("crossover-payer", party(claim.crossover_payer)),
    ]
    return rows + [extension("remark", code) for code in claim.remarks]


def _totals(claim, currency):
    rows = write_adjudications(currency, claim.charge, claim.paid)
    if claim.patient_responsibility is not None:
        category = concept("memberliability", CARIN_ADJUDICATION)
        amount = money(claim.patient_responsibility, currency)
        rows.append({"category": category, "amount": amount})
    return rows


def _item(row, number, currency):
    rows = [
        extension("control-number", row.control_number),
        extension("submitted-procedure", row.submitted_procedure),
    ]
    return {
        "extension": rows + [extension("remark", code) for code in row.remarks],
        "sequence": number,
        **write_procedure(row.procedure, row.revenue_code),
        "servicedDate": row.service_date,
        "quantity": quantity(row.units),
        "adjudication": write_adjudications(
            currency, row.charge, row.paid, row.allowed, row.adjustments
        ),
    }
