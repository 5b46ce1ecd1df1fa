"""A body that is sent in chunks announces no length, and is whole or refused."""

from itertools import chain
from unittest.mock import patch

from odoo.tests import tagged

from ..controllers import batch, webhook
from .doors import DoorCase

PATH = "/healthcare/v1/warehouse/receipts"
CHUNK = b" " * 2**20


@tagged("post_install", "-at_install")
class TestChunks(DoorCase):
    """What is too large is not cut off and accepted."""

    def setUp(self):
        super().setUp()
        credential = self.env["healthcare.credential"].create(
            {"name": "Key", "connection_id": self.connection.id, "kind": "api_key"}
        )
        self.key = credential.action_new_key()["context"]["default_key"]

    def _send(self, chunks, path, media_type):
        headers = {"Content-Type": media_type, "X-API-Key": self.key}
        return self.url_open(path, data=chunks, headers=headers, method="POST")

    def test_one_document(self):
        count = webhook.MAX_BYTES // len(CHUNK)
        spaces = (CHUNK for _number in range(count - 1))
        answer = self._send(chain([b"{}"], spaces), PATH, "application/json")
        self.assertEqual(answer.status_code, 202, answer.text)
        spaces = (CHUNK for _number in range(count + 2))
        answer = self._send(chain([b"{}"], spaces), PATH, "application/json")
        self._problem(answer, 413, "payload.too_large")

    def test_many(self):
        lines = (b"{}" + CHUNK + b"\n" for _number in range(5))
        with patch.object(batch, "MAX_BATCH", 2**22):
            answer = self._send(lines, f"{PATH}/batch", "application/x-ndjson")
        self._problem(answer, 413, "batch.too_large")
