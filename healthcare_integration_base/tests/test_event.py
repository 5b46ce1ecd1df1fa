"""Events: one per listener, signed on the way out, again when asked for."""

import base64
import json
import os
import tempfile
import time
from datetime import timedelta
from unittest.mock import Mock, patch

import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.healthcare_handler import HealthcareHandler
from ..outcome import Finding
from ..signature import verify
from .common import EngineCase

POST = "odoo.addons.healthcare_integration_base.connectors.http.http_pinned.request"
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef" * 2).decode()


class EventCase(EngineCase):
    """A listener for exceptions and given-up messages, at a local address."""

    def setUp(self):
        super().setUp()
        for_kind = HealthcareHandler._for_kind
        own = self.env["healthcare.handler.event"]
        self.patch(
            HealthcareHandler,
            "_for_kind",
            lambda model, kind: own if kind == "event" else for_kind(model, kind),
        )
        file = self.enterContext(tempfile.NamedTemporaryFile("w"))
        file.write("k1:" + base64.b64encode(b"k" * 32).decode())
        file.flush()
        keys = {"HEALTHCARE_KEY_FILE": file.name}
        self.enterContext(patch.dict(os.environ, keys))
        self.subscription = self._listener("portal")

    def _listener(self, code, types=("exception.opened", "message.dead"), **more):
        connection = self.env["healthcare.connection"].create(
            {
                "name": code,
                "code": code,
                "connector": "webhook",
                "endpoint_url": "http://127.0.0.1:9/hook",
                "endpoint_private": True,
                "endpoint_idempotent": True,
                "state": "live",
                "credential_ids": [
                    Command.create(
                        {"name": "Secret", "kind": "signing", "secret": SECRET}
                    )
                ],
            }
        )
        subscriptions = self.env["healthcare.subscription"]
        return subscriptions.create(
            {
                "name": code,
                "connection_id": connection.id,
                "type_ids": subscriptions._types(types),
                **more,
            }
        )

    def _ask(self, where="here", **more):
        finding = Finding("UNCLASSIFIED", "A question.", where=where, **more)
        return self.env["healthcare.exception"]._open(
            finding, connection=self.connection
        )

    def _events(self, subscription=None):
        own = ("subscription_id", "=", (subscription or self.subscription).id)
        return self.env["healthcare.event"].search([own], order="id")

    def _deliver(self, *statuses):
        """Drain while the listener answers; returns the requests it got."""
        answers = [Mock(status_code=status, headers={}) for status in statuses]
        with patch(POST, side_effect=answers) as post:
            self._drain()
        return [call.kwargs for call in post.call_args_list]

    def _pass_time(self):
        """Everything that waits for its next try is due, and no gate is shut."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE healthcare_message SET due_at = timezone('UTC', now()) "
            "WHERE state = 'retry'"
        )
        self.env.cr.execute(
            "UPDATE healthcare_connection_gate SET paused_until = NULL, recent = NULL, "
            "circuit = 'closed', opened_at = NULL, probe_at = NULL"
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestEvent(EventCase):
    """Exactly one row per listener, in the transaction of what happened."""

    def test_one_row_per_subscription(self):
        other = self._listener("other")
        self._listener("deaf", types=("batch.completed",))
        asked = self._ask()
        mine, yours = self._events(), self._events(other)
        self.assertEqual(len(mine), 1)
        self.assertEqual(mine.uuid, yours.uuid)
        self.assertEqual(mine.subject, f"healthcare.exception/{asked.id}")
        self.assertEqual(mine.type_id.code, "exception.opened")
        self.assertEqual(mine.data["type"], "UNCLASSIFIED")
        self.assertTrue(mine.source.startswith("urn:odoo:"))
        self.assertRegex(mine.traceparent, r"^00-[0-9a-f]{32}-[0-9a-f]{16}-01$")
        self.assertEqual(self.env["healthcare.event"].search_count([]), 2)

    def test_disabling_stops_new_events_and_is_logged(self):
        entries = self.env["healthcare.audit.entry"]
        before = entries.search_count([("event", "=", "subscription.disabled")])
        self.subscription.active = False
        self._ask()
        self.assertFalse(self._events())
        after = entries.search_count([("event", "=", "subscription.disabled")])
        self.assertEqual(after, before + 1)
        self.subscription.active = True
        self._ask("there")
        self.assertEqual(len(self._events()), 1)
        self.assertTrue(entries.search([("event", "=", "subscription.enabled")]))

    def test_what_is_rolled_back_never_happened(self):
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            self._ask()
            raise ZeroDivisionError
        self.assertFalse(self._events())

    def test_only_what_matches(self):
        self.subscription.type_ids = self.subscription._types(["exception.opened"])
        self.subscription.filter_domain = "[('amount', '>', 100)]"
        self._ask("cheap", amount=5)
        self.assertFalse(self._events())
        self._ask("dear", amount=500)
        self.assertEqual(len(self._events()), 1)
        with self.assertRaises(ValidationError):
            self.subscription.filter_domain = "[('no_such_field', '=', 1)]"

    def test_another_company_hears_nothing(self):
        company = self.env["res.company"].create({"name": "North"})
        self.subscription.connection_id.company_id = company
        self._ask()
        self.assertFalse(self._events())

    def test_a_key_tells_one_occurrence_once(self):
        events = self.env["healthcare.event"]
        for _time in range(2):
            events._emit("message.dead", self.connection, {}, key="dead:1")
        self.assertEqual(len(self._events()), 1)
        event = self._events()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            event.copy({"uuid": "other", "key": "dead:1"})
            self.env.flush_all()

    @mute_logger("odoo.addons.healthcare_integration_base")
    def test_the_engine_tells_of_a_dead_message(self):
        message = self._accept("retry-1")
        for _time in range(3):
            self._deliver(*[204] * 9)
            self._pass_time()
        self.assertEqual(message.state, "dead")
        kinds = self._events().mapped("type_id.code")
        self.assertIn("message.dead", kinds)
        dead = self._events().filtered(lambda row: row.type_id.code == "message.dead")
        self.assertEqual(dead.data["message"], message.uuid)
        self.assertEqual(dead.traceparent[3:35], message.uuid.replace("-", ""))

    def test_files_and_batches_are_told(self):
        self.subscription.type_ids = self.subscription._types(
            ["transfer.received", "batch.completed"]
        )
        message = self._accept("ok-1", name="one.json")
        self._deliver(204)
        # Completing ends the window now, and what came later is not in it: all of this
        # test may well happen within the second at which it ends.
        self.env.cr.execute(
            "UPDATE healthcare_message SET accepted_at = accepted_at "
            "- interval '1 minute' WHERE id = %s",
            [message.id],
        )
        self.env.invalidate_all()
        now = fields.Datetime.now()
        batch = self.env["healthcare.batch"].create(
            {
                "flow_id": self.flow.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(hours=1),
            }
        )
        batch.action_complete()
        received, completed = self._events()
        self.assertEqual(received.data["file"], "one.json")
        self.assertEqual(received.data["documents"], 1)
        self.assertEqual(completed.data["posted_count"], 1)
        self.assertEqual(completed.data["posted_amount"], "1.00")

    def test_every_engine_type_has_a_sender(self):
        """What stands in the catalogue is emitted somewhere in this addon."""
        folder = os.path.join(os.path.dirname(__file__), "..", "models")
        sources = ""
        for name in os.listdir(folder):
            if name.endswith(".py"):
                with open(os.path.join(folder, name)) as file:
                    sources += file.read()
        kinds = self.env["healthcare.event.type"].search([("area", "=", "engine")])
        for kind in kinds:
            self.assertIn(f'"{kind.code}"', sources)

    def test_an_auditor_sees_events_and_changes_nothing(self):
        self._ask()
        auditor = new_test_user(
            self.env, "event_auditor", "healthcare_integration_base.group_auditor"
        )
        event = self._events().with_user(auditor)
        self.assertTrue(event.subject)
        for call in (
            event.action_resend,
            self.subscription.with_user(auditor).action_test,
        ):
            with self.assertRaises(UserError):
                call()
        with self.assertRaises(AccessError):
            self.subscription.with_user(auditor).active = False


@tagged("post_install", "-at_install")
class TestOutgoingWebhook(EventCase):
    """Signed, in order, retried, given up for good reasons, recovered."""

    def test_signed_cloudevent(self):
        self._ask()
        event = self._events()
        (request,) = self._deliver(204)
        headers, body = request["headers"], request["data"]
        self.assertEqual(verify([SECRET], headers, body, time.time()), "")
        self.assertEqual(
            verify([SECRET], headers, body + b" ", time.time())[:9], "signature"
        )
        self.assertEqual(headers["Content-Type"], "application/cloudevents+json")
        self.assertEqual(headers["traceparent"], event.traceparent)
        told = json.loads(body)
        self.assertEqual(told["specversion"], "1.0")
        self.assertEqual((told["id"], told["source"]), (event.uuid, event.source))
        self.assertEqual(
            (told["type"], told["subject"]), ("exception.opened", event.subject)
        )
        self.assertEqual(told["data"]["type"], "UNCLASSIFIED")
        self.assertEqual((event.delivery, event.response), ("sent", "HTTP 204"))

    def test_plain_hmac(self):
        self.subscription.connection_id.webhook_style = "hmac"
        self._ask()
        (request,) = self._deliver(200)
        self.assertRegex(request["headers"]["X-Signature-256"], "^sha256=[0-9a-f]{64}$")
        self.assertNotIn("webhook-signature", request["headers"])

    def test_the_same_id_at_every_try(self):
        self._ask()
        (first,) = self._deliver(500)
        event = self._events()
        self.assertEqual(event.delivery, "retry")
        self.assertEqual(self.subscription.failure_count, 1)
        self._pass_time()
        (again,) = self._deliver(200)
        self.assertEqual(first["headers"]["webhook-id"], again["headers"]["webhook-id"])
        self.assertEqual(event.delivery, "sent")
        self.assertFalse(self.subscription.failure_count)

    def test_order_per_subject(self):
        asked = self._ask()
        self.subscription.type_ids = self.subscription._types(
            ["exception.opened", "exception.resolved"]
        )
        asked._close("resolved", "Done")
        self.assertEqual(len(self._events()), 2)
        requests = self._deliver(503)
        self.assertEqual(len(requests), 1)
        self._pass_time()
        requests = self._deliver(200, 200)
        types = [json.loads(request["data"])["type"] for request in requests]
        self.assertEqual(types, ["exception.opened", "exception.resolved"])

    def test_gone_disables(self):
        self._ask()
        self._deliver(410)
        self.assertFalse(self.subscription.active)
        self.assertIn("410", self.subscription.disabled_reason)
        asked = self.env["healthcare.exception"].search(
            [("res_model", "=", "healthcare.subscription"), ("state", "=", "open")]
        )
        self.assertEqual(asked.code, "WEBHOOK_DISABLED")
        self.assertEqual(self.subscription.flow_id.state, "paused")
        self.subscription.active = True
        self.assertEqual(asked.state, "resolved")
        self.assertEqual(self.subscription.flow_id.state, "active")

    def test_days_of_failures_disable(self):
        self.subscription.disable_tries = 3
        self._ask()
        for _time in range(3):
            self._deliver(500)
            self._pass_time()
        self.assertTrue(self.subscription.active, "not long enough yet")
        self.subscription.failing_since = fields.Datetime.now() - timedelta(days=6)
        self._deliver(500)
        self.assertFalse(self.subscription.active)

    def test_recover_since_in_order(self):
        for number in range(3):
            self._ask(f"place-{number}")
        self._deliver(200, 200, 200)
        events = self._events()
        ids = events.message_id.mapped("uuid")
        wizard = self.env["healthcare.webhook.recover"].create(
            {
                "subscription_id": self.subscription.id,
                "since": fields.Datetime.now() - timedelta(hours=1),
                "only_failed": False,
                "reason": "Their database was restored",
            }
        )
        self.assertEqual(wizard.count, 3)
        wizard.action_recover()
        requests = self._deliver(200, 200, 200)
        self.assertEqual([r["headers"]["webhook-id"] for r in requests], ids)
        comments = events.attempt_ids.filtered("comment").mapped("comment")
        self.assertEqual(comments, ["Their database was restored"] * 3)
        wizard.since = fields.Datetime.now() + timedelta(hours=1)
        with self.assertRaises(UserError):
            wizard.action_recover()

    def test_one_event_again(self):
        self._ask()
        self._deliver(200)
        self._events().action_resend()
        self.assertEqual(len(self._deliver(200)), 1)

    def test_a_test_event_logs_the_answer(self):
        self.subscription.connection_id.state = "draft"
        for status, word in ((204, "HTTP 204"), (500, "http.500")):
            answer = Mock(status_code=status, headers={})
            with patch(POST, return_value=answer) as post:
                self.subscription.action_test()
            request = post.call_args.kwargs
            verified = verify(
                [SECRET], request["headers"], request["data"], time.time()
            )
            self.assertEqual(verified, "")
            event = self._events()[-1]
            self.assertTrue(event.test)
            self.assertIn(word, event.response)
        self.subscription.connection_id.state = "suspended"
        with self.assertRaises(UserError):
            self.subscription.action_test()

    @mute_logger("odoo.addons.healthcare_integration_base")
    def test_a_listener_is_not_told_of_its_own_failure(self):
        self.subscription.flow_id.retry_attempts = 1
        self._ask()
        self._deliver(500)
        self.assertEqual(self._events().delivery, "dead")
        self.assertEqual(len(self._events()), 1)

    def test_registering_in_one_step(self):
        kinds = self.env["healthcare.event.type"].search([])
        wizard = self.env["healthcare.webhook.new"].create(
            {
                "name": "Supplier Portal!",
                "endpoint_url": "https://portal.example/hook",
                "type_ids": [Command.set(kinds[:2].ids)],
            }
        )
        action = wizard.action_create()
        made = self.env["healthcare.subscription"].browse(action["res_id"])
        self.assertEqual(made.connection_id.state, "draft")
        self.assertEqual(made.flow_id.kind, "event")
        self.assertTrue(made.connection_id.credential_ids.sealed)
        self.assertFalse(wizard.sealed)
        self.env.cr.execute("SELECT to_jsonb(w)::text FROM healthcare_webhook_new w")
        self.assertNotIn("whsec_", self.env.cr.fetchone()[0])
