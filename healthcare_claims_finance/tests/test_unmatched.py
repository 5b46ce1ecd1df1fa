from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClaimsCommon, money, payment, remittance


@tagged("post_install", "-at_install")
class TestUnmatched(ClaimsCommon):
    """Money for an unknown claim waits in suspense until a person finds the claim."""

    def _unmatched(self, rows=(("CO", "45", 20),), paid=80):
        document = remittance("T-X", payment("NOBODY", 100, paid, list(rows)))
        outcome, record = self.remit(document)
        self.env["healthcare.exception"]._open_many(
            [(finding, None, None, self.company) for finding in outcome.findings]
        )
        return outcome, record, record.claim_ids

    def test_suspense_and_a_question_with_an_owner(self):
        outcome, record, row = self._unmatched()
        self.assertEqual(outcome.code, "posted")
        self.assertEqual(
            self.balances(record.move_id),
            {"REMIT_CLEARING": money(80), "REMIT_SUSPENSE": money(-80)},
        )
        self.assertEqual((row.state, record.unmatched_count), ("suspended", 1))
        question = self.env["healthcare.exception"].search(
            [("res_model", "=", row._name), ("res_id", "=", row.id)]
        )
        self.assertEqual((question.code, question.amount), ("UNMATCHED_CLAIM", 80))
        self.assertTrue(question.user_id and question.deadline)

    def test_wrong_claims_are_refused(self):
        _outcome, _record, row = self._unmatched()
        other = self._create_payer("Southgate Plan", "SGP")
        claim = self.claim("A1", 100)
        claim.payer_id = other
        with self.assertRaisesRegex(UserError, "not sent to the payer"):
            row._match_to(claim)
        self.assertEqual(row.state, "suspended")

    def test_match_posts_what_was_left_out(self):
        _outcome, record, row = self._unmatched()
        claim = self.claim("B9", 100)
        action = row.action_match()
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"claim_id": claim.id})
        )
        wizard.action_match()
        self.assertEqual(
            (row.state, row.claim_id, row.method), ("posted", claim, "person")
        )
        self.assertEqual((claim.state, claim.open_amount), ("paid", 0))
        self.assertEqual(self.balance_of("REMIT_SUSPENSE"), 0)
        suspense = self.env["account.move.line"].search(
            [("healthcare_role", "=", "REMIT_SUSPENSE")]
        )
        self.assertTrue(all(item.reconciled for item in suspense))
        question = self.env["healthcare.exception"].search(
            [("res_model", "=", row._name), ("res_id", "=", row.id)]
        )
        self.assertEqual(question.state, "resolved")
        self.assertEqual(record.unmatched_count, 0)
        with self.assertRaises(UserError):
            row._match_to(claim)

    def test_denied_part_of_a_matched_payment_becomes_a_denial(self):
        _outcome, _record, row = self._unmatched([("CO", "50", 20)])
        claim = self.claim("C1", 100)
        row._match_to(claim)
        self.assertEqual((claim.open_amount, claim.denial_ids.amount), (20, 20))
        self.assertEqual(claim.state, "partially_denied")

    def test_not_ours_is_given_back(self):
        _outcome, record, row = self._unmatched()
        row.action_return_to_payer()
        self.assertEqual((row.state, record.unmatched_count), ("returned", 0))
        self.assertEqual(self.balance_of("REMIT_SUSPENSE"), 0)
        self.assertEqual(self.balance_of("PAYER_REFUND_LIAB"), -80)
        with self.assertRaisesRegex(UserError, "no money to give back"):
            row.action_return_to_payer()
        with self.assertRaises(UserError):
            row._match_to(self.claim("Z1", 100))

    def test_charge_differs(self):
        self.claim("D1", 100)
        outcome, record = self.remit(
            remittance("T-D", payment("D1", 90, 90, icn="OTHER"))
        )
        self.assertEqual([f.type_code for f in outcome.findings], ["CHARGE_MISMATCH"])
        self.assertEqual(record.claim_ids.candidate_id.name, "D1")
        self.assertEqual(self.balances(record.move_id)["REMIT_SUSPENSE"], money(-90))

    def test_split_claim_is_recognised_by_its_sum(self):
        claim = self.claim("E1", 100)
        outcome, _record = self.remit(
            remittance(
                "T-E",
                payment("E1", 60, 40, [("CO", "45", 20)], icn="S1"),
                payment("E1", 40, 40, icn="S2"),
            )
        )
        self.assertFalse(outcome.findings)
        self.assertEqual((claim.state, claim.open_amount), ("paid", 0))

    def test_probable_match_only_where_the_payer_allows_it(self):
        self.claim("0012-AB", 100)
        document = remittance("T-F", payment("12AB", 100, 100, icn="OTHER"))
        outcome, record = self.remit(document)
        self.assertEqual([f.type_code for f in outcome.findings], ["UNMATCHED_CLAIM"])
        self.payer.healthcare_match_probable = True
        claim = self.claim("0013-AB", 100)
        outcome, record = self.remit(
            remittance("T-G", payment("0013AB", 100, 100, icn="OTHER"))
        )
        self.assertFalse(outcome.findings, record.claim_ids.mapped("state"))
        self.assertEqual(claim.state, "paid")
