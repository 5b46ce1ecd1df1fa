"""The drain's logic: halving, order, waiting, retry, records. Kills: the journeys."""

import contextlib
from unittest.mock import patch

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..errors import ConfigurationError
from ..models import healthcare_drain_claim as claiming
from ..models.healthcare_drain import GiveBack
from ..outcome import Outcome
from .common import EngineCase

APPLY_LOG = "odoo.addons.healthcare_integration_base.models.healthcare_drain_apply"


@tagged("post_install", "-at_install")
class TestDrain(EngineCase):
    """One document through all states, then many with one that is bad."""

    def test_a_document_goes_from_received_to_done(self):
        message = self._accept("ok-1", "PO1")
        self.assertEqual(message.state, "received")
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertEqual(message.reference, "ok-1")
        self.assertTrue(message.subject_key.endswith("/order:PO1"))
        self.assertEqual(
            message.attempt_ids.mapped(lambda row: (row.stage, row.state)),
            [("apply", "done")],
        )
        self.assertEqual(self.handler.applied(), ["ok-1"])

    def test_unreadable_bytes_are_rejected_with_an_owned_exception(self):
        accepted = self.messages._accept(self.flow, b"{not json")
        message = self.messages.browse(accepted.message_id)
        self._drain()
        self.assertEqual((message.state, message.code), ("rejected", "json.syntax"))
        self.assertEqual(message.exception_ids.code, "REJECTED_DOCUMENT")
        self.assertTrue(message.exception_ids.user_id)
        self.assertTrue(message.exception_ids.activity_ids)

    def test_a_wrong_member_names_its_place(self):
        body = self._body("ok-1").replace(b'"quantity": "1"', b'"quantity": "many"')
        accepted = self.messages._accept(self.flow, body)
        message = self.messages.browse(accepted.message_id)
        self._drain()
        self.assertEqual(message.state, "rejected")
        self.assertEqual(message.where, "$.lines[0].quantity")

    @mute_logger(APPLY_LOG)
    def test_one_poison_among_many_stands_alone(self):
        messages = self.messages.concat(*[self._accept(f"ok-{n}") for n in range(20)])
        poison = self._accept("bug-1")
        messages |= self.messages.concat(
            *[self._accept(f"ok-{n}") for n in range(20, 40)]
        )
        self._drain()
        self.assertEqual(set(messages.mapped("state")), {"done"})
        self.assertEqual(poison.state, "failed")
        self.assertEqual(poison.exception_ids.code, "BUG")
        self.assertEqual(len(self.handler.applied()), 40)

    @mute_logger(APPLY_LOG, "odoo.sql_db")
    def test_a_broken_sql_transaction_takes_nobody_with_it(self):
        good = self._accept("ok-1")
        bad = self._accept("sql-1")
        last = self._accept("ok-2")
        self._drain()
        self.assertEqual(
            (good.state, bad.state, last.state), ("done", "failed", "done")
        )

    @mute_logger(APPLY_LOG)
    def test_no_text_of_an_error_is_kept(self):
        poison = self._accept("bug-1")
        with self.assertLogs(APPLY_LOG, "WARNING") as logs:
            self._drain()
        kept = poison.attempt_ids.mapped("trace") + poison.exception_ids.mapped("name")
        self.assertNotIn("SECRET-IN-TEXT", " ".join(filter(None, kept)))
        self.assertNotIn("SECRET-IN-TEXT", " ".join(logs.output))

    @mute_logger(APPLY_LOG)
    def test_a_failed_message_parks_its_successors_only(self):
        first = self._accept("bug-1", "PO1")
        second = self._accept("ok-2", "PO1")
        other = self._accept("ok-3", "PO2")
        self._drain()
        self.assertEqual(
            (first.state, second.state, other.state), ("failed", "parked", "done")
        )
        first._skip("defect accepted")
        self._drain()
        self.assertEqual(second.state, "done")
        self.assertEqual(self.handler.applied(), ["ok-3", "ok-2"])

    def test_order_within_a_subject(self):
        for number in range(7):
            self._accept(f"ok-{number}", "PO1")
        self._drain()
        self.assertEqual(self.handler.applied(), [f"ok-{n}" for n in range(7)])

    def test_waiting_resumes_when_the_dependency_arrives(self):
        message = self._accept("wait-1")
        self._drain()
        self.assertEqual((message.state, message.dependency), ("waiting", "order:PO9"))
        self.patch(self.handler, "_one", lambda row: _done())
        self.messages._arrived(["order:PO9"])
        self.assertEqual(message.attempt_ids[:1].code, "arrived")
        self._drain()
        self.assertEqual(message.state, "done")

    def test_what_waits_too_long_says_so(self):
        message = self._accept("wait-1")
        self._drain()
        self._make_due(message)
        self.env.cr.execute(
            "UPDATE healthcare_message SET accepted_at = accepted_at - interval "
            "'1 year' WHERE id = %s",
            [message.id],
        )
        self.env["healthcare.drain"]._sweep_waiting()
        self.env.invalidate_all()
        self.assertEqual(message.state, "dead")
        self.assertEqual(message.attempt_ids[:1].state, "dead")
        self.assertEqual(message.exception_ids.code, "WAITING_TOO_LONG")

    def test_retries_end_as_a_dead_letter(self):
        message = self._accept("retry-1")
        self._drain()
        self.assertEqual(message.state, "retry")
        self.assertGreater(message.due_at, message.accepted_at)
        self._make_due(message)
        self._drain()
        self.assertEqual(message.state, "dead")
        self.assertEqual(message.exception_ids.code, "DEAD_LETTER")

    def test_replay_after_the_cause_is_gone_closes_the_exception(self):
        message = self._accept("retry-1")
        for _try in range(2):
            self._make_due(message)
            self._drain()
        self.patch(self.handler, "_one", lambda row: _done())
        message.action_replay()
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertEqual(message.exception_ids.state, "resolved")

    def test_a_missing_flow_waits_and_goes_on_when_it_is_there(self):
        self.flow.kind = False
        message = self._accept("ok-1")
        self._drain()
        self.assertEqual((message.state, message.code), ("waiting", "flow.missing"))
        exception = self.env["healthcare.exception"].search(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertEqual(exception.code, "CONFIGURATION")
        self.flow.copy({"code": "receipts2", "kind": "goods_receipt"})
        self._drain()
        self.assertEqual(message.state, "done")

    def test_a_set_up_error_pauses_the_flow_once(self):
        messages = self.messages.concat(*[self._accept(f"ok-{n}") for n in range(3)])

        def incomplete(incoming):
            raise ConfigurationError("account.missing", "AR_PAYER", "Map the account.")

        self.patch(self.handler, "_apply", incomplete)
        self._drain()
        self.assertEqual(set(messages.mapped("state")), {"waiting"})
        self.assertEqual(self.flow.state, "paused")
        domain = [("res_model", "=", "healthcare.flow"), ("state", "=", "open")]
        exception = self.env["healthcare.exception"].search(domain)
        self.assertEqual(exception.code, "CONFIGURATION")
        self.patch(self.handler, "_apply", lambda incoming: [_done() for _ in incoming])
        self.flow.action_resume()
        self._drain()
        self.assertEqual(set(messages.mapped("state")), {"done"})
        self.assertEqual(exception.state, "resolved")

    def test_a_suspended_connection_keeps_what_it_gets(self):
        self.connection.state = "suspended"
        message = self._accept("ok-1")
        self._drain()
        self.assertEqual(message.state, "received")
        self.connection.state = "live"
        self._drain()
        self.assertEqual(message.state, "done")

    def test_several_documents_become_several_messages(self):
        body = b"[" + self._body("ok-1") + b"," + self._body("reject-2") + b",{}]"
        accepted = self.messages._accept(self.flow, body)
        parent = self.messages.browse(accepted.message_id)
        self._drain()
        self.assertEqual(parent.state, "partly")
        parts = parent.child_ids.sorted("part")
        self.assertEqual(parts.mapped("state"), ["done", "rejected", "rejected"])
        self.assertEqual(parts[0]._payload(), body)

    def test_nothing_is_applied_before_earlier_bytes_are_understood(self):
        early = self._accept("ok-1", "PO1")
        late = self._accept("ok-2", "PO1")
        drain = self.env["healthcare.drain"]
        early.write({"state": "leased", "deliveries": 1})
        self.env.flush_all()
        drain._work(drain._claim("normal", 10))
        self.assertIsNone(drain._claim("normal", 10))
        self.env.invalidate_all()
        self.assertEqual(late.state, "due")

    def test_five_lost_workers_make_a_dead_letter(self):
        message = self._accept("ok-1")
        for _delivery in range(claiming.DEAD):
            self.env["healthcare.drain"]._claim("normal", 10)
            self.env.cr.execute(
                "UPDATE healthcare_drain_lease SET lease_until = now() - interval '1 h'"
            )
            self.env["healthcare.drain"]._sweep()
        self.env.invalidate_all()
        self.assertEqual((message.state, message.code), ("dead", "delivery.lost"))
        self.assertEqual(message.exception_ids.code, "DEAD_LETTER")

    def test_collisions_are_given_back_and_tried_again(self):
        message = self._accept("ok-1")
        self._collide(times=1)
        self._drain()
        self.assertEqual(message.state, "done")

    def test_what_always_collides_ends_as_a_dead_letter(self):
        message = self._accept("ok-1")
        self._collide(times=99)
        for _delivery in range(claiming.DEAD):
            self._make_due(message)
            self._drain()
        self.assertEqual((message.state, message.code), ("dead", "delivery.collided"))
        self.assertEqual(message.exception_ids.code, "DEAD_LETTER")

    @mute_logger(APPLY_LOG)
    def test_a_hidden_sql_error_is_not_taken_for_success(self):
        messages = self.messages.concat(*[self._accept(f"ok-{n}") for n in range(4)])

        def hide(incoming):
            if len(incoming) == 1 and incoming[0].document.receipt_number != "ok-2":
                return [_done()]
            with contextlib.suppress(psycopg2.Error), mute_logger("odoo.sql_db"):
                self.env.cr.execute("SELECT 1/0")
            return [_done() for _row in incoming]

        self.patch(self.handler, "_apply", hide)
        self._drain()
        self.assertEqual(messages.mapped("state"), ["done", "done", "failed", "done"])

    def test_what_is_due_behind_a_lease_rings_no_doorbell(self):
        first, second = self._accept("ok-1", "PO1"), self._accept("ok-2", "PO1")
        drain = self.env["healthcare.drain"]
        self._open_only()
        drain._lease_batch("apply", "normal", [(first.id, self.connection.id)], False)
        self.env.invalidate_all()
        self.assertEqual((first.state, second.state), ("due", "due"))
        self.assertEqual(drain._lanes_due(), [])
        self.assertEqual(drain._bells_to_come()[0][:2], ("normal", "in lease"))

    def test_suspects_do_not_starve_behind_a_full_queue(self):
        self._accept("ok-1")
        suspect = self._accept("ok-2")
        suspect.write({"deliveries": claiming.ALONE})
        self.env.flush_all()
        drain = self.env["healthcare.drain"]
        self.assertEqual(drain._claim("normal", 10, suspects=True).ids, (suspect.id,))

    def _collide(self, times):
        left = [times]

        def collide(incoming):
            if left[0]:
                left[0] -= 1
                raise GiveBack()
            return [_done() for _row in incoming]

        self.patch(self.handler, "_apply", collide)

    def _open_only(self):
        """Open what is stored and leave the rest to the next claim."""
        drain = self.env["healthcare.drain"]
        with patch.object(type(drain), "_is_automatic", lambda *_args: False):
            drain._work(drain._claim("normal", 10))

    def _make_due(self, message):
        message.write({"due_at": message.accepted_at})
        self.env.flush_all()


def _done():
    return Outcome.done()
