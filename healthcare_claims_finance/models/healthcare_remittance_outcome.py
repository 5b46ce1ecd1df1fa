"""After posting: states of claims, cases with owners, and what the message is told."""

from collections import defaultdict
from dataclasses import replace

from odoo import models

from ..money import exact, ledger
from ..posting_tables import DENIED_CLASSES
from ..posting_types import ZERO
from .healthcare_remittance_process import Result

EXCEPTION_CODES = {
    "unmatched_claim": "UNMATCHED_CLAIM",
    "unmatched_reversal": "UNMATCHED_REVERSAL",
    "charge_mismatch": "CHARGE_MISMATCH",
    "date_mismatch": "DATE_MISMATCH",
    "out_of_balance_claim": "OUT_OF_BALANCE_CLAIM",
    "predetermination_paid": "PREDETERMINATION_PAID",
    "denial": "DENIAL",
    "noncovered_patient": "NONCOVERED_PATIENT",
    "underpayment": "UNDERPAYMENT",
    "overpayment_review": "OVERPAYMENT_REVIEW",
    "credit_balance": "CREDIT_BALANCE",
    "cob_review": "COB_REVIEW",
    "adjustment_capped": "ADJUSTMENT_CAPPED",
    "unidentified_takeback": "UNIDENTIFIED_TAKEBACK",
    "plb_review": "PLB_REVIEW",
}
DENIED = ("denial", "noncovered_patient")


class HealthcareRemittance(models.Model):
    """Turns the engine's answer into records that somebody owns."""

    _inherit = "healthcare.remittance"

    def _write_decision(self, document, posting, matches):
        """Match results and states of the claim payments."""
        results = {row.ordinal: row for row in posting.claims}
        for record, match in zip(self.claim_ids, matches, strict=True):
            result = results[record.ordinal]
            claim = match.claim
            values = {
                "state": result.state,
                "hold": match.hold or False,
                "claim_id": claim.id if claim and result.state != "excluded" else False,
                "method": match.method or False,
                "candidate_id": match.candidate.id if match.candidate else False,
            }
            if values["method"] and not values["claim_id"]:
                values["candidate_id"] = claim.id
                values["method"] = False
            record.write(values)
            if result.reverses:
                self.env["healthcare.remittance.claim"].browse(
                    result.reverses
                ).reversed_by_id = record

    def _conclude(self, document, posting, books):
        """States, cases and findings of a remittance that was decided."""
        state = posting.result
        self.write(
            {
                "state": state,
                "problem": " ".join(posting.errors) or False,
                "balance_badge": posting.checks[0].level
                if posting.checks
                else "balanced",
                "warnings": ", ".join(f"{rule} {at}" for rule, at in posting.warnings),
                "unmatched_count": sum(
                    row.state in ("suspended", "excluded") for row in posting.claims
                ),
                "denied_count": sum(case.kind == "denial" for case in posting.cases),
            }
        )
        self._settle_reversed_cases(posting)
        findings, touched = self._open_cases(posting)
        touched += self._update_claims(document, posting, books)
        if self.move_id:
            touched.append(self._touch("created", self.move_id))
            self.env["account.bank.statement.line"]._healthcare_apply_waiting(self)
        return Result(state, findings, [self._touch("created"), *touched])

    def _open_cases(self, posting):
        """(findings, touched) of every case; denials become records of their own."""
        denied = [case for case in posting.cases if case.kind in DENIED]
        denials = self.env["healthcare.denial.case"]._open_many(self, denied)
        findings, touched = [], []
        for case, record in zip(denied, denials, strict=True):
            if record.was_known:
                continue
            findings.append(self._case_finding(case, record.case))
            touched.append(self._touch("created", record.case, case.where, case.amount))
        by_ordinal = {row.ordinal: row for row in self.claim_ids}
        for case in posting.cases:
            if case.kind in DENIED:
                continue
            record = self._case_record(case, by_ordinal)
            findings.append(self._case_finding(case, record))
        return findings, touched

    def _case_record(self, case, by_ordinal):
        """What a case stands on: our claim, else the payment, else the remittance."""
        if case.claim:
            return self.env["healthcare.claim"].browse(case.claim)
        return by_ordinal.get(case.ordinal, self)

    def _case_finding(self, case, record):
        kind = EXCEPTION_CODES[case.kind]
        summary = self.env._(
            "%(name)s in remittance %(remittance)s. %(code)s",
            name=self._exception_name(kind),
            remittance=self.name,
            code=case.code or case.reference or "",
        ).strip()
        finding = self._finding(kind, summary, record, case.amount, case.where)
        if record._name != "healthcare.denial.case":
            return finding
        return replace(finding, deadline=record.deadline, user_id=record.user_id.id)

    def _exception_name(self, kind):
        kinds = self.env["healthcare.exception.type"].sudo()
        return kinds.search([("code", "=", kind)]).name or kind

    def _settle_reversed_cases(self, posting):
        """A payment that was taken back takes its denials along."""
        keys = [row.reverses for row in posting.claims if row.reverses]
        if keys:
            self.env["healthcare.denial.case"].search(
                [("remittance_claim_id", "in", keys)]
            )._supersede()

    def _update_claims(self, document, posting, books):
        """Sums and states of the claims; returns what was touched."""
        sums = defaultdict(lambda: defaultdict(lambda: ZERO))
        for row in posting.rows:
            if row.claim:
                sums[row.claim][self._sum_name(row)] += row.amount
        for result in posting.claims:
            account = books.in_order[result.ordinal - 1]
            if account is None or result.state not in ("posted", "duplicate"):
                continue
            denied = sum(
                (result.classes.get(name, ZERO) for name in DENIED_CLASSES), ZERO
            )
            sums[account.claim]["denied_amount"] += denied
        results = defaultdict(list)
        for result, account in zip(posting.claims, books.in_order, strict=True):
            if account is not None:
                results[account.claim].append(result)
        claims = self.env["healthcare.claim"].browse(results)
        accounts = {account.claim: account for account in books.accounts.values()}
        touched, events = [], []
        for claim in claims:
            mine, paid = results[claim.id], sums[claim.id]["paid_amount"]
            where = document.claims[mine[-1].ordinal - 1].where
            code = claim._after_remittance(
                self, accounts[claim.id], sums[claim.id], mine, document
            )
            if code:
                events.append(claim._event_values(code, "remittance", where, paid))
            touched.append(self._touch("updated", claim, where, paid))
        self.env["healthcare.claim.status.event"].sudo().create(events)
        return touched

    @staticmethod
    def _sum_name(row):
        if row.role == "REMIT_CLEARING":
            return "paid_amount"
        if row.role == "AR_PATIENT":
            return "patient_amount"
        if row.role in ("REV_CONTRA", "SEQUESTRATION", "CAP_CONTRA"):
            return "adjusted_amount" if row.component != "estimate" else ""
        return ""


class HealthcareClaim(models.Model):
    """What a remittance changes in a claim."""

    _inherit = "healthcare.claim"

    def _after_remittance(self, remittance, account, sums, results, document):
        """Add the sums, move the state, close denials that were paid after all.

        :return: the code of the event, empty when nothing of it took effect
        """
        self.ensure_one()
        live = [r for r in results if r.state in ("posted", "duplicate", "reversed")]
        values = {
            name: ledger(exact(self[name]) + sums[name])
            for name in ("paid_amount", "adjusted_amount", "patient_amount")
        }
        if not live:
            return ""
        paid = sums["paid_amount"]
        if paid > ZERO and account.open >= ZERO:
            self.denial_ids._paid_after_all(account.open, remittance)
        open_denials = self.denial_ids.filtered("is_open")
        values |= {
            "denied_amount": sum(open_denials.mapped("amount")),
            "remit_date": remittance.payment_date,
            "adjudicated": any(r.state != "reversed" for r in live) or self.adjudicated,
            "state": self._state_after(account, results, values, open_denials),
        }
        if remittance.payer_id == self.payer_id:
            values |= {
                "allowance_open": ledger(account.estimate),
                "gross_up_open": ledger(account.gross_up),
            }
        number = document.claims[live[-1].ordinal - 1].payer_claim_number
        if number and remittance.payer_id == self.payer_id:
            values["payer_claim_number"] = number
        self.write(values)
        return "reversed" if live[-1].state == "reversed" else values["state"]

    def _state_after(self, account, results, values, open_denials):
        """The claim's state by what is open and why."""
        if results[-1].state == "reversed":
            return "awaiting_remit"
        kinds = {case.kind for result in results for case in result.cases}
        if "denial" in kinds or open_denials.filtered(lambda c: c.kind == "denial"):
            return "partially_denied" if values["paid_amount"] > 0 else "denied"
        waits = account.next_payer and any(
            row.component == "next_payer" for result in results for row in result.rows
        )
        return "awaiting_remit" if waits else "paid"
