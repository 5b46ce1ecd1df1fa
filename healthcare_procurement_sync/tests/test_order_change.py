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
