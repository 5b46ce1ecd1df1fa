"""What the card and the form of a connection say about its health."""

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
        self.assertEqual((connection.call_count, connection.failed_count), (3, 0))
        self.assertEqual(connection.token_count, 7)
        self.assertTrue(connection.latency.endswith(" s"))
        self.assertTrue(connection.success_at and connection.delivered_at)
        self.assertFalse(connection.hold or connection.next_run_at)

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
