"""Scheduled flows: collected, cut off, run by hand, skipped, late."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from unittest.mock import Mock, patch

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..canonical import ItemIds, OrderLine, PurchaseOrder
from ..models.healthcare_connector import Pushed
from .common import EngineCase

MANUAL = "odoo.addons.healthcare_integration_base.connectors.manual"


def order(number):
    line = OrderLine("1", ItemIds(buyer="GLOVE"), Decimal(1), "BX")
    return PurchaseOrder(number, date(2026, 3, 10), (line,))


@tagged("post_install", "-at_install")
class TestSchedule(EngineCase):
    """Times of the database: the transaction's own now is moved, not the clock."""

    def setUp(self):
        super().setUp()
        self.handler._transmitted = Mock()
        self.handler._reference = lambda document: document.order_number
        self.out = self.env["healthcare.flow"].create(
            {
                "name": "Nightly orders",
                "code": "nightly",
                "connection_id": self.connection.id,
                "direction": "out",
                "kind": "purchase_order",
                "timing": "scheduled",
                "schedule_ids": [(0, 0, {"hour_from": 18.0, "tz": "UTC"})],
            }
        )
        self.schedule = self.out.schedule_ids
        self.env.flush_all()

    def _send(self, number="PO1"):
        return self.messages._outbox(self.out, order(number), subject=number)

    def _deliver(self):
        adapter = type(self.connection._adapter())
        with patch.object(adapter, "_push", lambda *a: Pushed("ok")):
            self._drain()

    def _shift(self, **span):
        """The planned run has come: everything lies ``span`` earlier."""
        self.env.flush_all()
        seconds = timedelta(**span).total_seconds()
        for table, columns in {
            "healthcare_message": ("accepted_at", "due_at"),
            "healthcare_schedule": ("next_run_at",),
            "healthcare_schedule_run": ("planned_at", "deadline_at", "started_at"),
            "healthcare_batch": ("date_from", "date_to"),
        }.items():
            moves = ", ".join(
                f"{name} = {name} - make_interval(secs => {seconds})"
                for name in columns
            )
            self.env.cr.execute(f"UPDATE {table} SET {moves}")
        self.env.invalidate_all()

    def _until_due(self):
        self._shift(
            seconds=(self.schedule.next_run_at - self._now()).total_seconds() + 60
        )

    def _now(self):
        self.env.cr.execute("SELECT timezone('UTC', now())")
        return self.env.cr.fetchone()[0]

    def _cron(self):
        self.env.flush_all()
        self.env["healthcare.schedule"]._cron_run()
        self.env.invalidate_all()

    def test_a_flow_without_a_rule_cannot_be_active(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            self.flow.timing = False
            self.env.flush_all()
        self.flow.state = "paused"
        self.flow.timing = False
        self.env.flush_all()
        self.flow.write({"timing": "scheduled"})
        with self.assertRaises(ValidationError):
            self.flow.state = "active"
        self.assertEqual(self.out.latency_text, "1 d")

    def test_what_is_sent_waits_for_its_run(self):
        message = self._send()
        self.assertEqual(
            (message.state, message.due_at), ("due", self.schedule.next_run_at)
        )
        self._deliver()
        self.assertEqual(message.state, "due")
        self._until_due()
        self._cron()
        self._deliver()
        self.assertEqual(message.state, "sent")
        run = self.schedule.run_ids
        self.assertEqual(run.state, "running")
        self._cron()
        self.assertEqual((run.state, run.document_count, run.late), ("done", 1, False))
        self.assertTrue(run.ended_at)
        self.assertEqual(run.batch_id.state, "closed")
        self.assertGreater(self.schedule.next_run_at, self._now())

    def test_cut_off(self):
        self.schedule.cutoff_minutes = 30
        planned = self.schedule.next_run_at
        before, after = timedelta(minutes=31), timedelta(minutes=29)
        self.assertEqual(self.schedule._run_for(planned - before), planned)
        self.assertGreater(self.schedule._run_for(planned - after), planned)

    def test_run_now_takes_what_waits(self):
        message = self._send()
        planned = self.schedule.next_run_at
        self.schedule.action_run_now()
        self._deliver()
        self.assertEqual(message.state, "sent")
        run = self.schedule.run_ids
        self.assertTrue(run.by_hand)
        self.assertEqual(run.user_id, self.env.user)
        self.assertEqual(self.schedule.next_run_at, planned)

    def test_skip_once_is_recorded(self):
        message = self._send()
        planned = self.schedule.next_run_at
        self.schedule.action_skip_once()
        self.env.invalidate_all()
        self.assertGreater(self.schedule.next_run_at, planned)
        self.assertEqual(message.due_at, self.schedule.next_run_at)
        run = self.schedule.run_ids
        self.assertEqual((run.state, run.planned_at), ("skipped", planned))
        self.assertEqual(run.user_id, self.env.user)
        self.assertFalse(self.schedule.last_run_id)
        later = self._send("PO2")
        self.assertEqual(later.due_at, self.schedule.next_run_at)

    def test_other_hours_move_what_waits(self):
        message = self._send()
        self.schedule.hour_from = 6.0
        self.env.invalidate_all()
        self.assertEqual(message.due_at, self.schedule.next_run_at)
        self.schedule.active = False
        self.env.invalidate_all()
        self.assertLessEqual(message.due_at, self._now() + timedelta(seconds=5))

    def test_late_is_asked_once_and_solved(self):
        message = self._send()
        self._until_due()
        self._cron()
        self._shift(hours=2)
        self._cron()
        self._cron()
        asked = self.env["healthcare.exception"].search(
            [("code", "=", "SCHEDULE_LATE"), ("res_id", "=", self.schedule.id)]
        )
        self.assertEqual(len(asked), 1)
        self.assertTrue(self.schedule.late)
        self._deliver()
        self.assertEqual(message.state, "sent")
        self._cron()
        self.assertEqual(asked.state, "resolved")

    def test_a_suspended_connection_runs_when_it_is_back(self):
        self._send()
        self.connection.state = "suspended"
        self._until_due()
        self._cron()
        self.assertFalse(self.schedule.run_ids)
        self.connection.state = "live"
        self._cron()
        self.assertEqual(len(self.schedule.run_ids), 1)

    def test_missed_runs_are_made_up_for_once(self):
        self.schedule.write({"every_minutes": 15, "hour_from": 0, "hour_to": 24})
        self.schedule.write({"saturday": True, "sunday": True})
        self._shift(days=3)
        self._cron()
        self._cron()
        self.assertEqual(len(self.schedule.run_ids), 1)
        self.assertGreater(self.schedule.next_run_at, self._now())

    def test_fetched_by_the_run_only(self):
        self.flow.write(
            {"timing": "scheduled", "schedule_ids": [(0, 0, {"tz": "UTC"})]}
        )
        adapter = type(self.connection._adapter())
        drain = type(self.env["healthcare.drain"])
        with (
            patch.object(adapter, "_fetches", True),
            patch.object(drain, "_pull", autospec=True, return_value=0) as pull,
        ):
            self.env["healthcare.drain"]._cron_pull()
            pull.assert_not_called()
            self.flow.schedule_ids.action_run_now()
            pull.assert_called_once()

    def test_holidays(self):
        with freeze_time("2026-01-15 12:00:00"):
            self.env["healthcare.holiday"].create(
                {"name": "Founders' day", "date_from": "2026-01-16"}
            )
            self.schedule._plan()
            self.assertEqual(self.schedule.next_run_at, datetime(2026, 1, 15, 18))
            self.schedule._plan(after=datetime(2026, 1, 15, 18))
            self.assertEqual(self.schedule.next_run_at, datetime(2026, 1, 19, 18))
            self.schedule.skip_holidays = False
            self.schedule._plan(after=datetime(2026, 1, 15, 18))
            self.assertEqual(self.schedule.next_run_at, datetime(2026, 1, 16, 18))

    def test_slower_than_the_target(self):
        message = self._accept("ok-1")
        self.flow.latency_seconds = 60
        self._shift(minutes=5)
        self._cron()
        asked = self.env["healthcare.exception"].search(
            [("code", "=", "FLOW_LATE"), ("res_id", "=", self.flow.id)]
        )
        self.assertEqual(asked.state, "open")
        self._drain()
        self.assertEqual(message.state, "done")
        self._cron()
        self.assertEqual(asked.state, "resolved")

    def test_who_may(self):
        viewer = new_test_user(
            self.env, "plan_viewer", "healthcare_integration_base.group_viewer"
        )
        own = self.schedule.with_user(viewer)
        self.assertTrue(own.window_text)
        for call in (own.action_run_now, own.action_skip_once):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(AccessError):
            own.hour_from = 3
