"""Services: accepted by an entry, counted as received, billed."""

from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    ReceivedLine,
    RenderedService,
    ServiceEntry,
)

from .receiving_case import ReceivingCase


@tagged("post_install", "-at_install")
class TestServiceEntry(ReceivingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hour = cls.env.ref("uom.product_uom_hour")
        cls.repair = cls.env["product.product"].create(
            {
                "name": "Repair",
                "default_code": "REPAIR",
                "type": "service",
                "uom_id": cls.hour.id,
                "purchase_method": "receive",
                "supplier_taxes_id": [(5,)],
            }
        )
        cls.hour.healthcare_code = "HR"

    def _entry(self, order, quantity, number="SE-1", accepted="Dr. Vogel", **more):
        return ServiceEntry(
            entry_number=number,
            order_number=order.name,
            lines=(
                RenderedService(
                    ItemIds(buyer="REPAIR"), Decimal(quantity), "HR", "1", where="l[1]"
                ),
            ),
            entry_date=date(2026, 6, 4),
            accepted_by=accepted,
            **more,
        )

    def _ordered(self):
        return self._create_order((self.repair, 10, self.hour, 80.0))

    def test_a_signed_entry_counts_as_received(self):
        order = self._ordered()
        outcome = self._apply(self._entry(order, "6"))
        self.assertEqual(outcome.state, "done", outcome)
        self.assertEqual(order.order_line.qty_received, 6)

    def test_an_unsigned_entry_waits_for_the_buyer(self):
        order = self._ordered()
        self._apply(self._entry(order, "6", accepted=""))
        entry = self.env["healthcare.service.entry"].search(
            [("order_id", "=", order.id)]
        )
        self.assertEqual((entry.state, order.order_line.qty_received), ("submitted", 0))
        entry.with_user(self.keeper).action_accept()
        self.assertEqual(order.order_line.qty_received, 6)
        self.assertEqual(entry.amount, 480)

    def test_more_than_ordered_never_counts_by_itself(self):
        order = self._ordered()
        outcome = self._apply(self._entry(order, "12"))
        self.assertEqual(self._codes(outcome), ["SERVICE_OVER"])
        self.assertEqual(order.order_line.qty_received, 0)
        entry = self.env["healthcare.service.entry"].search(
            [("order_id", "=", order.id)]
        )
        self._click(entry, "SERVICE_OVER", "raise_service")
        self.assertEqual(order.order_line.qty_received, 12)
        self.assertEqual(order.order_line.product_qty, 12)

    def test_an_entry_above_the_order_is_refused(self):
        order = self._ordered()
        self._apply(self._entry(order, "12"))
        entry = self.env["healthcare.service.entry"].search(
            [("order_id", "=", order.id)]
        )
        self._click(entry, "SERVICE_OVER", "refuse_service")
        self.assertEqual((entry.state, order.order_line.qty_received), ("refused", 0))

    def test_twice_is_once_and_a_cancelled_entry_does_not_count(self):
        order = self._ordered()
        self._apply(self._entry(order, "6"))
        self.assertEqual(self._apply(self._entry(order, "6")).state, "duplicate")
        self._apply(self._entry(order, "6", number="SE-2", cancels="SE-1"))
        self.assertEqual(order.order_line.qty_received, 0)

    def test_a_bill_for_a_service_waits_for_its_entry(self):
        order = self._ordered()
        self._apply(self._entry(order, "6"))
        self.assertEqual(order.order_line.qty_to_invoice, 6)

    def test_the_condition_of_a_line_is_accepted_by_itself(self):
        line = ReceivedLine(ItemIds(), Decimal(1), "EA")
        self.assertEqual(line.condition, "accepted")
