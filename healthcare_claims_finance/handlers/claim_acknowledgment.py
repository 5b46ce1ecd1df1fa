"""What a payer's front door says of claims (277CA): taken in, or turned away."""

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.canonical.claim_acknowledgment import (
    ACCEPTED,
    CATEGORY_OUTCOMES,
    RECEIVED,
    REJECTED,
)
from odoo.addons.healthcare_integration_base.outcome import Finding, Outcome, Touched

from ..money import exact

#: States in which a claim has not been taken into adjudication yet.
UNDECIDED = ("draft", "ready", "submitted", "rejected")
MISSING = "claim.unknown"


class HealthcareHandlerClaimAcknowledgment(models.AbstractModel):
    """Canonical ``claim_acknowledgment`` to claim states, history and questions.

    A rejection is no denial: the claim never entered adjudication, nothing is posted
    and it is sent again after correction. An acceptance makes a claim due for
    recognition where the company recognises on acceptance.
    """

    _name = "healthcare.handler.claim_acknowledgment"
    _inherit = "healthcare.handler"
    _description = "Claim acknowledgment handler"

    @api.model
    def _apply(self, incoming):
        """One outcome per document; two look-ups for the whole batch.

        Waiting for ``claim:<number>`` when none of its claims is here; ``partly`` with
        a finding when some are not. Duplicate when every line was applied before.
        """
        claims = self._claims(incoming)
        seen, events = self._seen(claims), []
        outcomes = [self._one(row, claims, seen, events) for row in incoming]
        self.env["healthcare.claim.status.event"].sudo().create(events)
        accepted = {row["claim_id"] for row in events if row["code"] == ACCEPTED}
        self.env["healthcare.exception"]._resolve_for(
            self.env["healthcare.claim"].browse(accepted),
            ["CLAIM_REJECTED"],
            self.env._("The payer accepted the claim."),
        )
        return outcomes

    def _claims(self, incoming):
        """``{claim number: the latest version}`` of the company's claims."""
        numbers = {x.claim_number for row in incoming for x in row.document.claims}
        found = self.env["healthcare.claim"].search(
            [("company_id", "=", self.env.company.id), ("name", "in", list(numbers))],
            order="id",
        )
        return {claim.name: claim for claim in found}

    def _seen(self, claims):
        events = self.env["healthcare.claim.status.event"].search(
            [
                ("claim_id", "in", [claim.id for claim in claims.values()]),
                ("source", "=", "acknowledgment"),
                ("reference", "!=", False),
            ]
        )
        return {(event.claim_id.id, event.reference) for event in events}

    def _one(self, row, claims, seen, events):
        document, touched, findings, unknown = row.document, [], [], []
        repeated = 0
        for ordinal, answer in enumerate(document.claims, 1):
            claim = claims.get(answer.claim_number)
            if claim is None:
                unknown.append(answer)
                continue
            reference = self._identity(document, ordinal)
            touched.append(Touched(claim._name, claim.id, "updated", answer.where))
            if (claim.id, reference) in seen:
                repeated += 1
                continue
            seen.add((claim.id, reference))
            day = self._day(answer)
            events.append(
                claim._acknowledgment_values(answer.outcome, answer, reference, day)
            )
            findings += self._settle(claim, answer, day or document.processed_date)
        if unknown and len(unknown) == len(document.claims):
            first = unknown[0]
            return Outcome.waiting(MISSING, f"claim:{first.claim_number}", first.where)
        if repeated and repeated == len(document.claims):
            return Outcome.duplicate("acknowledgment.repeated", tuple(touched))
        findings += self._of_levels(document) + self._of_unknown(unknown)
        if unknown:
            return Outcome.partly(MISSING, touched, findings, where=unknown[0].where)
        return Outcome.done(touched, findings)

    @staticmethod
    def _day(answer):
        return next(
            (x.effective_date for x in answer.reports if x.effective_date), None
        )

    def _settle(self, claim, answer, day):
        """State of one claim; the questions it leaves."""
        outcome = answer.outcome
        if answer.payer_claim_number and not claim.payer_claim_number:
            claim.payer_claim_number = answer.payer_claim_number
        if outcome == ACCEPTED:
            self._accept(claim, day)
            return []
        if outcome == REJECTED:
            return [self._reject(claim, answer)]
        if outcome == RECEIVED:
            return []
        summary = self.env._(
            "The acknowledgment of claim %(claim)s has a status that says neither "
            "accepted nor rejected.",
            claim=claim.name,
        )
        return [self._finding("CLAIM_STATUS_UNKNOWN", claim, summary, answer)]

    def _accept(self, claim, day):
        if claim.state in UNDECIDED:
            claim.write(
                {
                    "state": "accepted",
                    "accepted_date": day or fields.Date.context_today(claim),
                }
            )

    def _reject(self, claim, answer):
        """Back to the billing office; a claim in adjudication keeps its state."""
        codes = ", ".join(claim._payer_codes(answer.reports))
        if claim.state in UNDECIDED:
            claim.state = "rejected"
            summary = self.env._(
                "Claim %(claim)s was rejected at the payer's front door: %(codes)s.",
                claim=claim.name,
                codes=codes,
            )
        else:
            summary = self.env._(
                "Claim %(claim)s is in adjudication and the payer's front door rejects "
                "it: %(codes)s.",
                claim=claim.name,
                codes=codes,
            )
        return self._finding("CLAIM_REJECTED", claim, summary, answer)

    def _finding(self, code, claim, summary, answer):
        return Finding(
            code,
            summary,
            claim._name,
            claim.id,
            amount=exact(claim.charge),
            currency=claim.currency_id.name,
            where=answer.where,
        )

    def _of_levels(self, document):
        """A whole 837 or provider that was turned away, without its claims."""
        if document.claims:
            return []
        return [
            Finding(
                "CLAIM_BATCH_REJECTED",
                self.env._("The payer rejected a whole batch of claims."),
                where=level.where,
                amount=level.rejected_amount,
                currency=self.env.company.currency_id.name,
            )
            for level in document.levels
            if any(
                CATEGORY_OUTCOMES.get(report.category) == REJECTED
                for report in level.reports
            )
        ]

    def _of_unknown(self, unknown):
        if not unknown:
            return []
        summary = self.env._(
            "An acknowledgment names %(count)s claims that are not here.",
            count=len(unknown),
        )
        return [Finding("UNKNOWN_CLAIM", summary, where=unknown[0].where)]

    @api.model
    def _identity(self, document, ordinal):
        source = document.source.identifier
        return f"277CA|{source}|{document.reference}|{ordinal}"

    @api.model
    def _natural_key(self, document):
        """The payer's own number of the acknowledgment."""
        return f"{document.source.identifier}|{document.reference}"

    @api.model
    def _reference(self, document):
        """The number of the 837 that is answered, else that of the answer."""
        return document.batch_number or document.reference
