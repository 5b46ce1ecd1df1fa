"""A held bill is neither posted nor paid by accident."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestBillHold(ProcurementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.env["res.users"].create(
            {
                "name": "Clerk",
                "login": "bill-clerk",
                "group_ids": [
                    (4, cls.env.ref("account.group_account_invoice").id),
                    (4, cls.env.ref("base.group_user").id),
                ],
            }
        )

    def _held(self):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "13.00")))
        return self._match()

    def test_posting_a_held_bill_is_refused(self):
        with self.assertRaises(UserError):
            self._held().move_id.action_post()

    def test_release_needs_a_reason(self):
        with self.assertRaises(UserError):
            self._held()._release(" ")

    def test_release_posts_links_and_records_who(self):
        match = self._held()
        wizard = (
            self.env["healthcare.match.release"]
            .with_user(self.clerk)
            .create({"match_id": match.id, "reason": "Agreed by phone"})
        )
        wizard.action_release()
        self.assertEqual(match.move_id.state, "posted")
        self.assertEqual(match.released_by_id, self.clerk)
        self.assertEqual(match.order_id.order_line.qty_invoiced, 10)
        self.assertEqual(match.move_id.healthcare_exception_count, 0)

    def test_payment_of_a_bill_on_hold_is_refused(self):
        match = self._held()
        match._release("Agreed")
        bill = match.move_id
        bill.healthcare_payment_hold = True
        register = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({})
        )
        with self.assertRaises(UserError):
            register.action_create_payments()
        bill.healthcare_payment_hold = False
        register.action_create_payments()
        self.assertIn(bill.payment_state, ("paid", "in_payment"))

    def test_payment_of_a_bill_marked_blocked_is_refused(self):
        match = self._held()
        match._release("Agreed")
        bill = match.move_id
        bill.action_toggle_block_payment()
        register = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({})
        )
        with self.assertRaises(UserError):
            register.action_create_payments()

    def test_cancelled_bill_frees_its_number(self):
        match = self._held()
        match.move_id.button_cancel()
        self.assertEqual(match.state, "rejected")
        order = match.order_id
        outcome = self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        self.assertEqual(outcome.state, "done")

    def test_hand_made_bill_is_not_touched(self):
        order = self._glove_order()
        self._receive(order)
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.invoice_date = "2026-06-05"
        bill.action_post()
        self.assertEqual(bill.state, "posted")
        self.assertFalse(bill.healthcare_match_id)
