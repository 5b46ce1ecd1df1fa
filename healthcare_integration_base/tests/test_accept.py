"""The door: stored once, answered twice, never mixed up (R011, R012)."""

import os

from odoo.tests import tagged

from ..models.healthcare_message_store import INLINE_LIMIT
from .common import EngineCase


@tagged("post_install", "-at_install")
class TestAccept(EngineCase):
    """Keys, hashes and large payloads."""

    def test_same_key_and_content_is_the_first_message(self):
        body = self._body("ok-1")
        first = self.messages._accept(self.flow, body, key="key:1")
        again = self.messages._accept(self.flow, body, key="key:1")
        self.assertFalse(first.duplicate)
        self.assertTrue(again.duplicate)
        self.assertEqual(first.uuid, again.uuid)
        repeat = self.messages.search([("duplicate_of_id", "=", first.message_id)])
        self.assertEqual(repeat.state, "duplicate")

    def test_same_key_other_content_is_a_conflict_and_applies_nothing(self):
        self.messages._accept(self.flow, self._body("ok-1"), key="key:1")
        conflict = self.messages._accept(self.flow, self._body("ok-2"), key="key:1")
        self.assertTrue(conflict.conflict)
        message = self.messages.browse(conflict.message_id)
        self.assertEqual(message.state, "conflict")
        self.assertEqual(message.exception_ids.code, "KEY_CONFLICT")
        self._drain()
        self.assertEqual(self.handler.applied(), ["ok-1"])

    def test_without_key_the_bytes_are_the_key(self):
        self.assertFalse(self.messages._accept(self.flow, b"{}").duplicate)
        self.assertTrue(self.messages._accept(self.flow, b"{}").duplicate)

    def test_large_payload_goes_to_a_file_and_comes_back(self):
        body = b"x" * (INLINE_LIMIT + 1)
        accepted = self.messages._accept(self.flow, body)
        message = self.messages.browse(accepted.message_id)
        self.assertTrue(message.sudo().payload_path)
        self.assertEqual(message._payload(), body)

    def test_a_large_repetition_leaves_no_file(self):
        payload = b"x" * (INLINE_LIMIT + 1)
        folder = self.messages._spool_folder()
        self.messages._accept(self.flow, payload, key="big")
        before = set(os.listdir(folder))
        for _time in range(2):
            again = self.messages._accept(self.flow, payload, key="big")
        self.assertTrue(again.duplicate)
        self.assertEqual(set(os.listdir(folder)), before)

    def test_the_same_conflict_again_asks_nothing_new(self):
        first = self.messages._accept(self.flow, b"1", key="k")
        one = self.messages._accept(self.flow, b"2", key="k")
        two = self.messages._accept(self.flow, b"2", key="k")
        self.assertTrue(one.conflict and two.conflict)
        self.assertEqual(one.message_id, two.message_id)
        message = self.messages.browse(first.message_id)
        self.assertEqual(message.repeat_ids.ids, [one.message_id])

    def test_bytes_that_are_not_text_survive(self):
        body = bytes(range(256))
        accepted = self.messages._accept(self.flow, body)
        self.assertEqual(self.messages.browse(accepted.message_id)._payload(), body)
