"""The gate of a connection: circuit, limits, capacity, and whose turn it is."""

from unittest.mock import Mock, patch

import requests

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_send import POST, _SendCase

REFUSES = requests.exceptions.ConnectTimeout()


class GateCase(_SendCase):
    """An HTTP partner whose circuit opens after two failures."""

    def setUp(self):
        super().setUp()
        self.connection.write(self._http("http://127.0.0.1:9/orders"))
        self.out.write({"retry_attempts": 20, "retry_base": 0})
        self.gates = self.env["healthcare.connection.gate"]
        self.post = self.enterContext(patch(POST))
        self.post.return_value = self._answer(202)

    def _http(self, url):
        return {
            "connector": "http",
            "endpoint_url": url,
            "endpoint_private": True,
            "circuit_failures": 2,
        }

    def _answer(self, status, **headers):
        return Mock(status_code=status, headers=headers)

    def _order(self, flow=None, subject=""):
        self.env.flush_all()
        return self.messages._outbox(
            flow or self.out, self._document(), subject=subject
        )

    def _document(self):
        from .test_send import ORDER

        return ORDER

    def _gate(self, connection=None):
        connection = connection or self.connection
        return self.gates.search([("connection_id", "=", connection.id)])

    def _shift(self, seconds, connection=None):
        """Let so many seconds pass for the gate."""
        columns = "probe_at", "paused_until", "token_at", "filled_at"
        sets = ", ".join(f"{name} = {name} - interval '%s s'" for name in columns)
        self.env.cr.execute(
            f"UPDATE healthcare_connection_gate SET {sets} WHERE connection_id = %s",
            [seconds] * len(columns) + [(connection or self.connection).id],
        )
        self.env.invalidate_all()

    def _partner(self, code, **values):
        """Another partner and his outbound flow."""
        connection = self.env["healthcare.connection"].create(
            {"name": code, "code": code, "state": "live"}
            | self._http(f"http://127.0.0.1:9/{code}")
            | values
        )
        flow = self.out.copy({"connection_id": connection.id, "code": code})
        return connection, flow

    def _claim(self, lane="normal", size=10):
        self.env.flush_all()
        batch = self.env["healthcare.drain"]._claim(lane, size)
        self.env.invalidate_all()
        return batch


@tagged("post_install", "-at_install")
class TestCircuit(GateCase):
    """Opens on the partner's failures, burns no attempt, probes, closes by itself."""

    def _open(self):
        self.post.side_effect = REFUSES
        messages = [self._order() for _number in range(5)]
        self._drain()
        return self.messages.union(*messages)

    def test_opens_and_what_is_due_stays_due(self):
        messages = self._open()
        self.assertEqual(self.post.call_count, 2)
        self.assertEqual(self.connection.circuit_state, "open")
        self.assertEqual(sorted(messages.mapped("tries")), [0, 0, 0, 1, 1])
        self.assertEqual(set(messages.mapped("state")), {"due", "retry"})
        self.assertEqual(messages.mapped("deliveries"), [0] * 5)
        self._drain()
        self.assertEqual(self.post.call_count, 2)

    def test_the_owner_is_asked_once_and_the_answer_comes_by_itself(self):
        self.connection.owner_id = self.env.ref("base.user_admin")
        self._open()
        asked = self.env["healthcare.exception"].search([("code", "=", "CIRCUIT_OPEN")])
        self.assertEqual(asked.user_id, self.connection.owner_id)
        self.assertEqual(asked._record(), self.connection)
        self._shift(61)
        self.post.side_effect = None
        self._drain()
        self.assertEqual(self.connection.circuit_state, "closed")
        self.assertEqual(asked.state, "resolved")

    def test_one_message_probes_and_the_rest_follows(self):
        messages = self._open()
        self._shift(61)
        batch = self._claim()
        self.assertEqual(len(batch.ids), 1)
        self.assertEqual(self.connection.circuit_state, "half_open")
        self.assertFalse(self._claim())
        self.post.side_effect = None
        self.env["healthcare.drain"]._work(batch)
        self._drain()
        self.assertEqual(messages.mapped("state"), ["sent"] * 5)

    def test_a_failed_probe_waits_twice_as_long(self):
        self._open()
        self._shift(61)
        before = self.post.call_count
        self._drain()
        self.assertEqual(self.post.call_count, before + 1)
        self.assertEqual(self.connection.circuit_state, "open")
        self.assertEqual(self._gate().probe_wait, 120)

    def test_a_refused_document_is_no_failure_of_the_partner(self):
        self.post.return_value = self._answer(400)
        messages = self.messages.union(*[self._order() for _number in range(5)])
        self._drain()
        self.assertEqual(messages.mapped("state"), ["refused"] * 5)
        self.assertEqual(self.connection.circuit_state, "closed")

    def test_no_answer_counts_although_it_is_uncertain(self):
        self.post.side_effect = requests.exceptions.ReadTimeout()
        messages = self.messages.union(*[self._order() for _number in range(5)])
        self._drain()
        self.assertEqual(messages.mapped("state").count("uncertain"), 2)
        self.assertEqual(messages.mapped("state").count("due"), 3)
        self.assertEqual(self.connection.circuit_state, "open")

    def test_a_partner_nobody_writes_to_is_tested_instead(self):
        messages = self._open()
        messages._move("skipped")
        self._shift(61)
        adapter = type(self.env["healthcare.connector.http"])
        with patch.object(adapter, "_check", return_value="") as check:
            self.env["healthcare.drain"]._probe_idle()
        check.assert_called_once()
        self.env.invalidate_all()
        self.assertEqual(self.connection.circuit_state, "closed")

    def test_by_hand_with_a_reason(self):
        self.connection._decide_open_circuit("Maintenance")
        message = self._order()
        self._shift(100000)
        self._drain()
        self.assertEqual((message.state, self.post.call_count), ("due", 0))
        with self.assertRaises(UserError):
            self.connection._decide_open_circuit("again")
        self.connection._decide_close_circuit("Over")
        self._drain()
        self.assertEqual(message.state, "sent")
        entries = self.env["healthcare.audit.entry"].search(
            [("res_model", "=", self.connection._name)], order="id"
        )
        self.assertEqual(
            entries.mapped(lambda row: (row.event, row.reason)),
            [("circuit.opened", "Maintenance"), ("circuit.closed", "Over")],
        )

    def test_only_operators_open_it(self):
        viewer = self.env["res.users"].create(
            {
                "name": "V",
                "login": "gate-viewer",
                "group_ids": [
                    self.env.ref("healthcare_integration_base.group_viewer").id
                ],
            }
        )
        with self.assertRaises(AccessError):
            self.connection.with_user(viewer)._decide_open_circuit("x")


@tagged("post_install", "-at_install")
class TestLimits(GateCase):
    """Calls per interval, pauses that a partner asks for, and the numbers."""

    def test_no_more_than_the_bucket_holds(self):
        self.connection.write({"send_calls": 3, "send_seconds": 60})
        messages = self.messages.union(*[self._order() for _number in range(5)])
        self._drain()
        self.assertEqual(self.post.call_count, 3)
        self.assertEqual(messages.mapped("state").count("due"), 2)
        self._shift(21)
        self._drain()
        self.assertEqual(self.post.call_count, 4)

    def test_a_doorbell_rings_when_the_next_token_comes(self):
        self.connection.write({"send_calls": 1, "send_seconds": 60})
        for _number in range(2):
            self._order()
        self._drain()
        drain = self.env["healthcare.drain"]
        bells = [row for row in drain._bells_to_come() if row[1].startswith("gate")]
        self.assertEqual(len(bells), 1)
        self.assertTrue(50 < bells[0][2] <= 62, bells)
        self.assertEqual(drain._lanes_due(), [])

    def test_a_smaller_limit_holds_at_once(self):
        self._order()
        self._drain()
        self.connection.write({"send_calls": 1, "send_seconds": 3600})
        messages = self.messages.union(*[self._order() for _number in range(3)])
        self._drain()
        self.assertEqual(messages.mapped("state").count("sent"), 1)

    def test_retry_after_pauses_the_connection(self):
        self.post.return_value = self._answer(429, **{"Retry-After": "90"})
        messages = self.messages.union(*[self._order() for _number in range(5)])
        self._drain()
        self.assertEqual(self.post.call_count, 1)
        self.assertEqual(messages.mapped("tries"), [1, 0, 0, 0, 0])
        self.assertTrue(self.connection.paused_until)
        self.assertEqual(self.connection.circuit_state, "closed")
        self.post.return_value = self._answer(202)
        self._shift(91)
        self._drain()
        self.assertEqual(messages.mapped("state"), ["retry"] + ["sent"] * 4)

    def test_calls_are_counted(self):
        self.post.side_effect = [
            self._answer(202),
            self._answer(400),
            self._answer(429),
            REFUSES,
        ]
        self.out.retry_base = 100
        for _number in range(4):
            self._order()
        with patch.object(type(self.gates), "_called", return_value=True):
            self._drain()
        row = self.env["healthcare.connection.traffic"].search(
            [("connection_id", "=", self.connection.id)]
        )
        counts = row.calls, row.delivered, row.refused, row.throttled, row.failed
        self.assertEqual(counts, (4, 1, 1, 1, 1))


@tagged("post_install", "-at_install")
class TestTurns(GateCase):
    """One batch is one connection's; nobody gets more workers than his share."""

    def setUp(self):
        super().setUp()
        self.connection.capacity = 1
        self.other, self.other_out = self._partner("other", capacity=1)

    def test_a_connection_at_its_capacity_is_left_out(self):
        slow = self.messages.union(*[self._order() for _number in range(15)])
        quick = self._order(self.other_out)
        first, second = self._claim(), self._claim()
        self.assertTrue(set(first.ids) < set(slow.ids))
        self.assertTrue(first.full, "somebody else is asked to help")
        self.assertEqual(second.ids, (quick.id,))
        self.assertFalse(self._claim())
        self.connection.capacity = 2
        self.assertTrue(set(self._claim().ids) < set(slow.ids))

    def test_who_failed_last_gets_one_worker(self):
        self.connection.write({"capacity": 3, "circuit_failures": 9})
        for _number in range(40):
            self._order()
        self.post.side_effect = REFUSES
        first = self._claim(size=1)
        self.env["healthcare.drain"]._work(first)
        self.assertTrue(self._claim())
        self.assertFalse(self._claim())

    def test_turns_go_round(self):
        for _number in range(15):
            self._order()
        self._order(self.other_out)
        drain = self.env["healthcare.drain"]
        drain._work(self._claim())
        other = self.messages.browse(self._claim().ids)
        self.assertEqual(other.connection_id, self.other)

    def test_a_slow_call_ends_the_turn(self):
        messages = self.messages.union(*[self._order() for _number in range(5)])
        with patch("time.monotonic", Mock(side_effect=range(0, 10000, 20))):
            self.env["healthcare.drain"]._work(self._claim())
        self.env.invalidate_all()
        self.assertEqual(messages.mapped("state"), ["sent"] + ["due"] * 4)
        self.assertEqual(messages.mapped("deliveries"), [0] * 5)

    def test_urgent_overtakes_a_bulk_load(self):
        self.connection.capacity = 2
        self.out.lane = "bulk"
        urgent = self.out.copy({"lane": "urgent", "code": "urgent"})
        for _number in range(30):
            self._order()
        message = self._order(urgent)
        # A worker that is busy with the bulk load takes it first as well.
        self.assertEqual(self._claim("bulk").ids, (message.id,))
        self.assertEqual(len(self._claim("bulk").ids), 10)

    def test_suspended_or_archived_after_the_claim(self):
        for values in ({"state": "suspended"}, {"active": False}):
            message = self._order()
            batch = self._claim()
            self.connection.write(values)
            self.env.flush_all()
            self.env["healthcare.drain"]._work(batch)
            self.env.invalidate_all()
            self.assertEqual((message.state, message.tries), ("due", 0))
            self.assertFalse(self._claim())
            self.connection.write({"state": "live", "active": True})
        self.post.assert_not_called()
