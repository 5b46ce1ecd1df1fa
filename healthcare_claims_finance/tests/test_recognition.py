from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.errors import ConfigurationError

from .common import ClaimsCommon, money


@tagged("post_install", "-at_install")
class TestRecognition(ClaimsCommon):
    """Claims enter the ledger in batches, once, with one item each."""

    def test_nothing_due_is_said(self):
        claim = self.claim("A1", 100)
        with self.assertRaisesRegex(UserError, "None of these claims is due"):
            claim.action_recognise()

    def test_company_without_accounts_is_told_what_to_do(self):
        company = self.env["res.company"].create({"name": "Annex clinic"})
        with self.assertRaises(ConfigurationError) as caught:
            self.env["healthcare.account.role"]._accounts(company)
        self.assertEqual(caught.exception.code, "claims.accounts.missing")

    def test_one_entry_per_day_payer_and_facility(self):
        day = date(2026, 1, 15)
        claims = self.env["healthcare.claim"]
        for number, amount in (("B1", 100), ("B2", "50.25"), ("B3", 30)):
            claims |= self.claim(number, amount, recognise=False, submitted_date=day)
        claims[2].submitted_date = date(2026, 1, 16)
        claims.action_recognise()
        batches = claims.recognition_batch_id
        self.assertEqual(len(batches), 2)
        first = claims[0].recognition_batch_id
        self.assertEqual((first.claim_count, first.charge), (2, 150.25))
        items = first.move_id.line_ids
        receivable = items.filtered(lambda i: i.healthcare_role == "AR_PAYER")
        self.assertEqual(sorted(receivable.mapped("name")), ["B1", "B2"])
        self.assertEqual(set(receivable.partner_id), {self.payer})
        self.assertEqual(
            self.balances(first.move_id),
            {"AR_PAYER": money("150.25"), "REV_GROSS": money("-150.25")},
        )
        self.assertEqual(first.move_id.date, day)
        self.assertEqual(claims[1].open_amount, 50.25)

    def test_locked_day_moves_to_the_first_open_one(self):
        self.company.fiscalyear_lock_date = date(2026, 1, 31)
        claim = self.claim("C1", 100, submitted_date=date(2026, 1, 15))
        batch = claim.recognition_batch_id
        self.assertTrue(batch.period_shifted)
        self.assertEqual(batch.move_id.date, date(2026, 2, 1))

    def test_trigger_accepted_waits_for_the_payer(self):
        self.company.healthcare_recognition_trigger = "accepted"
        claim = self.claim("D1", 100, recognise=False)
        with self.assertRaises(UserError):
            claim.action_recognise()
        claim.action_accept()
        claim.action_recognise()
        self.assertEqual(claim.open_amount, 100)

    def test_allowance_and_net(self):
        self.company.healthcare_recognition = "gross_allowance"
        claim = self.claim("E1", 200, expected=money(125))
        self.assertEqual(
            self.balances(claim.recognition_batch_id.move_id),
            {
                "AR_PAYER": money(200),
                "REV_GROSS": money(-200),
                "REV_CONTRA": money(75),
                "AR_ALLOWANCE": money(-75),
            },
        )
        self.company.healthcare_recognition = "net"
        claim = self.claim("E2", 200, expected=money(125))
        self.assertEqual(claim.open_amount, 125)
        self.assertEqual(claim.gross_up_open, 75)
