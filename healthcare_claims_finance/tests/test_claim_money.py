from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClaimsCommon, money, payment, remittance


@tagged("post_install", "-at_install")
class TestClaimMoney(ClaimsCommon):
    """Deposits, credits and overpayments move only what is there."""

    def _share(self, number="A1"):
        claim = self.claim(number, 200)
        rows = [("CO", "45", 80), ("PR", "3", 30)]
        self.remit(remittance(f"T-{number}", payment(number, 200, 90, rows)))
        return claim

    def test_no_deposit_no_entry(self):
        claim = self._share()
        with self.assertRaisesRegex(UserError, "No deposit"):
            claim.action_apply_deposit()
        with self.assertRaisesRegex(UserError, "No patient has a credit"):
            claim.action_refund_patient()

    def test_deposit_pays_the_share(self):
        claim = self._share("B1")
        patient = claim._patient_account()
        self.statement_line("Desk", 50, patient)
        self.assertEqual(self.balance_of("PATIENT_DEPOSIT"), -50)
        claim.action_apply_deposit()
        self.assertEqual(claim.patient_open_amount, 0)
        self.assertEqual(self.balance_of("PATIENT_DEPOSIT"), -20)

    def test_credit_of_the_patient_is_paid_back(self):
        claim = self._share("C1")
        patient = claim._patient_account()
        self.statement_line("Desk", 30, patient)
        claim.action_apply_deposit()
        rows = [("CO", "45", -80), ("PR", "3", -30)]
        self.remit(
            remittance(
                "T-C2",
                payment("C1", -200, -90, rows, "22"),
                payment("C1", 200, 120, [("CO", "45", 80)]),
            )
        )
        self.assertEqual(claim.patient_open_amount, -30)
        claim.action_refund_patient()
        self.assertEqual(self.balance_of("PATIENT_REFUND_LIAB"), -30)
        line = self.statement_line("Refund", -30, patient)
        self.assertEqual(self.balance_of("PATIENT_REFUND_LIAB"), 0)
        self.assertTrue(line.is_reconciled)

    def test_overpayment_and_its_refund(self):
        claim = self._share("D1")
        wizard = self.env["healthcare.claim.overpayment"].create(
            {"claim_id": claim.id, "amount": 500}
        )
        with self.assertRaisesRegex(UserError, "More cannot be owed"):
            wizard.action_accept()
        wizard.amount = 15
        wizard.action_accept()
        self.assertEqual(self.balance_of("PAYER_REFUND_LIAB"), money(-15))
        self.statement_line("Refund check", -15, self.payer)
        self.assertEqual(self.balance_of("PAYER_REFUND_LIAB"), 0)

    def test_paid_twice_is_owed_back(self):
        claim = self._share("E1")
        outcome, _record = self.remit(
            remittance("T-E2", payment("E1", 200, 120, [("CO", "45", 80)], icn="X"))
        )
        self.assertEqual([f.type_code for f in outcome.findings], ["CREDIT_BALANCE"])
        self.assertEqual(self.balance_of("PAYER_REFUND_LIAB"), -120)
        self.assertEqual(claim.state, "paid")

    def test_money_out_without_a_debt_keeps_its_own_way(self):
        line = self.statement_line("Something else", -40, self.payer)
        self.assertNotIn(
            self.accounts["PAYER_REFUND_LIAB"], line.move_id.line_ids.account_id
        )
