"""What a message did is taken back, by the documents that Odoo has for it."""

import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_integration_base.canonical import to_json

from .common import ProcurementCase

GROUP = "healthcare_integration_base.group_"


class UndoCase(ProcurementCase):
    """Documents go through the whole engine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env, "undo_op", f"{GROUP}operator,{GROUP}approver"
        )
        cls.approver = new_test_user(cls.env, "undo_app", f"{GROUP}approver")

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())

    def _send(self, document, connection=None):
        """Store and drain one document; its message."""
        self.env.flush_all()
        connection = connection or self.connection
        flow = connection.flow_ids.filtered(
            lambda row: row.kind == document.KIND and row.direction == "in"
        )
        body = json.dumps(to_json(document)).encode()
        accepted = self.env["healthcare.message"]._accept(flow, body)
        self._drain()
        return self.env["healthcare.message"].browse(accepted.message_id)

    def _drain(self):
        self.env.flush_all()
        with patch("time.sleep"):
            self.env["healthcare.drain"]._drain("normal")
        self.env.invalidate_all()

    def _report(self, message):
        self.env.flush_all()
        reports = self.env["healthcare.preview.report"].with_user(self.operator)
        return reports._preview_undo(message.with_user(self.operator), "wrong site")

    def _undo(self, message):
        """Ask, approve if needed; the report."""
        report = self._report(message)
        report.with_user(self.operator).action_apply()
        if report.state == "waiting":
            with self.assertRaises(AccessError):
                report.with_user(self.operator).action_approve()
            report.with_user(self.approver).action_approve()
        self.env.flush_all()
        self.env.invalidate_all()
        return report

    def _refusal(self, message):
        report = self._report(message)
        self.assertEqual(report.result_ids.outcome, "failed")
        with self.assertRaises(AccessError):
            report.with_user(self.operator).action_apply()
        return report.result_ids.text


@tagged("post_install", "-at_install")
class TestUndo(UndoCase):
    """Drained, shown, approved, taken back, replayed."""

    def test_a_receipt_goes_back_and_comes_again(self):
        order = self._glove_order()
        stock = self.glove.qty_available
        document = self._goods_receipt(order, self._received(1, "6"))
        message = self._send(document, self.warehouse_connection)
        self.assertEqual(message.state, "done")
        self.assertEqual(order.order_line.qty_received, 6)
        report = self._report(message)
        self.assertTrue(report.posted)
        self.assertEqual(order.order_line.qty_received, 6)
        report = self._undo(message)
        self.assertEqual(report.state, "approved")
        self.assertEqual(order.order_line.qty_received, 0)
        self.assertEqual(self.glove.qty_available, stock)
        self.assertEqual(message.state, "done")
        self.assertTrue(message.compensated_at)
        self.assertIn("compensated", message.lineage_ids.mapped("action"))
        self.assertEqual(message.attempt_ids[:1].comment, "wrong site")
        self.assertIn("wrong site", order.message_ids[:1].body)
        with self.assertRaises(UserError):
            self._report(message)
        again = self.env["healthcare.preview.report"].with_user(self.operator)
        again = again._preview_replay(message.with_user(self.operator), "right now")
        again.with_user(self.operator).action_apply()
        again.with_user(self.approver).action_approve()
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertFalse(message.compensated_at)
        self.assertEqual(order.order_line.qty_received, 6)

    def test_billed_goods_do_not_go_back(self):
        order = self._glove_order()
        document = self._goods_receipt(order, self._received(1, "10"))
        message = self._send(document, self.warehouse_connection)
        bill = self._send(self._invoice(order, (1, "10", "BX", "12.00")))
        self.assertEqual(bill.state, "done")
        self.assertIn("billed", self._refusal(message))
        self._undo(bill)
        self._undo(message)
        self.assertEqual(order.order_line.qty_received, 0)

    def test_a_posted_bill_is_reversed(self):
        order = self._glove_order()
        self._receive(order)
        invoice = self._invoice(order, (1, "10", "BX", "12.00"))
        message = self._send(invoice)
        move = self._match().move_id
        self.assertEqual(move.state, "posted")
        report = self._undo(message)
        self.assertTrue(report.posted)
        self.assertEqual(move.payment_state, "reversed")
        self.assertEqual(order.order_line.qty_invoiced, 0)
        self.assertEqual(self._match().state, "superseded")

    def test_a_held_bill_is_cancelled(self):
        order = self._glove_order()
        message = self._send(self._invoice(order, (1, "10", "BX", "19.00")))
        match = self._match()
        self.assertEqual((match.state, match.move_id.state), ("held", "draft"))
        self._undo(message)
        self.assertEqual(match.move_id.state, "cancel")
        self.assertEqual(match.state, "superseded")

    def test_an_answer_of_the_supplier(self):
        order = self._glove_order()
        line = order.order_line
        before = line.healthcare_ack_state
        first = self._send(
            self._acknowledgment(order, self._ack_line(1, ("IB", "10")), day=2)
        )
        middle = line.healthcare_ack_state
        second = self._send(
            self._acknowledgment(order, self._ack_line(1, ("IA", "10")), day=3)
        )
        self.assertNotEqual(line.healthcare_ack_state, middle)
        self.assertIn("answered again", self._refusal(first))
        self._undo(second)
        self.assertEqual(line.healthcare_ack_state, middle)
        self._undo(first)
        self.assertEqual(line.healthcare_ack_state, before)
        self.assertFalse(order.healthcare_ack_date)

    def test_a_notice_is_forgotten_until_it_is_received(self):
        order = self._glove_order()
        notice = self._ship_notice(order, self._shipped(1, "10"))
        message = self._send(notice)
        shipments = self.env["healthcare.shipment"]
        self.assertEqual(shipments.search_count([("name", "=", "SHP1")]), 1)
        self._undo(message)
        self.assertEqual(shipments.search_count([("name", "=", "SHP1")]), 0)

    def test_two_receipts_of_one_item_approved_together(self):
        """The second finds another stock than it was shown, and does the same to it."""
        flow = self.warehouse_connection.flow_ids.filtered(
            lambda row: row.kind == "goods_receipt"
        )
        flow.mode = "assisted"
        orders = [self._glove_order(), self._glove_order()]
        messages = [
            self._send(
                self._goods_receipt(order, self._received(1, "6"), number=order.name),
                self.warehouse_connection,
            )
            for order in orders
        ]
        self.assertEqual([row.state for row in messages], ["to_approve"] * 2)
        for message in messages:
            message.with_user(self.approver).action_approve_effect()
        self._drain()
        self.assertEqual([row.state for row in messages], ["done"] * 2)
        self.assertEqual([row.order_line.qty_received for row in orders], [6, 6])

    def test_the_preview_of_real_documents_leaves_nothing(self):
        """Stock, books and numbers as before; the difference is shown."""
        order = self._glove_order()
        document = self._goods_receipt(order, self._received(1, "6"))
        flow = self.warehouse_connection.flow_ids.filtered(
            lambda row: row.kind == "goods_receipt"
        )
        flow.mode = "shadow"
        pickings = self.env["stock.picking"].search_count([])
        sequences = "SELECT sequencename, last_value FROM pg_sequences"
        self.env.flush_all()
        body = json.dumps(to_json(document)).encode()
        accepted = self.env["healthcare.message"]._accept(flow, body)
        message = self.env["healthcare.message"].browse(accepted.message_id)
        self.env.cr.execute(sequences)
        before = dict(self.env.cr.fetchall())
        self._drain()
        self.env.cr.execute(sequences)
        after = dict(self.env.cr.fetchall())
        drawn = {name for name in after if before.get(name) != after[name]}
        self.assertFalse(
            {name for name in drawn if name.startswith(("stock_", "ir_sequence"))}
        )
        self.assertEqual(message.code, "mode.shadow")
        self.assertEqual(self.env["stock.picking"].search_count([]), pickings)
        self.assertEqual(order.order_line.qty_received, 0)
        models = set(message.preview_result_id.line_ids.mapped("res_model"))
        self.assertLessEqual(
            {"stock.picking", "stock.move", "stock.quant", "purchase.order.line"},
            models,
        )
