"""Changes of orders: asked for, answered, taken back, and wishes of the supplier."""

import dataclasses
from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    LineStatus,
    OrderChange,
    OrderChangeLine,
)

from .test_transmission import TransmissionCase


class ChangeCase(TransmissionCase):
    """Orders of ten boxes that the supplier has; the interface takes changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for way in ("out", "in"):
            cls.env["healthcare.flow"].create(
                {
                    "name": f"change {way}",
                    "code": f"change_{way}",
                    "connection_id": cls.connection.id,
                    "direction": way,
                    "kind": "order_change",
                    "codec": "json",
                }
            )

    def _order(self, **more):
        order = self._glove_order(user_id=self.buyer.id, **more)
        self._reach(self._message(order), "sent")
        self._apply(self._acknowledgment(order, self._ack_line(1, ("IA", 10))))
        return order.with_user(self.buyer)

    def _edit(self, order, **values):
        """Save the form with other values on the first line."""
        order.write({"order_line": [Command.update(order.order_line[0].id, values)]})
        return order.healthcare_change_ids.sorted("id")[-1:]

    def _answer(self, order, status, *lines, number="1", **more):
        return OrderChange(
            order_number=order.name,
            status=status,
            lines=lines,
            initiator="supplier",
            change_number=number,
            change_date=date(2026, 6, 4),
            **more,
        )

    def _line(self, code, quantity=None, price=None, day=None, action="CA"):
        statuses = ()
        if code:
            statuses = (
                LineStatus(
                    code,
                    None if quantity is None else Decimal(quantity),
                    "BX",
                    "067" if day else "",
                    day,
                ),
            )
        return OrderChangeLine(
            number="1",
            action=action,
            item=ItemIds(supplier="NM-1001"),
            quantity=None if quantity is None else Decimal(quantity),
            uom="BX",
            price=None if price is None else Decimal(price),
            statuses=statuses,
            where="POC[1]",
        )


@tagged("post_install", "-at_install")
class TestOrderChange(ChangeCase):
    def test_an_edit_of_a_sent_order_asks_the_supplier(self):
        order = self._order()
        change = self._edit(order, product_qty=12.0)
        self.assertEqual(order.order_line.product_qty, 10)
        self.assertEqual((change.state, change.number), ("sent", 1))
        self.assertIn("10 → 12", order.healthcare_change_waiting)
        document = change.message_id._document()
        self.assertEqual((document.purpose, document.initiator), ("change", "buyer"))
        line = document.lines[0]
        self.assertEqual((line.action, line.quantity), ("QI", Decimal(12)))
        self.assertEqual((line.uom, line.item.supplier), ("BX", "NM-1001"))
        self.assertEqual(
            change.message_id.subject_key.split("/")[1], f"order:{order.name}"
        )

    def test_accepted(self):
        order = self._order()
        change = self._edit(order, product_qty=12.0, price_unit=12.5)
        outcome = self._apply(self._answer(order, "AT"))
        self.assertEqual((outcome.state, change.state), ("done", "accepted"))
        line = order.order_line
        self.assertEqual((line.product_qty, line.price_unit), (12, 12.5))
        self.assertEqual(line.healthcare_qty_confirmed, 12)
        self.assertEqual(order.healthcare_revision, 1)
        self.assertFalse(order.healthcare_change_waiting)
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("product_qty")), 1200)
        # Both versions stay.
        row = change.line_ids
        self.assertEqual((row.quantity_before, row.quantity_after), (10, 12))
        self.assertEqual((row.price_before, row.price_after), (12, 12.5))

    def test_rejected_leaves_the_order_and_asks(self):
        order = self._order()
        change = self._edit(order, product_qty=4.0)
        outcome = self._apply(self._answer(order, "RJ", reason="Already packed"))
        self.assertEqual(self._codes(outcome), ["CHANGE_REJECTED"])
        self.assertEqual((change.state, change.answer), ("rejected", "Already packed"))
        self.assertEqual(order.order_line.product_qty, 10)

    def test_answered_per_line_with_other_terms(self):
        order = self._order()
        change = self._edit(order, product_qty=20.0)
        outcome = self._apply(self._answer(order, "AC", self._line("IQ", "15")))
        self.assertEqual(self._codes(outcome), ["CHANGE_COUNTERED"])
        self.assertEqual(change.state, "partial")
        self.assertEqual(order.order_line.product_qty, 10)
        self.assertEqual(change.line_ids.quantity_offered, 15)

    def test_line_refused_by_its_action(self):
        order = self._order()
        change = self._edit(order, product_qty=20.0)
        outcome = self._apply(self._answer(order, "AC", self._line("", action="RC")))
        self.assertEqual(self._codes(outcome), ["CHANGE_REJECTED"])
        self.assertEqual(change.state, "rejected")

    def test_line_on_hold_keeps_waiting(self):
        order = self._order()
        change = self._edit(order, product_qty=20.0)
        self._apply(self._answer(order, "AC", self._line("IH")))
        self.assertEqual(change.state, "sent")

    def test_the_same_answer_twice(self):
        order = self._order()
        self._edit(order, product_qty=12.0)
        answer = self._answer(order, "AT")
        self._apply(answer)
        self.assertEqual(self._apply(answer).state, "duplicate")
        self.assertEqual(order.order_line.product_qty, 12)

    def test_an_answer_to_nothing(self):
        order = self._order()
        outcome = self._apply(self._answer(order, "AT", number="7"))
        self.assertEqual(self._codes(outcome), ["CHANGE_UNKNOWN"])

    def test_one_at_a_time_and_withdrawn(self):
        order = self._order()
        first = self._edit(order, product_qty=12.0)
        with self.assertRaises(UserError):
            self._edit(order, product_qty=13.0)
        first.with_user(self.buyer).action_withdraw()
        self.assertEqual(first.message_id.state, "skipped")
        second = self._edit(order, product_qty=13.0)
        self.assertEqual((first.state, second.number), ("withdrawn", 2))

    def test_a_line_taken_out_stops_its_receipt_at_once(self):
        order = self._create_order(
            (self.glove, 10, self.box, 12.0), (self.gauze, 2, self.case, 5.0)
        )
        self._reach(self._message(order), "sent")
        line = order.order_line[1]
        order.with_user(self.buyer).write({"order_line": [Command.delete(line.id)]})
        self.assertTrue(line.exists())
        self.assertEqual(line.product_qty, 0)
        moves = order.picking_ids.move_ids.filtered(lambda m: m.state != "cancel")
        self.assertEqual(moves.product_id, self.glove)
        outcome = self._apply(self._answer(order, "RJ"))
        self.assertEqual(self._codes(outcome), ["CHANGE_REJECTED"])
        self.assertEqual(line.product_qty, 2)

    def test_not_below_what_is_on_its_way(self):
        order = self._order()
        self._apply(self._ship_notice(order, self._shipped(1, "6")))
        with self.assertRaises(UserError):
            self._edit(order, product_qty=5.0)
        self.assertTrue(self._edit(order, product_qty=6.0))

    def test_not_what_is_billed(self):
        order = self._order()
        self._receive(order.sudo())
        self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        self.assertEqual(order.sudo().invoice_ids.state, "posted")
        with self.assertRaises(UserError):
            self._edit(order, product_qty=12.0)

    def test_received_before_the_answer_came(self):
        order = self._order()
        change = self._edit(order, product_qty=4.0)
        self._receive(order.sudo())
        outcome = self._apply(self._answer(order, "AT"))
        self.assertEqual(self._codes(outcome), ["CHANGE_FORBIDDEN"])
        self.assertEqual(order.order_line.product_qty, 10)
        self.assertEqual(change.state, "accepted")

    def test_a_rise_beyond_the_approval_waits_for_a_second_person(self):
        self.company.po_double_validation = "two_step"
        self.company.po_double_validation_amount = 100000.0
        order = self._order()
        change = self._edit(order, product_qty=200.0)
        self.assertEqual(change.state, "to_approve")
        self.assertFalse(change.message_id)
        manager = new_test_user(
            self.env, "e_manager", "purchase.group_purchase_manager"
        )
        change.with_user(manager).action_approve()
        self.assertEqual(change.state, "sent")
        self._apply(self._answer(order, "AT"))
        self.assertEqual(order.order_line.product_qty, 200)

    def test_an_order_that_has_not_left_is_written_anew(self):
        order = self._glove_order().with_user(self.buyer)
        first = self._message(order.sudo())
        self._edit(order, product_qty=12.0)
        self.assertEqual(order.order_line.product_qty, 12)
        self.assertFalse(order.healthcare_change_ids)
        self.assertEqual(first.state, "skipped")
        fresh = self._message(order.sudo())._document()
        self.assertEqual(fresh.lines[0].quantity, Decimal(12))

    def test_nobody_answers(self):
        order = self._order()
        change = self._edit(order, product_qty=12.0)
        orders = self.env["purchase.order"]
        orders._cron_healthcare_ack()
        self.assertFalse(self._asked("CHANGE_OVERDUE", order))
        change.sudo().sent_at = "2026-01-05 08:00:00"
        orders._cron_healthcare_ack()
        orders._cron_healthcare_ack()
        self.assertEqual(len(self._asked("CHANGE_OVERDUE", order)), 1)
        self._apply(self._answer(order, "AT"))
        self.assertFalse(self._asked("CHANGE_OVERDUE", order))

    def test_an_order_response_answers_the_change_where_there_is_no_865(self):
        order = self._order()
        change = self._edit(order, product_qty=12.0)
        flow = self.connection.flow_ids.filtered(
            lambda row: row.kind == "order_acknowledgment"
        )
        flow.codec = "cxml" if "cxml" in self._codecs() else "json"
        day = change.sent_at.date()
        answer = self._acknowledgment(order, self._ack_line(1, ("IA", 12)))
        answer = dataclasses.replace(answer, acknowledged_date=day)
        outcome = self._apply(answer)
        if flow.codec == "json":
            self.assertEqual(self._codes(outcome), ["ACK_QTY_EXCEEDS_ORDER"])
        else:
            self.assertEqual((outcome.state, change.state), ("done", "accepted"))
            self.assertEqual(order.order_line.product_qty, 12)

    def _codecs(self):
        return self.env["healthcare.format"]._codecs()

    def test_an_answer_by_the_channel_that_was_given_up(self):
        order = self._glove_order()
        self._reach(self._message(order), "sent")
        order._healthcare_reroute(self.portal, "No receipt")
        self._reach(self._message(order), "sent")
        self._apply(self._acknowledgment(order, self._ack_line(1, ("IA", 10))))
        self.assertEqual(len(self._asked("DOUBLE_TRANSMISSION", order)), 1)


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
