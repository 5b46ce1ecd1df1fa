"""The places in which an approval is given: list, activity, e-mail."""

import re
from datetime import timedelta

from odoo.tests import HttpCase

from .approval_case import ApprovalCase


class TestPlaces(ApprovalCase):
    """List and activity."""

    def setUp(self):
        super().setUp()
        self._rule(amount_from=100)

    def test_several_of_a_list(self):
        orders = self._order_of(self.buyer) | self._order_of(self.buyer)
        orders.button_confirm()
        mine = self.env["healthcare.approval"].with_user(self.head)
        mine = mine.search([("may_decide", "=", True)])
        self.assertEqual(len(mine), 2)
        mine.action_approve()
        self.assertEqual(set(orders.mapped("state")), {"purchase"})
        self.assertEqual(set(mine.mapped("channel")), {"list"})

    def test_doing_the_activity_approves(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        asked = self._asked(order)
        activity = asked.activity_ids.with_user(self.head)
        activity.action_feedback(feedback="Fine.")
        self.assertEqual(order.state, "purchase")
        self.assertEqual((asked.channel, asked.comment), ("activity", "Fine."))

    def test_what_the_approver_reads(self):
        requisition = self._requisition((self.glove, 20))
        requisition.action_submit()
        asked = self._asked(requisition).with_user(self.head).sudo(False)
        for word in ("Nurse", "Glove", "180", "East"):
            self.assertIn(word, asked.summary)
        action = asked.action_refuse()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.head)
            .with_context(**action["context"])
            .create({"comment": "No."})
        )
        wizard.action_answer()
        self.assertEqual(requisition.state, "rejected")


class TestLink(ApprovalCase, HttpCase):
    """The link of the e-mail shows first and decides when its form is sent."""

    def setUp(self):
        super().setUp()
        self._rule(amount_from=100)
        self.order = self._order_of(self.buyer)
        self.order.button_confirm()
        self.asked = self._asked(self.order)
        self.path = "/" + self.asked._link(self.head).split("/", 3)[3]

    def _csrf(self, page):
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)

    def _post(self, verdict, comment="", path=None):
        page = self.url_open(self.path)
        return self.url_open(
            f"{path or self.path}/answer",
            data={
                "verdict": verdict,
                "comment": comment,
                "csrf_token": self._csrf(page),
            },
        )

    def test_mail_holds_the_link(self):
        mail = self.env["mail.mail"].search(
            [("model", "=", "healthcare.approval"), ("res_id", "=", self.asked.id)]
        )
        self.assertEqual(mail.state, "outgoing")
        self.assertIn(self.path, mail.body_html)
        self.assertIn("head@hospital.example", mail.email_to)

    def test_looking_decides_nothing(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.order.name, page.text)
        self.assertIn("Glove", page.text)
        self.assertEqual(self.asked.state, "pending")

    def test_approved_by_the_form(self):
        page = self._post("approved")
        self.assertIn("o_healthcare_answered", page.text)
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "purchase")
        self.assertEqual(self.asked.channel, "email")
        self.assertEqual(self.asked.decided_by_id, self.head)

    def test_a_no_needs_a_reason(self):
        page = self._post("refused")
        self.assertIn("why", page.text)
        self.env.invalidate_all()
        self.assertEqual(self.asked.state, "pending")
        self._post("refused", "No.")
        self.env.invalidate_all()
        self.assertEqual(self.asked.state, "refused")

    def test_nobody_else_has_a_link(self):
        for path in (
            self.path[:-1] + ("0" if self.path[-1] != "0" else "1"),
            self.path.replace(f"/{self.head.id}/", f"/{self.director.id}/"),
            self.path.replace(f"/{self.asked.id}/", f"/{self.asked.id + 1}/"),
        ):
            page = self.url_open(path)
            self.assertEqual(page.status_code, 404)
        self.assertEqual(self.asked.state, "pending")

    def test_an_old_link_is_dead(self):
        self.asked.asked_at -= timedelta(days=15)
        path = "/" + self.asked._link(self.head).split("/", 3)[3]
        self.env.flush_all()
        self.assertEqual(self.url_open(path).status_code, 404)
