"""From a stored remittance to a decision: payer, checks, claims, engine, outcome."""

from dataclasses import dataclass, field, replace

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Finding, Touched

from ..money import exact
from ..posting_checks import check_remittance
from ..posting_remittance import post_remittance
from .healthcare_ledger import ControlError

NOT_ACCEPTED = ("4", "22", "23", "25")
"""CLP02 of answers that do not prove that the payer took the claim."""


@dataclass
class Result:
    """What processing a remittance came to; ``code`` its state or why it is held."""

    code: str
    findings: list = field(default_factory=list)
    touched: list = field(default_factory=list)


class HealthcareRemittance(models.Model):
    """Decides. The entry itself is written in ``healthcare_remittance_entry``."""

    _inherit = "healthcare.remittance"

    def _process(self, document=None, post=None):
        """Check, match, decide and, where allowed, post one remittance.

        :param document: its canonical form when at hand, else it is read from the rows
        :param bool post: post now; None leaves it to the company's setting
        :return: :class:`Result`

        What is written to the ledger stands in one savepoint: a control total that
        does not agree takes all of it back and quarantines the remittance.
        """
        self.ensure_one()
        company = self.company_id
        self = self.with_company(company)
        document = document or self._document()
        held = self._hold_reason(document)
        if held:
            return self._quarantine(held, [])
        policy = company._healthcare_policy()
        if self.approver_id:
            policy = replace(policy, approval_writeoff=None)
        checks = check_remittance(document)
        if checks and not policy.allow_partial:
            return self._quarantine("", checks)
        if post is None:
            post = company.healthcare_auto_post or bool(self.approver_id)
        try:
            with self.env.cr.savepoint():
                return self._decide(document, policy, post)
        except ControlError as error:
            return self._quarantine(error.code, [])

    def _hold_reason(self, document):
        """Why nothing can be decided yet; empty when all is known."""
        if not self.payer_id:
            self.payer_id = self._find_payer(document)
        if not self.payer_id:
            return "payer_unknown"
        if document.currency and document.currency != self.currency_id.name:
            return "currency_foreign"
        return ""

    @api.model
    def _find_payer(self, document):
        """The payer by its ids, then by a trace id that only one payer uses."""
        identifiers = self.env["healthcare.payer.identifier"]
        company = self.env.company
        codes = [*document.payer_ids, document.payer.identifier]
        known = identifiers._payers(codes, company)
        for code in codes:
            if code in known:
                return known[code]
        payers = identifiers._payers_by_trace(document.payer_trace_id, company)
        if not payers:
            payers = self._payer_of_claims(document)
        return payers if len(payers) == 1 else payers.browse()

    @api.model
    def _payer_of_claims(self, document):
        """The payers of our claims with these numbers and charges.

        A file that names its payer in words only is still sure when every claim that
        it pays was sent to one and the same payer.
        """
        charges = {c.claim_number: abs(c.charge) for c in document.claims}
        claims = self.env["healthcare.claim"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("name", "in", list(charges)),
            ]
        )
        sure = claims.filtered(lambda c: exact(c.charge) == charges[c.name])
        if set(sure.mapped("name")) != set(charges):
            return claims.payer_id.browse()
        return sure.payer_id

    def _decide(self, document, policy, post):
        matches = self.env["healthcare.claim.matching"]._match(
            document, self.payer_id, self.company_id
        )
        self._recognise_matched(document, matches)
        books = self.env["healthcare.claim.books"]._open_books(
            self, document, matches, policy
        )
        holds = {index: match.hold for index, match in enumerate(matches) if match.hold}
        posting = post_remittance(document, books.in_order, policy, books.recoup, holds)
        if posting.result == "quarantined":
            return self._quarantine("", posting.checks)
        if posting.result == "to_approve" or not post:
            return self._park(posting)
        self._write_decision(document, posting, matches)
        self._write_entry(document, posting, books)
        return self._conclude(document, posting, books)

    def _recognise_matched(self, document, matches):
        """An adjudication proves that the payer accepted the claim: recognise it."""
        claims = self.env["healthcare.claim"]
        for row, match in zip(document.claims, matches, strict=True):
            if match.claim and row.status not in NOT_ACCEPTED:
                claims |= match.claim
        late = claims.filtered(
            lambda c: (
                not c.recognised
                and c.state in ("draft", "ready", "submitted", "accepted", "pended")
            )
        )
        if late:
            late.filtered(lambda c: c.state not in ("accepted", "pended")).write(
                {"state": "accepted", "accepted_date": self.payment_date}
            )
            self.env["healthcare.posting.batch"]._recognise(late)

    def _park(self, posting):
        """Checked, and waiting for a person: to post, or to approve."""
        if posting.result != "to_approve":
            self.write({"state": "balanced", "balance_badge": "balanced"})
            return Result("balanced", touched=[self._touch("created")])
        self.write({"state": "to_approve", "balance_badge": "balanced"})
        text = self.env._(
            "A write-off in remittance %(name)s is above the limit.", name=self.name
        )
        finding = self._finding("APPROVAL_NEEDED", text, amount=exact(self.payment))
        return Result("to_approve", [finding], [self._touch("created")])

    def _check_words(self):
        """What each failed check or reason means, in the words of the trade."""
        return {
            "B1": self.env._("A service line is not charge less adjustments"),
            "B2": self.env._("A claim is not charge less adjustments"),
            "B3": self.env._("A claim is not the sum of its lines"),
            "B4": self.env._("The payment is not what its claims come to"),
            "B5": self.env._("The payment is negative or a debit"),
            "payer_unknown": self.env._("Nobody here is known by the payer's id."),
            "currency_foreign": self.env._("It is in another currency."),
        }

    def _quarantine(self, code, checks):
        """Hold the remittance whole; the exception says exactly which check failed."""
        errors = list(dict.fromkeys(check.notation for check in checks))
        level = checks[0].level if checks else "other"
        self.write(
            {
                "state": "quarantined",
                "problem": code or " ".join(errors),
                "balance_badge": level,
            }
        )
        words = self._check_words()
        places = "; ".join(
            dict.fromkeys(
                f"{words[check.rule]} ({check.rule}, {check.where or '-'})"
                for check in checks
            )
        )
        kinds = {
            "payer_unknown": "PAYER_UNKNOWN",
            "currency_foreign": "CURRENCY_FOREIGN",
            "identity_conflict": "IDENTITY_CONFLICT",
        }
        kind = kinds.get(code, "POSTING_CONTROL" if code else "OUT_OF_BALANCE")
        text = self.env._(
            "Remittance %(name)s is held, nothing was posted. %(why)s",
            name=self.name,
            why=words.get(code, code) or places,
        )
        finding = self._finding(kind, text, amount=exact(self.payment))
        return Result(code or "quarantined", [finding], [self._touch("created")])

    def _finding(self, kind, summary, record=None, amount=None, where=""):
        record = record if record is not None else self
        return Finding(
            kind,
            summary,
            record._name,
            record.id,
            abs(amount) if amount is not None else None,
            self.currency_id.name,
            where=where,
        )

    def _touch(self, action="updated", record=None, where="", amount=None):
        record = record if record is not None else self
        return Touched(record._name, record.id, action, where, amount)
