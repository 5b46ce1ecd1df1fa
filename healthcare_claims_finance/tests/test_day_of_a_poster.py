from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ClaimsCommon, payment, remittance


@tagged("post_install", "-at_install")
class TestDayOfAPoster(ClaimsCommon):
    """A cash poster and a denial analyst do their work with their groups alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.poster = cls._user("day_poster", "group_cash_poster")
        cls.analyst = cls._user("day_analyst", "group_denial_analyst")

    def test_unmatched_money_in_the_wizard(self):
        claim = self.claim("W1", 100)
        _outcome, record = self.remit(
            remittance(
                "T-W",
                payment("NOBODY", 100, 80, [("CO", "45", 20)]),
                payment("OTHER", 50, 50),
            )
        )
        first, second = record.claim_ids.with_user(self.poster)
        wizard = self.env["healthcare.remittance.match"].with_user(self.poster)
        wizard.create(
            {"remittance_claim_id": first.id, "claim_id": claim.id}
        ).action_match()
        second.action_return_to_payer()
        self.assertEqual((claim.state, second.state), ("paid", "returned"))
        self.assertEqual(self.balance_of("REMIT_SUSPENSE"), 0)

    def test_money_of_the_bank(self):
        self.claim("W2", 100)
        _outcome, record = self.remit(remittance("T-W2", payment("W2", 100, 100)))
        lines = self.env["account.bank.statement.line"].with_user(self.poster)
        line = lines.create(
            {"journal_id": self.bank.id, "payment_ref": "T-W2", "amount": 100}
        )
        self.assertEqual(record.settlement_state, "settled")
        line.action_undo_reconciliation()
        self.assertEqual(record.settlement_state, "awaiting_eft")
        record.with_user(self.poster).action_void("CHECK-9")
        self.assertEqual(record.expected_trace, "CHECK-9")

    def test_analyst_does_not_touch_money(self):
        self.claim("W3", 100)
        _outcome, record = self.remit(remittance("T-W3", payment("NO", 80, 80)))
        row = record.claim_ids.with_user(self.analyst)
        with self.assertRaises(AccessError):
            row.action_return_to_payer()
        with self.assertRaises(AccessError):
            record.with_user(self.analyst).action_void("X")
        self.company.healthcare_auto_post = False
        _outcome, waiting = self.remit(remittance("T-W4", payment("W3", 100, 100)))
        with self.assertRaises(AccessError):
            waiting.with_user(self.analyst).action_post()
