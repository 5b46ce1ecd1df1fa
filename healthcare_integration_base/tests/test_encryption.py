"""Protected payloads at rest: sealed with a key outside the database, rotated live."""

import base64
import os
import tempfile
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..errors import ConfigurationError
from ..models.healthcare_message_store import INLINE_LIMIT
from .common import EngineCase

MARK = "PATIENT-DOE-4711"


class KeyCase(EngineCase):
    """Has a key file of its own and a flow of a protected class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flow.data_class = "patient_adjacent"

    def setUp(self):
        super().setUp()
        self.keys = self.enterContext(tempfile.NamedTemporaryFile("w", suffix=".key"))
        self.enterContext(
            patch.dict(os.environ, {"HEALTHCARE_KEY_FILE": self.keys.name})
        )
        self._add_key("k1")

    def _add_key(self, name):
        self.keys.write(f"{name}:{base64.b64encode(os.urandom(32)).decode()}\n")
        self.keys.flush()

    def _write_keys(self, *lines):
        self.keys.truncate(0)
        self.keys.seek(0)
        self.keys.write("".join(f"{line}\n" for line in lines))
        self.keys.flush()

    def _forget_keys(self):
        self.keys.truncate(0)
        self.keys.seek(0)
        self._add_key("other")

    def _stored(self, message):
        """The whole row as the database has it, bytes readable."""
        self.env.cr.execute(
            """
            SELECT to_jsonb(m)::text || COALESCE(encode(payload, 'escape'), '')
              FROM healthcare_message m WHERE id = %s
            """,
            [message.id],
        )
        return self.env.cr.fetchone()[0]


@tagged("post_install", "-at_install")
class TestEncryption(KeyCase):
    """Promise: a copy of the database shows nothing of a protected document."""

    def test_the_row_shows_nothing_of_a_protected_payload(self):
        message = self._accept(f"ok-{MARK}")
        self.assertNotIn(MARK, self._stored(message))
        self.assertEqual(message.sudo().payload_key, "k1")
        self.assertIn(MARK.encode(), message._payload())

    def test_a_class_in_clear_stays_readable_in_the_database(self):
        self.flow.data_class = "financial"
        message = self._accept(f"ok-{MARK}")
        self.assertFalse(message.sudo().payload_key)
        self.assertIn(MARK, self._stored(message))

    def test_the_spool_file_is_sealed_as_well(self):
        body = MARK.encode() * (INLINE_LIMIT // len(MARK) + 1)
        accepted = self.messages._accept(self.flow, body)
        message = self.messages.browse(accepted.message_id)
        path = os.path.join(message._spool_folder(), message.sudo().payload_path)
        with open(path, "rb") as file:
            self.assertNotIn(MARK.encode(), file.read())
        self.assertEqual(message._payload(), body)

    def test_the_document_is_sealed_and_applied(self):
        message = self._accept(f"ok-{MARK}")
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertEqual(self.handler.applied(), [f"ok-{MARK}"])
        self.assertEqual(message.sudo().canonical.keys(), {"sealed"})
        self.assertNotIn(MARK, self._stored(message).replace(message.reference, ""))
        document = message.sudo()._document_json()
        self.assertEqual(document["receipt_number"], f"ok-{MARK}")

    def test_parts_of_a_file_are_sealed_each_for_its_own_row(self):
        self.env.flush_all()
        body = b"[%s,%s]" % (self._body("ok-1"), self._body("ok-2"))
        accepted = self.messages._accept(self.flow, body)
        self._drain()
        parts = self.messages.browse(accepted.message_id).child_ids.sudo()
        self.assertEqual(set(parts.mapped("state")), {"done"})
        for part in parts:
            self.assertEqual(part.canonical.keys(), {"sealed"})
        first, second = parts
        with self.assertRaises(ConfigurationError) as caught:
            first._open_canonical(first.uuid, second.canonical)
        self.assertEqual(caught.exception.code, "vault.tampered")

    def test_bytes_moved_to_another_row_stay_shut(self):
        first, second = self._accept("ok-1"), self._accept("ok-2")
        self.env.cr.execute(
            "UPDATE healthcare_message m SET payload = o.payload "
            "FROM healthcare_message o WHERE m.id = %s AND o.id = %s",
            [first.id, second.id],
        )
        with self.assertRaises(ConfigurationError) as caught:
            first._payload()
        self.assertEqual(caught.exception.code, "vault.tampered")

    def test_what_leaves_is_sealed_until_it_leaves(self):
        facts = self.flow._facts()
        stored, key = self.messages._protect(facts, "u-1", MARK.encode())
        self.assertEqual(key, "k1")
        self.assertEqual(self.messages._unprotect("u-1", stored, key), MARK.encode())

    # -- keys ------------------------------------------------------------------------

    def test_a_new_line_in_the_key_file_seals_and_the_old_one_opens(self):
        before = self._accept("ok-1")
        self._add_key("k2")
        after = self._accept("ok-2")
        self.assertEqual(before.sudo().payload_key, "k1")
        self.assertEqual(after.sudo().payload_key, "k2")
        self._drain()
        self.assertEqual(self.handler.applied(), ["ok-1", "ok-2"])

    def test_without_its_key_a_message_waits_and_nothing_is_lost(self):
        message = self._accept("ok-1")
        good = open(self.keys.name, encoding="ascii").read()
        self._forget_keys()
        self._drain()
        self.assertEqual(message.state, "waiting")
        self.assertEqual(message.code, "vault.unknown_key")
        self.assertEqual(self.flow.state, "paused")
        questions = self.env["healthcare.exception"].search(
            [("code", "=", "CONFIGURATION"), ("res_id", "=", self.flow.id)]
        )
        self.assertEqual(len(questions), 1)
        self.keys.write(good)
        self.keys.flush()
        self.flow.action_resume()
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertEqual(self.handler.applied(), ["ok-1"])

    def test_a_key_gone_between_opening_and_applying_pauses_the_flow(self):
        message = self._accept("ok-1")
        drain = self.env["healthcare.drain"]
        with patch.object(type(drain), "_is_automatic", lambda *_args: False):
            drain._work(drain._claim("normal", 10))
        self.env.invalidate_all()
        self.assertEqual(message.state, "due")
        good = open(self.keys.name, encoding="ascii").read()
        self._forget_keys()
        self._drain()
        self.assertEqual(
            (message.state, message.code), ("waiting", "vault.unknown_key")
        )
        self.keys.write(good)
        self.keys.flush()
        self.flow.action_resume()
        self._drain()
        self.assertEqual(message.state, "done")

    def test_without_any_key_the_door_refuses_before_it_stores(self):
        self.keys.truncate(0)
        before = self.messages.search_count([])
        with self.assertRaises(ConfigurationError):
            self.messages._accept(self.flow, b"{}")
        self.assertEqual(self.messages.search_count([]), before)

    # -- classes ---------------------------------------------------------------------

    def test_a_flow_starts_with_the_class_of_its_kind(self):
        values = {"name": "Box", "code": "box", "direction": "in", "codec": "json"}
        flow = self.env["healthcare.flow"].create(
            values | {"connection_id": self.connection.id}
        )
        self.assertEqual(flow.data_class, "patient_adjacent")
        flow.kind = "goods_receipt"
        self.assertEqual(flow.data_class, "financial")

    def test_a_claim_is_never_public(self):
        flow = self.flow.copy({"code": "claims"})
        with self.assertRaises(ValidationError):
            flow.write({"kind": "claim", "data_class": "public"})


@tagged("post_install", "-at_install")
class TestTokenKey(KeyCase):
    """The key of opaque tokens: apart from those that seal, and it stays."""

    def _line(self, name, byte):
        return f"{name}:{base64.b64encode(bytes([byte]) * 32).decode()}"

    def test_the_token_line_seals_nothing_wherever_it_stands(self):
        vault = self.env["healthcare.vault"]
        one, token = self._line("k1", 1), self._line("token", 9)
        for lines in ((one, token), (token, one)):
            self._write_keys(*lines)
            self.assertEqual(vault._sealing_key(), "k1")
            self.assertEqual(list(vault._keys()), ["k1"])
            self.assertEqual(vault._token_key(), b"\x09" * 32)

    def test_rotation_leaves_the_tokens_alone(self):
        vault = self.env["healthcare.vault"]
        lines = [self._line("token", 9), self._line("k1", 1)]
        self._write_keys(*lines)
        before = vault._token_key()
        self._write_keys(lines[0], self._line("k2", 2))
        self.assertEqual(vault._sealing_key(), "k2")
        self.assertEqual(vault._token_key(), before)

    def test_without_a_token_line_the_first_line_makes_one(self):
        vault = self.env["healthcare.vault"]
        one, two = self._line("k1", 1), self._line("k2", 2)
        self._write_keys(one)
        before = vault._token_key()
        self._write_keys(one, two)
        self.assertEqual(vault._token_key(), before)
        self.assertNotEqual(before, b"\x01" * 32)

    def test_a_token_line_alone_is_no_key_file(self):
        self._write_keys(self._line("token", 9))
        with self.assertRaises(ConfigurationError) as caught:
            self.env["healthcare.vault"]._sealing_key()
        self.assertEqual(caught.exception.code, "vault.bad_key")
