"""Orders leave in the transaction of their approval."""

from decimal import Decimal

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestPurchaseOrder(ProcurementCase):
    def _messages(self, order):
        return self.env["healthcare.message"].search(
            [("reference", "=", order.name), ("direction", "=", "out")]
        )

    def test_supplier_without_channel_gets_nothing(self):
        self.connection.action_suspend()
        order = self._glove_order()
        self.assertFalse(self._messages(order))
        self.assertEqual(order.healthcare_transmission_state, "not_sent")

    def test_confirming_writes_the_outbox_message(self):
        order = self._glove_order()
        message = self._messages(order)
        self.assertEqual(len(message), 1)
        self.assertEqual(message.state, "due")
        self.assertEqual(order.healthcare_transmission_state, "queued")
        self.assertEqual(order.healthcare_message_count, 1)

    def test_draft_is_not_sent(self):
        self.assertFalse(self._messages(self._glove_order(confirm=False)))

    def test_confirming_again_does_not_send_twice(self):
        order = self._glove_order()
        order.button_cancel()
        order.button_draft()
        order.button_confirm()
        messages = self._messages(order)
        self.assertEqual(sorted(messages.mapped("state")), ["due", "skipped"])

    def test_composed_order_names_pack_and_supplier_number(self):
        order = self._glove_order(quantity=3)
        document = self.env["healthcare.handler.purchase_order"]._compose(order)[0]
        line = document.lines[0]
        self.assertEqual(document.order_number, order.name)
        self.assertEqual((line.number, line.uom), ("1", "BX"))
        self.assertEqual(line.quantity, Decimal(3))
        self.assertEqual(line.pack_factor, Decimal(100))
        self.assertEqual((line.item.buyer, line.item.supplier), ("GLOVE", "NM-1001"))
        self.assertEqual(document.total, Decimal(36))

    def test_the_order_carries_its_state(self):
        order = self._glove_order(quantity=4)
        order.partner_ref = "SO-77"
        tax = self.env["account.tax"].create(
            {"name": "Test 8%", "amount": 8, "type_tax_use": "purchase"}
        )
        order.order_line.tax_ids = tax
        self._receive(order, quantity=200)
        document = self.env["healthcare.handler.purchase_order"]._compose(order)[0]
        line = document.lines[0]
        self.assertEqual(document.approval_status, "approved")
        self.assertEqual(document.supplier_reference, "SO-77")
        self.assertEqual(
            (line.taxes[0].name, line.taxes[0].rate), (tax.name, Decimal(8))
        )
        self.assertEqual(document.receipt_status, "partial")
        self.assertEqual((line.received, line.invoiced), (Decimal(2), Decimal(0)))
        self.assertIn(document.matching, ("two_way", "three_way"))
        preview = self.env["healthcare.order.preview"].create({"order_id": order.id})
        for word in (order.name, "SO-77", "partial", tax.name, "approved"):
            self.assertIn(word, preview.content)

    def test_a_draft_is_shown_and_not_sent(self):
        order = self._glove_order(confirm=False)
        action = order.action_healthcare_preview()
        preview = self.env["healthcare.order.preview"].browse(action["res_id"])
        self.assertIn("draft", preview.content)
        self.assertFalse(self._messages(order))

    def test_superuser_does_not_pass_the_second_approval(self):
        self.company.po_double_validation = "two_step"
        self.company.po_double_validation_amount = 100.0
        order = self._glove_order(confirm=False)
        order.with_user(SUPERUSER_ID).button_confirm()
        self.assertEqual(order.state, "to approve")
        self.assertFalse(self._messages(order))

    def test_confirmed_order_does_not_grow_past_its_approval(self):
        self.company.po_double_validation = "two_step"
        self.company.po_double_validation_amount = 500.0
        buyer = self.env["res.users"].create(
            {
                "name": "Buyer",
                "login": "approval-buyer",
                "group_ids": [(4, self.env.ref("purchase.group_purchase_user").id)],
            }
        )
        order = self._glove_order().with_user(buyer)
        line = order.order_line
        line.product_qty = 12
        with self.assertRaises(UserError):
            line.product_qty = 500
        with self.assertRaises(UserError):
            order.write(
                {
                    "order_line": [
                        (0, 0, {"product_id": self.gauze.id, "price_unit": 9000})
                    ]
                }
            )

    def test_price_stays_when_the_quantity_changes(self):
        order = self._glove_order(price=11.5)
        order.order_line.product_qty = 12
        self.assertEqual(order.order_line.price_unit, 11.5)

    def test_state_of_the_message_shows_on_the_order(self):
        order = self._glove_order()
        handler = self.env["healthcare.handler.purchase_order"]
        message = self._messages(order)
        for state, expected in (
            ("sent", "sent"),
            ("acknowledged", "delivered"),
            ("dead", "failed"),
        ):
            handler._transmitted(message, state)
            self.assertEqual(order.healthcare_transmission_state, expected)

    def test_lines_keep_their_numbers(self):
        order = self._create_order(
            (self.glove, 1, self.box, 12.0), (self.gauze, 1, self.case, 20.0)
        )
        self.assertEqual(order.order_line.mapped("healthcare_number"), [1, 2])
        order.write({"order_line": [(0, 0, {"product_id": self.lancet.id})]})
        self.assertEqual(order.order_line.mapped("healthcare_number"), [1, 2, 3])
