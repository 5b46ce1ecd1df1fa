"""What a hostile supplier types and sends to his pages, and what buyers see of it."""

import io
import zipfile

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_supplier_portal import URL, PortalCase

NASTY = "<img src=x onerror=alert(1)>"


@tagged("post_install", "-at_install")
class TestHostilePages(PortalCase):
    def _rival(self):
        rival = self.env["res.partner"].create({"name": "Rival", "is_company": True})
        self.env["healthcare.connection"].create(
            {
                "name": "rival",
                "code": "rival-portal",
                "connector": "portal",
                "partner_id": rival.id,
                "state": "live",
            }
        )
        return rival

    def test_a_link_ends_with_the_supplier_of_the_order(self):
        self.assertEqual(self._get().status_code, 200)
        order = self.order.with_context(healthcare_supplier_knows=True).sudo()
        order.button_cancel()
        order.button_draft()
        order.partner_id = self._rival()
        order.order_line.price_unit = 77.31
        self.env.flush_all()
        page = self._get()
        self.assertEqual(page.status_code, 404)
        self.assertNotIn("77.31", page.text)
        self.assertEqual(self._get(path="/pdf").status_code, 404)

    def test_a_draft_is_nobodys_to_read(self):
        order = self.order.with_context(healthcare_supplier_knows=True).sudo()
        order.button_cancel()
        order.button_draft()
        order.order_line.price_unit = 77.31
        self.env.flush_all()
        page = self._get()
        self.assertNotIn("77.31", page.text)

    def test_tags_in_what_a_supplier_types(self):
        self._post(
            "acknowledge",
            answer_1="substitute",
            substitute_1=NASTY,
            supplier_order_number=NASTY,
        )
        self._post(
            "ship",
            shipment_id=NASTY,
            shipped_date="2026-06-03",
            carrier=NASTY,
            tracking=NASTY,
            quantity_1_1="1",
            lot_1_1=NASTY,
        )
        self._post(
            "invoice",
            invoice_number=NASTY,
            invoice_date="2026-06-05",
            quantity_1="10",
            price_1="12",
            total="120",
        )
        self._drain()
        self.assertNotIn(NASTY, self._get().text)
        records = [
            self.order,
            self.order.picking_ids,
            self._match(NASTY),
            self._match(NASTY).move_id,
            self.env["healthcare.exception"].search([]),
        ]
        for record in records:
            for message in record.message_ids:
                self.assertNotIn("<img src", message.body or "")
            activities = "activity_ids" in record._fields and record.activity_ids
            for activity in activities or ():
                self.assertNotIn("<img src=", activity.note or "")

    def test_formulas_in_what_a_supplier_types(self):
        self._post(
            "acknowledge",
            answer_1="accept",
            supplier_order_number="=HYPERLINK(1)",
        )
        self._drain()
        self.assertEqual(self.order.partner_ref, "=HYPERLINK(1)")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_http")
    def test_weird_forms_are_answered_and_never_fail(self):
        odd = [
            {"answer_1": "accept", "date_1": "9999-99-99"},
            {"answer_1": "accept", "price_1": "1e400"},
            {"answer_1": "accept", "price_1": "\u0661\u0662"},
            {"answer_1": "backorder", "quantity_1": "-1"},
            {"answer_1": "backorder", "quantity_1": "999999999999.999999"},
            {"answer_1": ["accept", "reject"]},
            {"answer_1": "accept", "price_1": "999999999999.999999"},
            {"answer_1": "less", "quantity_1": "0"},
            {"answer_1": "accept", "supplier_order_number": "x\r\nBcc: a@b.example"},
            {"answer_1": "accept", "supplier_order_number": "\u202egnp.exe"},
            {"answer_1": "accept", "sent": "x" * 5000, "faults": "1", "entered": "1"},
            {"answer_1": "accept", "link": "y", "order": "1", "document": "1"},
        ]
        for values in odd:
            with self.subTest(values=str(values)[:60]):
                page = self._post("acknowledge", **values)
                self.assertLess(page.status_code, 500)
        hidden = self._form(self._get(), "acknowledge")
        taken = hidden | {"token": "y", "form": "invoice", "answer_1": "accept"}
        page = self.url_open(f"{URL}{self.token}/acknowledge", data=taken)
        self.assertLess(page.status_code, 500)
        page = self.url_open(
            f"{URL}{self.token}/acknowledge",
            data=hidden,
            files={"answer_1": ("a.txt", b"accept"), "form_id": ("b", b"x" * 30)},
        )
        self.assertLess(page.status_code, 500)
        self._drain()
        self.assertNotIn("dead", self._inbound().mapped("state"))

    @mute_logger("odoo.http")
    def test_forms_that_do_not_exist(self):
        for form in ("pdf", "..", "write", "acknowledge/x", "%00", "a" * 3000):
            with self.subTest(form=form[:9]):
                hidden = self._form(self._get(), "acknowledge")
                page = self.url_open(f"{URL}{self.token}/{form}", data=hidden)
                self.assertIn(page.status_code, (400, 404, 405, 414))

    def test_files_that_are_no_price_list(self):
        ann = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.supplier.id}
        )
        new_test_user(self.env, "ann_hostile", "base.group_portal", partner_id=ann.id)
        self.authenticate("ann_hostile", "ann_hostile")
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"0" * 20_000_000)
        files = {
            "bomb.xlsx": bomb.getvalue(),
            "wide.csv": b"item,price\n" + b"x" * 300_000 + b",1\n",
            "utf16.csv": "item,price\nA,1\n".encode("utf-16"),
            "quote.csv": b'item,price\n"A,1\n',
            "nul.csv": b"item,price\nA\x00,1\n",
            "head.csv": b"," * 200_000 + b"\n",
            "../../etc/passwd": b"item,price\n,\n",
            "empty.csv": b"",
        }
        for name, content in files.items():
            with self.subTest(file=name):
                page = self._get_form("/my/supplier/catalogue", (name, content))
                self.assertEqual(page.status_code, 422)
                self.assertFalse(self._inbound("catalog"))

    def _get_form(self, path, file, **more):
        page = self.url_open(path)
        hidden = {
            name: page.text.split(f'name="{name}" value="')[1].split('"')[0]
            for name in ("csrf_token", "form_id")
        }
        return self.url_open(path, data=hidden | more, files={"file": file})

    def test_a_price_list_goes_to_ones_own_portal(self):
        rival = self._rival()
        person = self.env["res.partner"].create({"name": "Rob", "parent_id": rival.id})
        new_test_user(
            self.env, "rob_hostile", "base.group_portal", partner_id=person.id
        )
        self.authenticate("rob_hostile", "rob_hostile")
        page = self._get_form(
            "/my/supplier/catalogue",
            ("p.csv", b"item,price\nNM-1001,1.00\n"),
            connection=str(self.portal.id),
        )
        self.assertLess(page.status_code, 500)
        self.assertFalse(self._inbound("catalog"))

    def test_a_visitor_of_the_portal_reads_no_record(self):
        ann = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.supplier.id}
        )
        visitor = new_test_user(
            self.env, "ann_rpc", "base.group_portal", partner_id=ann.id
        )
        open_to_portal = []
        for name, model in self.env.registry.items():
            if not name.startswith("healthcare.") or model._abstract:
                continue
            if self.env[name].with_user(visitor).has_access("read"):
                open_to_portal.append(name)
        self.assertFalse(open_to_portal)

    @mute_logger("odoo.http")
    def test_the_downtime_pack_is_not_for_everybody(self):
        row = self.env["healthcare.continuity"].create(
            {"connection_id": self.portal.id}
        )
        new_test_user(self.env, "pack_portal", "base.group_portal")
        new_test_user(self.env, "pack_clerk", "base.group_user")
        for login in (None, "pack_portal", "pack_clerk"):
            self.authenticate(login, login)
            for number in (row.id, row.id + 99999):
                page = self.url_open(
                    f"/healthcare/continuity/{number}/pack", allow_redirects=False
                )
                self.assertIn(page.status_code, (303, 404))

    def test_every_page_opens_once(self):
        links = self.env["healthcare.signed.link"]
        notice = self.env["healthcare.supplier.notice"].create(
            {
                "name": "N",
                "effective_on": "2026-09-01",
                "body": "<p>x</p>",
                "recipient_ids": [Command.create({"partner_id": self.supplier.id})],
            }
        )
        read = links._issue(notice.recipient_ids, "notice", self.supplier)
        good = [f"/healthcare/notice/{read._token()}", f"{URL}{self.token}"]
        gone = [
            "/healthcare/notice/x",
            f"{URL}x",
            "/healthcare/dispute/x",
            "/healthcare/approval/1/1/x",
        ]
        for path in good:
            with self.subTest(path=path[:25]):
                self.assertEqual(self.url_open(path).status_code, 200)
        for path in gone:
            with self.subTest(path=path):
                self.assertEqual(self.url_open(path).status_code, 404)
