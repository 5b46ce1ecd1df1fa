"""What was approved stays within what was approved, whoever changes it."""

from odoo import Command
from odoo.exceptions import UserError

from .approval_case import ApprovalCase


class TestOrderChanges(ApprovalCase):
    """What was approved stays within what was approved."""

    def setUp(self):
        super().setUp()
        self.rule = self._rule(amount_from=100)
        self.order = self._order_of(self.buyer, quantity=100)
        self.order.button_confirm()
        self._decide(self.order, self.head)
        self.line = self.order.order_line

    def test_within_the_allowance(self):
        self.line.product_qty = 120
        self.assertEqual(self.order.state, "purchase")
        self.assertEqual(self.order.amount_untaxed, 1440.0)

    def test_steps_do_not_add_up(self):
        """Four times four percent is more than five."""
        self.line.product_qty = 110
        self.line.product_qty = 120
        with self.assertRaisesRegex(UserError, "total rises"):
            self.line.product_qty = 125

    def test_each_way_to_change(self):
        ways = (
            lambda order: order.order_line.write({"price_unit": 20.0}),
            lambda order: order.write(
                {"order_line": [Command.update(self.line.id, {"product_qty": 999})]}
            ),
            lambda order: order.write(
                {
                    "order_line": [
                        Command.create({"product_id": self.gauze.id, "product_qty": 1})
                    ]
                }
            ),
            lambda order: (
                self.env["purchase.order.line"]
                .with_user(order.env.user)
                .create({"order_id": order.id, "product_id": self.gauze.id})
            ),
            lambda order: order.write(
                {"partner_id": self.env["res.partner"].create({"name": "X"}).id}
            ),
            lambda order: order._update_order_line_info(self.gauze.id, 5),
        )
        for user in (self.buyer, self.director, self.env.ref("base.user_root")):
            for way in ways:
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    way(self.order.with_user(user))
        self.env.invalidate_all()
        self.assertEqual(self.order.amount_untaxed, 1200.0)

    def test_an_accepted_substitute_is_no_surprise(self):
        self.env["healthcare.order.substitution"].create(
            {
                "order_line_id": self.line.id,
                "product_id": self.gauze.id,
                "state": "accepted",
            }
        )
        values = {"order_id": self.order.id, "product_id": self.gauze.id}
        self.env["purchase.order.line"].create(
            values | {"product_qty": 1, "price_unit": 5.0}
        )
        self.assertIn(self.gauze, self.order.order_line.product_id)

    def test_a_change_is_asked_for_and_made(self):
        wizard = self._wizard(200)
        wizard.action_ask()
        self.assertEqual(self.line.product_qty, 100)
        asked = self._asked(self.order)
        self.assertEqual((asked.amount, asked.why), (2400.0, "Flu"))
        self.assertIn("200", asked.summary)
        self.assertEqual(asked.candidate_ids, self.head)
        self._decide(self.order, self.head)
        self.assertEqual((self.line.product_qty, self.line.price_unit), (200.0, 12.0))
        self.assertEqual(self.order.healthcare_approved_total, 2400.0)
        with self.assertRaises(UserError):
            self.line.product_qty = 250

    def test_a_change_that_is_refused(self):
        self._wizard(200).action_ask()
        self._decide(self.order, self.head, "refused", "No money.")
        self.assertEqual(self.line.product_qty, 100)
        self.assertEqual(self.order.state, "purchase")
        self.assertEqual(self.order.healthcare_approval_state, "approved")

    def test_a_small_change_is_made_at_once(self):
        self._wizard(101).action_ask()
        self.assertEqual(self.line.product_qty, 101)
        self.assertFalse(self._asked(self.order))

    def _wizard(self, quantity):
        action = self.order.action_healthcare_change_with_approval()
        wizard = self.env[action["res_model"]].with_user(self.buyer)
        wizard = wizard.browse(action["res_id"])
        wizard.write({"reason": "Flu"})
        wizard.line_ids.quantity = quantity
        return wizard

    def test_a_change_while_it_is_asked_begins_anew(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        first = self._asked(order)
        order.order_line.product_qty = 50
        self.assertEqual(first.state, "superseded")
        asked = self._asked(order)
        self.assertEqual((asked.round, asked.amount), (2, 600.0))
        self.assertEqual(order.state, "to approve")

    def test_back_to_draft_and_dearer_is_asked_again(self):
        self.order.button_cancel()
        self.order.button_draft()
        self.line.product_qty = 200
        self.order.button_confirm()
        self.assertEqual(self.order.state, "to approve")


class TestChangesWithTheSupplier(ApprovalCase):
    """An order that the supplier has: our approvers first, then he."""

    def setUp(self):
        super().setUp()
        self._rule(amount_from=100)
        self.env["healthcare.flow"].create(
            {
                "name": "Changes",
                "code": "order-change-out",
                "connection_id": self.connection.id,
                "direction": "out",
                "kind": "order_change",
                "codec": "json",
            }
        )
        self.order = self._order_of(self.buyer, quantity=100)
        self.order.button_confirm()
        self._decide(self.order, self.head)
        self.order.sudo().healthcare_transmission_state = "sent"
        self.line = self.order.order_line

    def _ask(self, quantity):
        self.order.write(
            {"order_line": [Command.update(self.line.id, {"product_qty": quantity})]}
        )
        return self.order.healthcare_change_ids[:1]

    def test_a_small_change_goes_to_the_supplier_at_once(self):
        change = self._ask(110)
        self.assertEqual(change.state, "sent")
        self.assertEqual(self.line.product_qty, 100)

    def test_a_large_one_waits_for_our_approvers(self):
        change = self._ask(300)
        self.assertEqual(change.state, "to_approve")
        asked = self._asked(self.order)
        self.assertEqual((asked.amount, asked.candidate_ids), (3600.0, self.head))
        self.assertIn("300", asked.summary)
        with self.assertRaises(UserError):
            change.with_user(self.director).action_approve()
        self._decide(self.order, self.head)
        self.assertEqual(change.state, "sent")
        self.assertEqual(self.line.product_qty, 100)
        change.sudo().line_ids._apply_terms("after")
        self.assertEqual(self.line.product_qty, 300)
        self.assertEqual(self.order.healthcare_approved_total, 3600.0)

    def test_refused_by_our_approvers_it_does_not_leave(self):
        change = self._ask(300)
        self._decide(self.order, self.head, "refused", "No money.")
        self.assertEqual(change.state, "withdrawn")
        self.assertEqual(self.line.product_qty, 100)

    def test_the_dialog_takes_the_same_way(self):
        action = self.order.action_healthcare_change_with_approval()
        wizard = self.env[action["res_model"]].with_user(self.buyer)
        wizard = wizard.browse(action["res_id"])
        wizard.reason = "Flu"
        wizard.line_ids.quantity = 300
        wizard.action_ask()
        self.assertEqual(self.order.healthcare_change_ids.state, "to_approve")
        self.assertEqual(self._asked(self.order).why, "Flu")

    def test_a_withdrawn_change_is_not_asked_about(self):
        change = self._ask(300)
        asked = self._asked(self.order)
        change.action_withdraw()
        self.assertEqual(asked.state, "superseded")
