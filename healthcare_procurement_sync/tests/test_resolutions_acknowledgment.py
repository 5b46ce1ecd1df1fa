"""Each question of an acknowledgment: opened, routed, answered by its click, and the
order right afterwards."""

from datetime import timedelta
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import ItemIds, LineStatus

from .acknowledgment_case import AcknowledgmentCase


@tagged("post_install", "-at_install")
class TestResolutionsAcknowledgment(AcknowledgmentCase):
    # -- backorder -------------------------------------------------------------------

    def _backordered(self):
        order = self._glove_order()
        self._ack(order, ("IA", "6"), ("IB", "4"))
        return order

    def test_keep_backorder(self):
        order = self._backordered()
        question, _action = self._click(order, "BACKORDER", "keep_backorder")
        self._closed(question)
        row = self.env["healthcare.backorder"].search([("order_id", "=", order.id)])
        self.assertEqual((row.state, row.quantity), ("waiting", 400))
        self.assertEqual(order.order_line.product_qty, 10)

    def test_reroute_the_balance(self):
        order = self._backordered()
        question, action = self._click(order, "BACKORDER", "reroute_balance")
        self._closed(question)
        fresh = self.env["purchase.order"].browse(action["res_id"])
        self.assertEqual(
            (fresh.partner_id, fresh.order_line.product_qty), (self.other, 4)
        )
        self.assertEqual(fresh.order_line.healthcare_replaces_id, order.order_line)
        self.assertEqual(fresh.state, "draft")
        self.assertEqual(order.order_line.product_qty, 6)
        row = self.env["healthcare.backorder"].search([("order_id", "=", order.id)])
        self.assertIn(row.state, ("moved", "done"))

    def test_split_the_line(self):
        order = self._backordered()
        question, _action = self._click(order, "BACKORDER", "split_line")
        self._closed(question)
        lines = order.order_line.sorted("healthcare_number")
        self.assertEqual(lines.mapped("product_qty"), [6, 4])
        self.assertEqual(lines.mapped("price_unit"), [12, 12])
        self.assertEqual(
            lines.mapped("healthcare_ack_state"), ["accepted", "backordered"]
        )
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("product_qty")), 1000)

    def test_cancel_the_balance(self):
        order = self._backordered()
        question, _action = self._click(
            order, "BACKORDER", "cancel_balance", "not needed"
        )
        self._closed(question)
        self.assertEqual(order.order_line.product_qty, 6)
        self.assertEqual(order.order_line.healthcare_qty_backordered, 0)

    def test_fetch_elsewhere_asks_from_where(self):
        order = self._backordered()
        _question, action = self._click(order, "BACKORDER", "fetch_elsewhere")
        self.assertEqual(action["res_model"], "healthcare.reallocation")

    # -- substitutes -----------------------------------------------------------------

    def _offered(self):
        order = self._glove_order()
        line = self._ack_line(1)
        status = LineStatus(
            "IS", Decimal(10), "BX", substitute=ItemIds(supplier="NM-4004")
        )
        half = self._create_pack("Box 50", "BX5", 50)
        self.soft = self._create_product("SOFTGLOVE", half, supplier_code="NM-4004")
        line = type(line)(line.number, line.item, uom="BX", statuses=(status,))
        self._apply(self._acknowledgment(order, line))
        return order

    def test_a_buyer_compares_and_does_not_accept_alone(self):
        order = self._offered()
        question = self._asked(order, "SUBSTITUTION").with_user(self.buyer)
        self.assertNotIn("accept_substitute", question.resolution_ids.mapped("code"))
        _question, action = self._click(order, "SUBSTITUTION", "compare_substitute")
        self.assertEqual(action["res_model"], "healthcare.substitution")

    def test_accept_once_by_a_clinician(self):
        order = self._offered()
        question, _action = self._click(
            order, "SUBSTITUTION", "accept_substitute", "same use", self.nurse
        )
        self._closed(question)
        fresh = order.order_line.filtered(lambda row: row.product_id == self.soft)
        self.assertEqual((fresh.product_qty, fresh.healthcare_number), (20, 1))
        self.assertEqual(order.order_line.filtered("product_qty"), fresh)

    def test_accept_and_add_to_group(self):
        order = self._offered()
        question, _action = self._click(
            order, "SUBSTITUTION", "accept_substitute_group", "same use", self.nurse
        )
        self._closed(question)
        groups = self.env["healthcare.substitution.group"]
        self.assertTrue(groups._with_both(self.glove, self.soft, self.company))

    def test_refuse_the_substitute(self):
        order = self._offered()
        question, _action = self._click(
            order, "SUBSTITUTION", "refuse_substitute", "latex"
        )
        self._closed(question)
        offer = order.order_line.healthcare_substitution_ids
        self.assertEqual((offer.state, offer.reason), ("refused", "latex"))
        self.assertEqual(order.order_line.healthcare_ack_state, "pending")

    # -- price -----------------------------------------------------------------------

    def _dearer(self):
        order = self._glove_order()
        self._ack(order, ("IP", "10"), price="13.00")
        return order

    def test_accept_the_price_once(self):
        order = self._dearer()
        self.assertEqual(order.order_line.price_unit, 12)
        question, _action = self._click(order, "PRICE_CHANGE", "accept_price")
        self._closed(question)
        line = order.order_line
        self.assertEqual((line.price_unit, line.healthcare_agreed_price), (13, 13))
        line.product_qty = 11
        self.assertEqual(line.price_unit, 13)

    def test_accept_the_price_and_ask_for_the_contract(self):
        order = self._dearer()
        row = self.glove.seller_ids.filtered(
            lambda seller: seller.partner_id == self.supplier
        )
        before = row.price
        question, _action = self._click(
            order, "PRICE_CHANGE", "accept_price_contract", "agreed"
        )
        self._closed(question)
        self.assertEqual(order.order_line.price_unit, 13)
        self.assertEqual(row.price, before)
        change = self.env["healthcare.master.change"].search(
            [("res_model", "=", row._name), ("res_id", "=", row.id)]
        )
        self.assertEqual(len(change), 1)

    def test_insist_on_our_price(self):
        order = self._dearer()
        question, _action = self._click(
            order, "PRICE_CHANGE", "hold_price", "contract says 12"
        )
        self._closed(question)
        self.assertEqual(order.order_line.price_unit, 12)
        said = order.message_ids.filtered(
            lambda message: self.supplier in message.partner_ids
        )
        self.assertIn("contract says 12", said[0].body)

    def test_claim_the_difference(self):
        order = self._dearer()
        question, _action = self._click(
            order, "PRICE_CHANGE", "claim_price", "needed today"
        )
        self._closed(question)
        claim = self.env["healthcare.supplier.claim"].search(
            [("order_line_id", "=", order.order_line.id)]
        )
        self.assertEqual((claim.kind, claim.amount), ("price", 10))

    # -- quantity and date -----------------------------------------------------------

    def _less(self):
        order = self._glove_order()
        self._ack(order, ("IQ", "8"))
        return order

    def test_accept_the_quantity(self):
        order = self._less()
        question, _action = self._click(order, "QTY_CHANGE", "accept_quantity")
        self._closed(question)
        self.assertEqual(order.order_line.product_qty, 8)
        self.assertEqual(order.order_line.price_unit, 12)

    def test_order_the_shortfall_elsewhere(self):
        order = self._less()
        question, action = self._click(order, "QTY_CHANGE", "reorder_shortfall")
        self._closed(question)
        fresh = self.env["purchase.order"].browse(action["res_id"])
        self.assertEqual(
            (fresh.partner_id, fresh.order_line.product_qty), (self.other, 2)
        )
        self.assertEqual(order.order_line.product_qty, 8)

    def test_insist_on_our_quantity(self):
        order = self._less()
        question, _action = self._click(
            order, "QTY_CHANGE", "reject_quantity", "we need ten"
        )
        self._closed(question)
        line = order.order_line
        self.assertEqual((line.healthcare_ack_state, line.product_qty), ("pending", 10))

    def test_more_than_ordered_is_accepted_by_raising_the_order(self):
        order = self._glove_order()
        self._ack(order, ("IA", "12"))
        self.assertEqual(order.order_line.product_qty, 10)
        question, _action = self._click(
            order, "ACK_QTY_EXCEEDS_ORDER", "accept_quantity"
        )
        self._closed(question)
        self.assertEqual(order.order_line.product_qty, 12)

    def _later(self):
        order = self._glove_order()
        self.late = order.order_line.date_planned.date() + timedelta(days=30)
        self._ack(order, ("DR", "10", self.late))
        return order

    def test_accept_the_date(self):
        order = self._later()
        question, _action = self._click(order, "DATE_SLIP", "accept_date")
        self._closed(question)
        self.assertEqual(order.order_line.date_planned.date(), self.late)

    def test_expedite(self):
        order = self._later()
        question, _action = self._click(order, "DATE_SLIP", "expedite", "surgery")
        self._closed(question)
        self.assertIn(self.buyer, order.activity_ids.user_id)

    def test_every_answer_has_a_deed_and_a_question(self):
        codes = ("BACKORDER", "SUBSTITUTION", "PRICE_CHANGE", "QTY_CHANGE", "DATE_SLIP")
        codes += ("LINE_REJECTED", "ORDER_REJECTED", "REORDER_AS", "ACK_HOLD")
        codes += ("SHORT_DATED", "ASN_OVER", "ASN_NO_LOT", "SSCC_DUP", "LATE_RECEIPT")
        codes += ("RECEIPT_OVER", "UNORDERED_ITEM", "DAMAGED", "RECALL_LOT")
        types = self.env["healthcare.exception.type"].search([("code", "in", codes)])
        self.assertEqual(len(types), len(codes))
        mine = self.env["healthcare.resolution"].search([("type_ids", "in", types.ids)])
        self.assertEqual(mine.type_ids & types, types)
        exceptions = self.env["healthcare.exception"]
        for answer in mine:
            with self.subTest(answer=answer.code):
                self.assertTrue(hasattr(exceptions, f"_resolution_{answer.code}"))
                self.assertTrue(answer.type_ids)
