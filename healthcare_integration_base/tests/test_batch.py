"""The batch door: a result for each line, and the good ones go in."""

import json
from unittest.mock import patch

from odoo.tests import tagged

from ..controllers import batch
from .doors import DoorCase

PATH = "/healthcare/v1/warehouse/receipts/batch"
NDJSON = {"Content-Type": "application/x-ndjson"}


@tagged("post_install", "-at_install")
class TestBatchDoor(DoorCase):
    """One signed request of many documents."""

    def setUp(self):
        super().setUp()
        self._keep_secret()
        self.messages = self.env["healthcare.message"]

    def _send(self, *lines, key="b1", **headers):
        body = b"\n".join(
            line if isinstance(line, bytes) else json.dumps(line).encode()
            for line in lines
        )
        return self._post(body + b"\n", key=key, path=PATH, **(NDJSON | headers))

    def _lines(self, *lines, **more):
        response = self._send(*lines, **more)
        self.assertEqual(response.status_code, 202, response.text)
        return [json.loads(line) for line in response.text.splitlines()]

    def _code(self, line):
        return line.get("problem", {}).get("code")

    def test_every_line_has_its_own_result(self):
        answers = self._lines(
            {"n": 1},
            b"",
            b'{"n": \xff}',
            b'{"n": ',
            {"n": 2},
            {"n": 1},
            {"key": "k1", "document": {"n": 3}},
            {"key": "k1", "document": {"n": 4}},
            {"key": "x" * 300, "document": {}},
            {"key": "k\u00e4", "document": {}},
        )
        self.assertEqual([row["line"] for row in answers], list(range(1, 11)))
        self.assertEqual(
            [self._code(row) for row in answers],
            [
                None,
                "payload.empty",
                "line.encoding",
                "line.syntax",
                None,
                None,
                None,
                "key.conflict",
                "key.too_long",
                "key.characters",
            ],
        )
        self.assertTrue(answers[5]["duplicate"])
        self.assertEqual(answers[5]["id"], answers[0]["id"])
        states = self.messages.search([], order="id").mapped("state")
        expected = ["received"] * 3 + ["duplicate", "conflict"]
        self.assertEqual(sorted(states), sorted(expected))
        conflict = self.messages.search([("state", "=", "conflict")])
        self.assertEqual(conflict.exception_ids.code, "KEY_CONFLICT")

    def test_the_same_batch_again_stores_no_document(self):
        first = self._lines({"n": 1}, {"n": 2})
        again = self._lines({"n": 1}, {"n": 2})
        self.assertEqual([row["id"] for row in again], [row["id"] for row in first])
        self.assertTrue(all(row["duplicate"] for row in again))
        received = self.messages.search([("state", "=", "received")])
        self.assertEqual(received.mapped("uuid")[::-1], [row["id"] for row in first])

    def test_keys_hold_across_both_doors(self):
        uuid = self._post(b'{"n": 1}', key="k1").json()["id"]
        answers = self._lines(
            {"key": "k1", "document": {"n": 1}}, {"key": "k1", "document": {"n": 2}}
        )
        self.assertEqual(answers[0], {"line": 1, "id": uuid, "duplicate": True})
        self.assertEqual(self._code(answers[1]), "key.conflict")
        again = self._lines({"key": "k1", "document": {"n": 2}}, key="b2")
        self.assertEqual(self._code(again[0]), "key.conflict")
        conflicts = self.messages.search([("state", "=", "conflict")])
        self.assertEqual(len(conflicts), 1, "the same conflict is kept once")

    def test_an_overheard_batch_opens_no_other_door(self):
        body = b'{"n": 1}\n'
        self._post(body, key="b1", path=PATH, **NDJSON)
        self._problem(self._post(body, key="b1"), 409, "signature.replayed")
        self._post(b'{"n": 2}', key="m1")
        replay = self._post(b'{"n": 2}', key="m1", path=PATH, **NDJSON)
        self._problem(replay, 409, "signature.replayed")
        self.assertEqual(self.messages.search_count([]), 2)

    def test_a_document_is_kept_as_it_was_written(self):
        line = b'{ "document" : {"price": 1.10,  "q": "\\u00e4"} , "key":"k" }'
        answer = self._lines(line)[0]
        message = self.messages.search([("uuid", "=", answer["id"])])
        self.assertEqual(message._payload(), b'{"price": 1.10,  "q": "\\u00e4"}')
        twice = b'{"key": "a", "key": "b", "document": {}}'
        no_text = b'{"key": 1, "document": {}}'
        answers = self._lines(twice, no_text, key="b2")
        self.assertEqual({self._code(row) for row in answers}, {"line.syntax"})

    def test_another_syntax_travels_as_text(self):
        self.env.cr.execute(
            "UPDATE healthcare_flow SET codec = 'x12' WHERE id = %s", [self.flow.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        answers = self._lines("ISA*1~", {"key": "k", "document": "ISA*2~"}, {"n": 1})
        self.assertEqual(self._code(answers[2]), "line.text_expected")
        message = self.messages.search([("uuid", "=", answers[1]["id"])])
        self.assertEqual(message._payload(), b"ISA*2~")

    def test_limits_come_before_reading(self):
        with patch.object(batch, "_read", side_effect=AssertionError):
            response = self._send(*[b"{}"] * (batch.MAX_LINES + 1))
            self._problem(response, 413, "batch.too_many_lines")
            with patch.object(batch, "MAX_BATCH", 100):
                self._problem(self._send(b"x" * 101), 413, "batch.too_large")
        response = self._send({}, **{"Content-Type": "application/json"})
        self._problem(response, 415, "batch.media_type")
        self._problem(self._send(b" ", b""), 422, "payload.empty")
        with patch.object(batch, "MAX_BYTES", 10):
            answers = self._lines(b'{"n": "too long"}', b'{"n": 1}')
        self.assertEqual(self._code(answers[0]), "payload.too_large")
        self.assertIn("id", answers[1])

    def test_statements_do_not_grow_with_the_lines(self):
        flow = self.flow.sudo()

        def queries(count, first):
            lines = [batch.Line(b'{"n": %d}' % (first + n)) for n in range(count)]
            before = self.env.cr.sql_log_count
            self.messages._accept_batch(flow, lines)
            self.messages._accept_batch(flow, lines)
            return self.env.cr.sql_log_count - before

        queries(1, 0)
        self.assertEqual(queries(2, 10), queries(400, 1000))

    def test_many_conflicts_ask_a_few_questions(self):
        flow = self.flow.sudo()
        for value in (b"1", b"2"):
            lines = [batch.Line(value, f"k{number}") for number in range(60)]
            self.messages._accept_batch(flow, lines)
        conflicts = self.messages.search([("state", "=", "conflict")])
        self.assertEqual(len(conflicts), 60)
        asked = self.env["healthcare.exception"].search_count(
            [("code", "=", "KEY_CONFLICT"), ("message_id", "in", conflicts.ids)]
        )
        self.assertTrue(0 < asked <= 21, asked)

    def test_a_large_line_lies_in_a_file(self):
        text = json.dumps("x" * (1024 * 1024 + 1)).encode()
        uuid = self._lines(text)[0]["id"]
        message = self.messages.search([("uuid", "=", uuid)])
        self.assertTrue(message.sudo().payload_path)
        self.assertEqual(message._payload(), text)
