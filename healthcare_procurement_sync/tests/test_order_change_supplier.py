"""Wishes of suppliers, and the one-click answers about orders on their way."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    OrderChange,
    OrderChangeLine,
)

from .test_order_change import ChangeCase


@tagged("post_install", "-at_install")
class TestSupplierChange(ChangeCase):
    def _wish(self, order, **line):
        return self._apply(
            self._answer(order, "AC", self._line("", **line), number="S-1")
        )

    def test_within_limits_it_is_taken_and_told(self):
        order = self._order()
        planned = order.order_line.date_planned.date()
        outcome = self._wish(order, price="11.90")
        self.assertEqual(outcome.state, "done")
        self.assertEqual(order.order_line.price_unit, 11.9)
        change = order.healthcare_change_ids
        self.assertEqual((change.initiator, change.state), ("supplier", "accepted"))
        self.assertEqual(change.message_id._document().status, "AT")
        self.assertEqual(order.order_line.date_planned.date(), planned)

    def test_another_quantity_is_for_a_buyer(self):
        order = self._order()
        outcome = self._wish(order, quantity="8")
        self.assertEqual(self._codes(outcome), ["SUPPLIER_CHANGE"])
        self.assertEqual(order.order_line.product_qty, 10)
        question = self._asked("SUPPLIER_CHANGE", order)
        self.assertEqual(question.user_id, self.buyer)
        question.with_user(self.buyer)._apply_resolution("change_accept_supplier")
        self.assertEqual(order.order_line.product_qty, 8)
        self.assertEqual(question.state, "resolved")

    def test_refused_and_told(self):
        order = self._order()
        self._wish(order, price="99.00")
        question = self._asked("SUPPLIER_CHANGE", order)
        question.with_user(self.buyer)._apply_resolution(
            "change_refuse_supplier", "Contract price holds"
        )
        self.assertEqual(order.order_line.price_unit, 12)
        change = order.healthcare_change_ids
        document = change.message_id._document()
        self.assertEqual((document.status, change.state), ("RJ", "rejected"))
        self.assertEqual(document.lines[0].price, Decimal(12))

    def test_a_line_that_is_not_there(self):
        order = self._order()
        row = OrderChangeLine("9", "CA", ItemIds(supplier="NOPE"), Decimal(1))
        outcome = self._apply(self._answer(order, "AC", row, number="S-2"))
        self.assertEqual(outcome.code, "change.line_unknown")

    def test_only_the_supplier_answers(self):
        order = self._order()
        document = OrderChange(order_number=order.name, initiator="buyer")
        self.assertEqual(self._apply(document).code, "change.not_a_supplier")

    def test_an_order_of_somebody_else_is_not_there(self):
        order = self._order()
        self.connection.partner_id = self.env["res.partner"].create({"name": "Other"})
        self.assertEqual(self._apply(self._answer(order, "AT")).state, "waiting")


@tagged("post_install", "-at_install")
class TestResolutionsTransmission(ChangeCase):
    def _question(self, code, order):
        finding = self.env["healthcare.exception"]._finding(
            code, f"{order.name}: asked", model="purchase.order", res_id=order.id
        )
        question = self.env["healthcare.exception"]._open(finding)
        self.assertTrue(question.user_id)
        question.user_id = self.buyer
        return question.with_user(self.buyer)

    def test_overdue_resend(self):
        order = self._glove_order()
        self._reach(self._message(order), "sent")
        question = self._question("ACK_OVERDUE", order)
        question._apply_resolution("order_resend")
        self.assertEqual(self._message(order)._document().purpose, "duplicate")
        self.assertEqual(question.state, "resolved")

    def test_overdue_call(self):
        order = self._glove_order()
        self._reach(self._message(order), "sent")
        question = self._question("ACK_OVERDUE", order)
        question._apply_resolution("order_call", "Mr Lee confirms tomorrow")
        self.assertIn("Mr Lee", order.message_ids[0].body)
        self.assertEqual(order.healthcare_ack_timer, "running")

    def test_overdue_switch(self):
        order = self._glove_order()
        self._reach(self._message(order), "sent")
        question = self._question("ACK_OVERDUE", order)
        action = question._apply_resolution("order_switch")
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.buyer)
        self.assertIn(self.portal, wizard.channel_ids)
        wizard.write({"channel_id": self.portal.id, "reason": "No answer"})
        wizard.action_apply()
        self.assertEqual(order.healthcare_transmission_state, "rerouted")
        self.assertEqual(question.state, "resolved")

    def test_double_transmission_both_answers(self):
        for code in ("double_cancel", "double_accept"):
            order = self._glove_order()
            first = self._message(order)
            self._reach(first, "sent")
            order._healthcare_reroute(self.portal, "No receipt")
            self._reach(first, "acknowledged")
            question = self._asked("DOUBLE_TRANSMISSION", order)
            question.user_id = self.buyer
            question.with_user(self.buyer)._apply_resolution(code, "Mrs Hall, 10:05")
            self.assertEqual(question.state, "resolved")
            self.assertIn(
                "Mrs Hall", order.message_ids[0].body + order.message_ids[1].body
            )

    def test_take_the_offer(self):
        order = self._order()
        self._edit(order, product_qty=20.0)
        self._apply(self._answer(order, "AC", self._line("IQ", "15")))
        question = self._asked("CHANGE_COUNTERED", order)
        question.with_user(self.buyer)._apply_resolution("change_take_offer")
        self.assertEqual(order.order_line.product_qty, 15)

    def test_keep_the_order(self):
        order = self._order()
        self._edit(order, product_qty=20.0)
        self._apply(self._answer(order, "RJ"))
        question = self._asked("CHANGE_REJECTED", order)
        question.with_user(self.buyer)._apply_resolution("change_keep")
        self.assertEqual(order.order_line.product_qty, 10)
        self.assertEqual(question.state, "resolved")
