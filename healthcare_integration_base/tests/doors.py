"""What the tests of the doors share: a connection, a secret and signed requests."""

import base64
import os
import tempfile
import time

from odoo.tests import HttpCase

from ..models.healthcare_door_count import forget
from ..signature import sign

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


class DoorCase(HttpCase):
    """A live connection ``warehouse`` with one inbound flow ``receipts``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        file = cls.enterClassContext(tempfile.NamedTemporaryFile("w", suffix=".key"))
        file.write("k1:" + base64.b64encode(b"v" * 32).decode() + "\n")
        file.flush()
        before = os.environ.get("HEALTHCARE_KEY_FILE")
        os.environ["HEALTHCARE_KEY_FILE"] = file.name
        cls.addClassCleanup(_restore, before)
        cls.connection = cls.env["healthcare.connection"].create(
            {"name": "Warehouse", "code": "warehouse", "state": "live"}
        )
        cls.flow = cls.env["healthcare.flow"].create(
            {
                "name": "Receipts",
                "code": "receipts",
                "connection_id": cls.connection.id,
                "direction": "in",
                "kind": "goods_receipt",
                "codec": "json",
            }
        )

    def setUp(self):
        super().setUp()
        forget()

    def _keep_secret(self):
        self.env["healthcare.credential"].create(
            {
                "name": "Webhook",
                "connection_id": self.connection.id,
                "kind": "webhook",
                "secret": SECRET,
            }
        )

    def _post(self, body=b"{}", key="m1", secret=SECRET, age=0, path=None, **headers):
        stamp = str(int(time.time()) - age)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": key,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(secret, key, stamp, body),
        } | headers
        path = path or "/healthcare/v1/warehouse/receipts"
        return self.url_open(path, data=body, headers=headers, method="POST")

    def _problem(self, response, status, code):
        self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(response.json()["code"], code)
        self.assertIn("application/problem+json", response.headers["Content-Type"])


def _restore(before):
    if before is None:
        os.environ.pop("HEALTHCARE_KEY_FILE", None)
    else:
        os.environ["HEALTHCARE_KEY_FILE"] = before
