"""A payment whose claim a person found: out of suspense, into the receivable."""

from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import UserError

from ..money import exact
from ..posting_rules import post_claim
from ..posting_types import Posting, Row
from .healthcare_claim_matching import Match

MATCHED = (
    "UNMATCHED_CLAIM",
    "CHARGE_MISMATCH",
    "DATE_MISMATCH",
    "UNMATCHED_REVERSAL",
    "PREDETERMINATION_PAID",
)


class HealthcareRemittanceClaim(models.Model):
    """Posts what was left out while nobody knew the claim."""

    _inherit = "healthcare.remittance.claim"

    def _match_to(self, claim):
        """Match a suspended payment to ``claim``; returns the journal entry.

        The money moves from suspense to the receivable, the adjustments that were left
        out are posted now, denied amounts become cases. All of it is one savepoint.
        """
        self.ensure_one()
        remittance = self.remittance_id
        if self.state != "suspended":
            raise UserError(self.env._("This payment does not wait for a claim."))
        if claim.company_id != self.company_id:
            raise UserError(self.env._("The claim belongs to another company."))
        if remittance.payer_id not in claim.payer_id | claim.next_payer_id:
            raise UserError(
                self.env._("The claim was not sent to the payer of this payment.")
            )
        with self.env.cr.savepoint():
            return self._post_match(claim)

    def _post_match(self, claim):
        remittance = self.remittance_id.with_company(self.company_id)
        document = self._document()
        alone = replace(remittance._document(), claims=(document,))
        match = Match(claim, "person")
        remittance._recognise_matched(alone, [match])
        policy = self.company_id._healthcare_policy()
        books = self.env["healthcare.claim.books"]._open_books(
            remittance, alone, [match], policy
        )
        result = post_claim(document, books.in_order[0], policy, self.ordinal)
        if result.state == "suspended":
            raise UserError(
                self.env._("No earlier payment of this claim mirrors the reversal.")
            )
        rows = [
            replace(row, role="REMIT_SUSPENSE") if row.role == "REMIT_CLEARING" else row
            for row in result.rows
        ]
        move = self._post_out_of_suspense(rows, books)
        self.write({"state": result.state, "claim_id": claim.id, "method": "person"})
        self._after_match(alone, result, books)
        return move

    def action_return_to_payer(self):
        """Not ours: the money in suspense becomes a refund due to the payer."""
        for row in self:
            if row.state != "suspended" or row.paid <= 0:
                raise UserError(self.env._("There is no money to give back here."))
            with self.env.cr.savepoint():
                row._return_to_payer()
        return True

    def _return_to_payer(self):
        remittance = self.remittance_id.with_company(self.company_id)
        amount = exact(self.paid)
        place = {"partner": remittance.payer_id.id, "ordinal": self.ordinal}
        rows = [
            Row("REMIT_SUSPENSE", amount, where=self.where or "", **place),
            Row("PAYER_REFUND_LIAB", -amount, where=self.where or "", **place),
        ]
        move, _items = remittance._post_rows(
            rows, f"return:{self.ordinal}", fields.Date.context_today(self)
        )
        remittance._write_rows(rows, move)
        self._reconcile_suspense(move)
        self.state = "returned"
        remittance.unmatched_count = len(remittance.unmatched_claim_ids)
        self.env["healthcare.exception"]._resolve_for(
            self,
            MATCHED,
            self.env._("Given back to the payer by %(who)s.", who=self.env.user.name),
        )

    def _reconcile_suspense(self, move):
        """Match the suspense item of ``move`` with the one of this payment.

        A payer may state one claim number twice: the amount tells the items apart.
        """
        amount = exact(self.paid)
        held = move.line_ids.filtered(lambda r: r.healthcare_role == "REMIT_SUSPENSE")
        first = self.remittance_id.move_id.line_ids.filtered(
            lambda r: (
                r.healthcare_role == "REMIT_SUSPENSE"
                and r.name == self.claim_number
                and -exact(r.amount_residual) == amount
            )
        )
        self.env["healthcare.ledger"]._reconcile([(held | first[:1]).ids])

    def _post_out_of_suspense(self, rows, books):
        """The entry of the match, reconciled with the suspense item."""
        remittance = self.remittance_id
        rows = remittance._resolve_patients(rows, books)
        if not any(row.amount for row in rows):
            return self.env["account.move"]
        move, items = remittance._post_rows(
            rows, f"match:{self.ordinal}", remittance._wanted_date()
        )
        remittance._write_rows(rows, move)
        remittance._reconcile_rows(move, items, books)
        self._reconcile_suspense(move)
        remittance._check_claims(books)
        return move

    def _after_match(self, document, result, books):
        """Cases, claim state and the end of the exception."""
        remittance = self.remittance_id
        first = _as_first(result)
        posting = Posting(remittance.state, first.rows, first.cases, claims=[first])
        findings, _touched = remittance._open_cases(
            replace(posting, cases=result.cases)
        )
        remittance._update_claims(document, posting, books)
        exceptions = self.env["healthcare.exception"]
        exceptions._open_many([(f, None, None, self.company_id) for f in findings])
        exceptions._resolve_for(
            self,
            MATCHED,
            self.env._(
                "Matched to claim %(claim)s by %(user)s.",
                claim=self.claim_id.name,
                user=self.env.user.name,
            ),
        )
        remittance.unmatched_count = len(remittance.unmatched_claim_ids)


def _as_first(result):
    """The result as the first and only claim of a document of its own."""
    return replace(result, ordinal=1)
