"""Explain this amount: from the ledger to the segment it came from, as each may see."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_claims_finance.tests.common import payment

from .test_claim_to_cash import PaidByX12

BASE = "healthcare_integration_base.group_"


@tagged("post_install", "-at_install")
class TestExplain(PaidByX12):
    """A contractual adjustment of 80 and a patient share of 20, from one 835."""

    def setUp(self):
        super().setUp()
        self.claimed = self.claim("CLM-PATIENT-1", "250")
        self.message = self._pay(
            payment(
                "CLM-PATIENT-1", "250", "150", [("CO", "45", "80"), ("PR", "3", "20")]
            )
        )
        self.assertEqual(self.message.state, "done", self.message.code)
        self.entry = self._remittance(self.message).move_id
        self.auditor = new_test_user(
            self.env,
            "explain_auditor",
            f"{BASE}auditor,healthcare_claims_finance.group_claims_viewer,"
            "account.group_account_readonly",
        )
        self.reader = new_test_user(
            self.env,
            "explain_reader",
            f"{BASE}auditor,{BASE}payload_reader,account.group_account_readonly",
        )

    def _item(self, amount):
        item = self.entry.line_ids.filtered(lambda row: abs(row.balance) == amount)
        self.assertEqual(len(item), 1)
        return item

    def _explain(self, record, user):
        action = record.with_user(user).action_explain_amount()
        found = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        return found.line_ids

    def test_an_adjustment_leads_to_its_segment(self):
        lines = self._explain(self._item(80), self.auditor)
        line = lines.filtered(lambda row: row.where and "CAS" in row.where)
        self.assertEqual(len(line), 1)
        self.assertIn("<mark", line.excerpt)
        self.assertIn("CAS*CO*45*80", line.excerpt)
        self.assertNotIn("PATIENT", line.excerpt)
        self.assertEqual(abs(line.amount), 80)
        self.assertIn("Attempt", line.applied)
        self.assertIn("Northfield", line.message_name)

    def test_the_share_of_the_patient_leads_to_its_own_segment(self):
        lines = self._explain(self._item(20), self.auditor)
        self.assertIn("CAS*PR*3*20", "".join(lines.mapped("excerpt")))

    def test_what_stands_around_is_for_whom_a_look_was_granted(self):
        item = self._item(80)
        line = self._explain(item, self.reader)[0]
        self.assertNotIn("CLP*", line.excerpt)
        grants = self.env["healthcare.payload.grant"].with_user(self.reader)
        grants._grant(self.message, "Question of the controller")
        line = self._explain(item, self.reader)[0]
        self.assertIn("<mark", line.excerpt)
        self.assertIn("CLM-PATIENT-1", line.excerpt)

    def test_a_claim_is_explained_by_all_that_was_posted_to_it(self):
        lines = self._explain(self.claimed, self.auditor)
        excerpts = "".join(filter(None, lines.mapped("excerpt")))
        for segment in ("CAS*CO*45*80", "CAS*PR*3*20"):
            self.assertIn(segment, excerpts)

    def test_an_amount_entered_by_hand_has_nothing_behind_it(self):
        entry = self.entry.copy()
        with self.assertRaises(UserError):
            entry.line_ids[:1].with_user(self.auditor).action_explain_amount()

    def test_the_question_is_on_the_record(self):
        item = self._item(80)
        self._explain(item, self.auditor)
        asked = self.env["healthcare.audit.entry"].search(
            [("event", "=", "amount.explained")], limit=1
        )
        self.assertEqual(asked.user_id, self.auditor)
        self.assertEqual((asked.res_model, asked.res_id), (item._name, item.id))
