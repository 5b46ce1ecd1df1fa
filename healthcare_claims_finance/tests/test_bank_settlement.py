from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClaimsCommon, payment, remittance


@tagged("post_install", "-at_install")
class TestBankSettlement(ClaimsCommon):
    """Money in the bank meets the payment that announced it, in either order."""

    def _posted(self, trace, amount, number=None, **more):
        number = number or f"N-{trace}"
        self.claim(number, amount)
        _outcome, record = self.remit(
            remittance(trace, payment(number, amount, amount), **more)
        )
        return record

    def test_a_line_of_somebody_else_keeps_its_own_way(self):
        self._posted("T-A", 100)
        line = self.statement_line("Rent of the canteen", 100)
        self.assertFalse(line.healthcare_payer_id)
        self.assertNotIn(
            self.accounts["UNAPPLIED_CASH"], line.move_id.line_ids.account_id
        )
        self.assertNotIn(
            self.accounts["REMIT_CLEARING"], line.move_id.line_ids.account_id
        )

    def test_trace_and_amount(self):
        record = self._posted("EFT77", 150)
        line = self.statement_line("ACH CCD TRN*1*EFT77*1999999999", 150)
        self.assertEqual(record.settlement_state, "settled")
        self.assertTrue(line.is_reconciled)
        self.assertEqual(line.partner_id, self.payer)
        self.assertEqual(self.balance_of("REMIT_CLEARING"), 0)

    def test_in_parts_and_too_much(self):
        record = self._posted("EFT78", 150)
        self.statement_line("EFT78", 100)
        self.assertEqual(record.settlement_state, "partially_settled")
        self.assertEqual(self.balance_of("REMIT_CLEARING"), 50)
        self.statement_line("EFT78", 50)
        self.assertEqual(record.settlement_state, "settled")
        other = self._posted("EFT79", 10)
        self.statement_line("EFT79", 12)
        self.assertEqual(other.settlement_state, "over")

    def test_payer_amount_and_date_without_a_trace(self):
        record = self._posted("EFT80", 33)
        self.statement_line("Deposit", 33, self.payer, "2026-02-04")
        self.assertEqual(record.settlement_state, "settled")

    def test_lines_of_one_statement_see_each_other(self):
        record = self._posted("EFT90", 70)
        lines = self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self.bank.id,
                    "date": "2026-02-03",
                    "payment_ref": "Deposit",
                    "amount": 70,
                    "partner_id": self.payer.id,
                }
                for _number in range(2)
            ]
        )
        self.assertEqual(record.settlement_state, "settled")
        self.assertEqual(lines[0].healthcare_remittance_ids, record)
        self.assertFalse(lines[1].healthcare_remittance_ids)
        self.assertEqual(self.balance_of("UNAPPLIED_CASH"), -70)

    def test_two_of_the_same_amount_are_for_a_person(self):
        first = self._posted("EFT81", 44)
        second = self._posted("EFT82", 44)
        line = self.statement_line("Deposit", 44, self.payer)
        states = {first.settlement_state, second.settlement_state}
        self.assertEqual(states, {"awaiting_eft"})
        self.assertIn(self.accounts["UNAPPLIED_CASH"], line.move_id.line_ids.account_id)

    def test_one_line_for_two_payments(self):
        records = self._posted("EFT83", 1000) | self._posted("EFT84", 500)
        self.statement_line("Deposit", 1500, self.payer)
        self.assertEqual(set(records.mapped("settlement_state")), {"settled"})
        self.assertEqual(self.balance_of("REMIT_CLEARING"), 0)

    def test_money_first(self):
        line = self.statement_line("EFT85", 250, self.payer)
        self.assertEqual(self.balance_of("UNAPPLIED_CASH"), -250)
        record = self._posted("EFT85", 250)
        self.assertEqual(record.settlement_state, "settled")
        self.assertEqual(line.healthcare_remittance_ids, record)
        self.assertEqual(self.balance_of("UNAPPLIED_CASH"), 0)
        self.assertEqual(self.balance_of("REMIT_CLEARING"), 0)
        self.assertTrue(line.is_reconciled)

    def test_voided_and_reissued(self):
        record = self._posted("CHK1", 120)
        record.action_void("CHK2")
        self.statement_line("CHK2", 120)
        self.assertEqual(record.settlement_state, "settled")
        with self.assertRaises(UserError):
            record.action_void("CHK3")

    def test_late_after_four_business_days(self):
        record = self._posted("EFT86", 250)
        checks = self.env["healthcare.remittance"]
        self.assertNotIn(record, checks._cron_check_money(date(2026, 2, 6)))
        self.assertIn(record, checks._cron_check_money(date(2026, 2, 9)))
        late = self.env["healthcare.exception"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )
        self.assertEqual((late.code, late.amount), ("EFT_LATE", 250))
        self.statement_line("EFT86", 250, when="2026-02-11")
        self.assertEqual(late.state, "resolved")

    def test_cash_in_two_parts_before_the_remittance(self):
        self.claim("W9", 1000.3)
        for amount in (600.1, 400.2):
            self.statement_line("TRN*1*T-W9*1999999999", amount, self.payer)
        _outcome, record = self.remit(remittance("T-W9", payment("W9", 1000.3, 1000.3)))
        self.assertEqual(record.settlement_state, "settled")
        self.assertEqual(self.balance_of("UNAPPLIED_CASH"), 0)

    def test_cash_without_a_trace_before_the_remittance(self):
        self.claim("W8", 80)
        self.statement_line("Deposit", 80, self.payer)
        _outcome, record = self.remit(remittance("T-W8", payment("W8", 80, 80)))
        self.assertEqual(record.settlement_state, "settled")

    def test_other_cash_keeps_waiting(self):
        self.claim("W7", 80)
        self.statement_line("Deposit", 81, self.payer)
        self.statement_line("Deposit", 80, self.payer, when="2026-03-02")
        _outcome, record = self.remit(remittance("T-W7", payment("W7", 80, 80)))
        self.assertEqual(record.settlement_state, "awaiting_eft")
        self.assertEqual(self.balance_of("UNAPPLIED_CASH"), -161)
