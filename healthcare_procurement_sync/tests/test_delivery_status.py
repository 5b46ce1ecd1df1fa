"""What carriers tell of goods on their way, and what is late."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    DeliveryStatus,
    Milestone,
)

from .receiving_case import ReceivingCase


@tagged("post_install", "-at_install")
class TestOnTheWay(ReceivingCase):
    def _status(self, order, *events, day=None, number="S1", **more):
        return DeliveryStatus(
            status_number=number,
            milestones=tuple(
                Milestone(name, datetime(2026, 6, *when, tzinfo=UTC), "Hub", "", "m")
                for name, *when in events
            ),
            tracking="1Z",
            order_numbers=(order.name,),
            carrier="UPSN",
            estimated_date=day,
            **more,
        )

    def test_milestones_and_the_latest_date_are_on_the_order(self):
        order = self._glove_order()
        day = date(2026, 6, 12)
        self._apply(
            self._status(order, ("in_transit", 3, 9), day=date(2026, 6, 9)),
            self.warehouse_connection,
        )
        self._apply(
            self._status(
                order,
                ("out_for_delivery", 5, 7),
                ("at_hub", 4, 7),
                day=day,
                number="S2",
            ),
            self.warehouse_connection,
        )
        self.assertEqual(order.healthcare_delivery_status, "out_for_delivery")
        self.assertEqual(order.healthcare_expected_date, day)
        self.assertEqual(order.picking_ids.scheduled_date.date(), day)
        self.assertEqual(len(order.healthcare_milestone_ids), 3)

    def test_an_event_told_twice_is_kept_once(self):
        order = self._glove_order()
        status = self._status(order, ("in_transit", 3, 9))
        self._apply(status, self.warehouse_connection)
        outcome = self._apply(
            dataclasses.replace(status, status_number="S9"), self.warehouse_connection
        )
        self.assertEqual(outcome.state, "duplicate")
        self.assertEqual(len(order.healthcare_milestone_ids), 1)

    def test_an_older_event_does_not_turn_the_clock_back(self):
        order = self._glove_order()
        self._apply(self._status(order, ("delivered", 6, 9)), self.warehouse_connection)
        self._apply(
            self._status(order, ("at_hub", 4, 9), number="S2"),
            self.warehouse_connection,
        )
        self.assertEqual(order.healthcare_delivery_status, "delivered")

    def test_a_problem_asks_the_buyer(self):
        order = self._glove_order()
        outcome = self._apply(
            self._status(order, ("exception", 4, 9)), self.warehouse_connection
        )
        self.assertEqual(self._codes(outcome), ["DELIVERY_TROUBLE"])

    def test_a_shipment_that_nobody_knows_waits(self):
        order = self.env["purchase.order"].new({"name": "NONE"})
        outcome = self._apply(
            self._status(order, ("delivered", 6, 9)), self.warehouse_connection
        )
        self.assertEqual(outcome.state, "waiting")

    def test_a_late_line_is_listed_asked_and_the_supplier_reminded(self):
        order = self._glove_order()
        order.order_line.date_planned = fields.Datetime.now() - timedelta(days=4)
        late = self.env["purchase.order.line"].search([("healthcare_late", "=", True)])
        self.assertIn(order.order_line, late)
        watch = self.env["healthcare.delivery.watch"]
        watch._cron_watch()
        watch._cron_watch()
        self.assertEqual(len(self._asked(order, "LATE_RECEIPT")), 1)
        said = order.message_ids.filtered(lambda row: self.supplier in row.partner_ids)
        self.assertEqual(len(said), 1)
        self._receive(order)
        watch._cron_watch()
        self.assertFalse(self._asked(order, "LATE_RECEIPT"))

    def test_a_new_day_is_agreed(self):
        order = self._glove_order()
        order.order_line.date_planned = fields.Datetime.now() - timedelta(days=4)
        self.env["healthcare.delivery.watch"]._cron_watch()
        self._click(order, "LATE_RECEIPT", "agree_new_date", "called")
        self.assertFalse(order.order_line.healthcare_late)
        self.env["healthcare.delivery.watch"]._cron_watch()
        self.assertFalse(self._asked(order, "LATE_RECEIPT"))

    def test_shipped_without_a_notice_is_asked_after_a_day(self):
        order = self._glove_order()
        self._apply(self._acknowledgment(order, self._ack_line(1, ("AC", "10"))))
        watch = self.env["healthcare.delivery.watch"]
        watch._shipped_without_notice()
        self.assertFalse(self._asked(order, "ASN_OVERDUE"))
        order.order_line.healthcare_answered_at -= timedelta(hours=30)
        watch._shipped_without_notice()
        self.assertEqual(len(self._asked(order, "ASN_OVERDUE")), 1)

    def test_accepted_without_a_date_is_asked_after_two_working_days(self):
        order = self._glove_order()
        self._apply(self._acknowledgment(order, self._ack_line(1, ("SP", "10"))))
        watch = self.env["healthcare.delivery.watch"]
        order.order_line.healthcare_answered_at -= timedelta(days=7)
        watch._accepted_without_date()
        self.assertEqual(len(self._asked(order, "DATE_PENDING")), 1)
