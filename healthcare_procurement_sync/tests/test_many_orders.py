"""One bill for many orders, tolerances by scope, taxes of the order, typed bills."""

from dataclasses import replace
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestManyOrders(ProcurementCase):
    def _line(self, order, number, quantity, price="12.00"):
        return replace(
            self._invoice_line(number, quantity, "BX", price), order_number=order.name
        )

    def test_one_bill_answers_two_orders(self):
        first, second = self._glove_order(4), self._glove_order(6)
        self._receive(first)
        self._receive(second)
        outcome = self._apply(
            self._invoice(first, self._line(first, 1, "4"), self._line(second, 1, "6"))
        )
        self.assertEqual(outcome.state, "done")
        match = self._match()
        self.assertEqual(match.order_ids, first | second)
        self.assertEqual(first.order_line.qty_invoiced, 4)
        self.assertEqual(second.order_line.qty_invoiced, 6)
        self.assertEqual(first.invoice_status, "invoiced")

    def test_one_closed_order_holds_the_bill(self):
        first, second = self._glove_order(4), self._glove_order(6)
        self._receive(first)
        second.button_cancel()
        outcome = self._apply(
            self._invoice(first, self._line(first, 1, "4"), self._line(second, 1, "6"))
        )
        self.assertIn("PO_CLOSED", self._codes(outcome))

    def test_the_receipt_of_the_second_order_releases(self):
        first, second = self._glove_order(4), self._glove_order(6)
        self._receive(first)
        self._apply(
            self._invoice(first, self._line(first, 1, "4"), self._line(second, 1, "6"))
        )
        match = self._match()
        self.assertEqual(match.state, "held")
        self._receive(second)
        self.assertEqual(match.state, "released")

    def test_a_consolidated_bill_is_allocated_with_its_rest(self):
        first, second = self._glove_order(4), self._glove_order(6)
        self._receive(first)
        self._receive(second)
        line = self._invoice_line(1, "10", "BX", "12.00")
        self._apply(self._invoice("SUMMARY", replace(line, order_line="")))
        match = self._match()
        self.assertEqual(match.categories, "PO_NOT_FOUND")
        wizard = (
            self.env["healthcare.match.allocate"]
            .with_context(default_match_id=match.id)
            .create({})
        )
        self.assertEqual(wizard.line_ids.mapped("quantity"), [4, 6])
        wizard.line_ids[1].quantity = 5
        self.assertIn("1", wizard.rest)
        wizard.line_ids[1].quantity = 7
        with self.assertRaises(UserError):
            wizard.action_allocate()
        wizard.line_ids[1].quantity = 6
        wizard.action_allocate()
        self.assertEqual(match.state, "released")
        self.assertEqual(first.order_line.qty_invoiced, 4)
        self.assertEqual(second.order_line.qty_invoiced, 6)
        self.assertEqual(match.move_id.amount_total, 120)
        self.assertEqual(match.document["order_number"], "SUMMARY")


@tagged("post_install", "-at_install")
class TestPolicyScopes(ProcurementCase):
    def _billed_at(self, price="12.60"):
        order = self._glove_order()
        self._receive(order)
        return self._apply(self._invoice(order, (1, "10", "BX", price)))

    def test_supplier_before_company(self):
        self._policy(price_tol_pct=10)
        self.assertEqual(self._billed_at().state, "done")

    def test_item_class_before_supplier(self):
        self.glove.categ_id = self.env["product.category"].create({"name": "Drugs"})
        self._policy(price_tol_pct=10)
        self._policy(
            partner_id=False, category_id=self.glove.categ_id.id, zero_tolerance=True
        )
        self.assertEqual(self._codes(self._billed_at("12.01")), ["PRICE_HIGH"])

    def test_parent_class_counts_for_its_children(self):
        parent = self.env["product.category"].create({"name": "Implants"})
        child = self.env["product.category"].create(
            {"name": "Hips", "parent_id": parent.id}
        )
        self.glove.categ_id = child
        self._policy(partner_id=False, category_id=parent.id, match_policy="2way")
        order = self._glove_order()
        outcome = self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        self.assertEqual(outcome.state, "done")

    def test_facility_before_company(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        facility = self.env["healthcare.facility"].search(
            [("warehouse_id", "=", warehouse.id)]
        ) or self.env["healthcare.facility"].create(
            {"name": "East", "code": "G-EAST", "warehouse_id": warehouse.id}
        )
        self._policy(partner_id=False, facility_id=facility.id, price_tol_pct=10)
        self.assertEqual(self._billed_at().state, "done")

    def test_one_policy_per_scope(self):
        self._policy(price_tol_pct=10)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._policy(price_tol_pct=5)
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestTaxOfTheOrder(ProcurementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {"name": "VAT 20", "amount": 20.0, "type_tax_use": "purchase"}
        )

    def _taxed(self, tax, total):
        order = self._glove_order()
        order.order_line.tax_ids = [Command.set(self.tax.ids)]
        self._receive(order)
        outcome = self._apply(
            self._invoice(
                order, (1, "10", "BX", "12.00"), tax=Decimal(tax), total=total
            )
        )
        return outcome, self._match()

    def test_the_tax_of_the_order_is_booked_where_it_can_be_recovered(self):
        outcome, match = self._taxed("24.00", "144.00")
        self.assertEqual(outcome.state, "done")
        bill = match.move_id
        self.assertEqual((bill.amount_tax, bill.amount_total), (24, 144))
        self.assertEqual(bill.invoice_line_ids.tax_ids, self.tax)

    def test_a_cent_of_rounding_is_the_suppliers(self):
        _outcome, match = self._taxed("24.01", "144.01")
        self.assertEqual(match.move_id.amount_total, 144.01)

    def test_another_tax_than_the_orders_is_excepted(self):
        outcome, match = self._taxed("12.00", "132.00")
        self.assertEqual(self._codes(outcome), ["TAX_VARIANCE"])
        self.assertEqual(match.kind, "tax")

    def test_no_tax_where_the_order_has_one_is_excepted(self):
        outcome, _match = self._taxed("0", "120.00")
        self.assertEqual(self._codes(outcome), ["TAX_VARIANCE"])

    def test_an_exempt_facility_pays_none(self):
        order = self._glove_order()
        order.order_line.tax_ids = [Command.set(self.tax.ids)]
        facility = order.healthcare_facility_id or self.env[
            "healthcare.facility"
        ].create({"name": "East", "code": "G-TAX"})
        facility.tax_exempt = True
        order.healthcare_facility_id = facility
        self._receive(order)
        outcome = self._apply(
            self._invoice(
                order, (1, "10", "BX", "12.00"), tax=Decimal(24), total="144.00"
            )
        )
        self.assertEqual(self._codes(outcome), ["TAX_UNEXPECTED"])


@tagged("post_install", "-at_install")
class TestTypedBills(ProcurementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "g-typist", groups="account.group_account_invoice"
        )

    def _typed(self, order, price=12.0, number="PDF-1"):
        return self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "invoice_date": "2026-06-05",
                "ref": number,
                "invoice_origin": order.name,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.glove.id,
                            "quantity": 10,
                            "product_uom_id": self.box.id,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )

    def test_a_typed_bill_posts_itself_when_it_fits(self):
        order = self._glove_order()
        self._receive(order)
        bill = self._typed(order)
        bill.with_user(self.clerk).action_healthcare_match()
        self.assertEqual(
            (bill.state, bill.healthcare_match_state), ("posted", "posted")
        )
        self.assertEqual(order.order_line.qty_invoiced, 10)

    def test_a_typed_bill_is_held_and_released_like_the_others(self):
        order = self._glove_order()
        bill = self._typed(order)
        bill.with_user(self.clerk).action_healthcare_match()
        self.assertTrue(bill.healthcare_payment_hold)
        self.assertEqual(bill.healthcare_match_id.categories, "RECEIPT_MISSING")
        self.assertEqual(order.order_line.qty_invoiced, 0)
        self._receive(order)
        self.assertEqual(bill.state, "posted")
        self.assertEqual(order.order_line.qty_invoiced, 10)

    def test_a_typed_copy_of_an_electronic_bill_is_refused(self):
        order = self._glove_order(20)
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "12.00"), number="INV-7"))
        bill = self._typed(order, number="inv 0007")
        with self.assertRaises(UserError):
            bill.action_healthcare_match()

    def test_policy_sends_typed_bills_through_the_match(self):
        self._policy(typed_bills="always")
        order = self._glove_order()
        self._receive(order)
        bill = self._typed(order, price=13.0)
        bill.action_post()
        self.assertEqual(bill.state, "draft")
        self.assertEqual(bill.healthcare_match_id.categories, "PRICE_HIGH")


@tagged("post_install", "-at_install")
class TestClerksForm(ProcurementCase):
    def test_ask_the_buyer_and_activity_on_the_order(self):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "13.00")))
        bill = self._match().move_id
        question = self.env["healthcare.exception"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", bill.id)]
        )
        activity = order.activity_ids.filtered("healthcare_exception_id")
        self.assertEqual(activity.user_id, question.user_id)
        self.assertIn("INV-5001", activity.summary)
        bill.action_healthcare_ask_buyer()
        self.assertEqual(len(order.activity_ids), 2)
        self._match()._accept(["PRICE_HIGH"], "Agreed")
        self.assertEqual(len(order.activity_ids), 1)

    def test_the_journals_card_counts_what_is_held(self):
        order = self._glove_order()
        self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        journal = self._match().move_id.journal_id
        self.assertEqual(journal.healthcare_held_count, 1)
        self.assertEqual(journal.healthcare_missing_receipt_count, 1)
        action = journal.action_healthcare_held()
        self.assertEqual(action["res_model"], "healthcare.match")
