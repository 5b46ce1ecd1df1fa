"""The pages of suppliers, and everybody who should not get in."""

import re
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_transmission import TransmissionCase

URL = "/healthcare/supplier/"


class PortalCase(TransmissionCase, HttpCase):
    """An order that went to the supplier by mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier.healthcare_channel_id = cls.portal

    def setUp(self):
        super().setUp()
        self.order = self._glove_order(user_id=self.buyer.id)
        self._send(self._message(self.order))
        self.link = self.order._healthcare_link(self.portal)
        self.token = self.link._token()

    def _get(self, token=None, path=""):
        return self.url_open(f"{URL}{self.token if token is None else token}{path}")

    def _form(self, page, form):
        """The hidden fields of a form of the page."""
        part = page.text[page.text.index(f'id="supplier_{form}"') :]
        found = {}
        for name in ("csrf_token", "form_id", "change_number"):
            hit = re.search(rf'name="{name}" value="([^"]*)"', part)
            if hit:
                found[name] = hit[1]
        return found

    def _post(self, form, token=None, hidden=None, follow=True, **values):
        values = dict(values)
        hidden = self._form(self._get(), form) if hidden is None else hidden
        return self.url_open(
            f"{URL}{self.token if token is None else token}/{form}",
            data=hidden | values,
            allow_redirects=follow,
        )

    def _inbound(self, kind=None):
        domain = [("connection_id", "=", self.portal.id), ("direction", "=", "in")]
        if kind:
            domain.append(("kind", "=", kind))
        return self.env["healthcare.message"].search(domain)

    def _drain(self):
        self.env.flush_all()
        self.env["healthcare.drain"]._drain("normal")
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSupplierPortal(PortalCase):
    def test_opening_the_page_is_the_receipt(self):
        self.assertEqual(self.order.healthcare_transmission_state, "sent")
        page = self._get()
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.order.name, page.text)
        self.assertIn("NM-1001", page.text)
        self.assertEqual(self.order.healthcare_transmission_state, "delivered")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_confirm(self):
        page = self._post(
            "acknowledge",
            answer_1="accept",
            date_1="2026-07-01",
            supplier_order_number="SO-7",
        )
        self.assertEqual(page.status_code, 200)
        self.assertIn("supplier_sent", page.text)
        message = self._inbound("order_acknowledgment")
        self.assertEqual(len(message), 1)
        self._drain()
        self.assertEqual(message.state, "done")
        line = self.order.order_line
        self.assertEqual(line.healthcare_ack_state, "accepted")
        self.assertEqual(line.healthcare_qty_confirmed, 10)
        self.assertEqual(str(line.healthcare_promised_date), "2026-07-01")
        self.assertEqual(self.order.healthcare_transmission_state, "acknowledged")
        self.assertEqual(self.order.healthcare_ack_state, "accepted")
        self.assertEqual(self.order.partner_ref, "SO-7")
        self.assertIn("Done", self._get().text)

    def test_a_part_now_the_rest_later(self):
        self._post("acknowledge", answer_1="backorder", quantity_1="6")
        self._drain()
        line = self.order.order_line
        self.assertEqual(line.healthcare_ack_state, "partial_backorder")
        self.assertEqual(line.healthcare_qty_backordered, 4)
        self.assertTrue(self._asked("BACKORDER", self.order))

    def test_faults_are_shown_and_nothing_is_stored(self):
        page = self._post("acknowledge", answer_1="backorder", quantity_1="many")
        self.assertEqual(page.status_code, 422)
        self.assertIn("A number with a point", page.text)
        self.assertFalse(self._inbound())

    def test_the_same_form_twice_is_one_message(self):
        hidden = self._form(self._get(), "acknowledge")
        for _number in range(2):
            page = self._post("acknowledge", hidden=hidden, answer_1="accept")
            self.assertEqual(page.status_code, 200)
        self._drain()
        states = sorted(self._inbound().mapped("state"))
        self.assertEqual(states, ["done", "duplicate"])
        page = self._post("acknowledge", hidden=hidden, answer_1="reject")
        self.assertEqual(page.status_code, 409)
        self._drain()
        self.assertEqual(self.order.healthcare_ack_state, "accepted")

    def test_ship_with_lots(self):
        self._post(
            "ship",
            shipment_id="DN-1",
            shipped_date="2026-06-03",
            expected_date="2026-06-05",
            carrier="Carrier",
            tracking="1Z",
            quantity_1_1="6",
            lot_1_1="L1",
            expiry_1_1="2030-01-31",
            quantity_1_2="4",
            lot_1_2="L2",
        )
        self._drain()
        shipment = self.env["healthcare.shipment"].search(
            [("name", "=", "DN-1"), ("partner_id", "=", self.supplier.id)]
        )
        self.assertEqual(shipment.state, "expected")
        self.assertEqual(shipment.picking_ids, self.order.picking_ids)
        self.assertEqual(
            sum(shipment.move_line_ids.mapped("quantity_product_uom")), 1000
        )

    def test_bill_and_statement(self):
        self._receive(self.order)
        page = self._post(
            "invoice",
            invoice_number="R-55",
            invoice_date="2026-06-05",
            quantity_1="10",
            price_1="12",
            total="119",
        )
        self.assertEqual(page.status_code, 422)
        self._post(
            "invoice",
            invoice_number="R-55",
            invoice_date="2026-06-05",
            quantity_1="10",
            price_1="12",
            total="120",
        )
        self._drain()
        bill = self.order.invoice_ids
        self.assertEqual((bill.ref, bill.amount_total), ("R-55", 120))
        self.assertIn("R-55", self._get().text)
        self.assertIn("Approved, waits for payment", self._get().text)

    def test_answer_to_a_change(self):
        self._post("acknowledge", answer_1="accept")
        self._drain()
        line = self.order.order_line
        order = self.order.with_user(self.buyer)
        order.write({"order_line": [Command.update(line.id, {"product_qty": 12})]})
        change = order.healthcare_change_ids
        self._send(change.message_id)
        page = self._get()
        self.assertIn("We want to change this order", page.text)
        self._post("change", answer="reject")
        self.assertFalse(self._inbound("order_change"))
        self._post("change", answer="accept")
        self._drain()
        self.assertEqual((change.state, line.product_qty), ("accepted", 12))
        self.assertNotIn("We want to change", self._get().text)

    def test_cancelled_order_takes_no_answer(self):
        hidden = self._form(self._get(), "acknowledge")
        self.order.with_context(healthcare_supplier_knows=True).sudo().button_cancel()
        self.env.flush_all()
        page = self._post("acknowledge", hidden=hidden, answer_1="accept")
        self.assertEqual(page.status_code, 409)
        self.assertIn("was cancelled", page.text)
        self.assertFalse(self._inbound())

    def test_pdf(self):
        answer = self._get(path="/pdf")
        self.assertTrue(answer.content.startswith(b"%PDF"))


@tagged("post_install", "-at_install")
class TestHostileLinks(PortalCase):
    def _refused(self, token):
        page = self._get(token)
        self.assertEqual(page.status_code, 404, token)
        self.assertNotIn(self.order.name, page.text)
        return re.sub(r'(csrf_token: "|nonce=")[^"]*', "", page.text)

    def test_every_wrong_link_is_the_same_page(self):
        name, expiry, signature = self.token.split(".")
        other = self.env["healthcare.signed.link"]._issue(
            self._glove_order(), "order", self.supplier, self.portal
        )
        later = f"{int(expiry, 16) + 3600:08x}"
        wrong = [
            "x",
            "." * 75,
            f"{name}.{expiry}.{'A' * 43}",
            f"{name}.{later}.{signature}",
            f"{other.name}.{expiry}.{signature}",
            f"{'A' * 22}.{expiry}.{signature}",
            f"{self.token}x",
            self.token[:-1],
        ]
        pages = {self._refused(token) for token in wrong}
        self.assertEqual(len(pages), 1)
        self.assertFalse(self.link.opened_at)

    def test_expired_revoked_and_other_purpose(self):
        self.link.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self._refused(self.link._token())
        self._refused(self.token)
        self.link.expires_at = fields.Datetime.now() + timedelta(days=3)
        self.assertEqual(self._get(self.link._token()).status_code, 200)
        self.link._revoke(self.order, "order")
        self._refused(self.link._token())
        notice = self.env["healthcare.signed.link"]._issue(
            self.order, "notice", self.supplier, self.portal
        )
        self._refused(notice._token())

    def test_a_row_that_was_edited_opens_nothing(self):
        stranger = self._glove_order()
        self.link.res_id = stranger.id
        self.env.flush_all()
        page = self._get()
        self.assertEqual(page.status_code, 404)
        self.assertNotIn(stranger.name, page.text)

    def test_one_order_only(self):
        stranger = self._glove_order()
        page = self._post(
            "acknowledge",
            answer_1="reject",
            order_number=stranger.name,
            order_id=stranger.id,
        )
        self.assertEqual(page.status_code, 200)
        self._drain()
        self.assertEqual(stranger.healthcare_ack_state, "none")
        self.assertEqual(self.order.healthcare_ack_state, "rejected")

    @mute_logger("odoo.http")
    def test_without_the_token_of_the_form(self):
        page = self._post(
            "acknowledge", hidden={"form_id": "A" * 24}, answer_1="accept"
        )
        self.assertEqual(page.status_code, 400)
        self.assertFalse(self._inbound())

    @mute_logger("odoo.http")
    def test_too_large_a_form(self):
        hidden = self._form(self._get(), "acknowledge")
        page = self._post(
            "acknowledge", hidden=hidden, supplier_order_number="x" * 600_000
        )
        self.assertEqual(page.status_code, 413)
        self.assertFalse(self._inbound())

    def test_too_many_forms(self):
        self.portal.write({"inbound_rate": 2, "inbound_burst": 1})
        self.env.flush_all()
        self.env.registry.clear_cache()
        codes = [
            self._post("acknowledge", answer_1="accept").status_code
            for _number in range(4)
        ]
        self.assertIn(429, codes)

    def test_signs_that_break_pages(self):
        page = self._post(
            "ship",
            shipment_id="<script>alert(1)</script>",
            shipped_date="2026-06-03",
            carrier="\x00x",
        )
        self.assertEqual(page.status_code, 422)
        self.assertNotIn("<script>alert(1)", page.text)

    def test_get_changes_nothing(self):
        answer = self._get(path="/acknowledge")
        self.assertIn(answer.status_code, (404, 405))
        self.assertFalse(self._inbound())

    def test_a_portal_that_is_suspended(self):
        hidden = self._form(self._get(), "acknowledge")
        self.portal.state = "suspended"
        self.env.flush_all()
        page = self._post("acknowledge", hidden=hidden, answer_1="accept")
        self.assertEqual(page.status_code, 403)
        self.assertIn("cannot be taken here", page.text)


@tagged("post_install", "-at_install")
class TestSupplierAccount(PortalCase):
    def setUp(self):
        super().setUp()
        person = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.supplier.id}
        )
        self.ann = new_test_user(
            self.env, "ann_supplier", "base.group_portal", partner_id=person.id
        )
        other = self.env["res.partner"].create({"name": "Rival", "is_company": True})
        self.rival = new_test_user(
            self.env, "rival_supplier", "base.group_portal", partner_id=other.id
        )

    def test_statement_shows_mine_only(self):
        self.authenticate("ann_supplier", "ann_supplier")
        self.assertIn(self.order.name, self.url_open("/my/supplier").text)
        page = self.url_open(f"/my/supplier/order/{self.order.id}")
        self.assertIn("supplier_acknowledge", page.text)
        self.authenticate("rival_supplier", "rival_supplier")
        self.assertNotIn(self.order.name, self.url_open("/my/supplier").text)
        page = self.url_open(f"/my/supplier/order/{self.order.id}")
        self.assertNotIn("supplier_acknowledge", page.text)

    def test_price_list(self):
        self.authenticate("ann_supplier", "ann_supplier")

        def upload(text, **more):
            page = self.url_open("/my/supplier/catalogue")
            token = re.search(r'name="csrf_token" value="([^"]*)"', page.text)[1]
            form = re.search(r'name="form_id" value="([^"]*)"', page.text)[1]
            return self.url_open(
                "/my/supplier/catalogue",
                data={"csrf_token": token, "form_id": form, **more},
                files={"file": ("prices.csv", text.encode(), "text/csv")},
            )

        text = "item,price,unit,gtin\nNM-1001,11.50,BX,\nNM-2002,eleven,CA,123\n"
        page = upload(text)
        self.assertEqual(page.status_code, 422)
        self.assertIn("catalogue_faults", page.text)
        self.assertIn("is no number with a point", page.text)
        self.assertIn("the check digit is wrong", page.text)
        self.assertFalse(self._inbound("catalog"))
        page = upload(text, despite="1")
        self.assertIn("catalogue_sent", page.text)
        message = self._inbound("catalog")
        self.assertEqual(len(message), 1)
        self.assertIn(b"NM-1001", message._payload())
        self.assertNotIn(b"NM-2002", message._payload())

    def test_a_rival_has_no_portal(self):
        self.authenticate("rival_supplier", "rival_supplier")
        page = self.url_open("/my/supplier/catalogue")
        self.assertIn("Your company has no portal yet", page.text)


@tagged("post_install", "-at_install")
class TestSupplierTour(PortalCase):
    def test_supplier_tour(self):
        self.start_tour(f"{URL}{self.token}", "healthcare_supplier_tour")
        kinds = self._inbound().sorted("id").mapped("kind")
        self.assertEqual(
            kinds, ["order_acknowledgment", "ship_notice", "supplier_invoice"]
        )
        self._drain()
        self.assertEqual(self.order.healthcare_transmission_state, "acknowledged")
        self.assertEqual(self.order.order_line.healthcare_qty_backordered, 4)
        # Nothing is received yet: the bill waits, and the supplier sees that.
        self.assertEqual(self._match("R-TOUR").state, "held")
        self.assertIn("On hold: we are checking it", self._get().text)
