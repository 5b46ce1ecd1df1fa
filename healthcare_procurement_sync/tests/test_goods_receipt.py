"""Receipt events of a site: checked first, booked once."""

from datetime import date, datetime

from odoo.tests import tagged

from .common import ProcurementCase

FAR = date(2031, 1, 31)


@tagged("post_install", "-at_install")
class TestGoodsReceipt(ProcurementCase):
    def _book(self, order, *lines, **more):
        return self._apply(
            self._goods_receipt(order, *lines, **more), self.warehouse_connection
        )

    def test_unknown_order_waits(self):
        missing = self.env["purchase.order"].new({"name": "NONE"})
        self.assertEqual(self._book(missing, self._received(1, "1")).state, "waiting")

    def test_partial_receipt_leaves_a_backorder(self):
        order = self._glove_order()
        outcome = self._book(order, self._received(1, "6"))
        self.assertEqual(outcome.state, "done")
        self.assertEqual(order.order_line.qty_received, 6)
        self.assertEqual(
            sorted(order.picking_ids.mapped("state")), ["assigned", "done"]
        )

    def test_stock_date_is_the_time_of_the_event(self):
        order = self._glove_order()
        self._book(order, self._received(1, "10"))
        self.assertEqual(order.picking_ids.date_done, datetime(2026, 6, 3, 14, 30))
        self.assertEqual(order.picking_ids.move_ids.date, datetime(2026, 6, 3, 14, 30))

    def test_final_receipt_closes_the_remainder(self):
        order = self._glove_order()
        self._book(order, self._received(1, "6"), final=True)
        self.assertEqual(order.picking_ids.mapped("state"), ["done"])

    def test_unordered_item_adds_no_line_to_the_order(self):
        order = self._glove_order()
        outcome = self._book(
            order, self._received(1, "10"), self._received(0, "1", "EA", "LANCET")
        )
        self.assertEqual(outcome.state, "partly")
        self.assertEqual(self._codes(outcome), ["UNORDERED_ITEM"])
        self.assertEqual(len(order.order_line), 1)

    def test_an_unknown_unit_books_nothing_and_waits(self):
        order = self._glove_order()
        outcome = self._book(
            order, self._received(1, "4"), self._received(1, "1", "ZX")
        )
        self.assertEqual(outcome.state, "waiting")
        self.assertTrue(outcome.dependency.endswith(":ZX"))
        self.assertEqual(order.order_line.qty_received, 0)

    def test_surplus_is_not_booked(self):
        order = self._glove_order()
        outcome = self._book(order, self._received(1, "12"))
        self.assertEqual(self._codes(outcome), ["RECEIPT_OVER"])
        self.assertEqual(order.order_line.qty_received, 10)

    def test_over_receipt_within_tolerance_is_booked(self):
        self._policy(over_receipt_tol_pct=20)
        order = self._glove_order()
        self.assertEqual(self._book(order, self._received(1, "12")).state, "done")
        self.assertEqual(order.order_line.qty_received, 12)

    def test_nothing_open_is_rejected(self):
        order = self._glove_order()
        self._receive(order)
        outcome = self._book(order, self._received(1, "1"))
        self.assertEqual(outcome.code, "receipt.nothing_open")

    def test_missing_lot_is_refused_and_nothing_booked(self):
        order = self._create_order((self.lancet, 200, self.each, 0.115))
        outcome = self._book(order, self._received(1, "200", "EA", "LANCET"))
        self.assertEqual(outcome.code, "receipt.not_validated")
        self.assertEqual(order.order_line.qty_received, 0)
        self.assertNotEqual(order.picking_ids.state, "done")

    def test_one_bad_receipt_stands_alone(self):
        bad = self._create_order((self.lancet, 200, self.each, 0.115))
        good = self._glove_order()
        outcomes = self._apply_all(
            [
                self._goods_receipt(
                    bad, self._received(1, "200", "EA", "LANCET"), number="R1"
                ),
                self._goods_receipt(good, self._received(1, "10"), number="R2"),
            ],
            self.warehouse_connection,
        )
        self.assertEqual([row.state for row in outcomes], ["rejected", "done"])
        self.assertEqual(good.order_line.qty_received, 10)

    def test_lot_of_the_ship_notice_is_used(self):
        order = self._create_order((self.lancet, 200, self.each, 0.115))
        self._apply(
            self._ship_notice(
                order,
                self._shipped(1, "200", "EA", "NM-3003", lots=[("L1", None, FAR)]),
            )
        )
        outcome = self._book(order, self._received(1, "200", "EA", "LANCET"))
        self.assertEqual(outcome.state, "done")
        lot = order.picking_ids.move_line_ids.lot_id
        self.assertEqual((lot.name, lot.expiration_date.date()), ("L1", FAR))

    def test_same_receipt_twice_is_booked_once(self):
        order = self._glove_order()
        document = self._goods_receipt(order, self._received(1, "6"))
        self._apply(document, self.warehouse_connection)
        outcome = self._apply(document, self.warehouse_connection)
        self.assertEqual(outcome.state, "duplicate")
        self.assertEqual(order.order_line.qty_received, 6)

    def test_same_number_with_other_content_is_a_conflict(self):
        order = self._glove_order()
        self._book(order, self._received(1, "6"))
        outcome = self._book(order, self._received(1, "4"))
        self.assertEqual(outcome.state, "conflict")
        self.assertEqual(order.order_line.qty_received, 6)
