"""What a payer's front door says of claims (277CA): taken in, or turned away."""

import hashlib
from dataclasses import dataclass, field, replace

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
CLAIM_REJECTED = "CLAIM_REJECTED"


@dataclass(slots=True)
class Known:
    """What a batch knows of its claims: ``seen`` answers as ``(claim id, reference)``,
    the new ``events``, claims ``accepted`` and not turned away again since, and the
    latest day on which each was ``rejected``."""

    seen: set
    events: list = field(default_factory=list)
    accepted: set = field(default_factory=set)
    rejected: dict = field(default_factory=dict)

    def note_rejection(self, claim_id, day):
        """A claim was turned away on ``day`` (None: not said)."""
        if day:
            self.rejected[claim_id] = max(day, self.rejected.get(claim_id, day))

    def is_overtaken(self, claim_id, day):
        """Whether a claim was turned away after ``day``."""
        return bool(day) and day < self.rejected.get(claim_id, day)

    def without_answered(self, outcome):
        """An outcome without questions that a later answer of the batch has settled."""
        findings = tuple(
            row
            for row in outcome.findings
            if row.type_code != CLAIM_REJECTED or row.res_id not in self.accepted
        )
        return replace(outcome, findings=findings)


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
        """One outcome per document; three look-ups for the whole batch.

        Waiting for ``claim:<number>`` when none of its claims is here; ``partly`` with
        a finding when some are not. Duplicate when every line was applied before.
        """
        claims = self._claims(incoming)
        known = self._known(claims)
        outcomes = [self._one(row, claims, known) for row in incoming]
        self.env["healthcare.claim.status.event"].sudo().create(known.events)
        self.env["healthcare.exception"]._resolve_for(
            self.env["healthcare.claim"].browse(known.accepted),
            [CLAIM_REJECTED],
            self.env._("The payer accepted the claim."),
        )
        return [known.without_answered(outcome) for outcome in outcomes]

    def _claims(self, incoming):
        """``{(payer, claim number): the latest version}`` of the company's claims, of a
        payer that answers; under ``None`` the latest of any, for clearinghouses."""
        numbers = {x.claim_number for row in incoming for x in row.document.claims}
        found = self.env["healthcare.claim"].search(
            [("company_id", "=", self.env.company.id), ("name", "in", list(numbers))],
            order="id",
        )
        payers = self.env["healthcare.payer.identifier"]._payers(
            {row.document.source.identifier for row in incoming} - {""},
            self.env.company,
        )
        sources = {payer.id: name for name, payer in payers.items()}
        claims = {(None, claim.name): claim for claim in found}
        for claim in found:
            source = sources.get(claim.payer_id.id)
            if source:
                claims[source, claim.name] = claim
        return claims

    def _known(self, claims):
        """What was said of these claims before."""
        events = self.env["healthcare.claim.status.event"].search(
            [
                ("claim_id", "in", list({claim.id for claim in claims.values()})),
                ("source", "=", "acknowledgment"),
                ("reference", "!=", False),
            ]
        )
        known = Known({(event.claim_id.id, event.reference) for event in events})
        for event in events:
            if event.code == REJECTED:
                known.note_rejection(event.claim_id.id, event.effective_date)
        return known

    def _one(self, row, claims, known):
        document, touched, findings, unknown = row.document, [], [], []
        repeated, source = 0, row.document.source.identifier
        for ordinal, answer in enumerate(document.claims, 1):
            number = answer.claim_number
            claim = claims.get((source, number)) or claims.get((None, number))
            if claim is None:
                unknown.append(answer)
                continue
            reference = self._identity(document, ordinal, answer)
            touched.append(Touched(claim._name, claim.id, "updated", answer.where))
            if (claim.id, reference) in known.seen:
                repeated += 1
                continue
            known.seen.add((claim.id, reference))
            day = self._day(answer)
            known.events.append(
                claim._acknowledgment_values(answer.outcome, answer, reference, day)
            )
            day = day or document.processed_date
            findings += self._settle(claim, answer, day, known)
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

    def _settle(self, claim, answer, day, known):
        """State of one claim; the questions it leaves."""
        outcome = answer.outcome
        if answer.payer_claim_number and not claim.payer_claim_number:
            claim.payer_claim_number = answer.payer_claim_number
        if outcome == ACCEPTED:
            # An answer that comes late says nothing of what was sent after it.
            if not known.is_overtaken(claim.id, day):
                known.accepted.add(claim.id)
                self._accept(claim, day)
            return []
        if outcome == REJECTED:
            known.accepted.discard(claim.id)
            known.note_rejection(claim.id, day)
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
        return self._finding(CLAIM_REJECTED, claim, summary, answer)

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
    def _identity(self, document, ordinal, answer):
        """Which line of which answer, and what it says: some payers number every
        answer alike, and none of them must be taken for a repetition."""
        codes = self.env["healthcare.claim"]._payer_codes(answer.reports)
        said = f"{self._day(answer)}|{'|'.join(codes)}"
        digest = hashlib.sha256(said.encode()).hexdigest()[:16]
        source = document.source.identifier
        return f"277CA|{source}|{document.reference}|{ordinal}|{digest}"

    @api.model
    def _natural_key(self, document):
        """The payer's own number of the acknowledgment."""
        return f"{document.source.identifier}|{document.reference}"

    @api.model
    def _reference(self, document):
        """The number of the 837 that is answered, else that of the answer."""
        return document.batch_number or document.reference
