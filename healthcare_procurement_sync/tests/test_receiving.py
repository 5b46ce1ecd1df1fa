"""Announced, scanned, received in parts, taken back and kept apart."""

import dataclasses
from datetime import date, timedelta

from odoo import fields
from odoo.tests import tagged

from .receiving_case import ReceivingCase

FAR = date(2031, 1, 31)
ONE, TWO = "106141410000000019", "106141410000000026"


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
