"""Codes of claims are words on the screen."""

from odoo.tests import tagged

from .common import ClaimsCommon, payment, remittance


@tagged("post_install", "-at_install")
class TestClaimWords(ClaimsCommon):
    """What the denial analyst reads."""

    def test_history_version_and_decision(self):
        claim = self.claim("W1", 100)
        self.remit(remittance("EFT1", payment("W1", 100, 100)))
        self.assertEqual(claim.frequency_text, "Original")
        words = claim.event_ids.mapped("event_text")
        self.assertIn("Recognised in the books", words)
        self.assertIn("Submitted", words)
        raw = set(claim.event_ids.mapped("code")) & set(words)
        self.assertFalse(raw, "no code is shown as it is stored")
        row = claim.remittance_claim_ids
        self.assertEqual(row.status_text, "1 Decided as first payer")

    def test_an_unknown_code_stays_itself(self):
        claim = self.claim("W2", 100)
        claim.frequency = "9"
        self.assertEqual(claim.frequency_text, "9")
        event = claim.event_ids[0].copy({"code": "some_thing"})
        self.assertEqual(event.event_text, "Some thing")
