"""Money steps of a claim that a person takes: deposits, credit balances, letters."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..money import exact
from ..posting_types import ZERO


class HealthcareClaim(models.Model):
    """Small entries between two roles, matched at once with what they settle."""

    _inherit = "healthcare.claim"

    def _patient_account(self):
        """The patient's account; made when there is none yet."""
        token = self._patient_token()
        partners = self.env["res.partner"]._healthcare_patients(
            [token], self.company_id
        )
        return partners[token].with_env(self.env)

    def action_apply_deposit(self):
        """What the patient paid at the desk pays the patient's share."""
        moves = self.env["account.move"]
        for claim in self:
            moves |= claim._apply_deposit()
        if not moves:
            raise UserError(self.env._("No deposit meets an open share of a patient."))
        return True

    def _apply_deposit(self):
        patient = self._patient_account()
        deposit = self._open_of("PATIENT_DEPOSIT", patient)
        share = self._open_of("AR_PATIENT", patient, self)
        amount = min(-_sum(deposit), _sum(share))
        if amount <= ZERO:
            return self.env["account.move"]
        return self._move_between(
            ("PATIENT_DEPOSIT", patient, deposit),
            ("AR_PATIENT", patient, share),
            amount,
            self.env._("Deposit of claim %(name)s", name=self.name),
        )

    def action_refund_patient(self):
        """A patient's credit on these claims becomes a refund that is due."""
        moves = self.env["account.move"]
        for claim in self:
            patient = claim._patient_account()
            credit = claim._open_of("AR_PATIENT", patient, claim)
            if _sum(credit) >= ZERO:
                continue
            moves |= claim._move_between(
                ("AR_PATIENT", patient, credit),
                ("PATIENT_REFUND_LIAB", patient, credit.browse()),
                -_sum(credit),
                self.env._("Credit of claim %(name)s", name=claim.name),
            )
        if not moves:
            raise UserError(self.env._("No patient has a credit on these claims."))
        return True

    def _accept_overpayment(self, amount):
        """The payer asks for money back and is right: a refund to the payer is due.

        :param Decimal amount: what is owed back, in the company's currency
        """
        self.ensure_one()
        if amount <= ZERO or amount > exact(self.paid_amount):
            raise UserError(
                self.env._("More cannot be owed back than the payer paid for it.")
            )
        nothing = self.env["account.move.line"]
        move = self._move_between(
            ("REV_CONTRA", nothing.partner_id, nothing),
            ("PAYER_REFUND_LIAB", self.payer_id, nothing),
            amount,
            self.env._("Overpayment of claim %(name)s", name=self.name),
        )
        self._add_event("overpayment_accepted", "person", amount=amount)
        return move

    def _open_of(self, role, partner, claim=None):
        """Open items of a role and partner, of one claim where given."""
        domain = [
            ("healthcare_role", "=", role),
            ("partner_id", "=", partner.id),
            ("company_id", "=", self.company_id.id),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
        if claim:
            domain.append(("healthcare_claim_id", "=", claim.id))
        return self.env["account.move.line"].search(domain, order="id")

    def _move_between(self, debit, credit, amount, text):
        """Post D one role, C another, and match both with their open items."""
        self.ensure_one()
        company = self.company_id
        accounts = self.env["healthcare.account.role"]._accounts(company)
        writer = self.env["healthcare.ledger"]
        date, _shifted = writer._date(company, fields.Date.context_today(self))
        sides = ((*debit, amount), (*credit, -amount))
        lines = [
            writer._line(
                accounts[role],
                value,
                company,
                partner.id,
                name=self.name,
                healthcare_role=role,
                healthcare_claim_id=self.id
                if role in ("AR_PATIENT", "AR_PAYER")
                else False,
            )
            for role, partner, _items, value in sides
        ]
        journal = company.healthcare_remittance_journal_id
        move = writer._post(company, journal, date, lines, ref=text)
        pairs = []
        for line, (_role, _partner, items, _value) in zip(
            move.line_ids.sorted("id"), sides, strict=True
        ):
            pairs.append([line.id, *items.ids])
        writer._reconcile(pairs)
        return move


def _sum(items):
    return sum((exact(item.amount_residual) for item in items), ZERO)
