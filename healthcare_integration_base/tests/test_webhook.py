"""The signed door as a partner and as a hostile sender see it."""

import base64
import json
import time

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..controllers.webhook import MAX_BYTES
from ..signature import sign
from .doors import SECRET, DoorCase


@tagged("post_install", "-at_install")
class TestWebhook(DoorCase):
    """Every answer of the door, failures first."""

    def test_closed_without_a_secret(self):
        self._problem(self._post(), 403, "credential.missing")

    def test_wrong_signature_stores_nothing(self):
        self._keep_secret()
        other = "whsec_" + base64.b64encode(b"x" * 32).decode()
        self._problem(self._post(secret=other), 401, "signature.mismatch")
        self._problem(self._post(age=600), 401, "signature.expired")
        self._problem(self._post(age=-600), 401, "signature.expired")
        for header, value, code in (
            ("webhook-signature", "nonsense", "signature.mismatch"),
            ("webhook-timestamp", "12e9", "signature.timestamp"),
            ("webhook-id", "", "signature.missing"),
        ):
            self._problem(self._post(**{header: value}), 401, code)
        self.assertFalse(self.env["healthcare.message"].search_count([]))

    def test_unknown_addresses(self):
        self._keep_secret()
        for path in ("nobody/receipts", "warehouse/nothing", "ware%20house/receipts"):
            response = self._post(path=f"/healthcare/v1/{path}")
            self.assertEqual(response.status_code, 404)

    def test_accepted_repeated_and_conflicting(self):
        self._keep_secret()
        first = self._post(b'{"kind": "x"}')
        self.assertEqual(first.status_code, 202)
        uuid = first.json()["id"]
        again = self._post(b'{"kind": "x"}')
        self.assertEqual(again.json(), {"id": uuid, "duplicate": True})
        self._problem(self._post(b'{"kind": "y"}'), 409, "key.conflict")
        message = self.env["healthcare.message"].search([("uuid", "=", uuid)])
        self.assertEqual(message.state, "received")
        self.assertEqual(message._payload(), b'{"kind": "x"}')

    def test_idempotency_key_header_goes_before_the_webhook_id(self):
        self._keep_secret()
        one = self._post(key="m1", **{"Idempotency-Key": "K"}).json()["id"]
        two = self._post(key="m2", **{"Idempotency-Key": "K"}).json()
        self.assertEqual(two, {"id": one, "duplicate": True})

    def test_an_overheard_request_under_another_key_has_no_second_effect(self):
        self._keep_secret()
        for own in ({}, {"Idempotency-Key": "K"}):
            key = f"m{len(own)}"
            self.assertEqual(self._post(key=key, **own).status_code, 202)
            self.assertTrue(self._post(key=key, **own).json()["duplicate"])
            again = self._post(key=key, **{"Idempotency-Key": "other"})
            self._problem(again, 409, "signature.replayed")

    def test_limits(self):
        self._keep_secret()
        self._problem(self._post(b""), 422, "payload.empty")
        self._problem(self._post(**{"Idempotency-Key": "k" * 300}), 422, "key.too_long")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        self._problem(self._post(b"a=1", **form), 415, "payload.media_type")
        self._problem(self._post(b"x" * (MAX_BYTES + 1)), 413, "payload.too_large")

    def test_sender_reads_the_state_of_its_message(self):
        self._keep_secret()
        uuid = self._post(b"[]").json()["id"]
        path = f"/healthcare/v1/messages/{uuid}"
        self._problem(self.url_open(path), 401, "signature.missing")
        stamp = str(int(time.time()))
        headers = {
            "webhook-id": "q",
            "webhook-timestamp": stamp,
            "webhook-signature": sign(SECRET, "q", stamp, b""),
        }
        answer = self.url_open(path, headers=headers).json()
        self.assertEqual((answer["id"], answer["state"]), (uuid, "received"))

    def test_a_document_posted_as_a_form_is_not_logged(self):
        self._keep_secret()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        with self.assertNoLogs("odoo.http", "WARNING"):
            self._problem(self._post(b"ISA*00*DOE~", **form), 415, "payload.media_type")
            self._post(path="/healthcare/v1/warehouse/receipts?DOE=JANE")

    def test_rotation_overlaps(self):
        self._keep_secret()
        old, new = SECRET, "whsec_" + base64.b64encode(b"n" * 32).decode()
        stale = self.env["healthcare.credential"].search([]).copy({"name": "Stale"})
        stale.sudo().sealed = "gone:" + base64.b64encode(b"x" * 40).decode()
        first = self.env["healthcare.credential"].search([("name", "=", "Webhook")])
        first.copy({"name": "Next", "secret": new})
        for number, secret in enumerate((old, new)):
            self.assertEqual(
                self._post(secret=secret, key=f"r{number}").status_code, 202
            )
        first.expiry_date = "2020-01-01"
        self._problem(self._post(secret=old, key="r3"), 401, "signature.mismatch")
        self.assertEqual(self._post(secret=new, key="r4").status_code, 202)

    def test_payload_without_the_group(self):
        self._keep_secret()
        uuid = self._post(b"[]").json()["id"]
        message = self.env["healthcare.message"].search([("uuid", "=", uuid)])
        groups = "healthcare_integration_base.group_administrator"
        new_test_user(self.env, "hc_curious", groups, password="hc_curious")
        self.authenticate("hc_curious", "hc_curious")
        with mute_logger("odoo.http"):
            response = self.url_open(f"/healthcare/payload/{message.id}")
            self.assertEqual(response.status_code, 403)
            self.assertNotIn("[]", response.text)
        self.authenticate("admin", "admin")
        self.assertEqual(
            self.url_open("/healthcare/payload/999999999").status_code, 404
        )

    def test_addresses_that_are_none(self):
        self._keep_secret()
        for uuid in ("%00", "x" * 5000, "..%2f..", "1" * 36):
            response = self.url_open(f"/healthcare/v1/messages/{uuid}")
            self.assertEqual(response.status_code, 404, uuid[:20])
        for key in ("\u00e4", "\x7f"):
            headers = {"Idempotency-Key": key.encode("latin-1")}
            self._problem(self._post(**headers), 422, "key.characters")

    def test_health_says_how_old_the_oldest_is(self):
        answer = self.url_open("/healthcare/health").json()
        self.assertEqual(answer["status"], "ok")
        self.assertIn("oldest_due_seconds", answer)

    def test_secret_is_never_shown_again(self):
        self._keep_secret()
        row = self.env["healthcare.credential"].search([])
        row.invalidate_recordset()
        self.assertFalse(row.secret)
        self.assertNotIn(SECRET, json.dumps(row.sudo().read(), default=str))

    def test_payload_only_for_readers(self):
        self._keep_secret()
        uuid = self._post(b"[]").json()["id"]
        message = self.env["healthcare.message"].search([("uuid", "=", uuid)])
        path = f"/healthcare/payload/{message.id}"
        self.authenticate("admin", "admin")
        admin = self.env.ref("base.user_admin")
        reader = self.env.ref("healthcare_integration_base.group_payload_reader")
        admin.group_ids |= reader
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(path).status_code, 403)
        grants = self.env["healthcare.payload.grant"].with_user(admin)
        grants._grant(message.with_user(admin), "Question of the partner")
        self.assertEqual(self.url_open(path).content, b"[]")
        self.assertIn("payload.read", message.attempt_ids.mapped("code"))
