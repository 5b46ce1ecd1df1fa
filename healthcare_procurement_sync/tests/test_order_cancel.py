"""Cancelling an order that the supplier has."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_order_change import ChangeCase


@tagged("post_install", "-at_install")
class TestOrderCancel(ChangeCase):
    def test_round_trip(self):
        order = self._order()
        order.button_cancel()
        change = order.healthcare_change_ids
        self.assertEqual((order.state, change.kind), ("cancel", "cancel"))
        self.assertEqual(change.state, "sent")
        self.assertEqual(change.message_id._document().purpose, "cancel")
        self.assertEqual(set(order.sudo().picking_ids.mapped("state")), {"cancel"})
        self._apply(self._answer(order, "AT"))
        self.assertEqual(change.state, "accepted")

    def test_refused_and_opened_again(self):
        order = self._order()
        order.button_cancel()
        outcome = self._apply(self._answer(order, "RJ", reason="On the truck"))
        self.assertEqual(self._codes(outcome), ["CANCEL_REJECTED"])
        sent = len(order.sudo().healthcare_transmission_ids)
        question = self._asked("CANCEL_REJECTED", order)
        question.with_user(self.buyer)._apply_resolution("cancel_reopen", "It comes")
        self.assertEqual(order.state, "purchase")
        self.assertEqual(len(order.sudo().healthcare_transmission_ids), sent)
        self.assertEqual(question.state, "resolved")
        moves = order.sudo().picking_ids.move_ids
        self.assertTrue(moves.filtered(lambda move: move.state == "assigned"))

    def test_confirmed_again_after_a_cancellation_is_a_new_order(self):
        order = self._order()
        order.button_cancel()
        self._apply(self._answer(order, "AT"))
        order.sudo().button_draft()
        order.sudo().button_confirm()
        message = self._message(order.sudo())
        self.assertEqual(message._document().purpose, "replace")
        self.assertEqual(order.healthcare_ack_state, "none")

    def test_not_when_goods_are_on_their_way(self):
        order = self._order()
        self._apply(self._ship_notice(order, self._shipped(1, "6")))
        with self.assertRaises(UserError):
            order.button_cancel()
