"""Questions about approvals: opened, with their team, answered by one click."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .approval_case import ApprovalCase


class TestResolutionsApproval(ApprovalCase):
    """APPROVAL_STUCK, BUDGET, URGENT_REFUSED, REQUISITION_SOURCE."""

    def _question(self, record, code):
        found = self.env["healthcare.exception"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("code", "=", code),
                ("state", "=", "open"),
            ]
        )
        self.assertEqual(len(found), 1, code)
        return found

    def _answer(self, question, code, user=None, reason="As agreed."):
        question = question.with_user(user or self.director)
        self.assertIn(code, question.resolution_ids.mapped("code"))
        question._apply_resolution(code, reason)
        self.assertEqual(question.sudo().state, "resolved")

    def _stuck(self, users=None, **rule):
        self._rule(users=users, amount_from=100, **rule)
        order = self._order_of(self.buyer)
        order.button_confirm()
        asked = self._asked(order)
        asked.deadline = fields.Datetime.now() - timedelta(hours=1)
        self.env["healthcare.approval"]._cron_watch()
        question = self._question(order, "APPROVAL_STUCK")
        self.assertTrue(question.user_id.has_group("purchase.group_purchase_manager"))
        return order, asked, question

    def test_stuck_the_next_one_is_asked(self):
        order, asked, question = self._stuck(self.head | self.director)
        first = asked.user_id
        second = (self.head | self.director) - first
        self._answer(question, "delegate_approval")
        self.assertEqual(asked.user_id, second)
        self.assertGreater(asked.deadline, fields.Datetime.now())
        self.assertEqual(asked.activity_ids.user_id, second)
        self._decide(order, second)
        self.assertEqual(order.state, "purchase")

    def test_stuck_with_nobody_else(self):
        _order, asked, question = self._stuck()
        with self.assertRaisesRegex(UserError, "Escalate"):
            question.with_user(self.director)._apply_resolution("delegate_approval")
        self.assertEqual(asked.user_id, self.head)

    def test_stuck_escalated(self):
        order, asked, question = self._stuck(
            escalation_user_ids=[(6, 0, self.director.ids)]
        )
        self.assertEqual(asked.candidate_ids, self.head)
        self._answer(question, "escalate_approval")
        self.assertEqual(asked.user_id, self.director)
        self._decide(order, self.director)
        self.assertEqual(order.state, "purchase")

    def test_a_decision_ends_the_question(self):
        order, _asked, question = self._stuck()
        self._decide(order, self.head)
        self.assertEqual(question.state, "resolved")

    def test_nobody_may_decide_is_told_at_once(self):
        self._rule(users=self.buyer, amount_from=100)
        order = self._order_of(self.buyer)
        order.button_confirm()
        self._question(order, "APPROVAL_STUCK")

    def test_nobody_may_decide_asks_the_escalation(self):
        self._rule(
            users=self.buyer,
            amount_from=100,
            escalation_user_ids=[(6, 0, self.director.ids)],
        )
        order = self._order_of(self.buyer)
        order.button_confirm()
        self.assertEqual(self._asked(order).user_id, self.director)

    def test_reminded_at_half_time(self):
        self._rule(amount_from=100, hours=10)
        order = self._order_of(self.buyer)
        order.button_confirm()
        asked = self._asked(order)
        asked.asked_at -= timedelta(hours=6)
        asked.deadline -= timedelta(hours=6)
        before = self._mails(asked)
        self.env["healthcare.approval"]._cron_watch()
        self.env["healthcare.approval"]._cron_watch()
        self.assertEqual(len(self._mails(asked)), len(before) + 1)

    def _mails(self, approval):
        return self.env["mail.mail"].search(
            [("model", "=", approval._name), ("res_id", "=", approval.id)]
        )

    # -- budget ------------------------------------------------------------------------

    def _over_budget(self):
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        centre = self.env["account.analytic.account"].create(
            {"name": "OR", "plan_id": plan.id}
        )
        today = fields.Date.context_today(self.env.user)
        self.env["healthcare.budget"].create(
            {
                "analytic_account_id": centre.id,
                "date_from": today,
                "date_to": today,
                "amount": 50,
            }
        )
        self._rule(amount_from=50)
        requisition = self._requisition(analytic_account_id=centre.id)
        requisition.action_submit()
        self.assertEqual(requisition.state, "submitted")
        return requisition, self._question(requisition, "BUDGET")

    def test_budget_overrun_accepted(self):
        requisition, question = self._over_budget()
        self._answer(question, "accept_overrun")
        self.assertEqual(requisition.state, "in_approval")
        self.assertEqual(self._asked(requisition).user_id, self.head)

    def test_budget_given_back(self):
        requisition, question = self._over_budget()
        self._answer(question, "return_requisition")
        self.assertEqual(requisition.state, "returned")
        requisition.line_ids.quantity = 5
        requisition.action_submit()
        self.assertEqual(requisition.state, "approved")

    # -- urgent ------------------------------------------------------------------------

    def _urgent_refused(self):
        self._rule(amount_from=50)
        self.company.healthcare_urgent_limit = 1000
        order = self._order_of(
            self.buyer, priority="1", healthcare_urgent_reason="other"
        )
        order.button_confirm()
        self._decide(order, self.head, "refused", "No.")
        return order, self._question(order, "URGENT_REFUSED")

    def test_urgent_refused_stopped(self):
        order, question = self._urgent_refused()
        self._answer(question, "stop_urgent", self.buyer)
        self.assertEqual(order.state, "cancel")

    def test_urgent_refused_kept(self):
        order, question = self._urgent_refused()
        self.assertNotIn(
            "keep_urgent",
            question.with_user(self.buyer).resolution_ids.mapped("code"),
        )
        self._answer(question, "keep_urgent")
        self.assertEqual(order.state, "purchase")

    # -- supplier ----------------------------------------------------------------------

    def test_an_item_without_supplier(self):
        swab = self._create_product("SWAB")
        swab.product_tmpl_id.healthcare_requestable = True
        requisition = self._requisition((self.glove, 1), (swab, 5))
        requisition.action_submit()
        question = self._question(requisition, "REQUISITION_SOURCE")
        self.assertEqual(len(requisition.sudo().order_ids), 1)
        with self.assertRaisesRegex(UserError, "Choose a supplier"):
            question.with_user(self.director)._apply_resolution("source_requisition")
        line = requisition.line_ids.filtered(lambda row: row.product_id == swab)
        line.with_user(self.buyer).partner_id = self.supplier
        self._answer(question, "source_requisition", self.buyer)
        orders = requisition.sudo().order_ids
        self.assertEqual(len(orders), 2)
        self.assertIn(swab, orders.order_line.product_id)
