"""Announced, scanned, received in parts, taken back and kept apart."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from odoo import fields
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    DeliveryStatus,
    GoodsReceipt,
    ItemIds,
    Milestone,
    ReceivedLine,
    RenderedService,
    ServiceEntry,
)

from .common import ProcurementCase

FAR = date(2031, 1, 31)
ONE, TWO = "106141410000000019", "106141410000000026"


class ReceivingCase(ProcurementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind in ("delivery_status", "service_entry"):
            for connection in cls.connection | cls.warehouse_connection:
                cls.env["healthcare.flow"].create(
                    {
                        "name": kind,
                        "code": kind,
                        "connection_id": connection.id,
                        "direction": "in",
                        "kind": kind,
                        "codec": "json",
                    }
                )
        cls.keeper = cls.env["res.users"].create(
            {
                "name": "keeper",
                "login": "receiving-keeper",
                "group_ids": [
                    (4, cls.env.ref("stock.group_stock_user").id),
                    (4, cls.env.ref("purchase.group_purchase_user").id),
                ],
            }
        )

    def _book(self, order, *lines, **more):
        return self._apply(
            self._goods_receipt(order, *lines, **more), self.warehouse_connection
        )

    def _back(self, order, event, *lines, reverses="", number="B1"):
        return self._apply(
            GoodsReceipt(
                receipt_number=number,
                order_number=order.name,
                lines=lines,
                received_at=datetime(2026, 6, 4, 8, tzinfo=UTC),
                site="EAST",
                event=event,
                reverses=reverses,
            ),
            self.warehouse_connection,
        )

    def _asked(self, order, code):
        return self.env["healthcare.exception"].search(
            [
                ("res_model", "=", order._name),
                ("res_id", "=", order.id),
                ("code", "=", code),
                ("state", "=", "open"),
            ]
        )

    def _click(self, order, code, answer, reason="why"):
        question = self._asked(order, code)
        self.assertEqual(len(question), 1, code)
        question.with_user(self.keeper)._apply_resolution(answer, reason)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(question.state, "resolved")
        return question

    def _stock(self, product, usable=True):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id.usage", "=", "internal"),
                ("location_id.healthcare_unusable", "=", not usable),
            ]
        )
        return sum(quants.mapped("quantity"))


@tagged("post_install", "-at_install")
class TestCartons(ReceivingCase):
    def _announced(self):
        order = self._create_order((self.lancet, 200, self.each, 0.115))
        self._apply(
            self._ship_notice(
                order,
                self._shipped(
                    1, "120", "EA", "NM-3003", lots=[("L1", None, FAR)], sscc=ONE
                ),
                self._shipped(
                    1, "80", "EA", "NM-3003", lots=[("L2", None, FAR)], sscc=TWO
                ),
            )
        )
        return order

    def _scanner(self, order):
        wizard = self.env["healthcare.carton.scan"].with_user(self.keeper)
        return wizard.create({"picking_id": order.picking_ids[0].id})

    def _scan(self, wizard, code):
        wizard.code = code
        wizard.action_scan()
        return wizard.said

    def test_one_scan_receives_one_carton(self):
        order = self._announced()
        said = self._scan(self._scanner(order), f"00{ONE}")
        self.assertIn("L1", said)
        self.assertEqual(order.order_line.qty_received, 120)
        rest = order.picking_ids.filtered(lambda row: row.state != "done")
        self.assertEqual(
            rest.move_line_ids.mapped(lambda row: (row.lot_name, row.quantity)),
            [("L2", 80)],
        )
        shipment = self.env["healthcare.shipment"].search([("name", "=", "SHP1")])
        self.assertEqual(shipment.state, "expected")

    def test_the_last_carton_closes_the_notice(self):
        order = self._announced()
        wizard = self._scanner(order)
        self._scan(wizard, ONE)
        self._scan(wizard, f"(00){TWO}")
        self.assertEqual(order.order_line.qty_received, 200)
        self.assertEqual((wizard.scanned, wizard.left), (2, 0))
        lots = order.picking_ids.move_line_ids.lot_id
        self.assertEqual(sorted(lots.mapped("name")), ["L1", "L2"])
        shipment = self.env["healthcare.shipment"].search([("name", "=", "SHP1")])
        self.assertEqual(shipment.state, "received")

    def test_a_carton_is_received_once(self):
        order = self._announced()
        wizard = self._scanner(order)
        self._scan(wizard, ONE)
        self.assertIn("already", self._scan(wizard, ONE))
        self.assertEqual(order.order_line.qty_received, 120)

    def test_a_label_that_is_no_carton_and_one_that_nobody_announced(self):
        wizard = self._scanner(self._announced())
        self.assertIn("not the label", self._scan(wizard, "12345"))
        self.assertIn("No ship notice", self._scan(wizard, "006141411234567890"))

    def test_scanned_cartons_are_booked_together(self):
        order = self._announced()
        wizard = self._scanner(order)
        wizard.at_once = False
        self._scan(wizard, ONE)
        self.assertEqual(order.order_line.qty_received, 0)
        self._scan(wizard, TWO)
        wizard.action_done()
        self.assertEqual(order.order_line.qty_received, 200)

    def test_a_partial_receipt_of_a_site_keeps_the_announced_rest(self):
        order = self._announced()
        self._book(order, self._received(1, "120", "EA", "LANCET", lots=[("L1", FAR)]))
        rest = order.picking_ids.filtered(lambda row: row.state != "done")
        self.assertEqual(rest.move_line_ids.mapped("lot_name"), ["L2"])


@tagged("post_install", "-at_install")
class TestAnnounced(ReceivingCase):
    def test_refuse_what_is_short_dated(self):
        order = self._create_order((self.lancet, 200, self.each, 0.115))
        soon = fields.Date.today() + timedelta(days=20)
        self._apply(
            self._ship_notice(
                order,
                self._shipped(1, "200", "EA", "NM-3003", lots=[("L1", None, soon)]),
            )
        )
        self._click(order, "SHORT_DATED", "refuse_delivery")
        self.assertFalse(
            order.picking_ids.move_line_ids.filtered("healthcare_shipment_id")
        )

    def test_ask_for_a_replacement_of_what_has_no_lot(self):
        order = self._create_order((self.lancet, 200, self.each, 0.115))
        self._apply(self._ship_notice(order, self._shipped(1, "200", "EA", "NM-3003")))
        self._click(order, "ASN_NO_LOT", "request_replacement")
        said = order.message_ids.filtered(lambda row: self.supplier in row.partner_ids)
        self.assertIn("other goods", said[0].body)

    def test_accept_more_than_ordered(self):
        order = self._glove_order()
        self._apply(self._ship_notice(order, self._shipped(1, "12")))
        self._click(order, "ASN_OVER", "accept_delivery")
        self.assertEqual(order.order_line.product_qty, 12)


@tagged("post_install", "-at_install")
class TestDock(ReceivingCase):
    def test_surplus_is_kept_and_sent_back(self):
        order = self._glove_order()
        self._book(order, self._received(1, "12"))
        row = self.env["healthcare.receipt.discrepancy"].search(
            [("order_id", "=", order.id)]
        )
        self.assertEqual((row.kind, row.quantity), ("over", 200))
        self._click(order, "RECEIPT_OVER", "return_goods")
        self.assertEqual(row.state, "returned")
        self.assertEqual(order.order_line.qty_received, 10)
        self.assertEqual(self._stock(self.glove), 1000)

    def test_surplus_is_accepted_by_raising_the_order(self):
        order = self._glove_order()
        self._book(order, self._received(1, "12"))
        self._click(order, "RECEIPT_OVER", "accept_goods")
        line = order.order_line
        self.assertEqual((line.product_qty, line.qty_received), (12, 12))
        self.assertEqual(self._stock(self.glove), 1200)

    def test_unordered_item_is_accepted_at_the_catalogue_price(self):
        order = self._glove_order()
        self._book(
            order,
            self._received(1, "10"),
            self._received(0, "50", "EA", "LANCET", lots=[("L9", FAR)]),
        )
        self.assertEqual(len(order.order_line), 1)
        self._click(order, "UNORDERED_ITEM", "accept_goods")
        line = order.order_line.filtered(lambda row: row.product_id == self.lancet)
        self.assertEqual(
            (line.product_qty, line.qty_received, line.price_unit), (50, 50, 9)
        )

    def test_damaged_goods_are_not_booked_and_are_claimed(self):
        order = self._glove_order()
        bad = dataclasses.replace(self._received(1, "2"), condition="damaged")
        outcome = self._book(order, self._received(1, "8"), bad)
        self.assertEqual(self._codes(outcome), ["DAMAGED"])
        self.assertEqual(order.order_line.qty_received, 8)
        self._click(order, "DAMAGED", "return_goods")
        claim = self.env["healthcare.supplier.claim"].search(
            [("order_line_id", "=", order.order_line.id)]
        )
        self.assertEqual((claim.kind, claim.amount), ("damage", 24))

    def test_damaged_goods_are_kept_apart(self):
        order = self._glove_order()
        bad = dataclasses.replace(self._received(1, "2"), condition="damaged")
        self._book(order, self._received(1, "8"), bad)
        self._click(order, "DAMAGED", "quarantine_goods")
        self.assertEqual(self._stock(self.glove), 800)
        self.assertEqual(self._stock(self.glove, usable=False), 200)
        self.assertEqual(order.order_line.qty_received, 10)

    def test_a_recalled_lot_never_reaches_the_shelf(self):
        self.env["healthcare.recall"].create(
            {"name": "N-1", "product_id": self.lancet.id, "lot_name": "BAD"}
        )
        order = self._create_order((self.lancet, 200, self.each, 0.115))
        outcome = self._book(
            order, self._received(1, "200", "EA", "LANCET", lots=[("BAD", FAR)])
        )
        self.assertEqual(self._codes(outcome), ["RECALL_LOT"])
        self.assertEqual(order.order_line.qty_received, 0)
        self._click(order, "RECALL_LOT", "quarantine_goods")
        self.assertEqual(self._stock(self.lancet), 0)
        self.assertEqual(self._stock(self.lancet, usable=False), 200)

    def test_what_only_stands_on_the_dock_is_known_when_it_comes_again(self):
        order = self._glove_order()
        bad = dataclasses.replace(self._received(1, "2"), condition="damaged")
        self._book(order, bad)
        outcome = self._book(order, bad)
        self.assertEqual(outcome.state, "duplicate")
        rows = self.env["healthcare.receipt.discrepancy"].search(
            [("order_id", "=", order.id)]
        )
        self.assertEqual(len(rows), 1)


@tagged("post_install", "-at_install")
class TestTakenBack(ReceivingCase):
    def test_a_reversal_opens_the_order_again(self):
        order = self._glove_order()
        self._book(order, self._received(1, "10"))
        outcome = self._back(order, "reverse", reverses="R1")
        self.assertEqual(outcome.state, "done", outcome)
        self.assertEqual(order.order_line.qty_received, 0)
        self.assertEqual(self._stock(self.glove), 0)
        self._book(order, self._received(1, "10"), number="R2")
        self.assertEqual(order.order_line.qty_received, 10)

    def test_a_return_of_a_part_lowers_what_is_received(self):
        order = self._glove_order()
        self._book(order, self._received(1, "10"))
        self._back(order, "return", self._received(1, "150", "EA"))
        self.assertEqual(order.order_line.qty_received, 8.5)
        self.assertEqual(self._stock(self.glove), 850)

    def test_the_same_return_is_booked_once(self):
        order = self._glove_order()
        self._book(order, self._received(1, "10"))
        self._back(order, "return", self._received(1, "2"))
        outcome = self._back(order, "return", self._received(1, "2"))
        self.assertEqual(outcome.state, "duplicate")
        self.assertEqual(order.order_line.qty_received, 8)

    def test_more_than_was_received_goes_to_a_person(self):
        order = self._glove_order()
        self._book(order, self._received(1, "4"))
        outcome = self._back(order, "return", self._received(1, "5"))
        self.assertEqual(outcome.state, "rejected")
        self.assertEqual(self._codes(outcome), ["RETURN_UNKNOWN"])
        self.assertEqual(order.order_line.qty_received, 4)
        self._click(order, "RETURN_UNKNOWN", "book_by_hand")


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
