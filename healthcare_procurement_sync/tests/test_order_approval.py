"""No order is binding without its approval, whichever way it is tried."""

from datetime import timedelta

from odoo import SUPERUSER_ID, Command, fields
from odoo.exceptions import AccessError, UserError

from .approval_case import MANAGER, ApprovalCase


class TestOrderApproval(ApprovalCase):
    """The matrix on purchase orders."""

    def setUp(self):
        super().setUp()
        self.rule = self._rule(amount_from=100)

    def test_no_rule_no_change(self):
        self.rule.active = False
        order = self._order_of(self.buyer)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")
        self.assertFalse(order.healthcare_approval_ids)

    def test_below_the_band_nobody_is_asked(self):
        order = self._order_of(self.buyer, quantity=8)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_asked_and_approved(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        self.assertEqual(order.state, "to approve")
        self.assertEqual(order.healthcare_approval_state, "waiting")
        asked = self._asked(order)
        self.assertEqual(asked.user_id, self.head)
        self.assertEqual(asked.activity_ids.user_id, self.head)
        self._decide(order, self.head)
        self.assertEqual(order.state, "purchase")
        self.assertEqual(order.healthcare_approval_state, "approved")
        self.assertEqual(order.healthcare_approved_total, 120.0)
        self.assertEqual(asked.decided_by_id, self.head)
        self.assertFalse(asked.activity_ids)

    def test_a_manager_has_no_way_round(self):
        order = self._order_of(self.buyer)
        order.with_user(self.director).button_confirm()
        self.assertEqual(order.state, "to approve")
        with self.assertRaises(UserError):
            order.with_user(self.director).button_approve()
        with self.assertRaises(UserError):
            order.with_user(self.director).button_approve(force=True)
        self.assertEqual(order.state, "to approve")

    def test_a_scheduled_job_has_no_way_round(self):
        order = self._order_of(self.buyer).with_user(SUPERUSER_ID)
        order.button_confirm()
        self.assertEqual(order.state, "to approve")
        with self.assertRaises(UserError):
            order.button_approve()
        with self.assertRaises(UserError):
            order.write({"state": "purchase"})

    def test_writing_the_state_is_no_way_round(self):
        order = self._order_of(self.buyer)
        with self.assertRaises(UserError):
            order.write({"state": "purchase"})
        with self.assertRaises(UserError):
            self._order_of(self.buyer, state="purchase")

    def test_writing_the_approval_is_no_way_round(self):
        order = self._order_of(self.buyer)
        for values in (
            {"healthcare_approval_state": "approved"},
            {"healthcare_approved_basis": {"total": "1"}},
            {"healthcare_author_ids": [Command.set(self.director.ids)]},
            {"healthcare_approved_basis": False},
            {"healthcare_author_ids": [Command.clear()]},
        ):
            with self.assertRaises(UserError):
                order.write(values)
        order.button_confirm()
        with self.assertRaises(AccessError):
            self._asked(order).with_user(self.head).sudo(False).write(
                {"state": "approved"}
            )
        with self.assertRaises(AccessError):
            self.env["healthcare.approval"].with_user(self.director).create({})

    def test_two_steps_of_odoo_cannot_be_written_away(self):
        self.rule.active = False
        self.company.po_double_validation = "two_step"
        self.company.po_double_validation_amount = 100.0
        order = self._order_of(self.buyer)
        with self.assertRaises(UserError):
            order.write({"state": "purchase"})

    # -- who ---------------------------------------------------------------------------

    def test_nobody_approves_his_own(self):
        self.rule.user_ids = self.director | self.head
        order = self._order_of(self.director)
        order.button_confirm()
        self.assertEqual(self._asked(order).candidate_ids, self.head)
        with self.assertRaises(UserError):
            order.action_healthcare_approve()
        with self.assertRaises(UserError):
            self._asked(order).with_user(self.director).sudo(False).action_approve()

    def test_who_changed_an_order_does_not_approve_it(self):
        self.rule.user_ids = self.director | self.head
        order = self._order_of(self.buyer)
        order.with_user(self.director).order_line.product_qty = 20
        order.with_user(self.buyer).user_id = self.buyer
        order.button_confirm()
        self.assertEqual(self._asked(order).candidate_ids, self.head)

    def test_nobody_beyond_his_limit(self):
        self.rule.user_ids = self.director | self.head
        self.env["healthcare.approval.limit"].create(
            {"user_id": self.head.id, "amount": 119.99}
        )
        order = self._order_of(self.buyer)
        order.button_confirm()
        self.assertEqual(self._asked(order).candidate_ids, self.director)
        with self.assertRaises(UserError):
            self._asked(order).with_user(self.head).sudo(False)._decide("approved")

    def test_a_limit_that_is_lowered_counts_at_once(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        limit = {"user_id": self.head.id, "amount": 10}
        self.env["healthcare.approval.limit"].create(limit)
        with self.assertRaises(UserError):
            self._decide(order, self.head)

    def _delegate(self, user, delegate, start=0, end=5):
        today = fields.Date.context_today(self.env.user)
        return self.env["healthcare.approval.delegation"].create(
            {
                "user_id": user.id,
                "delegate_id": delegate.id,
                "date_from": today + timedelta(days=start),
                "date_to": today + timedelta(days=end),
            }
        )

    def test_a_delegate_decides_in_his_days(self):
        self._delegate(self.head, self.director)
        order = self._order_of(self.buyer)
        order.button_confirm()
        self.assertEqual(self._asked(order).candidate_ids, self.head | self.director)
        asked = self._asked(order)
        self._decide(order, self.director)
        self.assertEqual(asked.on_behalf_of_id, self.head)
        self.assertEqual(order.state, "purchase")

    def test_no_delegate_before_or_after(self):
        self._delegate(self.head, self.director, start=1)
        self._delegate(self.head, self.buyer, start=-5, end=-1)
        order = self._order_of(self.nurse_with_rights())
        order.button_confirm()
        self.assertEqual(self._asked(order).candidate_ids, self.head)

    def nurse_with_rights(self):
        return self._person("clerk", "purchase.group_purchase_user")

    def test_no_delegation_of_what_is_ones_own(self):
        """Neither is the preparer a delegate, nor does he decide through one."""
        self.rule.user_ids = self.buyer | self.head
        self._delegate(self.buyer, self.director)
        self._delegate(self.head, self.buyer)
        order = self._order_of(self.buyer)
        order.button_confirm()
        self.assertEqual(self._asked(order).candidate_ids, self.head)

    def test_a_delegate_has_the_limit_of_his_principal(self):
        self._delegate(self.head, self.director)
        limit = {"user_id": self.head.id, "amount": 10}
        self.env["healthcare.approval.limit"].create(limit)
        order = self._order_of(self.buyer)
        order.button_confirm()
        self.assertFalse(self._asked(order).candidate_ids)

    def test_nobody_gives_away_the_authority_of_another(self):
        with self.assertRaises(AccessError):
            self.env["healthcare.approval.delegation"].with_user(self.nurse).create(
                {
                    "user_id": self.head.id,
                    "delegate_id": self.nurse.id,
                    "date_from": "2026-01-01",
                    "date_to": "2026-12-31",
                }
            )

    # -- steps -------------------------------------------------------------------------

    def test_steps_follow_each_other(self):
        self._rule("Director", self.director, level=2, amount_from=100)
        order = self._order_of(self.buyer)
        order.button_confirm()
        self.assertEqual(self._asked(order).user_id, self.head)
        self._decide(order, self.head)
        self.assertEqual(order.state, "to approve")
        self.assertEqual(self._asked(order).user_id, self.director)
        order.with_user(self.director).button_approve()
        self.assertEqual(order.state, "purchase")

    def test_two_people_of_one_rule(self):
        self.rule.write({"user_ids": (self.director | self.head).ids, "minimum": 2})
        order = self._order_of(self.buyer)
        order.button_confirm()
        asked = self._asked(order)
        self.assertEqual(asked.user_id, self.head | self.director)
        asked[0].with_user(self.head).sudo(False)._decide("approved")
        with self.assertRaises(UserError):
            asked[1].with_user(self.head).sudo(False)._decide("approved")
        asked[1].with_user(self.director).sudo(False)._decide("approved")
        self.assertEqual(order.state, "purchase")

    def test_refused_with_a_reason(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        with self.assertRaises(UserError):
            self._decide(order, self.head, "refused")
        self._decide(order, self.head, "refused", "Too dear.")
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.healthcare_approval_state, "refused")
        order.button_confirm()
        self.assertEqual(order.state, "to approve")
        self.assertEqual(self._asked(order).round, 2)

    def test_answered_once(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        asked = self._asked(order).with_user(self.head).sudo(False)
        asked._decide("approved")
        with self.assertRaises(UserError):
            asked._decide("approved")

    # -- conditions --------------------------------------------------------------------

    def test_category_and_facility(self):
        category = self.env["product.category"].create({"name": "Implants"})
        child = self.env["product.category"].create(
            {"name": "Hips", "parent_id": category.id}
        )
        self.rule.write({"amount_from": 0, "category_ids": category.ids})
        order = self._order_of(self.buyer)
        self.assertFalse(order._approval_missing())
        self.glove.categ_id = child
        self.assertTrue(order._approval_missing())
        other = self.env["healthcare.facility"].create({"name": "West", "code": "W9"})
        self.rule.facility_ids = other
        self.assertFalse(order._approval_missing())
        order.sudo().healthcare_facility_id = other
        self.assertTrue(order._approval_missing())

    def test_new_supplier_until_the_first_order(self):
        self.rule.write({"amount_from": 0, "condition": "new_supplier"})
        order = self._order_of(self.buyer)
        self.assertTrue(order._approval_missing())
        order.button_confirm()
        self._decide(order, self.head)
        self.assertFalse(self._order_of(self.buyer)._approval_missing())

    def test_budget_of_a_cost_centre(self):
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        centre = self.env["account.analytic.account"].create(
            {"name": "OR", "plan_id": plan.id}
        )
        today = fields.Date.context_today(self.env.user)
        budget = self.env["healthcare.budget"].create(
            {
                "analytic_account_id": centre.id,
                "date_from": today.replace(month=1, day=1),
                "date_to": today.replace(month=12, day=31),
                "amount": 200,
            }
        )
        self.rule.write({"amount_from": 0, "condition": "budget"})
        first = self._order_of(self.buyer)
        first.order_line.analytic_distribution = {str(centre.id): 100}
        first.button_confirm()
        self.assertEqual(first.state, "purchase")
        self.assertEqual((budget.bound, budget.left), (120.0, 80.0))
        second = self._order_of(self.buyer)
        second.order_line.analytic_distribution = {str(centre.id): 100}
        second.button_confirm()
        self.assertEqual(second.state, "to approve")

    def test_a_rule_that_was_asked_is_kept(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        self.assertEqual(self._asked(order).rule_id, self.rule)
        self.assertTrue(self.director.has_group(MANAGER))
