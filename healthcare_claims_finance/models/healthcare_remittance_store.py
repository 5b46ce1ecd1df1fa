"""A remittance to rows and back: nothing is lost between the document and the table."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical.party import Party
from odoo.addons.healthcare_integration_base.canonical.remittance import (
    ProviderAdjustment,
    Remittance,
)

from ..money import exact, ledger
from ..posting_adjudication import claim_signature, line_signature
from ..posting_tables import PROVIDER_ROLES, classify
from ..posting_types import ZERO
from ..remittance_identity import content_of, identity_of


class HealthcareRemittance(models.Model):
    """Stores canonical documents and reads them back."""

    _inherit = "healthcare.remittance"

    @api.model
    def _store(self, document, payer, **more):
        """The record of a canonical ``Remittance`` with all its loops."""
        company = self.env.company
        sums = self._totals(document)
        remittance = self.with_context(tracking_disable=True).create(
            {
                "name": document.trace_number or document.where or "-",
                "company_id": company.id,
                "payer_id": payer.id,
                "payer_code": document.payer.identifier
                or next(iter(document.payer_ids), False),
                "payer_trace_id": document.payer_trace_id,
                "payee_code": document.payee.identifier,
                "handling": document.handling,
                "method": document.method,
                "credit_debit": document.credit_debit,
                "payment_date": document.payment_date,
                "production_date": document.production_date,
                "payment": ledger(document.payment),
                "stated_currency": document.currency,
                "interchange_number": document.interchange_number,
                "set_number": document.set_number,
                "where": document.where,
                "identity": identity_of(document),
                "content_hash": content_of(document),
                "expected_trace": document.trace_number,
                "settlement_state": "awaiting_eft"
                if document.payment
                else "not_applicable",
                "claim_count": len(document.claims),
                **sums,
                **more,
            }
        )
        remittance._store_claims(document)
        remittance._store_provider_adjustments(document)
        return remittance

    @api.model
    def _totals(self, document):
        sums = dict.fromkeys(("CO", "PR", "OA", "PI"), ZERO)
        for claim in document.claims:
            for item in claim.all_adjustments():
                sums[item.group] = sums.get(item.group, ZERO) + item.amount
        return {
            "charge_total": ledger(sum((c.charge for c in document.claims), ZERO)),
            "paid_total": ledger(sum((c.paid for c in document.claims), ZERO)),
            "plb_total": ledger(
                sum((row.amount for row in document.provider_adjustments), ZERO)
            ),
            **{
                f"{group.lower()}_total": ledger(sums[group])
                for group in ("CO", "PR", "OA", "PI")
            },
        }

    def _store_claims(self, document):
        claims = self.env["healthcare.remittance.claim"].create(
            [
                self._claim_values(claim, ordinal)
                for ordinal, claim in enumerate(document.claims, 1)
            ]
        )
        lines, adjustments = [], []
        for record, claim in zip(claims, document.claims, strict=True):
            base = {"remittance_claim_id": record.id, "company_id": self.company_id.id}
            loops = [(0, claim), *enumerate(claim.services, 1)]
            lines += [
                base | self._line_values(service, number)
                for number, service in loops[1:]
            ]
            rows = [
                (number, item) for number, loop in loops for item in loop.adjustments
            ]
            adjustments += [
                base | self._adjustment_values(item, number, place)
                for place, (number, item) in enumerate(rows, 1)
            ]
        self.env["healthcare.remittance.line"].create(lines)
        self.env["healthcare.remittance.adjustment"].create(adjustments)

    def _claim_values(self, claim, ordinal):
        crossover = claim.crossover_payer
        return {
            "remittance_id": self.id,
            "company_id": self.company_id.id,
            "ordinal": ordinal,
            "claim_number": claim.claim_number or "-",
            "payer_claim_number": claim.payer_claim_number,
            "status": claim.status,
            "charge": ledger(claim.charge),
            "paid": ledger(claim.paid),
            "patient_responsibility": ledger(claim.patient_responsibility or ZERO),
            "patient_stated": claim.patient_responsibility is not None,
            "interest": ledger(claim.interest or ZERO),
            "filing_indicator": claim.filing_indicator,
            "facility_type": claim.facility_type,
            "frequency": claim.frequency,
            "crossover_code": crossover.identifier if crossover else False,
            "service_from": claim.service_from,
            "service_to": claim.service_to,
            "received_date": claim.received_date,
            "remarks": " ".join(claim.remarks),
            "where": claim.where,
            "signature": "" if claim.services else claim_signature(claim),
        }

    @staticmethod
    def _line_values(service, ordinal):
        return {
            "ordinal": ordinal,
            "control_number": service.control_number,
            "procedure": service.procedure,
            "submitted_procedure": service.submitted_procedure,
            "revenue_code": service.revenue_code,
            "units": float(service.units or 0),
            "charge": ledger(service.charge),
            "paid": ledger(service.paid),
            "allowed": ledger(service.allowed or ZERO),
            "service_date": service.service_date,
            "remarks": " ".join(service.remarks),
            "where": service.where,
            "signature": line_signature(service),
        }

    @staticmethod
    def _adjustment_values(item, line_ordinal, ordinal):
        return {
            "line_ordinal": line_ordinal,
            "ordinal": ordinal,
            "group_code": item.group or "-",
            "reason_code": item.reason or "-",
            "amount": ledger(item.amount),
            "quantity": float(item.quantity or 0),
            "class_name": classify(item.group, item.reason),
            "where": item.where,
        }

    def _store_provider_adjustments(self, document):
        self.env["healthcare.remittance.plb"].create(
            [
                {
                    "remittance_id": self.id,
                    "company_id": self.company_id.id,
                    "ordinal": ordinal,
                    "provider": item.provider,
                    "fiscal_date": item.fiscal_date,
                    "code": item.code or "-",
                    "reference": item.reference,
                    "amount": ledger(item.amount),
                    "role": PROVIDER_ROLES.get(item.code, "PLB_SUSPENSE"),
                    "where": item.where,
                }
                for ordinal, item in enumerate(document.provider_adjustments, 1)
            ]
        )

    def _document(self):
        """The canonical ``Remittance`` again, from the rows; amounts exact."""
        self.ensure_one()
        return Remittance(
            trace_number=self.name,
            payment=exact(self.payment),
            claims=tuple(claim._document() for claim in self.claim_ids),
            provider_adjustments=tuple(
                ProviderAdjustment(
                    row.provider or "",
                    row.code,
                    exact(row.amount),
                    row.reference or "",
                    row.fiscal_date or None,
                    row.where or "",
                )
                for row in self.plb_ids
            ),
            payer_trace_id=self.payer_trace_id or "",
            handling=self.handling or "",
            credit_debit=self.credit_debit or "",
            method=self.method or "",
            payment_date=self.payment_date or None,
            production_date=self.production_date or None,
            payer=Party(self.payer_code or "", "payer_id"),
            payee=Party(self.payee_code or ""),
            currency=self.stated_currency or "",
            where=self.where or "",
        )
