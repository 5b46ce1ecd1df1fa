from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestBooksOfBills(ProcurementCase):
    """What is posted is what the supplier stated, once, and stays so."""

    def _waiting(self, number, day, order, quantity="10"):
        document = self._invoice(order, (1, quantity, "BX", "12.00"), number=number)
        object.__setattr__(document, "invoice_date", date(2026, 6, day))
        self._apply(document)
        match = self._match(number)
        self.assertEqual(match.state, "held")
        return match

    def test_one_receipt_releases_one_of_two_bills(self):
        order = self._glove_order()
        first = self._waiting("INV-1", 1, order)
        second = self._waiting("INV-2", 20, order)
        self._receive(order)
        self.assertEqual(first.state, "released")
        self.assertEqual(second.state, "held")
        self.assertEqual(second.categories, "QTY_OVER_ORDER")
        self.assertEqual(order.order_line.qty_invoiced, 10)

    def test_two_bills_share_one_receipt(self):
        order = self._glove_order()
        first = self._waiting("INV-1", 1, order, "6")
        second = self._waiting("INV-2", 20, order, "4")
        self._receive(order)
        self.assertEqual((first | second).mapped("state"), ["released"] * 2)

    def test_a_possible_copy_stays_a_question(self):
        order = self._glove_order(20)
        first = self._waiting("INV-1", 1, order)
        second = self._waiting("INV-2", 2, order)
        self.assertIn("POSSIBLE_DUPLICATE", second.categories)
        self._receive(order)
        self.assertEqual(first.state, "released")
        self.assertEqual(second.categories, "POSSIBLE_DUPLICATE")

    def test_two_bills_of_one_order_in_one_batch(self):
        order = self._glove_order()
        self._receive(order)
        documents = [
            self._invoice(order, (1, quantity, "BX", "12.00"), number=number)
            for number, quantity in (("INV-1", "10"), ("INV-2", "9"))
        ]
        outcomes = self._apply_all(documents)
        self.assertEqual([row.state for row in outcomes], ["done", "partly"])

    def test_many_lines_reach_the_stated_total(self):
        lines = [(self.glove, 3, self.each, 0.335)] * 5
        order = self._create_order(*lines)
        self._receive(order)
        rows = [(number, "3", "EA", "0.335") for number in range(1, 6)]
        for number, total in (("INV-R", "5.03"),):
            outcome = self._apply(
                self._invoice(order, *rows, number=number, total=total)
            )
            self.assertEqual(outcome.state, "done")
            self.assertEqual(f"{order.invoice_ids.amount_total:.2f}", total)

    def test_held_draft_changed_by_hand_is_derived_again(self):
        order = self._glove_order()
        match = self._waiting("INV-E", 1, order)
        match.move_id.invoice_line_ids.price_unit = 99
        self._receive(order)
        self.assertEqual(match.state, "released")
        self.assertEqual(match.move_id.amount_total, 120)

    def test_held_draft_with_a_line_more_is_derived_again(self):
        order = self._glove_order()
        match = self._waiting("INV-F", 1, order)
        match.move_id.invoice_line_ids = [
            Command.create({"name": "More", "quantity": 1, "price_unit": 5})
        ]
        self._receive(order)
        self.assertEqual(match.move_id.amount_total, 120)

    def test_a_negative_line_needs_a_return(self):
        order = self._glove_order()
        self._receive(order)
        outcome = self._apply(
            self._invoice(order, (1, "10", "BX", "12.00"), (1, "-2", "BX", "10.00"))
        )
        self.assertEqual(self._codes(outcome), ["CREDIT_NO_RETURN"])

    def test_a_line_of_nothing_changes_nothing(self):
        order = self._glove_order()
        self._receive(order)
        outcome = self._apply(
            self._invoice(order, (1, "10", "BX", "12.00"), (1, "0", "BX", "12.00"))
        )
        self.assertEqual(outcome.state, "done")
        self.assertEqual(order.invoice_ids.amount_total, 120)


@tagged("post_install", "-at_install")
class TestConcurrency(ProcurementCase):
    """Somebody else at work is no refusal: the drain tries again later."""

    def _locked(self, *_args, **_kwargs):
        raise LockError("taken")

    def test_receipt_meets_a_lock(self):
        order = self._glove_order()
        picking = self.env.registry["stock.picking"]
        with patch.object(picking, "button_validate", self._locked):
            with self.assertRaises(LockError):
                self._apply(
                    self._goods_receipt(order, self._received(1, "10")),
                    self.warehouse_connection,
                )

    def test_bill_meets_a_lock(self):
        order = self._glove_order()
        self._receive(order)
        move = self.env.registry["account.move"]
        with patch.object(move, "_post", self._locked):
            with self.assertRaises(LockError):
                self._apply(self._invoice(order, (1, "10", "BX", "12.00")))


@tagged("post_install", "-at_install")
class TestWaysAroundTheHold(ProcurementCase):
    """Odoo's own buttons do not lead around the match."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, login="bill-clerk-2", groups="account.group_account_invoice"
        )

    def _held(self):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "13.00")))
        return self._match().move_id.with_user(self.clerk)

    def _posted(self):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        return self._match().move_id.with_user(self.clerk)

    def test_cancelled_and_drafted_again(self):
        bill = self._held()
        bill.button_cancel()
        with self.assertRaises(UserError):
            bill.button_draft()
            bill.action_post()
        self.assertNotEqual(bill.state, "posted")

    def test_the_hold_is_not_written_away(self):
        bill = self._held()
        with self.assertRaises(UserError):
            bill.write({"healthcare_payment_hold": False})
        with self.assertRaises(UserError):
            bill.write({"healthcare_match_id": False})

    def test_posted_bill_drafted_and_changed(self):
        bill = self._posted()
        self.assertEqual(bill.state, "posted")
        bill.button_draft()
        bill.invoice_line_ids.price_unit = 99
        with self.assertRaises(UserError):
            bill.action_post()
        match = bill.healthcare_match_id
        with self.assertRaises(AccessError):
            match._release("Agreed by phone")
        match.sudo()._release("Agreed by phone")
        self.assertEqual((match.state, bill.state), ("released", "posted"))

    def test_cancelled_bill_frees_its_number(self):
        bill = self._posted()
        bill.button_cancel()
        self.assertEqual(bill.state, "cancel")
        self.assertEqual(bill.healthcare_match_id.state, "rejected")

    def test_payment_matched_by_hand(self):
        bill = self._posted().sudo()
        bill.action_toggle_block_payment()
        payment = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "supplier",
                "partner_id": bill.partner_id.id,
                "amount": 120,
            }
        )
        payment.action_post()
        line = payment.move_id.line_ids.filtered(
            lambda row: row.account_id.account_type == "liability_payable"
        )
        if not line:
            self.skipTest("payments without an entry")
        with self.assertRaises(UserError):
            bill.js_assign_outstanding_line(line.id)

    def test_several_bills_paid_at_once(self):
        bill = self._posted().sudo()
        other = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": bill.partner_id.id,
                "invoice_date": "2026-06-01",
                "ref": "OTHER",
                "invoice_line_ids": [
                    Command.create({"name": "x", "price_unit": 7, "tax_ids": []})
                ],
            }
        )
        other.action_post()
        bill.action_toggle_block_payment()
        both = bill | other
        register = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=both.ids)
            .create({"group_payment": True})
        )
        register.action_create_payments()
        self.assertEqual(other.amount_residual, 0)
        self.assertEqual(bill.amount_residual, 120)


@tagged("post_install", "-at_install")
class TestOtherCompany(ProcurementCase):
    """A supplier of one company does not reach the orders of another."""

    def test_order_of_another_company_is_unknown(self):
        order = self._glove_order()
        self._receive(order)
        annex = self.env["res.company"].create({"name": "Annex hospital"})
        self.env["account.journal"].create(
            {
                "name": "Bills",
                "code": "ANX",
                "type": "purchase",
                "company_id": annex.id,
            }
        )
        connection = self._create_connection(self.supplier, "annex")
        connection.company_id = annex
        flow = connection.flow_ids.filtered(lambda row: row.kind == "supplier_invoice")
        env = self.env(
            user=connection.service_user_id.id,
            su=False,
            context={"allowed_company_ids": annex.ids},
        )
        document = self._invoice(order, (1, "10", "BX", "12.00"))
        row = Incoming(0, "uuid", connection.sudo(), flow.sudo(), document)
        request = env["healthcare.match.builder"]._requests(
            [(row.document, row.connection, 0)]
        )[0]
        self.assertFalse(request.order)
        self.assertEqual(order.order_line.qty_invoiced, 0)
