"""Buying tells its listeners, once, in the transaction in which it happens."""

from odoo.tests import tagged

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestEvents(ProcurementCase):
    """Orders, receipts, issues and bills of one listener."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        connection = cls.env["healthcare.connection"].create(
            {
                "name": "Portal",
                "code": "portal-events",
                "company_id": cls.company.id,
                "connector": "webhook",
                "state": "live",
            }
        )
        kinds = cls.env["healthcare.event.type"].search(
            [("area", "in", ("purchase", "stock", "finance"))]
        )
        cls.subscription = cls.env["healthcare.subscription"].create(
            {
                "name": "Portal",
                "connection_id": connection.id,
                "type_ids": [(6, 0, kinds.ids)],
            }
        )

    def _heard(self):
        events = self.env["healthcare.event"].search(
            [("subscription_id", "=", self.subscription.id)], order="id"
        )
        return events.mapped("type_id.code")

    def test_order_receipt_bill_payment(self):
        order = self._glove_order(quantity=2)
        self.assertEqual(self._heard(), ["purchase_order.confirmed"])
        event = self.env["healthcare.event"].search([], limit=1)
        self.assertEqual(event.data["number"], order.name)
        self.assertIn(event.message_id.id, order._healthcare_message_ids()[order.id])
        self._receive(order)
        self.assertEqual(self._heard()[1:], ["receipt.done"])
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.write({"invoice_date": "2026-03-10", "ref": "INV-EV-1"})
        bill.action_post()
        self.assertIn("bill.posted", self._heard())
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({})._create_payments()
        heard = self._heard()
        if bill.payment_state == "paid":
            self.assertEqual(heard[-1], "bill.paid")
        self.assertEqual(len(heard), len(set(heard)), "each is told once")

    def test_approval_and_cancellation(self):
        order = self._glove_order(confirm=False)
        order.write({"state": "to approve"})
        order.write({"state": "to approve"})
        order.button_cancel()
        codes = ["purchase_order.to_approve", "purchase_order.cancelled"]
        self.assertEqual(self._heard(), codes)

    def test_nobody_is_told_after_disabling(self):
        self.subscription.active = False
        self._glove_order()
        self.assertFalse(self._heard())
