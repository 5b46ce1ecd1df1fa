"""Orders on their way: states, again, another way, and twice at the supplier."""

from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ProcurementCase


class TransmissionCase(ProcurementCase):
    """The supplier has an interface and a portal as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier.email = "orders@northern.example"
        cls.connection.connector = "folder"
        connections = cls.env["healthcare.connection"]
        values = connections._portal_values(cls.supplier, cls.company)
        cls.portal = connections.create(values | {"state": "live"})
        cls.buyer = new_test_user(
            cls.env, "e_buyer", "purchase.group_purchase_user,base.group_user"
        )

    def setUp(self):
        super().setUp()
        if not isinstance(self, HttpCase):
            self.enterContext(self.enter_registry_test_mode())
        # Odoo sends nothing in a test: what is handed to the server counts as sent.
        mails = type(self.env["mail.mail"])
        self.patch(mails, "send", lambda mail, **_more: mail.write({"state": "sent"}))

    def _row(self, order):
        return order._healthcare_current()

    def _message(self, order):
        return self._row(order).message_id

    def _reach(self, message, state, code=""):
        """Let the engine's record say that ``message`` is in ``state``."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE healthcare_message SET state = %s, code = %s WHERE id = %s",
            [state, code or None, message.id],
        )
        self.env.invalidate_all()
        handler = self.env["healthcare.handler"]._for_kind(message.kind)
        handler._transmitted(message, state)

    def _asked(self, code, order):
        return self.env["healthcare.exception"].search(
            [
                ("code", "=", code),
                ("res_model", "=", "purchase.order"),
                ("res_id", "=", order.id),
                ("state", "=", "open"),
            ]
        )

    def _send(self, message):
        """Hand a due message to its connector, as the drain does."""
        connection = message.connection_id
        self._reach(message, "sending")
        result = self.env["healthcare.drain"]._push(connection, message._outgoing())
        self._reach(message, result[0], result[1])
        return result


@tagged("post_install", "-at_install")
class TestTransmission(TransmissionCase):
    def test_chips_follow_the_message(self):
        order = self._glove_order()
        message = self._message(order)
        self.assertEqual(order.healthcare_channel, self.connection.name)
        for state, shown in (("sent", "sent"), ("acknowledged", "delivered")):
            self._reach(message, state)
            self.assertEqual(order.healthcare_transmission_state, shown)
        self.assertTrue(order.healthcare_sent_at)
        self.assertTrue(order.healthcare_delivered_at)
        self._apply(self._acknowledgment(order, self._ack_line(1, ("IA", 10))))
        self.assertEqual(order.healthcare_transmission_state, "acknowledged")
        self.assertTrue(order.healthcare_acknowledged_at)
        self.assertEqual(self._row(order).state, "acknowledged")
        self._reach(message, "sent")
        self.assertEqual(order.healthcare_transmission_state, "acknowledged")

    def test_an_http_answer_is_a_receipt(self):
        self.connection.connector = "http"
        order = self._glove_order()
        self._reach(self._message(order), "sent")
        self.assertEqual(order.healthcare_transmission_state, "delivered")

    def test_an_envelope_over_http_is_no_receipt(self):
        self.connection.connector = "http"
        order = self._glove_order()
        self._message(order).codec = "x12"
        self._reach(self._message(order), "sent")
        self.assertEqual(order.healthcare_transmission_state, "sent")

    def test_a_functional_rejection_is_not_an_order(self):
        order = self._glove_order()
        self._reach(self._message(order), "refused", "ack.rejected")
        self.assertEqual(order.healthcare_transmission_state, "rejected_syntax")
        first = self._row(order)
        order._healthcare_send_again("Mapping corrected")
        self.assertEqual(first.state, "superseded")
        self.assertEqual(self._row(order).purpose, "original")
        self.assertNotEqual(first.message_id, self._message(order))
        self.assertEqual(first.message_id.state, "skipped")

    def test_what_did_not_arrive_leaves_under_its_key(self):
        order = self._glove_order()
        message = self._message(order)
        self._reach(message, "dead", "http.timeout")
        self.assertEqual(order.healthcare_transmission_state, "failed")
        order._healthcare_send_again("Supplier is back")
        self.assertEqual(self._message(order), message)
        self.assertEqual(message.state, "due")
        self.assertEqual(order.healthcare_transmission_state, "queued")

    def test_what_arrived_is_sent_as_duplicate(self):
        order = self._glove_order()
        self._reach(self._message(order), "sent")
        order._healthcare_send_again("Supplier lost it")
        document = self._message(order)._document()
        self.assertEqual(document.purpose, "duplicate")
        self.assertEqual(document.order_number, order.name)

    def test_rerouted_order_never_leaves_the_old_way(self):
        order = self._glove_order()
        first = self._message(order)
        self._reach(first, "retry", "http.503")
        order._healthcare_reroute(self.portal, "Interface is down")
        self.assertEqual(order.healthcare_transmission_state, "rerouted")
        self.assertEqual((first.state, first.code), ("skipped", "order.superseded"))
        self.assertTrue(first._is_barred())
        self.assertFalse(first._is_replayable())
        second = self._message(order)
        self.assertEqual(second.connection_id, self.portal)
        self.assertEqual(second._document().purpose, "original")
        self.assertEqual(self._send(second)[0], "sent")
        self.assertEqual(order.healthcare_transmission_state, "sent")

    def test_uncertain_order_goes_as_confirming(self):
        order = self._glove_order()
        self._reach(self._message(order), "uncertain", "http.timeout")
        order._healthcare_reroute(self.portal, "No answer")
        self.assertEqual(self._message(order)._document().purpose, "confirmation")
        self._send(self._message(order))
        mail = self.env["mail.mail"].search(
            [("healthcare_uuid", "=", self._message(order).uuid)]
        )
        self.assertIn("do not duplicate", mail.body_html)
        self.assertEqual(mail.attachment_ids.mimetype, "application/pdf")
        self.assertTrue(mail.attachment_ids.raw.startswith(b"%PDF"))

    def test_double_transmission(self):
        order = self._glove_order()
        first = self._message(order)
        self._reach(first, "sent")
        order._healthcare_reroute(self.portal, "No receipt")
        self.assertFalse(self._asked("DOUBLE_TRANSMISSION", order))
        self._reach(first, "acknowledged")
        question = self._asked("DOUBLE_TRANSMISSION", order)
        self.assertEqual(len(question), 1)
        self.assertEqual(question.type_id.severity, "1")
        self.assertNotEqual(order.healthcare_transmission_state, "delivered")

    def test_a_message_in_flight_is_not_rerouted(self):
        order = self._glove_order()
        self._reach(self._message(order), "sending")
        with self.assertRaises(UserError):
            order._healthcare_reroute(self.portal, "Impatient")

    def test_by_phone(self):
        order = self._glove_order().with_user(self.buyer)
        order._healthcare_reroute("phone", "Mrs Hall wrote it down at 10:05")
        self.assertEqual(order.healthcare_transmission_state, "manual")
        row = self._row(order.sudo())
        self.assertEqual((row.user_id, row.state), (self.buyer, "manual"))
        self.assertIn("Mrs Hall", row.reason)

    def test_who_may(self):
        order = self._glove_order()
        stranger = new_test_user(self.env, "e_stock", "stock.group_stock_user")
        with self.assertRaises(AccessError):
            order.with_user(stranger)._healthcare_send_again("x")
        with self.assertRaises(UserError):
            order.with_user(self.buyer)._healthcare_reroute(self.portal, " ")
        draft = self._glove_order(confirm=False)
        with self.assertRaises(UserError):
            draft.with_user(self.buyer)._healthcare_reroute(self.portal, "why")

    def test_a_channel_of_somebody_else(self):
        order = self._glove_order()
        with self.assertRaises(UserError):
            order._healthcare_reroute(self.warehouse_connection, "why")

    def test_urgent_orders_take_their_lane(self):
        order = self._glove_order(priority="1", healthcare_urgent_reason="stock_out")
        self.assertEqual(self._message(order).lane, "urgent")
        self.assertEqual(order.healthcare_ack_timer, "running")

    def test_cancelled_before_it_left(self):
        order = self._glove_order()
        message = self._message(order)
        order.button_cancel()
        self.assertEqual(message.state, "skipped")
        order.button_draft()
        order.button_confirm()
        self.assertEqual(self._message(order).state, "due")
        self.assertEqual(self._message(order)._document().purpose, "original")

    def test_alternate_supplier(self):
        other = self.env["res.partner"].create({"name": "Southern Medical"})
        order = self._glove_order()
        self._reach(self._message(order), "dead")
        order._healthcare_reroute(other, "Nobody answers")
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.healthcare_transmission_state, "superseded")
        replacing = self.env["purchase.order"].search(
            [("healthcare_replaces_id", "=", order.id)]
        )
        self.assertEqual(replacing.partner_id, other)
        self.assertEqual(replacing.order_line.product_qty, 10)
        self.assertEqual(replacing.state, "draft")


@tagged("post_install", "-at_install")
class TestAckTimer(TransmissionCase):
    def _at(self, order, **values):
        order.write(values)
        self.env.flush_all()

    def test_reminder_then_question_then_answer(self):
        order = self._glove_order(user_id=self.buyer.id)
        self.assertFalse(order.healthcare_ack_timer)
        self._reach(self._message(order), "sent")
        self.assertEqual(order.healthcare_ack_timer, "running")
        due, remind = order.healthcare_ack_due_at, order.healthcare_ack_remind_at
        self.assertTrue(order.healthcare_sent_at < remind < due)
        orders = self.env["purchase.order"]
        orders._cron_healthcare_ack()
        self.assertEqual(order.healthcare_ack_timer, "running")
        self._at(order, healthcare_ack_remind_at="2026-01-01 00:00:00")
        orders._cron_healthcare_ack()
        self.assertEqual(order.healthcare_ack_timer, "reminded")
        mail = self.env["mail.mail"].search(
            [("email_to", "=", self.supplier.email), ("subject", "ilike", "confirm")]
        )
        self.assertEqual(len(mail), 1)
        self.assertIn("/healthcare/supplier/", mail.body_html)
        self._at(order, healthcare_ack_due_at="2026-01-02 00:00:00")
        orders._cron_healthcare_ack()
        orders._cron_healthcare_ack()
        question = self._asked("ACK_OVERDUE", order)
        self.assertEqual((len(question), question.user_id), (1, self.buyer))
        self._apply(self._acknowledgment(order, self._ack_line(1, ("IA", 10))))
        self.assertFalse(self._asked("ACK_OVERDUE", order))
        self.assertFalse(order.healthcare_ack_timer)

    def test_target_of_the_supplier_and_of_urgent_orders(self):
        self.supplier.healthcare_ack_hours = 2
        slow = self._glove_order()
        self.assertEqual(slow._healthcare_hours(), 2)
        self.supplier.healthcare_ack_hours = 0
        self.company.healthcare_ack_hours = 48
        self.assertEqual(slow._healthcare_hours(), 48)
        slow.priority = "1"
        self.assertEqual(slow._healthcare_hours(), 4)

    def test_working_hours(self):
        """Sent on Friday evening, asked for on Monday; an urgent one on Saturday."""
        self.company.resource_calendar_id.tz = "UTC"
        friday = datetime(2026, 6, 5, 19)
        order = self._glove_order(confirm=False)
        due = order._healthcare_after(friday, 4)
        self.assertEqual(due.weekday(), 0)
        order.priority = "1"
        self.assertEqual((order._healthcare_after(friday, 4) - friday).seconds, 14400)
