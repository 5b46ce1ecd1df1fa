"""Copies of claims that were sent to payers become operational records."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..money import exact, ledger

REPLACEMENT = "7"
VOID = "8"


class HealthcareHandlerClaim(models.AbstractModel):
    """Canonical ``claim`` to ``healthcare.claim``; no ledger effect here."""

    _name = "healthcare.handler.claim"
    _inherit = "healthcare.handler"
    _description = "Claim handler"

    @api.model
    def _apply(self, incoming):
        """One claim per document; two look-ups and one create for the whole batch.

        Rejected: ``claim.number.missing``, ``claim.payer.unknown``,
        ``claim.lines.total`` (lines that do not sum to the charge),
        ``claim.amount.decimals``, ``claim.currency.foreign``. Conflict:
        ``claim.version.differs`` when the version is here with another charge.
        """
        company = self.env.company
        payers = self.env["healthcare.payer.identifier"]._payers(
            {
                party.identifier
                for row in incoming
                for party in (row.document.payer, row.document.next_payer)
                if party
            },
            company,
        )
        known = self._known(incoming, company)
        outcomes, fresh = [None] * len(incoming), []
        for index, row in enumerate(incoming):
            wrong = self._wrong(row.document, payers, company)
            if wrong:
                outcomes[index] = wrong
                continue
            key = self._key(row.document, payers[row.document.payer.identifier].id)
            if key in known:
                outcomes[index] = self._repeated(row.document, known[key])
                continue
            values = self._values(row.document, payers, company)
            known[key] = None
            fresh.append((index, key, values))
        self._create(incoming, fresh, known, outcomes)
        return outcomes

    def _create(self, incoming, fresh, known, outcomes):
        claims = self.env["healthcare.claim"].with_context(tracking_disable=True)
        created = claims.create([values for _index, _key, values in fresh])
        created._add_event("submitted", "claim")
        for (index, key, _values), claim in zip(fresh, created, strict=True):
            known[key] = claim
            document = incoming[index].document
            self._link_original(claim)
            outcomes[index] = Outcome.done(
                touched=[
                    Touched(claim._name, claim.id, "created", document.where, None)
                ],
                arrived=[self._subject(document)],
            )

    def _known(self, incoming, company):
        """``{key: claim}`` of versions that are here."""
        names = [row.document.claim_number for row in incoming]
        claims = self.env["healthcare.claim"].search(
            [("company_id", "=", company.id), ("name", "in", names)]
        )
        found = {}
        for claim in claims:
            key = (claim.name, claim.frequency, claim.payer_id.id)
            if claim.frequency == REPLACEMENT:
                key += (exact(claim.charge), claim.submitted_date or None)
            found[key] = claim
        return found

    @staticmethod
    def _key(document, payer_id):
        key = (document.claim_number, document.frequency or "1", payer_id)
        if document.frequency == REPLACEMENT:
            key += (document.charge, document.submitted_date)
        return key

    def _wrong(self, document, payers, company):
        """An :class:`Outcome` when the claim cannot be taken, else None."""
        if not document.claim_number:
            return Outcome.rejected("claim.number.missing", document.where)
        if document.payer.identifier not in payers:
            return Outcome.rejected(
                "claim.payer.unknown",
                f"{document.where}/payer".strip("/"),
                "Add the payer's id to its contact, then replay the message.",
            )
        if document.currency and document.currency != company.currency_id.name:
            return Outcome.rejected("claim.currency.foreign", document.where)
        amounts = [document.charge, *(line.charge for line in document.lines)]
        if any(amount != round(amount, 2) for amount in amounts):
            return Outcome.rejected("claim.amount.decimals", document.where)
        if document.lines and sum(amounts[1:]) != document.charge:
            return Outcome.rejected(
                "claim.lines.total",
                document.where,
                "The service lines do not add up to the charge of the claim.",
            )
        return None

    @staticmethod
    def _repeated(document, claim):
        """The same version again: a duplicate, or another claim under its number."""
        if claim is None:
            return Outcome.duplicate("claim.repeated")
        touched = (Touched(claim._name, claim.id, "linked", document.where),)
        if exact(claim.charge) == document.charge:
            return Outcome.duplicate("claim.repeated", touched)
        return Outcome("conflict", "claim.version.differs", document.where, "", touched)

    def _values(self, document, payers, company):
        next_payer = document.next_payer and payers.get(document.next_payer.identifier)
        return {
            "name": document.claim_number,
            "company_id": company.id,
            "payer_id": payers[document.payer.identifier].id,
            "next_payer_id": next_payer.id if next_payer else False,
            "patient_key": document.patient_key,
            "claim_type": document.claim_type
            if document.claim_type in ("837P", "837I", "837D")
            else False,
            "frequency": document.frequency or "1",
            "sequence_code": document.sequence
            if document.sequence in ("P", "S", "T")
            else "P",
            "filing_indicator": document.filing_indicator,
            "facility_type": document.facility_type,
            "facility_code": document.billing_provider.identifier,
            "payer_claim_number": document.payer_claim_number,
            "service_from": document.service_from,
            "service_to": document.service_to,
            "submitted_date": document.submitted_date,
            "charge": ledger(document.charge),
            "expected_amount": ledger(round(document.expected, 2))
            if document.expected is not None
            else 0.0,
            "state": "submitted",
            "line_ids": [(0, 0, self._line_values(line)) for line in document.lines],
        }

    @staticmethod
    def _line_values(line):
        return {
            "number": line.number,
            "control_number": line.control_number,
            "procedure": line.procedure,
            "revenue_code": line.revenue_code,
            "units": float(line.units or 0),
            "charge": ledger(line.charge),
            "service_from": line.service_from,
            "service_to": line.service_to,
        }

    def _link_original(self, claim):
        """A replacement or void points at its original; the money stays there."""
        if claim.frequency not in (REPLACEMENT, VOID):
            return
        original = claim.search(
            [
                ("company_id", "=", claim.company_id.id),
                ("name", "=", claim.name),
                ("payer_id", "=", claim.payer_id.id),
                ("id", "!=", claim.id),
                ("original_claim_id", "=", False),
            ],
            order="recognised desc, id",
            limit=1,
        )
        claim.original_claim_id = original
        state = "superseded" if claim.frequency == REPLACEMENT else "void_pending"
        original.state = state
        original._add_event(state, "claim")

    @api.model
    def _natural_key(self, document):
        """Claim number, version and payer."""
        return "|".join(
            (document.claim_number, document.frequency, document.payer.identifier)
        )

    @api.model
    def _subject(self, document):
        """Versions of one claim stay in order."""
        return f"claim:{document.claim_number}"

    @api.model
    def _control_amount(self, document):
        return document.charge

    @api.model
    def _reference(self, document):
        """The claim number."""
        return document.claim_number
