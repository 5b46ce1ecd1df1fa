"""What the card and the form of a connection say about its health."""

import json

from odoo.tests import tagged

from .test_gate import REFUSES, GateCase
from .test_outage import decide


@tagged("post_install", "-at_install")
class TestVitals(GateCase):
    """The numbers are those of the messages and calls, the reason is the strongest."""

    def test_calls_speed_and_tokens(self):
        self.connection.write({"send_calls": 10, "send_seconds": 60})
        for _number in range(3):
            self._order()
        self._drain()
        self.env.invalidate_all()
        connection = self.connection
        self.assertEqual((connection.call_count, connection.failed_call_count), (3, 0))
        self.assertEqual(connection.token_count, 7)
        self.assertTrue(connection.latency.endswith(" s"))
        self.assertTrue(connection.success_at and connection.delivered_at)
        self.assertFalse(connection.hold or connection.next_run_at)

    def test_the_small_chart_counts_the_days(self):
        self.assertFalse(self.connection.day_graph)
        for _number in range(3):
            self._order()
        self.env.invalidate_all()
        (chart,) = json.loads(self.connection.day_graph)
        self.assertEqual([point["y"] for point in chart["values"]], [0] * 13 + [3])

    def test_the_reason_why_nothing_leaves(self):
        self.post.side_effect = REFUSES
        for _number in range(2):
            self._order()
        self._drain()
        self.assertIn("http.connect_timeout", self.connection.hold)
        self.assertEqual(
            self.env["healthcare.connection"].search([("circuit_state", "=", "open")]),
            self.connection,
        )
        decide(self.env, "stop", None, "Flood")
        self.env.invalidate_all()
        self.assertIn("Flood", self.connection.hold)

    def test_the_message_and_its_document_say_it_too(self):
        message = self._order()
        message._trace(self.env.user.partner_id, "linked")
        decide(self.env, "open_circuit", self.connection, "Maintenance")
        self.assertEqual(message.hold, self.connection.hold)
        self.assertTrue(message.hold)
        traceable = type(self.env["healthcare.traceable"])
        held = traceable._healthcare_held(self.env.user.partner_id)
        self.assertIn(message.hold, held[self.env.user.partner_id.id][0])
        decide(self.env, "close_circuit", self.connection, "Over")
        self.assertFalse(message.hold)
        self.assertFalse(traceable._healthcare_held(self.env.user.partner_id))

    def test_the_log_of_attempts_shows_the_waits(self):
        self.post.side_effect = REFUSES
        self.connection.circuit_failures = 50
        message = self._order()
        for _time in range(3):
            self._drain()
        self.env.cr.execute(
            """
            UPDATE healthcare_message_attempt a
               SET started_at = b.at + n * n * interval '10 s',
                   ended_at = b.at + n * n * interval '10 s'
              FROM (SELECT id, row_number() OVER (ORDER BY id) AS n,
                           min(started_at) OVER () AS at
                      FROM healthcare_message_attempt WHERE message_id = %s) b
             WHERE a.id = b.id
            """,
            [message.id],
        )
        self.env.invalidate_all()
        waits = message.attempt_ids.sorted("id").mapped("waited")
        self.assertEqual(waits, sorted(waits))
        self.assertEqual(waits[:3], [0, 30, 50])

    def test_the_most_careful_mode_shows(self):
        self.assertEqual(self.connection.mode, "automatic")
        self.flow.mode = "shadow"
        self.connection.invalidate_recordset(["mode"])
        self.assertEqual(self.connection.mode, "shadow")

    def test_run_now_rings_and_fetches(self):
        self._order()
        self.env.flush_all()
        action = self.connection.action_run_now()
        self.assertEqual(action["params"]["type"], "success")

    def test_a_hundred_cards_cost_as_much_as_one(self):
        names = ["latency", "success_at", "call_count", "circuit_state", "token_count"]
        others = self.env["healthcare.connection"].create(
            [{"name": f"c{n}", "code": f"c{n}"} for n in range(30)]
        )
        self.env.flush_all()
        counts = []
        for connections in (others[:1], others):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            connections.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_looking_writes_nothing(self):
        self._order()
        self._drain()
        names = list(self.connection._fields)
        for name in names:
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.cr.execute(
                "UPDATE healthcare_connection SET write_date = NULL WHERE id = %s",
                [self.connection.id],
            )
            self.connection.read([name])
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT write_date FROM healthcare_connection WHERE id = %s",
                [self.connection.id],
            )
            with self.subTest(name):
                self.assertFalse(self.env.cr.fetchone()[0])
