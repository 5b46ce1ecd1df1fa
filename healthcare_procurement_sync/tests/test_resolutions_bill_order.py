"""Questions about charges, orders, copies and credits: routed, answered, bill right."""

from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import InvoiceCharge

from .bill_questions import BillQuestions


@tagged("post_install", "-at_install")
class TestChargeAnswers(BillQuestions):
    def _charged(self, code, charge, amount, **policy):
        if policy:
            self._policy(**policy)
        order = self._glove_order()
        self._receive(order)
        document = self._invoice(
            order,
            (1, "10", "BX", "12.00"),
            total=Decimal("120") + Decimal(amount),
            charges=(InvoiceCharge("C", charge, Decimal(amount)),),
        )
        return self._ask(document, code)

    def test_freight_over_pay_what_is_agreed(self):
        question, match = self._charged("FREIGHT_OVER", "D240", "20.00")
        self.assertEqual((match.difference, question.amount), (8, 8))
        self._answer(question, self.clerk, "pay_agreed")
        self._assert_paid_short(match, 132)

    def test_freight_unauthorised_pay_what_is_agreed(self):
        question, match = self._charged(
            "FREIGHT_UNAUTHORISED", "D240", "8.00", freight_terms="prepaid"
        )
        self._answer(question, self.clerk, "pay_agreed")
        self._assert_paid_short(match, 120)

    def test_charge_is_put_on_the_list(self):
        question, match = self._charged("CHARGE_UNAUTHORISED", "G470", "15.00")
        self._answer(question, self.adviser, "add_charge")
        self._assert_posted(match, 135)
        policy = self.env["healthcare.match.policy"]._for(self.company, self.supplier)
        self.assertEqual(policy.partner_id, self.supplier)
        self.assertIn("G470", policy.charge_ids.mapped("code"))

    def test_tax_unexpected_pay_what_is_agreed(self):
        question, match = self._charged("TAX_UNEXPECTED", "H740", "8.00")
        self._answer(question, self.clerk, "pay_agreed")
        self._assert_paid_short(match, 120)

    def test_tax_unexpected_sends_the_exemption(self):
        question, match = self._charged("TAX_UNEXPECTED", "H740", "8.00")
        self._answer(question, self.clerk, "send_exemption")
        self.assertEqual((question.stage, match.state), ("waiting", "held"))

    def test_tax_variance_accept_once(self):
        question, match = self._charged(
            "TAX_VARIANCE", "H740", "20.00", tax_exempt=False, tax_rate=7.25
        )
        self._answer(question, self.clerk, "accept_difference")
        self._assert_posted(match, 140)


@tagged("post_install", "-at_install")
class TestOrderAnswers(BillQuestions):
    def _without_order(self):
        order = self._glove_order(user_id=self.buyer.id)
        self._receive(order)
        document = self._invoice("PO-UNKNOWN", (1, "10", "BX", "12.00"))
        return order, *self._ask(document, "PO_NOT_FOUND")

    def test_order_is_linked(self):
        order, question, match = self._without_order()
        action = self._answer(question, self.buyer, "link_order")
        wizard = (
            self.env["healthcare.match.allocate"]
            .with_user(self.buyer)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.line_ids.order_line_id, order.order_line)
        self.assertFalse(wizard.rest)
        wizard.action_allocate()
        self._assert_posted(match, 120)
        self.assertEqual(question.state, "resolved")
        self.assertEqual(order.order_line.qty_invoiced, 10)

    def test_order_is_created_afterwards(self):
        document = self._invoice("PO-UNKNOWN", (1, "10", "BX", "12.00"))
        self._policy(match_policy="2way")
        question, match = self._ask(document, "PO_NOT_FOUND")
        self._answer(question, self.buyer, "order_afterwards")
        order = match.linked_order_id
        self.assertEqual(order.partner_id, self.supplier)
        if order.state != "purchase":
            order.sudo().button_confirm()
        self._assert_posted(match, 120)

    def test_order_is_unknown_reject(self):
        _order, question, match = self._without_order()
        self._answer(question, self.buyer, "reject_bill")
        self.assertEqual((match.state, match.move_id.state), ("rejected", "cancel"))

    def test_cancelled_order_is_opened_again(self):
        self._policy(match_policy="2way")
        order = self._glove_order(user_id=self.buyer.id)
        order.button_cancel()
        question, match = self._ask(
            self._invoice(order, (1, "10", "BX", "12.00")), "PO_CLOSED"
        )
        self._answer(question, self.buyer, "reopen_order")
        self.assertEqual(order.state, "purchase")
        self._assert_posted(match, 120)

    def test_item_not_on_the_order_becomes_a_line(self):
        self._policy(match_policy="2way")
        order, _document = self._priced()
        document = self._invoice(
            order,
            (1, "10", "BX", "12.00"),
            self._invoice_line(2, "3", "EA", "4.00", item="NM-3003"),
        )
        question, match = self._ask(document, "ITEM_NOT_ON_PO")
        self._answer(question, self.buyer, "add_order_line")
        self._assert_posted(match, 132)
        self.assertEqual(order.order_line[-1].product_id, self.lancet)

    def test_substitute_is_accepted(self):
        order = self._glove_order(user_id=self.buyer.id)
        other = self._create_product("GLOVE2", self.box, supplier_code="NM-1002")
        self.env["healthcare.order.substitution"].create(
            {"order_line_id": order.order_line.id, "product_id": other.id}
        )
        self._receive(order)
        document = self._invoice(
            order, self._invoice_line(1, "10", "BX", "12.00", item="NM-1002")
        )
        question, match = self._ask(document, "SUBSTITUTE_UNAPPROVED")
        self.buyer.group_ids += self.env.ref(
            "healthcare_procurement_sync.group_clinical_reviewer"
        )
        self._answer(question, self.buyer, "accept_billed_substitute")
        self._assert_posted(match, 120)

    def test_other_currency_is_rejected(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        order, _document = self._priced()
        document = self._invoice(order, (1, "10", "BX", "12.00"), currency="EUR")
        question, match = self._ask(document, "CURRENCY_MISMATCH")
        self._answer(question, self.clerk, "reject_bill")
        self.assertEqual(match.state, "rejected")


@tagged("post_install", "-at_install")
class TestDuplicateAnswers(BillQuestions):
    def _twice(self, price="12.00", quantity="5", number="INV 5001"):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "5", "BX", "12.00")))
        first = self._match()
        code = "DUPLICATE" if quantity == "5" else "POSSIBLE_DUPLICATE"
        document = self._invoice(order, (1, quantity, "BX", price), number=number)
        object.__setattr__(document, "invoice_date", document.invoice_date)
        question, match = self._ask(document, code, number)
        return first, question, match

    def test_duplicate_makes_no_bill_and_stays_rejected(self):
        _first, question, match = self._twice()
        self.assertFalse(match.move_id)
        self._answer(question, self.clerk, "reject_bill")
        self.assertEqual((match.state, question.state), ("rejected", "resolved"))

    def test_duplicate_replaces_the_earlier(self):
        first, question, match = self._twice()
        self._answer(question, self.clerk, "replace_earlier")
        self.assertEqual(first.state, "superseded")
        self.assertEqual(first.move_id.payment_state, "reversed")
        self._assert_posted(match, 60)
        self.assertEqual(match.order_id.order_line.qty_invoiced, 5)

    def test_duplicate_is_another_invoice(self):
        first, question, match = self._twice()
        self._answer(question, self.clerk, "other_invoice")
        self._assert_posted(match, 60)
        self.assertEqual(first.move_id.state, "posted")
        self.assertEqual(match.repeat_of_id, first)

    def test_possible_duplicate_is_rejected(self):
        _first, question, match = self._twice(quantity="4")
        self._answer(question, self.clerk, "reject_bill")
        self.assertEqual((match.state, match.move_id.state), ("rejected", "cancel"))

    def test_total_that_does_not_add_up_is_accepted_as_stated(self):
        order = self._glove_order()
        self._receive(order)
        document = self._invoice(order, (1, "10", "BX", "12.00"), total="125.00")
        question, match = self._ask(document, "TOTAL_MISMATCH")
        self._answer(question, self.clerk, "accept_difference")
        self._assert_posted(match, 125)

    def test_total_that_does_not_add_up_is_asked_back(self):
        order = self._glove_order()
        document = self._invoice(order, (1, "10", "BX", "12.00"), total="125.00")
        question, match = self._ask(document, "TOTAL_MISMATCH")
        self._answer(question, self.clerk, "ask_correction")
        self.assertEqual((question.stage, match.state), ("waiting", "rejected"))


@tagged("post_install", "-at_install")
class TestCreditAnswers(BillQuestions):
    def _credit(self, code, line=(1, "2", "BX", "12.00"), **more):
        order, document = self._priced(price="12.00")
        self._apply(document)
        credit = self._invoice(
            order, line, number="CR-1", document_type="credit", **more
        )
        return order, *self._ask(credit, code, "CR-1")

    def test_credit_without_return_records_it(self):
        order, question, match = self._credit("CREDIT_NO_RETURN")
        self._answer(question, self.receiver, "record_return")
        self.assertEqual(order.order_line.qty_received, 8)
        self._assert_posted(match, 24)
        self.assertEqual(order.order_line.qty_invoiced, 8)

    def test_credit_above_what_was_billed_is_rejected(self):
        _order, question, match = self._credit(
            "CREDIT_EXCEEDS_BILLED", (1, "12", "BX", "12.00")
        )
        self._answer(question, self.clerk, "reject_bill")
        self.assertEqual(match.state, "rejected")

    def test_price_credit_gets_its_claim(self):
        order, document = self._priced(price="12.00")
        self._apply(document)
        line = self._invoice_line(1, "1", "BX", "5.00")
        object.__setattr__(line, "kind", "price_adjustment")
        credit = self._invoice(order, line, number="CR-1", document_type="credit")
        question, match = self._ask(credit, "CREDIT_NO_CLAIM", "CR-1")
        self._answer(question, self.clerk, "claim_for_credit")
        self._assert_posted(match, 5)
        claim = self.env["healthcare.supplier.claim"].search(
            [("credit_id", "=", match.move_id.id)]
        )
        self.assertEqual(claim.state, "settled")

    def test_entry_that_was_refused_is_posted_again(self):
        order, document = self._priced(price="12.00")
        journal = self.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "=", self.company.id)], limit=1
        )
        self.company.fiscalyear_lock_date = False
        account = self.supplier.property_account_payable_id
        del order, journal
        account.active = False
        outcome = self._apply(document)
        match = self._match()
        account.active = True
        if match.categories != "POSTING_FAILED":
            self.skipTest(f"the entry was not refused: {outcome.state}")
        question = self.env["healthcare.exception"].search(
            [("code", "=", "POSTING_FAILED"), ("res_id", "=", match.move_id.id)]
        )
        self._answer(question, self.clerk, "post_again")
        self._assert_posted(match, 120)


@tagged("post_install", "-at_install")
class TestSupplierAnswers(BillQuestions):
    def test_bill_goes_on_when_the_supplier_is_free(self):
        order, document = self._priced(price="12.00")
        self.supplier.healthcare_supplier_blocked = True
        question, match = self._ask(document, "SUPPLIER_BLOCKED")
        self.supplier.healthcare_supplier_blocked = False
        self._assert_posted(match, 120)
        self.assertEqual(question.state, "resolved")
        self.assertEqual(order.order_line.qty_invoiced, 10)

    def test_a_credit_of_the_supplier_takes_the_place_of_the_memo(self):
        order, document = self._priced()
        question, match = self._ask(document, "PRICE_HIGH")
        self._answer(question, self.buyer, "pay_agreed")
        line = self._invoice_line(1, "1", "BX", "10.00")
        object.__setattr__(line, "kind", "price_adjustment")
        credit = self._invoice(order, line, number="CR-9", document_type="credit")
        self.assertEqual(self._apply(credit).state, "done")
        self.assertEqual(match.memo_id.amount_residual, 0)
        self.assertAlmostEqual(match.move_id.amount_residual, 130)
        claim = self.env["healthcare.supplier.claim"].search(
            [("move_id", "=", match.move_id.id)]
        )
        self.assertEqual(claim.state, "settled")

    def test_nothing_is_deducted_twice(self):
        _order, document = self._priced()
        question, match = self._ask(document, "PRICE_HIGH")
        self._answer(question, self.buyer, "pay_agreed")
        with self.assertRaises(UserError):
            match._short_pay(["PRICE_HIGH"], "Again")
