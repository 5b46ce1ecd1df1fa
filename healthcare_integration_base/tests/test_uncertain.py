"""What may have arrived, and what is deleted: never without a word on why."""

from datetime import timedelta

import psycopg2
import requests

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..errors import ConfigurationError
from .test_gate import GateCase
from .test_outage import decide


@tagged("post_install", "-at_install")
class TestUncertain(GateCase):
    """Verified by the partner's key or by a person; never sent again blindly."""

    def setUp(self):
        super().setUp()
        self.connection.write(
            {
                "endpoint_status_url": "http://127.0.0.1:9/status/{key}",
                "verify_seconds": 60,
            }
        )
        self.post.side_effect = requests.exceptions.ReadTimeout()
        self.message = self._order(subject="order:PO1")
        self._drain()
        self.env["healthcare.connection.gate"].search([]).write({"recent": False})
        self.post.reset_mock()

    def _ask(self, status):
        """The partner's status address answers so, when it is time."""
        self.post.side_effect = None
        self.post.return_value = self._answer(status)
        self.message.sudo().write({"due_at": self.message.due_at - timedelta(days=1)})
        self.env.flush_all()
        asked = self.env["healthcare.drain"]._verify()
        self.env.invalidate_all()
        return asked

    def test_nobody_is_asked_before_the_partner(self):
        self.assertEqual(self.message.state, "uncertain")
        self.assertFalse(self.message.exception_ids)
        self.env.flush_all()
        self.assertEqual(self.env["healthcare.drain"]._verify(), 0, "it is too early")
        bells = self.env["healthcare.drain"]._bells_to_come()
        self.assertIn("verify", [bell for _lane, bell, _seconds in bells])

    def test_delivered(self):
        self._ask(200)
        method, url = self.post.call_args.args[:2]
        self.assertEqual(method, "GET")
        self.assertEqual(url, f"http://127.0.0.1:9/status/{self.message.uuid}")
        self.assertEqual(self.message.state, "sent")
        last = self.message.attempt_ids[:1]
        self.assertEqual((last.stage, last.code), ("verify", "verify.delivered"))

    def test_absent_leaves_again_under_the_same_key(self):
        self._ask(404)
        self.assertEqual(self.message.state, "due")
        self.post.return_value = self._answer(202)
        self._drain()
        self.assertEqual(self.message.state, "sent")
        key = self.post.call_args.kwargs["headers"]["Idempotency-Key"]
        self.assertEqual(key, self.message.uuid)

    def test_unknown_in_the_end_asks_a_person(self):
        for _time in range(3):
            self._ask(500)
            self.assertFalse(self.message.exception_ids)
        self._ask(500)
        self.assertEqual(self.message.state, "uncertain")
        self.assertEqual(self.message.exception_ids.code, "UNCERTAIN_DELIVERY")
        self.assertEqual(self._ask(200), 0, "a person answers now")

    def test_marked_as_sent_with_a_reason(self):
        self._ask(500)
        decide(self.env, "mark_sent", self.message)
        self.assertEqual(self.message.state, "sent")
        self.assertEqual(
            self.message.attempt_ids[:1].comment, "Acme confirmed by phone"
        )
        entry = self.env["healthcare.audit.entry"].search(
            [("message_id", "=", self.message.id)]
        )
        self.assertEqual(entry.event, "message.marked_sent")

    def test_sent_again_with_a_reason_only(self):
        asked = self.message.action_replay()
        self.assertEqual(asked["res_model"], "healthcare.decision")
        self.assertEqual(self.message.state, "uncertain")
        with self.assertRaises(UserError):
            self.message._replay()
        with self.assertRaises(UserError):
            decide(self.env, "send_again", self.message, " ")
        decide(self.env, "send_again", self.message)
        self.post.side_effect = None
        self.post.return_value = self._answer(202)
        self._drain()
        self.assertEqual((self.message.state, self.post.call_count), ("sent", 1))

    def test_an_address_without_a_key_proves_nothing(self):
        self.connection.endpoint_status_url = "http://127.0.0.1:9/status"
        self._ask(200)
        self.assertEqual(self.message.state, "uncertain")
        self.post.assert_not_called()
        with self.assertRaises(ConfigurationError):
            self.connection._adapter()._check(self.connection)

    def test_a_worker_lost_in_a_call_is_asked_for_as_well(self):
        message = self._order()
        self.env.cr.execute(
            "UPDATE healthcare_message SET state = 'leased' WHERE id = %s;"
            "UPDATE healthcare_message SET state = 'sending', "
            "lease_until = timezone('UTC', now()) - interval '1 s' WHERE id = %s",
            [message.id] * 2,
        )
        self.env["healthcare.drain"]._sweep()
        self.env.invalidate_all()
        self.assertEqual((message.state, len(message.exception_ids)), ("uncertain", 0))


@tagged("post_install", "-at_install")
class TestDeletion(GateCase):
    """Nobody deletes a message but an administrator with a reason, a dead one only."""

    def _dead(self):
        self.out.retry_attempts = 1
        self.post.side_effect = requests.exceptions.ConnectTimeout()
        message = self._order()
        self._drain()
        self.assertEqual(message.state, "dead")
        return message

    def test_the_database_refuses(self):
        message = self._dead()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.RestrictViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "DELETE FROM healthcare_message WHERE id = %s", [message.id]
            )
        with self.assertRaises(UserError):
            message.sudo().unlink()

    def test_with_a_reason(self):
        message = self._dead()
        uuid = message.uuid
        decide(self.env, "delete", message, "Test order, agreed with Acme")
        self.assertFalse(message.exists())
        entry = self.env["healthcare.audit.entry"].search(
            [("event", "=", "message.deleted")]
        )
        self.assertEqual(entry.reason, "Test order, agreed with Acme")
        self.assertEqual(entry.facts["message"], uuid)
        # The permission ended with the decision.
        self.test_the_database_refuses()

    def test_the_queue_says_cause_owner_and_age(self):
        message = self._dead()
        letter = self.env["healthcare.dead.letter"].browse(message.id)
        self.assertEqual(letter.code, "http.connect_timeout")
        self.assertEqual(letter.user_id, message.exception_ids.user_id)
        self.assertEqual(letter.age, "1")
        wizard = self.env["healthcare.message.action"].with_context(
            **letter.action_replay_or_skip()["context"]
        )
        self.assertEqual(wizard.create({}).message_ids, message)

    def test_each_owner_hears_once_a_day(self):
        message = self._dead()
        owner = message.exception_ids.user_id
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        self.env["healthcare.dead.letter"]._cron_digest()
        told = self.env["mail.message"].search(
            [("id", ">", before), ("partner_ids", "in", owner.partner_id.ids)]
        )
        self.assertEqual(len(told), 1)
        self.assertIn("http.connect_timeout", told.body)

    def test_not_what_is_on_its_way(self):
        with self.assertRaises(UserError):
            decide(self.env, "delete", self._order())

    def test_not_an_operator(self):
        message = self._dead()
        user = self.env.ref("base.user_admin").copy({"login": "dead-operator"})
        user.group_ids = self.env.ref("healthcare_integration_base.group_operator")
        with self.assertRaises(AccessError):
            message.with_user(user)._decide_delete("no")
