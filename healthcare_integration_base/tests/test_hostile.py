"""Documents made to do harm: refused with a place, and nobody else is touched."""

import json
import time

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..outcome import Finding, Outcome
from .common import EngineCase

SECRET = "DOE-JANE"


@tagged("post_install", "-at_install")
class TestHostileDocuments(EngineCase):
    """Each is one body of a partner who means ill, beside one who does not."""

    def _open(self, body):
        """Store and drain; the message, with an honest neighbour applied."""
        self.env.flush_all()
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        accepted = self.messages._accept(self.flow, body)
        neighbour = self._accept("ok-neighbour")
        self._drain()
        self.assertEqual(neighbour.state, "done")
        return self.messages.browse(accepted.message_id)

    def _receipt(self, **change):
        return json.loads(self._body("ok-1")) | change

    def test_numbers_that_fill_the_memory(self):
        for number in ("1E+999999999", "1E-999999999", "9" * 400, "1_0", "1e5"):
            line = self._receipt()["lines"][0] | {"quantity": number}
            with self.subTest(number[:20]):
                message = self._open(self._receipt(lines=[line]))
                self.assertEqual(message.state, "rejected")
                self.assertEqual(message.where, "$.lines[0].quantity")
        body = self._body("ok-1").replace(b'"1"', b"1E+999999999")
        self.assertEqual(self._open(body).state, "rejected")

    def test_characters_that_the_database_refuses(self):
        for text in ("a\0b", "\ud800", "\udfff\ud800"):
            for name in ("receipt_number", "order_number", "site"):
                with self.subTest(name=name, text=repr(text)):
                    message = self._open(self._receipt(**{name: text}))
                    self.assertEqual(message.state, "rejected")
                    self.assertEqual(message.where, f"$.{name}")

    def test_instants_without_zone_or_out_of_range(self):
        for instant in (
            "2026-03-10T12:00:00",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
        ):
            with self.subTest(instant):
                message = self._open(self._receipt(received_at=instant))
                self.assertEqual(message.state, "rejected")

    def test_a_member_twice_is_refused(self):
        body = self._body("ok-1").replace(b'"site"', b'"site": "A", "site"')
        message = self._open(body)
        self.assertEqual(
            (message.state, message.code), ("rejected", "json.member_twice")
        )

    def test_more_documents_than_anybody_sends(self):
        message = self._open(b"[" + b'{"kind":"x"},' * 99_999 + b"{}]")
        self.assertEqual(message.state, "rejected")
        self.assertEqual(message.code, "json.too_many_documents")

    def test_a_full_body_is_opened_in_time(self):
        self.handler._apply = lambda rows: [Outcome.done() for _row in rows]
        receipt = self._body("ok-1")
        started = time.process_time()
        message = self._open(b"[" + receipt + (b"," + receipt) * 9_999 + b"]")
        self.assertEqual((message.state, len(message.child_ids)), ("done", 10_000))
        self.assertLess(time.process_time() - started, 60)

    def test_a_syntax_that_is_no_longer_installed_waits(self):
        self.env.cr.execute(
            "UPDATE healthcare_flow SET codec = 'gone' WHERE id = %s", [self.flow.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        accepted = self.messages._accept(self.flow, b"{}")
        self._drain()
        message = self.messages.browse(accepted.message_id)
        self.assertEqual((message.state, message.code), ("waiting", "codec.missing"))

    def test_many_bad_documents_are_one_question(self):
        message = self._open(b"[" + b'{"kind":"x"},' * 299 + b"{}]")
        self.assertEqual(len(message.child_ids), 300)
        self.assertEqual(set(message.child_ids.mapped("state")), {"rejected"})
        asked = (message | message.child_ids).exception_ids
        self.assertTrue(0 < len(asked) <= 21, len(asked))

    def test_many_bad_members_are_listed_in_part(self):
        message = self._open(self._receipt(lines=[1] * 100_000))
        self.assertEqual(message.state, "rejected")
        self.assertLessEqual(len(message.issues), 101)

    def test_a_place_is_never_what_the_sender_says(self):
        line = self._receipt()["lines"][0] | {"where": SECRET, "uom": None}
        message = self._open(self._receipt(lines=[line], where=SECRET))
        shown = message.read(["where", "issues", "note", "code", "facts"])
        shown += message.exception_ids.read(["name", "where"])
        self.assertNotIn(SECRET, json.dumps(shown))
        line = self._receipt()["lines"][0] | {"where": SECRET}
        message = self._open(self._receipt(lines=[line], where=SECRET))
        self.assertEqual(message.state, "done")
        self.assertEqual(message.canonical["lines"][0]["where"], "$.lines[0]")

    def test_keys_too_long_for_an_index(self):
        self.handler._reference = lambda document: document.receipt_number
        text = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(5000))
        message = self._open(self._receipt(receipt_number=text))
        self.assertEqual(message.state, "rejected")

    def test_deep_nesting(self):
        for depth in (100, 900, 50_000):
            body = self._body("ok-1").replace(
                b'"site"', b'"x": ' + b"[" * depth + b"]" * depth + b', "site"'
            )
            with self.subTest(depth):
                self.assertIn(self._open(body).state, ("done", "rejected"))


@tagged("post_install", "-at_install")
class TestBatchOfQuestions(EngineCase):
    """Questions of one batch that are the same question."""

    def setUp(self):
        super().setUp()
        self.handler._subject = self.handler._reference = lambda document: ""

    def test_a_handler_that_cannot_name_a_document(self):
        def broken(document):
            raise KeyError(SECRET)

        self.handler._reference = broken
        message = self._accept("ok-1")
        self._drain()
        self.assertEqual((message.state, message.code), ("failed", "bug.KeyError"))
        self.assertTrue(message.exception_ids.user_id)

    def test_two_messages_without_flow_ask_once(self):
        order = {
            "kind": "order_acknowledgment",
            "order_number": "PO1",
            "status": "AD",
        }
        self.flow.kind = False
        self.env.flush_all()
        ids = [
            self.messages._accept(
                self.flow, json.dumps(order | {"order_number": f"PO{n}"}).encode()
            ).message_id
            for n in range(3)
        ]
        self._drain()
        messages = self.messages.browse(ids)
        self.assertEqual(set(messages.mapped("state")), {"waiting"})
        self.assertFalse(any(messages.mapped("deliveries")))
        asked = self.env["healthcare.exception"].search(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertEqual(len(asked), 1)

    def test_a_document_that_asks_the_same_twice(self):
        finding = Finding("UNCLASSIFIED", "Which one?")
        self.handler._one = lambda row: Outcome.done(findings=[finding, finding])
        message = self._accept("ok-1")
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertEqual(len(message.exception_ids), 1)

    def test_a_new_flow_answers_the_question_for_it(self):
        self.flow.kind = False
        self.env.flush_all()
        body = {"kind": "order_acknowledgment", "order_number": "PO1", "status": "AD"}
        self.messages._accept(self.flow, json.dumps(body).encode())
        self._drain()
        asked = self.env["healthcare.exception"].search(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertEqual(asked.state, "open")
        self.flow.copy({"code": "acks", "kind": "order_acknowledgment"})
        self.assertEqual(asked.state, "resolved")

    def test_the_table_of_transitions_is_guarded(self):
        message = self._accept("ok-1")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.Error),
            self.cr.savepoint(),
        ):
            message.sudo().state = "acknowledged"
            message.flush_recordset()

    def test_a_replayed_part_is_read_alone(self):
        good = json.loads(self._body("ok-1"))
        bad = json.loads(self._body("ok-2")) | {"lines": 3}
        self.env.flush_all()
        accepted = self.messages._accept(self.flow, json.dumps([good, bad]).encode())
        self._drain()
        first, second = self.messages.browse(accepted.message_id).child_ids.sorted(
            "part"
        )
        self.assertEqual((first.state, second.state), ("done", "rejected"))
        second.action_replay()
        self._drain()
        self.assertFalse(second.child_ids)
        self.assertEqual(second.state, "rejected")
        self.assertEqual(second.where, "$[1].lines")
        self.assertEqual(self.handler.applied(), ["ok-1"])
