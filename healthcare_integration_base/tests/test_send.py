"""The way out: sealed once, recorded before the call, never sent blindly twice."""

import os
import tempfile
from datetime import date
from decimal import Decimal
from unittest.mock import Mock, patch

import requests

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..canonical import ItemIds, OrderLine, PurchaseOrder
from ..errors import ConfigurationError
from .common import EngineCase

BASE = "odoo.addons.healthcare_integration_base"
FOLDER = f"{BASE}.connectors.folder"
POST = f"{BASE}.connectors.http.http_pinned.request"
DRAIN = f"{BASE}.models.healthcare_drain"
FETCHING, SENDING = f"{DRAIN}_fetch", f"{DRAIN}_send"
ORDER = PurchaseOrder(
    order_number="PO1",
    order_date=date(2026, 3, 10),
    lines=(OrderLine("1", ItemIds(buyer="GLOVE"), Decimal(1), "BX"),),
)


class _SendCase(EngineCase):
    def setUp(self):
        super().setUp()
        self.handler._transmitted = Mock()
        self.handler._reference = lambda document: document.order_number
        self.out = self.env["healthcare.flow"].create(
            {
                "name": "Orders",
                "code": "orders",
                "connection_id": self.connection.id,
                "direction": "out",
                "kind": "purchase_order",
                "codec": "json",
                "retry_attempts": 2,
            }
        )

    def _outbox(self):
        self.env.flush_all()
        return self.messages._outbox(self.out, ORDER, subject="order:PO1")


@tagged("post_install", "-at_install")
class TestFolder(_SendCase):
    """Files: stored, committed, archived; written hidden, renamed when on disk."""

    def setUp(self):
        super().setUp()
        self.root = self.enterContext(tempfile.TemporaryDirectory())
        for name in ("in", "out"):
            os.mkdir(os.path.join(self.root, name))
        patched = {"HEALTHCARE_FOLDER_ROOT": self.root}
        self.enterContext(patch.dict(os.environ, patched))
        self.connection.write(
            {"connector": "folder", "folder_in": "in", "folder_out": "out"}
        )

    def _put(self, name, body):
        with open(os.path.join(self.root, "in", name), "wb") as file:
            file.write(body)

    def test_files_are_stored_and_archived(self):
        self._put("a.json", self._body("ok-1"))
        self._put(".hidden", b"x")
        self._put("b.json.part", b"x")
        self.env.flush_all()
        self.assertEqual(self.env["healthcare.drain"]._pull(self.connection), 1)
        left = sorted(os.listdir(os.path.join(self.root, "in")))
        self.assertEqual(left, [".hidden", "archive", "b.json.part"])
        self._drain()
        message = self.messages.search([("name", "=", "a.json")])
        self.assertEqual(message.state, "done")

    def test_the_same_file_twice_changes_nothing(self):
        for _time in range(2):
            self._put("a.json", self._body("ok-1"))
            self.env.flush_all()
            self.env["healthcare.drain"]._pull(self.connection)
        self._drain()
        self.assertEqual(self.handler.applied(), ["ok-1"])
        states = self.messages.search([("name", "=", "a.json")]).mapped("state")
        self.assertEqual(sorted(states), ["done", "duplicate"])

    def test_a_name_that_is_no_text_stops_nobody(self):
        body = self._body("ok-1")
        path = os.path.join(os.fsencode(self.root), b"in", b"a\xff.json")
        with open(path, "wb") as file:
            file.write(body)
        self._put("b.json", self._body("ok-2"))
        self.env.flush_all()
        self.assertEqual(self.env["healthcare.drain"]._pull(self.connection), 2)
        self._drain()
        self.assertEqual(sorted(self.handler.applied()), ["ok-1", "ok-2"])

    @mute_logger(FETCHING)
    def test_a_source_that_is_not_there_asks_somebody_once(self):
        drain = self.env["healthcare.drain"]
        self.connection.folder_in = "nowhere"
        self.env.flush_all()
        for _time in range(2):
            drain._fetch(self.connection)
        asked = self.env["healthcare.exception"].search(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertEqual((asked.code, asked.state), ("CONFIGURATION", "open"))
        self.connection.folder_in = "in"
        self.env.flush_all()
        drain._fetch(self.connection)
        self.env.invalidate_all()
        self.assertEqual(asked.state, "resolved")

    def test_a_broken_archive_and_a_large_file_are_questions(self):
        self._put("archive", b"a file where the folder should be")
        self.env.flush_all()
        for limit, code in ((1000, "folder.no_archive"), (9, "folder.file_too_large")):
            with (
                patch(f"{FOLDER}.MAX_BYTES", limit),
                self.assertRaises(ConfigurationError) as caught,
            ):
                self.env["healthcare.drain"]._pull(self.connection)
            self.assertEqual(caught.exception.code, code)

    def test_each_flow_has_its_limit(self):
        self._put("small.json", self._body("ok-1"))
        self._put("large.json", b" " * (1024 * 1024 + 1))
        self.flow.file_limit = 1
        self.env.flush_all()
        with self.assertRaises(ConfigurationError) as caught:
            self.env["healthcare.drain"]._pull(self.connection)
        self.assertEqual(caught.exception.code, "folder.file_too_large")
        self.assertIn("1 MB", caught.exception.text)
        left = sorted(os.listdir(os.path.join(self.root, "in")))
        self.assertEqual(left, ["archive", "large.json"])

    def test_many_files_are_few_commits(self):
        for number in range(7):
            self._put(f"{number}.json", self._body(f"ok-{number}"))
        self.env.flush_all()
        drain = self.env["healthcare.drain"]
        stored = type(drain)._store_together
        with (
            patch(f"{FETCHING}.BATCH_FILES", 3),
            patch.object(type(drain), "_store_together", autospec=True) as store,
        ):
            store.side_effect = stored
            self.assertEqual(drain._pull(self.connection), 7)
        self.assertEqual(
            [len(call.args[2]) for call in store.call_args_list], [3, 3, 1]
        )

    def test_one_file_that_cannot_be_stored_keeps_nobody_out(self):
        for name in "abc":
            self._put(f"{name}.json", self._body(f"ok-{name}"))
        self.env.flush_all()
        drain, stored = self.env["healthcare.drain"], []

        def store(model, flow, batch):
            if "c.json" in [pulled.name for pulled in batch]:
                raise KeyError("c")
            stored.extend(pulled.name for pulled in batch)

        with (
            patch.object(type(drain), "_store_together", store),
            self.assertRaises(KeyError),
        ):
            drain._pull(self.connection)
        self.assertEqual(sorted(stored), ["a.json", "b.json"])

    def test_no_way_out_of_the_root(self):
        adapter = self.connection._adapter()
        for folder in ("..", "/etc", "in/../../.."):
            self.connection.folder_in = folder
            with self.assertRaises(ConfigurationError) as caught:
                list(adapter._pull(self.connection))
            self.assertEqual(caught.exception.code, "folder.outside_root")

    def test_an_outbound_message_becomes_one_file(self):
        message = self._outbox()
        self._drain()
        self.assertEqual(message.state, "sent")
        self.assertEqual(os.listdir(os.path.join(self.root, "out")), [message.name])
        self.handler._transmitted.assert_called_once()

    def test_the_same_key_is_one_message(self):
        first = self.messages._outbox(self.out, ORDER, key="order:PO1:0")
        again = self.messages._outbox(self.out, ORDER, key="order:PO1:0")
        self.assertEqual(first, again)


@tagged("post_install", "-at_install")
class TestHttp(_SendCase):
    """Each answer of a partner is a class with its own policy."""

    def setUp(self):
        super().setUp()
        self.connection.write(
            {
                "connector": "http",
                "endpoint_url": "http://127.0.0.1:9/orders",
                "endpoint_private": True,
            }
        )

    def _send(self, **result):
        message = self._outbox()
        with patch(POST, **result) as post:
            self._drain()
        return message, post

    def _answer(self, status, **headers):
        return Mock(status_code=status, headers=headers)

    def test_accepted(self):
        message, post = self._send(return_value=self._answer(202))
        self.assertEqual(message.state, "sent")
        sent = post.call_args.kwargs
        self.assertEqual(sent["headers"]["Idempotency-Key"], message.uuid)
        self.assertEqual(sent["data"], message._payload())

    def test_too_many_requests_waits_as_long_as_asked(self):
        answer = self._answer(429, **{"Retry-After": "7200"})
        message, _post = self._send(return_value=answer)
        self.assertEqual(message.state, "retry")
        wait = (message.due_at - message.accepted_at).total_seconds()
        self.assertGreaterEqual(wait, 7199)

    def test_a_wait_that_never_ends_is_a_day(self):
        for value in ("9" * 5000, "\u00b2", "Fri, 31 Dec 9999 23:59:59 GMT"):
            answer = self._answer(429, **{"Retry-After": value})
            message, _post = self._send(return_value=answer)
            self.assertEqual(message.state, "retry")
            wait = (message.due_at - message.accepted_at).total_seconds()
            self.assertLessEqual(wait, 86460)
            message._move("skipped")
            self._end_pause()

    def _end_pause(self):
        self.env.cr.execute(
            "UPDATE healthcare_connection_gate SET paused_until = NULL "
            "WHERE connection_id = %s",
            [self.connection.id],
        )

    def test_an_address_that_is_none(self):
        for url in ("http://host:99999/", "http://[::1/", "http://", "ftp://x/"):
            self.connection.endpoint_url = url
            with self.subTest(url), self.assertRaises(ConfigurationError):
                self.connection._adapter()._address(self.connection)

    @mute_logger(SENDING)
    def test_a_record_that_cannot_be_told_does_not_lose_the_answer(self):
        self.handler._transmitted = Mock(side_effect=KeyError("SECRET"))
        message, _post = self._send(return_value=self._answer(202))
        self.assertEqual(message.state, "sent")
        self.assertEqual(message.exception_ids.code, "BUG")
        self.assertNotIn("SECRET", message.exception_ids.name)

    @mute_logger(DRAIN)
    def test_what_may_have_arrived_is_never_just_failed(self):
        drain = type(self.env["healthcare.drain"])
        with patch.object(drain, "_record_send", side_effect=KeyError()):
            message, _post = self._send(return_value=self._answer(202))
        self.assertEqual(message.state, "uncertain")
        self.assertEqual(message.exception_ids.code, "UNCERTAIN_DELIVERY")

    def test_an_answer_tells_that_it_arrived(self):
        message, _post = self._send(side_effect=requests.exceptions.ReadTimeout())
        message._mark_acknowledged()
        self.assertEqual(message.state, "acknowledged")
        self.assertEqual(message.exception_ids.state, "resolved")
        last = message.attempt_ids[:1]
        self.assertEqual((last.state, last.user_id), ("acknowledged", self.env.user))

    def test_refused_by_the_partner(self):
        message, _post = self._send(return_value=self._answer(400))
        self.assertEqual(message.state, "refused")
        self.assertEqual(message.exception_ids.code, "DELIVERY_REFUSED")

    def test_no_answer_is_uncertain_and_never_sent_again(self):
        message, _post = self._send(side_effect=requests.exceptions.ReadTimeout())
        self.assertEqual(message.state, "uncertain")
        self.assertEqual(message.exception_ids.code, "UNCERTAIN_DELIVERY")
        with patch(POST) as post:
            self._drain()
        post.assert_not_called()

    def test_no_answer_is_repeated_when_the_partner_honours_the_key(self):
        self.connection.endpoint_idempotent = True
        message, _post = self._send(side_effect=requests.exceptions.ReadTimeout())
        self.assertEqual(message.state, "retry")

    def test_a_private_address_needs_permission(self):
        self.connection.endpoint_private = False
        message, post = self._send(return_value=self._answer(202))
        post.assert_not_called()
        self.assertEqual((message.state, message.code), ("due", "http.private_address"))
        self.assertEqual(self.out.state, "paused")
        exceptions = self.env["healthcare.exception"].search(
            [("res_model", "=", "healthcare.flow"), ("res_id", "=", self.out.id)]
        )
        self.assertEqual(exceptions.code, "CONFIGURATION")
        self.connection.endpoint_private = True
        self.out.action_resume()
        with patch(POST, return_value=self._answer(202)):
            self._drain()
        self.assertEqual((message.state, exceptions.state), ("sent", "resolved"))

    def test_production_needs_encryption(self):
        self.connection.environment = "production"
        with self.assertRaises(ConfigurationError):
            self.connection._adapter()._address(self.connection)
