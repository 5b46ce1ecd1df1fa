"""Ship notices prepare the receipt and validate nothing."""

from datetime import date

from odoo import fields
from odoo.tests import tagged

from .common import ProcurementCase

FAR = date(2031, 1, 31)


@tagged("post_install", "-at_install")
class TestShipNotice(ProcurementCase):
    def _lines(self, order):
        return order.picking_ids.move_line_ids

    def test_unknown_order_waits(self):
        missing = self.env["purchase.order"].new({"name": "NONE"})
        outcome = self._apply(self._ship_notice(missing, self._shipped(1, "1")))
        self.assertEqual((outcome.state, outcome.dependency), ("waiting", "order:NONE"))

    def test_an_unknown_unit_leaves_no_shipment_and_waits(self):
        order = self._glove_order()
        notice = self._ship_notice(order, self._shipped(1, "4", uom="ZX"))
        outcome = self._apply(notice)
        self.assertEqual(outcome.state, "waiting")
        self.assertFalse(self.env["healthcare.shipment"].search([]))
        mapping = self._map_units([("ZX", self.box)])
        outcome = self._apply(notice)
        self.assertEqual(outcome.state, "done")
        picking = next(row for row in outcome.touched if row.model == "stock.picking")
        self.assertEqual(picking.mapping_line_ids, (mapping.line_ids.id,))

    def test_unknown_item_is_asked_and_the_rest_binds(self):
        order = self._glove_order()
        outcome = self._apply(
            self._ship_notice(
                order, self._shipped(1, "4"), self._shipped(9, "1", item="XX-9")
            )
        )
        self.assertEqual(outcome.state, "partly")
        self.assertEqual(self._codes(outcome), ["MAPPING_ITEM"])
        self.assertEqual(self._lines(order).mapped("quantity"), [4])

    def test_lots_expiry_and_package_are_prepared_in_pack_units(self):
        order = self._create_order(
            (self.glove, 10, self.box, 12.0), (self.lancet, 200, self.each, 0.115)
        )
        outcome = self._apply(
            self._ship_notice(
                order,
                self._shipped(1, "6", sscc="003456780000000018"),
                self._shipped(
                    2,
                    "200",
                    uom="EA",
                    item="NM-3003",
                    lots=[("L1", "150", FAR), ("L2", "50", FAR)],
                ),
            )
        )
        self.assertEqual(outcome.state, "done")
        picking = order.picking_ids
        self.assertNotEqual(picking.state, "done")
        boxes = self._lines(order).filtered(lambda row: row.product_id == self.glove)
        self.assertEqual((boxes.quantity, boxes.product_uom_id), (6, self.box))
        self.assertEqual(boxes.quantity_product_uom, 600)
        self.assertEqual(boxes.result_package_id.name, "003456780000000018")
        lots = self._lines(order) - boxes
        self.assertEqual(sorted(lots.mapped("lot_name")), ["L1", "L2"])
        self.assertEqual(lots[0].expiration_date.date(), FAR)

    def test_validating_by_hand_receives_what_was_announced(self):
        order = self._glove_order()
        self._apply(self._ship_notice(order, self._shipped(1, "6")))
        picking = order.picking_ids
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(order.order_line.qty_received, 6)
        self.assertEqual(len(order.picking_ids), 2)

    def test_more_than_ordered_is_asked_before_it_arrives(self):
        order = self._glove_order()
        outcome = self._apply(self._ship_notice(order, self._shipped(1, "12")))
        self.assertEqual(self._codes(outcome), ["ASN_OVER"])

    def test_two_shipments_add_up(self):
        order = self._glove_order()
        self._apply(self._ship_notice(order, self._shipped(1, "6")))
        outcome = self._apply(
            self._ship_notice(order, self._shipped(1, "5"), shipment="SHP2")
        )
        self.assertEqual(sorted(self._lines(order).mapped("quantity")), [5, 6])
        self.assertEqual(self._codes(outcome), ["ASN_OVER"])

    def test_missing_lot_and_short_shelf_life_are_asked(self):
        order = self._create_order((self.lancet, 200, self.each, 0.115))
        soon = fields.Date.add(fields.Date.today(), days=20)
        outcome = self._apply(
            self._ship_notice(
                order,
                self._shipped(
                    1, "200", uom="EA", item="NM-3003", lots=[("L1", "120", soon)]
                ),
            )
        )
        self.assertEqual(self._codes(outcome), ["ASN_NO_LOT", "SHORT_DATED"])

    def test_package_number_on_two_open_shipments_is_noticed(self):
        order = self._glove_order()
        code = "003456780000000025"
        self._apply(self._ship_notice(order, self._shipped(1, "5", sscc=code)))
        outcome = self._apply(
            self._ship_notice(order, self._shipped(1, "5", sscc=code), shipment="SHP2")
        )
        self.assertEqual(self._codes(outcome), ["SSCC_DUP"])

    def test_nothing_open_to_receive_is_asked(self):
        order = self._glove_order()
        self._receive(order)
        outcome = self._apply(self._ship_notice(order, self._shipped(1, "1")))
        self.assertEqual(self._codes(outcome), ["ASN_NO_RECEIPT"])

    def test_one_shipment_for_two_orders(self):
        first, second = self._glove_order(), self._glove_order()
        document = self._ship_notice(first, self._shipped(1, "4"))
        other = self._ship_notice(second, self._shipped(1, "7"))
        document = type(document)("SHP9", document.orders + other.orders)
        self.assertEqual(self._apply(document).state, "done")
        self.assertEqual(self._lines(first).quantity, 4)
        self.assertEqual(self._lines(second).quantity, 7)

    def test_same_notice_twice_changes_nothing(self):
        order = self._glove_order()
        document = self._ship_notice(order, self._shipped(1, "6"))
        self._apply(document)
        self.assertEqual(self._apply(document).state, "duplicate")
        self.assertEqual(self._lines(order).mapped("quantity"), [6])

    def test_other_content_is_a_conflict_unless_it_corrects(self):
        order = self._glove_order()
        self._apply(self._ship_notice(order, self._shipped(1, "6")))
        other = self._shipped(1, "7")
        outcome = self._apply(self._ship_notice(order, other))
        self.assertEqual(outcome.state, "conflict")
        self.assertEqual(self._lines(order).mapped("quantity"), [6])
        outcome = self._apply(self._ship_notice(order, other, purpose="05"))
        self.assertEqual(outcome.state, "done")
        self.assertEqual(self._lines(order).mapped("quantity"), [7])

    def test_cancelled_shipment_disappears_from_the_receipt(self):
        order = self._glove_order()
        self._apply(self._ship_notice(order, self._shipped(1, "6")))
        outcome = self._apply(
            self._ship_notice(order, self._shipped(1, "6"), purpose="01")
        )
        self.assertEqual(outcome.state, "done")
        self.assertFalse(self._lines(order))
