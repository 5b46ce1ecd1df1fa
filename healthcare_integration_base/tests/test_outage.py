"""Retries by class, the switch that stops everything, and the pinned address."""

import socket
from unittest.mock import patch

import psycopg2
import requests

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..connectors import http_pinned
from .test_gate import GateCase

NAMES = "odoo.addons.healthcare_integration_base.connectors.http.socket.getaddrinfo"


def decide(env, verb, records, reason="Acme confirmed by phone"):
    """Answer the question for a reason, as a person does."""
    action = env["healthcare.decision"]._open_for(verb, records)
    wizard = env["healthcare.decision"].with_context(**action["context"])
    return wizard.create({"reason": reason}).action_confirm()


@tagged("post_install", "-at_install")
class TestRetryMatrix(GateCase):
    """Class of failure times flow; the flow's own rule wins."""

    def setUp(self):
        super().setUp()
        self.rules = self.env["healthcare.retry.rule"]
        self.connection.circuit_failures = 100

    def _rule(self, error_class, flow=None, **values):
        return self.rules.create(
            {"error_class": error_class, "flow_id": flow and flow.id} | values
        )

    def _wait(self, message):
        return (message.due_at - message.accepted_at).total_seconds()

    def test_most_specific_rule(self):
        self.assertEqual(self.out._policy("http.503").attempts, 20)
        self._rule("server", attempts=9)
        self.assertEqual(self.out._policy("http.503").attempts, 9)
        rule = self._rule("server", self.out, attempts=3)
        self.assertEqual(self.out._policy("http.503").attempts, 3)
        self.assertEqual(self.out._policy("http.connect_timeout").attempts, 20)
        self.assertEqual(self.flow._policy("http.503").attempts, 9)
        rule.unlink()
        self.assertEqual(self.out._policy("http.503").attempts, 9)

    def test_waits_grow_to_the_cap_and_stop_at_the_limit(self):
        self._rule("server", self.out, attempts=4, base=10, cap=50, jitter=0)
        self.post.return_value = self._answer(503)
        message = self._order()
        waits = []
        for _time in range(4):
            self._drain()
            waits.append(self._wait(message))
            message.sudo().write({"due_at": message.accepted_at})
        self.assertEqual([round(wait) for wait in waits[:3]], [10, 40, 50])
        self.assertEqual((message.state, message.tries), ("dead", 4))
        self.assertEqual(message.exception_ids.code, "DEAD_LETTER")

    def test_never_again(self):
        self._rule("timeout", never=True)
        self.post.side_effect = requests.exceptions.ConnectTimeout()
        message = self._order()
        self._drain()
        self.assertEqual((message.state, message.tries), ("dead", 1))

    def test_a_final_answer_is_never_tried_again(self):
        self._rule("other", attempts=50)
        self.post.return_value = self._answer(422)
        message = self._order()
        self._drain()
        self._drain()
        self.assertEqual((message.state, self.post.call_count), ("refused", 1))

    def test_inbound_uses_the_same_matrix(self):
        self._rule("busy", self.flow, never=True)
        message = self._accept("retry-1")
        self._drain()
        self.assertEqual((message.state, message.code), ("dead", "partner.busy"))

    def test_one_rule_per_class_and_flow(self):
        self._rule("server")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._rule("server")

    def test_the_matrix_is_readable(self):
        self._rule("timeout", self.out, attempts=3, base=45, cap=7200)
        self._rule("lock", never=True)
        self.assertEqual(self.out.retry_timeout, "3 × 45 s … 3 min")
        self.assertEqual(self.out.retry_rule_ids.in_words, "3 tries: 45 s · 3 min")
        self.assertEqual(self.out.retry_lock, "never")


@tagged("post_install", "-at_install")
class TestStopAll(GateCase):
    """Doors accept; nothing is claimed, fetched or sent; resuming rings."""

    def test_nothing_moves_and_nothing_is_lost(self):
        decide(self.env, "stop", None, "Ransomware next door")
        order = self._order()
        receipt = self._accept("ok-1")
        self.assertEqual(self._drain(), 0)
        self.assertEqual((order.state, receipt.state), ("due", "received"))
        drain = self.env["healthcare.drain"]
        self.assertEqual(drain._lanes_due(), [])
        with patch.object(type(drain), "_fetch") as fetch:
            drain._cron_pull()
        fetch.assert_not_called()
        decide(self.env, "resume", None, "Clean")
        self._drain()
        self.assertEqual((order.state, receipt.state), ("sent", "done"))
        entries = self.env["healthcare.audit.entry"].search(
            [("event", "=like", "exchange.%")], order="id"
        )
        self.assertEqual(
            entries.mapped(lambda row: (row.event, row.reason)),
            [
                ("exchange.stopped", "Ransomware next door"),
                ("exchange.resumed", "Clean"),
            ],
        )

    def test_also_what_was_claimed_before(self):
        order = self._order()
        batch = self._claim()
        decide(self.env, "stop", None)
        self.env["healthcare.drain"]._work(batch)
        self.env.invalidate_all()
        self.assertEqual((order.state, order.tries), ("due", 0))
        self.post.assert_not_called()

    def test_a_reason_and_a_right_are_needed(self):
        with self.assertRaises(UserError):
            decide(self.env, "stop", None, "  ")
        user = self.env.ref("base.user_admin").copy({"login": "stop-viewer"})
        viewer = self.env.ref("healthcare_integration_base.group_viewer")
        user.group_ids = viewer
        with self.assertRaises(AccessError):
            self.env["healthcare.stop"].with_user(user)._decide_stop("no")
        self.assertFalse(self.env["healthcare.stop"]._is_stopped())

    def test_the_screen_says_who_and_why(self):
        decide(self.env, "stop", None, "Because")
        state = self.env["healthcare.stop"]._state()
        self.assertEqual((state["stopped"], state["reason"]), (True, "Because"))
        self.assertEqual(state["by"], self.env.user.name)
        settings = self.env["res.config.settings"].create({})
        self.assertIn("Because", settings.healthcare_stop_text)
        with self.assertRaises(UserError):
            decide(self.env, "stop", None)


@tagged("post_install", "-at_install")
class TestPinned(GateCase):
    """The address that was checked is the one that is called."""

    def test_a_name_that_changes_its_mind(self):
        self.connection.write(
            {"endpoint_private": False, "endpoint_url": "http://rebind.example/x"}
        )
        answers = [
            [(socket.AF_INET, 1, 6, "", ("93.184.216.34", 80))],
            [(socket.AF_INET, 1, 6, "", ("127.0.0.1", 80))],
        ]
        message = self._order()
        with patch(NAMES, side_effect=answers) as asked:
            self._drain()
        self.assertEqual(asked.call_count, 1)
        self.assertEqual(self.post.call_args.args[2], ["93.184.216.34"])
        self.assertEqual(message.state, "sent")

    def test_the_socket_goes_to_the_pinned_address(self):
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        port = server.getsockname()[1]
        with (
            patch.object(http_pinned, "TIMEOUT", (1, 0.2)),
            self.assertRaises(requests.exceptions.ReadTimeout),
        ):
            self._real()("GET", f"http://inner.invalid:{port}/", ["127.0.0.1"])
        heard, _address = server.accept()
        self.assertIn(b"Host: inner.invalid:", heard.recv(500))
        heard.close()

    def test_who_drips_does_not_hold_a_worker(self):
        import threading

        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)

        def drip():
            heard, _address = server.accept()
            heard.send(b"HTTP/1.1 200 OK\r\n")
            for letter in b"X-Slow: " + b"x" * 60:
                try:
                    heard.send(bytes([letter]))
                except OSError:
                    break
                if done.wait(0.1):
                    break
            heard.close()

        done = threading.Event()
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        port = server.getsockname()[1]
        with (
            patch.object(http_pinned, "DEADLINE", 0.5),
            self.assertRaises(requests.exceptions.ReadTimeout),
        ):
            self._real()("GET", f"http://127.0.0.1:{port}/", ["127.0.0.1"])
        done.set()
        thread.join(5)

    def _real(self):
        """The request itself, past the patch of these tests and Odoo's own."""
        self.enterContext(patch("requests.Session.send", _SEND))
        return _REQUEST


_REQUEST = http_pinned.request
_SEND = requests.Session.send
