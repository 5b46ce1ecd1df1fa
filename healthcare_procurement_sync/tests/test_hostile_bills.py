"""Ways around the match and the hold of bills that somebody may try by RPC."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestHostileBills(ProcurementCase):
    """A clerk of accounts payable, with everything that a call may carry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.env["res.users"].create(
            {
                "name": "Clerk",
                "login": "hostile-clerk",
                "group_ids": [
                    Command.link(cls.env.ref("account.group_account_invoice").id),
                    Command.link(cls.env.ref("base.group_user").id),
                ],
            }
        )

    def _held(self, price="13.00"):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", price)))
        match = self._match()
        self.assertEqual(match.state, "held")
        return match

    def _typed(self, user=None, **more):
        """A bill that somebody typed, for an order of 120."""
        order = self._glove_order()
        self._receive(order)
        values = {
            "move_type": "in_invoice",
            "partner_id": self.supplier.id,
            "ref": "TYPED-1",
            "invoice_date": "2026-06-05",
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": self.glove.id,
                        "product_uom_id": self.box.id,
                        "quantity": 10,
                        "price_unit": 99.0,
                        "purchase_line_id": order.order_line.id,
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }
        moves = self.env["account.move"].with_user(user or self.clerk)
        return moves.create(values | more)

    def test_the_state_of_a_held_bill_is_not_written(self):
        bill = self._held().move_id.with_user(self.clerk)
        with self.assertRaises(UserError):
            bill.write({"state": "posted"})

    def test_the_hold_is_not_lifted_by_a_write(self):
        bill = self._held().move_id.with_user(self.clerk)
        with self.assertRaises(UserError):
            bill.write({"healthcare_payment_hold": False})
        with self.assertRaises(UserError):
            bill.write({"healthcare_match_id": False})

    def test_a_bill_takes_no_match_of_another(self):
        posted = self._held()
        posted._release("Agreed")
        bill = self._typed()
        with self.assertRaises(UserError):
            bill.write({"healthcare_match_id": posted.id})
        with self.assertRaises(UserError):
            self._typed(ref="TYPED-2", healthcare_match_id=posted.id)
        moves = self.env["account.move"].with_context(
            default_healthcare_match_id=posted.id
        )
        fresh = moves.with_user(self.clerk).create(
            {"move_type": "in_invoice", "partner_id": self.supplier.id}
        )
        self.assertFalse(fresh.healthcare_match_id)

    def test_a_held_bill_is_not_linked_to_its_order(self):
        match = self._held()
        line = match.order_id.order_line
        goods = match.move_id.invoice_line_ids.filtered(
            lambda row: row.healthcare_line_kind == "goods"
        )
        self.assertEqual(line.qty_invoiced, 0)
        with self.assertRaises(UserError):
            goods.with_user(self.clerk).write({"purchase_line_id": line.id})
        self.env.flush_all()
        self.assertEqual(line.qty_invoiced, 0)

    def test_a_held_bill_is_not_made_dearer_and_released(self):
        match = self._held()
        self._policy(accept_limit=50.0)
        goods = match.move_id.invoice_line_ids.filtered(
            lambda row: row.healthcare_line_kind == "goods"
        )
        goods.with_user(self.clerk).write({"price_unit": 5000.0})
        with self.assertRaises(AccessError):
            match.with_user(self.clerk)._release("Agreed")

    def test_a_held_bill_does_not_go_to_another_supplier(self):
        match = self._held()
        other = self.env["res.partner"].create({"name": "Else", "is_company": True})
        match.move_id.with_user(self.clerk).write({"partner_id": other.id})
        with self.assertRaises(UserError):
            match.with_user(self.clerk)._release("Agreed")

    def test_a_copy_of_a_bill_takes_no_match_along(self):
        match = self._held()
        match._release("Agreed")
        copy = match.move_id.with_user(self.clerk).copy()
        self.assertFalse(copy.healthcare_match_id)
        self.assertFalse(copy.invoice_line_ids.healthcare_order_line_id)

    def test_a_typed_bill_is_matched_whichever_way_it_is_posted(self):
        self._policy(typed_bills="always")
        bill = self._typed()
        wizard = self.env["validate.account.move"].with_user(self.clerk)
        wizard = wizard.with_context(active_model="account.move", active_ids=bill.ids)
        ways = {
            "state": lambda: bill.write({"state": "posted"}),
            "list": lambda: wizard.create({"force_post": True}).validate_move(),
            "automatic": lambda: bill.sudo()._post(),
        }
        for name, way in ways.items():
            with self.subTest(way=name):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    way()
                self.env.invalidate_all()
                self.assertEqual(bill.state, "draft")
        bill.action_post()
        self.assertTrue(bill.healthcare_match_id)

    def test_a_typed_bill_without_number_is_not_posted(self):
        self._policy(typed_bills="always")
        bill = self._typed(ref=False)
        with self.assertRaises(UserError):
            bill.action_post()

    def test_a_typed_bill_is_no_reversal_by_saying_so(self):
        self._policy(typed_bills="always")
        other = self._typed(user=self.env.user, ref="TYPED-3")
        bill = self._typed(reversed_entry_id=other.id)
        bill.action_post()
        self.assertTrue(bill.healthcare_match_id)
        self.assertEqual(bill.state, "draft")

    def test_finance_pays_and_no_context_says_otherwise(self):
        match = self._held()
        match._release("Agreed")
        bill = match.move_id
        self.company.healthcare_finance_pays = True
        context = {"healthcare_paid_by_finance": True}
        with self.assertRaises(UserError):
            bill.with_context(**context)._healthcare_check_payable()

    def test_an_entry_by_hand_pays_no_bill_on_hold(self):
        match = self._held()
        match._release("Agreed")
        bill = match.move_id
        bill.sudo().healthcare_payment_hold = True
        payable = bill.line_ids.filtered(
            lambda line: line.account_id.account_type == "liability_payable"
        )
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": payable.account_id.id,
                            "partner_id": self.supplier.id,
                            "debit": 10.0,
                        }
                    ),
                    Command.create(
                        {"account_id": journal.default_account_id.id, "credit": 10.0}
                    ),
                ],
            }
        )
        entry.action_post()
        with self.assertRaises(UserError):
            (payable | entry.line_ids[:1]).with_user(self.clerk).reconcile()
