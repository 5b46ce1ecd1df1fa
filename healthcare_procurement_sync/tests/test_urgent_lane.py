"""Urgent orders leave first and are approved afterwards; no machine does that."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .approval_case import ApprovalCase


class TestUrgentLane(ApprovalCase):
    """Ordered first, approved by the next working day."""

    def setUp(self):
        super().setUp()
        self.rule = self._rule(amount_from=50)
        self.company.healthcare_urgent_limit = 1000

    def _urgent(self, quantity=10):
        requisition = self._requisition(
            (self.glove, quantity), urgent=True, urgent_reason="stock_out"
        )
        requisition.action_submit()
        return requisition

    def test_a_reason_is_needed(self):
        requisition = self._requisition(urgent=True)
        with self.assertRaisesRegex(UserError, "urgent"):
            requisition.action_submit()

    def test_ordered_first_and_approved_afterwards(self):
        requisition = self._urgent()
        order = requisition.sudo().order_ids
        self.assertEqual((requisition.state, order.state), ("ordered", "purchase"))
        self.assertEqual(order.priority, "1")
        self.assertEqual(order.healthcare_urgent_reason, "stock_out")
        self.assertEqual(requisition.healthcare_approval_state, "retrospective")
        asked = self._asked(requisition)
        self.assertTrue(asked.retrospective and asked.urgent)
        self.assertFalse(self._asked(order), "it is asked once")
        self.assertEqual(order.healthcare_waits_for, "Head")
        self.assertGreater(asked.deadline, fields.Datetime.now())
        self.assertLess(asked.deadline, fields.Datetime.now() + timedelta(days=15))
        self._decide(requisition, self.head)
        self.assertEqual(requisition.healthcare_approval_state, "approved")
        self.assertEqual(order.healthcare_approval_state, "approved")

    def test_beyond_the_limit_it_waits(self):
        requisition = self._urgent(quantity=200)
        self.assertEqual(requisition.state, "in_approval")
        self.assertFalse(requisition.sudo().order_ids)

    def test_an_urgent_order_of_a_buyer(self):
        order = self._order_of(self.buyer, priority="1")
        order.button_confirm()
        self.assertEqual(order.state, "to approve")
        self.assertTrue(order.healthcare_urgent_since)
        order = self._order_of(
            self.buyer, priority="1", healthcare_urgent_reason="recall"
        )
        order.button_confirm()
        self.assertEqual(order.state, "purchase")
        self.assertEqual(order.healthcare_approval_state, "retrospective")
        self.assertEqual(order.healthcare_waits_for, "Head")
        self.assertEqual(order.healthcare_urgent_next, "Supplier confirms")
        with self.assertRaises(UserError):
            order.order_line.product_qty = 100

    def test_no_job_uses_the_lane(self):
        order = self._order_of(
            self.buyer, priority="1", healthcare_urgent_reason="recall"
        )
        order.with_user(self.env.ref("base.user_root")).button_confirm()
        self.assertEqual(order.state, "to approve")

    def test_refused_afterwards_is_a_question(self):
        order = self._order_of(
            self.buyer, priority="1", healthcare_urgent_reason="other"
        )
        order.button_confirm()
        self._decide(order, self.head, "refused", "Not urgent at all.")
        self.assertEqual(order.healthcare_approval_state, "refused")
        self.assertEqual(order.state, "purchase")
        question = self.env["healthcare.exception"].search(
            [("res_model", "=", "purchase.order"), ("res_id", "=", order.id)]
        )
        self.assertIn("URGENT_REFUSED", question.mapped("code"))
