"""Which of our claims a payment is for: the ladder of rules, first hit wins."""

from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

from ..money import exact
from ..posting_tables import REVERSAL
from ..posting_types import ZERO
from .healthcare_claim import normal_number


class Match(NamedTuple):
    """The claim (empty when none), the rule, why a person must look, a suggestion."""

    claim: object
    method: str = ""
    hold: str = ""
    candidate: object = None


class HealthcareClaimMatching(models.AbstractModel):
    """Matches all claims of one remittance with one query.

    Order: claim and payer number; claim number and charge with overlapping dates; part
    of a split claim; claim number after normalisation and payer number alone, both only
    where the payer's record allows probable matches; else unmatched.
    """

    _name = "healthcare.claim.matching"
    _description = "Claim matching"

    @api.model
    def _match(self, document, payer, company):
        """One :class:`Match` per claim of ``document``, in file order."""
        candidates = self._candidates(document, payer, company)
        by_name, by_key = defaultdict(list), defaultdict(list)
        by_number = defaultdict(list)
        for claim in candidates:
            by_name[claim.name].append(claim)
            by_key[claim.match_key].append(claim)
            if claim.payer_claim_number:
                by_number[claim.payer_claim_number].append(claim)
        parts = defaultdict(lambda: ZERO)
        for row in document.claims:
            if row.status != REVERSAL:
                parts[row.claim_number] += row.charge
        return [
            self._match_named(row, by_name[row.claim_number], parts)
            if by_name.get(row.claim_number)
            else self._match_probable(row, by_key, by_number, payer)
            for row in document.claims
        ]

    @api.model
    def _candidates(self, document, payer, company):
        """Claims of the payer with one of the numbers, recognised versions first."""
        names = {row.claim_number for row in document.claims if row.claim_number}
        keys = {normal_number(name) for name in names} - {""}
        numbers = {row.payer_claim_number for row in document.claims} - {""}
        claims = self.env["healthcare.claim"].search(
            [
                ("company_id", "=", company.id),
                "|",
                "|",
                ("name", "in", list(names)),
                ("match_key", "in", list(keys)),
                ("payer_claim_number", "in", list(numbers)),
                "|",
                ("payer_id", "=", payer.id),
                ("next_payer_id", "=", payer.id),
            ]
        )
        return claims.sorted(lambda c: (not c.recognised, c.frequency == "8", -c.id))

    def _match_named(self, row, named, parts):
        """The claim number is ours; the charge or the dates may still disagree."""
        for claim in named:
            number = claim.payer_claim_number
            if number and number == row.payer_claim_number:
                return Match(claim, "payer_number")
        for claim in named:
            if exact(claim.charge) == abs(row.charge) and _overlap(claim, row):
                return Match(claim, "exact")
        claim = named[0]
        if row.status == REVERSAL:
            return Match(claim, "exact")
        if parts[row.claim_number] == exact(claim.charge):
            return Match(claim, "split")
        kind = (
            "date_mismatch" if exact(claim.charge) == row.charge else "charge_mismatch"
        )
        return Match(claim.browse(), "", kind, claim)

    def _match_probable(self, row, by_key, by_number, payer):
        """A number that is nearly ours: matched where allowed, else suggested."""
        normal = by_key.get(normal_number(row.claim_number), [])
        numbered = by_number.get(row.payer_claim_number, [])
        nothing = self.env["healthcare.claim"]
        for found, method in ((normal, "normalised"), (numbered, "payer_number_only")):
            if len(set(found)) != 1:
                continue
            if payer.healthcare_match_probable:
                return Match(found[0], method)
            return Match(nothing, "", "", found[0])
        return Match(nothing)


def _overlap(claim, row):
    """Whether service dates overlap; an unstated date does not disagree."""
    if not (claim.service_from and row.service_from):
        return True
    ours = (claim.service_from, claim.service_to or claim.service_from)
    theirs = (row.service_from, row.service_to or row.service_from)
    return ours[0] <= theirs[1] and theirs[0] <= ours[1]
