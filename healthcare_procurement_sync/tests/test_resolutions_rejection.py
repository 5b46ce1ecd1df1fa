"""A supplier said no, not yet, or otherwise: the answers of the buyer."""

from odoo.tests import tagged

from .acknowledgment_case import AcknowledgmentCase
from .test_undo import UndoCase


@tagged("post_install", "-at_install")
class TestResolutionsRejection(AcknowledgmentCase):
    def test_a_rejected_line_is_ordered_elsewhere(self):
        order = self._glove_order()
        self._ack(order, ("IR", "10"))
        question, action = self._click(order, "LINE_REJECTED", "reroute_balance")
        self._closed(question)
        fresh = self.env["purchase.order"].browse(action["res_id"])
        self.assertEqual(fresh.order_line.product_qty, 10)
        self.assertEqual(order.order_line.product_qty, 0)

    def test_a_rejected_order_is_ordered_elsewhere(self):
        order = self._glove_order()
        self._apply(self._acknowledgment(order, status="RJ"))
        question, action = self._click(order, "ORDER_REJECTED", "reroute_order")
        self._closed(question)
        fresh = self.env["purchase.order"].browse(action["res_id"])
        self.assertEqual(fresh.partner_id, self.other)
        self.assertEqual(order.order_line.product_qty, 0)

    def test_a_rejected_order_is_corrected_and_sent_again(self):
        order = self._glove_order()
        first = order.sudo().healthcare_transmission_ids
        first.message_id.write({"state": "sent"})
        self._apply(self._acknowledgment(order, status="RJ"))
        question, _action = self._click(order, "ORDER_REJECTED", "fix_and_resend")
        self.assertEqual(len(order.sudo().healthcare_transmission_ids), 2)
        self._closed(question)
        self.assertEqual(order.order_line.healthcare_ack_state, "pending")
        self.assertEqual(order.healthcare_ack_state, "none")

    def test_a_rejected_order_is_cancelled(self):
        order = self._glove_order()
        self._apply(self._acknowledgment(order, status="RJ"))
        question, _action = self._click(
            order, "ORDER_REJECTED", "cancel_order", "no need"
        )
        self._closed(question)
        self.assertEqual(order.state, "cancel")

    def test_reasons_of_lines_in_a_rejected_order_are_kept(self):
        order = self._create_order(
            (self.glove, 10, self.box, 12.0), (self.gauze, 2, self.case, 30.0)
        )
        outcome = self._ack(order, ("R2", "10"), status="RD")
        self.assertEqual(self._codes(outcome), ["MAPPING_ITEM", "ORDER_REJECTED"])
        self.assertEqual(
            order.order_line.mapped("healthcare_ack_state"), ["rejected", "rejected"]
        )
        self.assertEqual(order.order_line[0].healthcare_ack_codes, "R2")

    def test_order_in_the_way_the_supplier_asks_for(self):
        order = self._glove_order()
        self._ack(order, ("R7", "10"))
        question, action = self._click(order, "REORDER_AS", "reorder_as")
        self._closed(question)
        fresh = self.env["purchase.order"].browse(action["res_id"])
        self.assertEqual(
            (fresh.partner_id, fresh.healthcare_order_kind),
            (self.supplier, "drop_ship"),
        )
        self.assertEqual(order.order_line.product_qty, 0)

    def test_a_question_to_the_supplier_waits(self):
        order = self._glove_order()
        self._ack(order, ("IH", "10"))
        question, action = self._click(
            order, "ACK_HOLD", "ask_supplier", "What do you need?"
        )
        self.assertEqual(action["tag"], "soft_reload")
        self.assertEqual((question.state, question.stage), ("open", "waiting"))

    def test_a_counter_offer_confirms_nothing(self):
        order = self._glove_order()
        outcome = self._ack(order, ("IA", "8"), status="RO", price="13.00")
        self.assertIn("ORDER_COUNTER_OFFER", self._codes(outcome))
        line = order.order_line
        self.assertEqual(
            (line.healthcare_ack_state, line.price_unit, line.healthcare_qty_confirmed),
            ("pending", 12, 0),
        )
        self.assertEqual(order.healthcare_ack_state, "on_hold")


@tagged("post_install", "-at_install")
class TestCounterOffer(UndoCase):
    """What the supplier proposed is taken from its stored message."""

    def test_the_offer_is_taken(self):
        buyer = self.env["res.users"].create(
            {
                "name": "buyer",
                "login": "counter-buyer",
                "group_ids": [(4, self.env.ref("purchase.group_purchase_user").id)],
            }
        )
        order = self._glove_order()
        line = self._ack_line(1, ("IA", "10"), price="12.10")
        self._send(self._acknowledgment(order, line, status="RO"))
        self.assertEqual(order.order_line.healthcare_ack_state, "pending")
        question = self.env["healthcare.exception"].search(
            [("res_id", "=", order.id), ("code", "=", "ORDER_COUNTER_OFFER")]
        )
        question.with_user(buyer)._apply_resolution("accept_counter_offer")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(question.state, "resolved")
        taken = order.order_line
        self.assertEqual(
            (taken.healthcare_ack_state, taken.healthcare_qty_confirmed),
            ("accepted", 10),
        )
        self.assertEqual(taken.price_unit, 12.1)
        self.assertEqual(order.healthcare_ack_state, "accepted")
