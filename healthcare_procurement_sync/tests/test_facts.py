"""What Odoo does that a buyer would not expect, and that the addon makes right.

One test for each; the numbers are those of the house's procurement reference. A change
of Odoo that makes one of them needless shows here first. Facts 13 (a price list must
not compute every reordering rule per row) and 14 (what is the same must not be written)
are shown by ``test_catalogue``: ``test_reordering_rules_wait_for_the_schedule`` and
``test_what_is_the_same_is_not_written``.
"""

from datetime import date, datetime
from decimal import Decimal
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ProcurementCase

FAR = date(2031, 1, 31)


@tagged("post_install", "-at_install")
class TestFacts(ProcurementCase):
    def test_fact_01_a_price_of_the_order_stays(self):
        order = self._glove_order(quantity=3, price=11.5)
        order.order_line.product_qty = 7
        order.order_line.product_qty = 9
        self.assertEqual(order.order_line.price_unit, 11.5)
        self.assertEqual(order.order_line.healthcare_agreed_price, 11.5)

    def test_fact_02_units_convert_exactly_or_not_at_all(self):
        thousand = self._create_pack("Case 1000", "CA", 1000)
        self.assertEqual(self.each._healthcare_factor(thousand) * 1000, 1)
        kilogram = self.env.ref("uom.product_uom_kgm")
        self.assertIsNone(self.box._healthcare_factor(kilogram))

    def test_fact_03_thirds_of_a_case_close_to_zero(self):
        order = self._create_order((self.gauze, 1, self.case, 144.0))
        line = order.order_line
        for day in range(3):
            self._receive(order, 48)
            self._bill_by_hand(line, 48, day)
        self.assertEqual((line.qty_received, line.qty_invoiced), (1, 1))
        self.assertEqual(line.qty_to_invoice, 0)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_fact_03_two_uneven_bills_close_to_zero(self):
        order = self._create_order((self.gauze, 1, self.case, 144.0))
        self._receive(order)
        for day, quantity in enumerate((100, 44)):
            self._bill_by_hand(order.order_line, quantity, day)
        self.assertEqual(order.order_line.qty_invoiced, 1)
        self.assertEqual(order.invoice_status, "invoiced")

    def _bill_by_hand(self, line, quantity, day):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "invoice_date": date(2026, 1, 5 + 7 * day),
                "ref": f"HAND-{line.id}-{day}",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "quantity": quantity,
                            "product_uom_id": self.each.id,
                            "price_unit": 1.0,
                            "purchase_line_id": line.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        bill.action_post()

    def test_fact_04_pieces_of_a_hundred_are_valued_to_the_cent(self):
        precision = self.env["decimal.precision"].precision_get("Product Price")
        self.assertGreaterEqual(precision, 5)
        order = self._glove_order(quantity=10, price=11.5)
        picking = self._receive(order, 350)
        self.assertAlmostEqual(picking.move_ids._get_price_unit() * 350, 40.25, 6)

    def test_fact_05_a_held_bill_is_not_billed(self):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "15.00")))
        self.assertEqual(self._match().state, "held")
        self.assertEqual(order.order_line.qty_invoiced, 0)
        self.assertEqual(order.order_line.qty_to_invoice, 10)

    def test_fact_06_a_number_is_billed_once(self):
        order = self._glove_order()
        self._receive(order, 500)
        line = (1, "5", "BX", "12.00")
        first = self._apply(self._invoice(order, line, number="INV-0077"))
        again = self._apply(self._invoice(order, line, number="inv 77"))
        self.assertEqual(first.state, "done")
        self.assertNotEqual(again.state, "done")
        posted = self.env["account.move"].search_count(
            [("partner_id", "=", self.supplier.id), ("state", "=", "posted")]
        )
        self.assertEqual(posted, 1)

    def test_fact_07_the_suppliers_lines_are_not_replaced_by_ours(self):
        order = self._create_order((self.glove, 1, self.box, 50.0))
        self._receive(order)
        moves = type(self.env["account.move"])
        guessed = AssertionError("Odoo was asked to guess the order")
        with patch.object(moves, "_find_and_set_purchase_orders", side_effect=guessed):
            self._apply(self._invoice(order, (1, "2", "BX", "50.00")))
        match = self._match()
        self.assertEqual(match.state, "held")
        self.assertEqual(match.move_id.amount_total, 100)

    def test_fact_08_two_lines_of_one_item_are_billed_by_their_numbers(self):
        order = self._create_order(
            (self.glove, 10, self.box, 12.0), (self.glove, 5, self.box, 11.0)
        )
        self._receive(order)
        self._apply(
            self._invoice(order, (2, "5", "BX", "11.00"), (1, "10", "BX", "12.00"))
        )
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [10, 5])
        self.assertEqual(len(self._match().move_id.invoice_line_ids), 2)

    def test_fact_09_a_blocked_bill_is_not_paid(self):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        bill = self._match().move_id
        bill.payment_state = "blocked"
        register = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({})
        )
        with self.assertRaises(UserError):
            register._create_payments()
        self.assertEqual(bill.amount_residual, 120)

    def test_fact_10_neither_a_job_nor_an_edit_passes_the_approval(self):
        self.company.po_double_validation = "two_step"
        self.company.po_double_validation_amount = 500.0
        order = self._create_order((self.glove, 50, self.box, 11.5), confirm=False)
        order.with_user(SUPERUSER_ID).button_confirm()
        self.assertEqual(order.state, "to approve")
        approved = self._glove_order()
        buyer = new_test_user(self.env, "fact-buyer", "purchase.group_purchase_user")
        with self.assertRaises(UserError):
            approved.with_user(buyer).order_line.product_qty = 6000

    def test_fact_11_a_receipt_counts_when_it_is_done(self):
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
        self.assertNotEqual(outcomes[0].state, "done")
        self.assertEqual(outcomes[1].state, "done")
        self.assertNotIn("done", bad.picking_ids.mapped("state"))
        self.assertEqual(good.picking_ids.mapped("state"), ["done"])

    def test_fact_12_surplus_and_strange_items_are_asked_about_before(self):
        order = self._glove_order()
        outcome = self._apply(
            self._goods_receipt(
                order, self._received(1, "12"), self._received(0, "1", "EA", "LANCET")
            ),
            self.warehouse_connection,
        )
        self.assertEqual(self._codes(outcome), ["RECEIPT_OVER", "UNORDERED_ITEM"])
        self.assertEqual(order.order_line.qty_received, 10)
        self.assertEqual(len(order.order_line), 1)

    def test_fact_15_a_box_never_leaves_as_a_piece(self):
        handler = self.env["healthcare.handler.purchase_order"]
        order = self._glove_order(quantity=3)
        self.assertEqual(handler._compose(order)[0].lines[0].uom, "BX")
        self.box.healthcare_code = False
        line = handler._compose(order)[0].lines[0]
        self.assertNotIn(line.uom, ("EA", "C62", "PCE", ""))
        self.assertEqual(line.pack_factor, Decimal(100))

    def test_times_are_those_of_the_event(self):
        """Stock moves on the day of the event, not on the day of its processing."""
        order = self._glove_order()
        self._apply(
            self._goods_receipt(order, self._received(1, "10")),
            self.warehouse_connection,
        )
        self.assertEqual(order.picking_ids.date_done, datetime(2026, 6, 3, 14, 30))
