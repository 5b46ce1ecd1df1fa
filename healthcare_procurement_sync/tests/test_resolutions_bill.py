"""Questions about prices and receipts of bills: routed, answered, bill right."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .bill_questions import BillQuestions


@tagged("post_install", "-at_install")
class TestPriceAnswers(BillQuestions):
    def test_the_buyer_of_the_order_owns_the_price(self):
        _order, document = self._priced()
        question, match = self._ask(document, "PRICE_HIGH")
        self.assertEqual(question.user_id, self.buyer)
        self.assertEqual(match.responsible_id, self.buyer)
        self.assertEqual(match.kind, "price")

    def test_price_high_accept_once(self):
        _order, document = self._priced()
        question, match = self._ask(document, "PRICE_HIGH")
        self._answer(question, self.buyer, "accept_difference")
        self._assert_posted(match, 130)
        self.assertEqual(match.released_by_id, self.buyer)
        self.assertEqual(question.state, "resolved")
        self.assertEqual(match.order_id.order_line.price_unit, 12)

    def test_price_high_pay_what_is_agreed(self):
        _order, document = self._priced()
        question, match = self._ask(document, "PRICE_HIGH")
        self._answer(question, self.buyer, "pay_agreed")
        self._assert_paid_short(match, 120)
        self.assertEqual(match.order_id.order_line.qty_invoiced, 10)

    def test_price_high_update_the_price(self):
        order, document = self._priced()
        question, match = self._ask(document, "PRICE_HIGH")
        self._answer(question, self.buyer, "accept_update_contract")
        self._assert_posted(match, 130)
        self.assertEqual(order.order_line.price_unit, 13)

    def test_above_the_limit_a_clerk_asks_a_manager(self):
        self._policy(accept_limit=5)
        _order, document = self._priced()
        question, match = self._ask(document, "PRICE_HIGH")
        with self.assertRaises(AccessError):
            self._answer(question, self.buyer, "accept_difference")
        self.assertEqual(match.state, "held")

    def _contracted(self):
        self.glove.seller_ids.write({"healthcare_contract": "C-1", "price": 11.0})
        return self._priced(price="12.00")

    def test_contract_variance_pay_and_claim(self):
        _order, document = self._contracted()
        question, match = self._ask(document, "CONTRACT_VARIANCE")
        self._answer(question, self.buyer, "open_claim")
        self._assert_posted(match, 120)
        claim = self.env["healthcare.supplier.claim"].search(
            [("move_id", "=", match.move_id.id)]
        )
        self.assertEqual((claim.amount, claim.state), (10, "open"))

    def test_contract_variance_correct_the_order(self):
        order, document = self._contracted()
        question, match = self._ask(document, "CONTRACT_VARIANCE")
        self._answer(question, self.buyer, "correct_order_price")
        self._assert_paid_short(match, 110)
        self.assertEqual(order.order_line.price_unit, 11)

    def test_contract_variance_asks_for_a_tier_and_waits(self):
        _order, document = self._contracted()
        question, match = self._ask(document, "CONTRACT_VARIANCE")
        self._answer(question, self.buyer, "ask_tier")
        self.assertEqual((question.state, question.stage), ("open", "waiting"))
        self.assertTrue(match.move_id.activity_ids)
        self.assertEqual(match.state, "held")

    def test_price_low_accept_once(self):
        _order, document = self._priced(price="6.00")
        question, match = self._ask(document, "PRICE_LOW")
        self._answer(question, self.clerk, "accept_difference")
        self._assert_posted(match, 60)

    def test_small_variances_above_the_cap(self):
        self._policy(header_cap=1.0)
        _order, document = self._priced(price="12.20")
        question, match = self._ask(document, "HEADER_TOLERANCE")
        self._answer(question, self.clerk, "accept_difference")
        self._assert_posted(match, 122)

    def test_no_contract_price_accept_once(self):
        self._policy(match_policy="contract")
        _order, document = self._priced(price="12.00")
        question, match = self._ask(document, "NO_CONTRACT_PRICE")
        self._answer(question, self.buyer, "accept_difference")
        self._assert_posted(match, 120)

    def test_wrong_pack_is_corrected(self):
        order = self._glove_order(user_id=self.buyer.id)
        self._receive(order)
        document = self._invoice(order, (1, "10", "EA", "12.00"))
        question, match = self._ask(document, "UOM_MISMATCH")
        self._answer(question, self.buyer, "correct_unit")
        self._assert_posted(match, 120)
        self.assertEqual(match.move_id.invoice_line_ids.product_uom_id, self.box)
        self.assertEqual(order.order_line.qty_invoiced, 10)

    def test_unknown_unit_is_the_orders_and_stays_known(self):
        order, _document = self._priced()
        document = self._invoice(order, (1, "10", "XX", "12.00"))
        question, match = self._ask(document, "UOM_UNMAPPED")
        steward = new_test_user(
            self.env,
            "g-steward",
            groups="healthcare_integration_base.group_steward,"
            "account.group_account_invoice",
        )
        self._answer(question, steward, "use_order_unit")
        self._assert_posted(match, 120)
        self.assertEqual(self.glove.seller_ids.healthcare_uom_code, "XX")


@tagged("post_install", "-at_install")
class TestReceiptAnswers(BillQuestions):
    def test_receipt_missing_confirm(self):
        order = self._glove_order()
        question, match = self._ask(
            self._invoice(order, (1, "10", "BX", "12.00")), "RECEIPT_MISSING"
        )
        self._answer(question, self.receiver, "confirm_receipt")
        self.assertEqual(order.order_line.qty_received, 10)
        self._assert_posted(match, 120)

    def test_receipt_missing_asks_the_dock(self):
        order = self._glove_order()
        question, match = self._ask(
            self._invoice(order, (1, "10", "BX", "12.00")), "RECEIPT_MISSING"
        )
        self._answer(question, self.receiver, "chase_dock")
        self.assertEqual((question.state, question.stage), ("open", "waiting"))
        self.assertTrue(order.picking_ids.activity_ids)
        self._receive(order)
        self._assert_posted(match, 120)
        self.assertEqual(question.state, "resolved")

    def test_receipt_missing_asks_for_proof(self):
        order = self._glove_order()
        question, match = self._ask(
            self._invoice(order, (1, "10", "BX", "12.00")), "RECEIPT_MISSING"
        )
        self._answer(question, self.receiver, "ask_delivery_proof")
        self.assertEqual(question.stage, "waiting")
        mail = match.move_id.message_ids.filtered(lambda row: row.partner_ids)
        self.assertEqual(mail.partner_ids, self.supplier)

    def test_receipt_short_pay_what_came(self):
        order = self._glove_order()
        self._receive(order, 800)
        question, match = self._ask(
            self._invoice(order, (1, "10", "BX", "12.00")), "RECEIPT_SHORT"
        )
        self._answer(question, self.receiver, "pay_agreed")
        self._assert_paid_short(match, 96)

    def _surplus(self):
        order = self._glove_order(user_id=self.buyer.id)
        self._receive(order, 1200)
        return order, self._ask(
            self._invoice(order, (1, "12", "BX", "12.00")), "OVER_SHIPMENT"
        )

    def test_over_shipment_keep(self):
        order, (question, match) = self._surplus()
        self._answer(question, self.buyer, "keep_surplus")
        self.assertEqual(order.order_line.product_qty, 12)
        self._assert_posted(match, 144)

    def test_over_shipment_return(self):
        order, (question, match) = self._surplus()
        both = new_test_user(
            self.env,
            "g-both",
            groups="stock.group_stock_user,purchase.group_purchase_user",
        )
        self._answer(question, both, "return_surplus")
        self._assert_paid_short(match, 120)
        self.assertEqual(order.order_line.qty_received, 10)

    def test_more_than_ordered_pay_what_is_agreed(self):
        order, _document = self._priced()
        question, match = self._ask(
            self._invoice(order, (1, "12", "BX", "12.00")), "QTY_OVER_ORDER"
        )
        self._answer(question, self.clerk, "pay_agreed")
        self._assert_paid_short(match, 120)
