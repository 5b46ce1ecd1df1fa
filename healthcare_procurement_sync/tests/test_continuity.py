"""A channel is down, work goes on, and afterwards nothing is there twice."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_transmission import TransmissionCase


@tagged("post_install", "-at_install")
class TestContinuity(TransmissionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.continuity = cls.env["healthcare.continuity"].create(
            {
                "connection_id": cls.connection.id,
                "policy": "alternate",
                "alternate_id": cls.portal.id,
            }
        )
        cls.manager = new_test_user(
            cls.env, "e_manager", "purchase.group_purchase_manager"
        )

    def _circuit(self, state, minutes=0):
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE healthcare_connection_gate SET circuit = %s, manual = false,
                      opened_at = timezone('UTC', now()) - make_interval(mins => %s)
                WHERE connection_id = %s""",
            [state, minutes, self.connection.id],
        )
        self.env.invalidate_all()

    def test_ten_orders_by_mail_and_none_twice(self):
        before = [self._glove_order() for _number in range(4)]
        first = {order: self._message(order) for order in before}
        for message in first.values():
            self._reach(message, "retry", "http.503")
        self.continuity.with_user(self.manager).action_activate()
        during = [self._glove_order() for _number in range(6)]
        orders = self.env["purchase.order"].union(*before, *during)
        for order in orders:
            self.assertEqual(self._row(order).connection_id, self.portal)
            self._send(self._message(order))
        mails = self.env["mail.mail"].search(
            [("healthcare_uuid", "in", [self._message(row).uuid for row in orders])]
        )
        self.assertEqual(len(mails), 10)
        self.assertEqual(set(orders.mapped("healthcare_transmission_state")), {"sent"})
        # The channel comes back: nothing of it may leave there any more.
        self.continuity.with_user(self.manager).action_deactivate()
        self.assertEqual(self.continuity.state, "catching_up")
        self.assertEqual(self.continuity.open_count, 10)
        still = self.env["healthcare.message"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("direction", "=", "out"),
                ("reference", "in", orders.mapped("name")),
                ("state", "in", ("due", "retry", "leased", "sending", "uncertain")),
            ]
        )
        self.assertFalse(still)
        items = self.continuity.item_ids.with_user(self.buyer)
        items[:9].action_confirm()
        self.assertEqual(self.continuity.state, "catching_up")
        items[9].action_cancel()
        self.assertEqual(self.continuity.state, "normal")
        self.assertEqual(items[9].order_id.state, "cancel")
        self.assertEqual(items[0].settled_by_id, self.buyer)

    def test_the_banner(self):
        order = self._glove_order()
        self.assertFalse(order.healthcare_continuity_notice)
        self.continuity.action_activate()
        self.env.invalidate_all()
        self.assertIn("is down since", order.healthcare_continuity_notice)
        self.continuity.action_deactivate()
        self.env.invalidate_all()
        self.assertIn("Catching up", order.healthcare_continuity_notice)

    def test_hold(self):
        self.continuity.policy = "hold"
        order = self._glove_order()
        self.continuity.action_activate()
        self.assertEqual(self._row(order).connection_id, self.connection)
        self.assertEqual(self._message(order).state, "due")
        self.continuity.action_deactivate()
        self.assertEqual(self.continuity.state, "normal")

    def test_paper(self):
        self.continuity.write({"policy": "paper", "instructions": "Call 0800 1234"})
        self.continuity.action_activate()
        order = self._glove_order()
        self.assertEqual(order.healthcare_transmission_state, "manual")
        self.assertEqual(self._row(order).channel, "On paper")
        self.assertTrue(self.continuity._pack().startswith(b"%PDF"))

    def test_by_itself_urgent_first(self):
        self.continuity.write({"automatic": True, "normal_minutes": 240})
        normal = self._glove_order()
        urgent = self._glove_order(priority="1", healthcare_urgent_reason="stock_out")
        rows = self._row(normal) | self._row(urgent)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE healthcare_order_transmission SET create_date = "
            "timezone('UTC', now()) - interval '20 minutes' WHERE id = ANY(%s)",
            [rows.ids],
        )
        self._circuit("open", 5)
        self.continuity._cron_continuity()
        self.assertEqual(self.continuity.state, "normal")
        self._circuit("open", 20)
        self.continuity._cron_continuity()
        self.assertEqual(self.continuity.state, "active")
        self.assertEqual(self._row(urgent).connection_id, self.portal)
        self.assertEqual(self._row(normal).connection_id, self.connection)
        self._circuit("closed")
        self.continuity._cron_continuity()
        self.assertEqual(self.continuity.state, "catching_up")

    def test_what_a_person_switched_a_person_switches_back(self):
        self.continuity.automatic = True
        self.continuity.with_user(self.manager).action_activate()
        self._circuit("closed")
        self.continuity._cron_continuity()
        self.assertEqual(self.continuity.state, "active")

    def test_in_flight_is_left(self):
        order = self._glove_order()
        self._reach(self._message(order), "sending")
        self.continuity.action_activate()
        self.assertEqual(self._row(order).connection_id, self.connection)

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.continuity.with_user(self.buyer).action_activate()
        stranger = new_test_user(self.env, "e_dock", "stock.group_stock_user")
        self.continuity.action_activate()
        self._glove_order()
        with self.assertRaises(AccessError):
            self.continuity.item_ids.with_user(stranger).action_confirm()

    def test_no_channel_of_somebody_else(self):
        with self.assertRaises(UserError):
            self.continuity.alternate_id = self.warehouse_connection
        with self.assertRaises(UserError):
            self.continuity.alternate_id = self.connection
