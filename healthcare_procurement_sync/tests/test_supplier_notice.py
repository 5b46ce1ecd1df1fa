"""Announcing a change, and who has read it."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSupplierNotice(HttpCase):
    def setUp(self):
        super().setUp()
        partners = self.env["res.partner"]
        self.north = partners.create({"name": "North", "email": "n@north.example"})
        self.south = partners.create({"name": "South"})
        self.manager = new_test_user(
            self.env, "e_notice", "purchase.group_purchase_manager"
        )
        self.notice = (
            self.env["healthcare.supplier.notice"]
            .with_user(self.manager)
            .create(
                {
                    "name": "New address of orders",
                    "effective_on": "2026-09-01",
                    "body": "<p>Orders leave from another server.</p>",
                    "recipient_ids": [
                        (0, 0, {"partner_id": row.id})
                        for row in (self.north, self.south)
                    ],
                }
            )
        )

    def test_announced_and_read(self):
        with self.assertRaises(UserError):
            self.notice.action_send()
        self.notice.recipient_ids[1].email = "s@south.example"
        self.notice.action_send()
        mails = self.env["mail.mail"].search([("subject", "=", self.notice.name)])
        self.assertEqual(len(mails), 2)
        self.assertEqual(self.notice.waiting_count, 2)
        address = re.search(
            r'href="([^"]+/healthcare/notice/[^"]+)"', mails[0].body_html
        )
        path = "/healthcare/notice/" + address[1].rpartition("/")[2]
        page = self.url_open(path)
        self.assertIn("Orders leave from another server", page.text)
        self.env.invalidate_all()
        self.assertEqual(self.notice.read_count, 0)
        token = re.search(r'name="csrf_token" value="([^"]*)"', page.text)[1]
        page = self.url_open(path, data={"csrf_token": token, "remark": "All clear"})
        self.assertIn("notice_read", page.text)
        self.env.invalidate_all()
        self.assertEqual((self.notice.read_count, self.notice.waiting_count), (1, 1))
        self.assertIn("All clear", self.notice.recipient_ids.mapped("remark"))

    def test_who_may(self):
        buyer = new_test_user(
            self.env, "e_notice_buyer", "purchase.group_purchase_user"
        )
        with self.assertRaises(AccessError):
            self.notice.with_user(buyer).action_send()

    def test_from_the_release(self):
        connection = self.env["healthcare.connection"].create(
            {"name": "North", "code": "north-notice", "partner_id": self.north.id}
        )
        release = self.env["healthcare.release"].create(
            {"name": "Orders by AS2", "connection_id": connection.id}
        )
        action = release.action_announce()
        notice = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(notice.recipient_ids.partner_id, self.north)
        self.assertEqual(release.action_announce()["res_id"], notice.id)
