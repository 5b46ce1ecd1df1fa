"""A question about a bill, its owner and its answer, for the tests."""

from odoo.tests import new_test_user

from .common import ProcurementCase


class BillQuestions(ProcurementCase):
    """People of the three desks, and short ways to a question and its answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        purchase = "purchase.group_purchase_user"
        cls.buyer = new_test_user(cls.env, "g-buyer", groups=purchase)
        cls.clerk = new_test_user(
            cls.env, "g-clerk", groups="account.group_account_invoice"
        )
        cls.adviser = new_test_user(
            cls.env, "g-adviser", groups="account.group_account_manager"
        )
        cls.receiver = new_test_user(
            cls.env, "g-receiver", groups="stock.group_stock_user"
        )

    def _ask(self, document, code, number="INV-5001"):
        """Apply a document; the open question of this code and the match."""
        outcome = self._apply(document)
        self.assertIn(code, self._codes(outcome))
        match = self._match(number)
        record = match.move_id or match
        question = self.env["healthcare.exception"].search(
            [
                ("code", "=", code),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "=", "open"),
            ]
        )
        self.assertEqual(len(question), 1)
        return question, match

    def _answer(self, question, user, code, reason="Agreed"):
        """Press the button as this person."""
        group = question.type_id.group_id
        self.assertTrue(question.user_id, "a question has an owner")
        self.assertTrue(group, "a question has a team")
        mine = question.with_user(user)
        self.assertIn(code, mine.resolution_ids.mapped("code"))
        return mine._apply_resolution(code, reason)

    def _priced(self, price="13.00", quantity="10", **more):
        order = self._glove_order(user_id=self.buyer.id, **more)
        self._receive(order)
        return order, self._invoice(order, (1, quantity, "BX", price))

    def _assert_posted(self, match, amount):
        self.assertEqual(match.state, "released")
        self.assertEqual(match.move_id.state, "posted")
        self.assertAlmostEqual(match.move_id.amount_total, amount)
        self.assertFalse(match.move_id.healthcare_payment_hold)

    def _assert_paid_short(self, match, due):
        """The bill stands in full, the memo takes off, a claim waits."""
        self.assertEqual(match.move_id.state, "posted")
        self.assertAlmostEqual(match.move_id.amount_residual, due)
        self.assertEqual(match.memo_id.state, "posted")
        claims = self.env["healthcare.supplier.claim"].search(
            [("memo_id", "=", match.memo_id.id)]
        )
        self.assertEqual(set(claims.mapped("state")), {"open"})
        self.assertAlmostEqual(sum(claims.mapped("amount")), match.total - due)
