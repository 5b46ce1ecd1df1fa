"""What did not come is asked for before anything failed."""

from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..models import healthcare_expectation_watch
from .common import EngineCase

MONDAY = datetime(2026, 3, 2)
"""A week before the change to summer time in New York."""
NEW_YORK = "America/New_York"
LOG = healthcare_expectation_watch.__name__


class ExpectationCase(EngineCase):
    """Receipts by 09:00 in New York on workdays, worth 400."""

    def _expect(self, **more):
        values = {
            "connection_id": self.connection.id,
            "kind": "goods_receipt",
            "tz": NEW_YORK,
            "hour": 9.0,
            "grace_minutes": 60,
            "amount": 400,
        }
        return self.env["healthcare.expectation"].create(values | more)

    def _check(self, instant, since=None):
        """The cron every quarter of an hour from ``since`` (an hour before) on."""
        at = since or instant - timedelta(hours=1)
        while at <= instant:
            with freeze_time(at):
                self.env["healthcare.expectation"]._cron_check()
            at += timedelta(minutes=15)

    def _arrive(self, instant, number="ok-1"):
        with freeze_time(instant):
            self._accept(number)
            self._drain()

    def _asked(self):
        return self.env["healthcare.exception"].search(
            [("code", "=", "EXPECTED_MISSING"), ("state", "=", "open")]
        )


@tagged("post_install", "-at_install")
class TestExpectation(ExpectationCase):
    """Declared expectations."""

    def setUp(self):
        super().setUp()
        with freeze_time(MONDAY):
            self.expected = self._expect()

    def test_missing_then_here(self):
        self.assertEqual(self.expected.due_at, datetime(2026, 3, 2, 14))
        self._check(datetime(2026, 3, 2, 15, 0))
        self.assertFalse(self._asked(), "the grace is not over")
        self._check(datetime(2026, 3, 2, 15, 15), datetime(2026, 3, 2, 15, 15))
        asked = self._asked()
        self.assertEqual((asked.amount, asked.res_id), (400, self.expected.id))
        self.assertIn("2026-03-02 09:00", asked.name)
        self.assertEqual(self.expected.state, "missing")
        self._check(datetime(2026, 3, 2, 16, 0))
        self.assertEqual(len(self._asked()), 1)
        self._arrive(datetime(2026, 3, 2, 17))
        self.assertFalse(self._asked())
        self.assertEqual(asked.resolution, "It has arrived.")
        self.assertEqual(self.expected.state, "watching")
        self.assertEqual(self.expected.due_at, datetime(2026, 3, 3, 14))

    def test_on_time_the_evening_before_and_twice(self):
        self._check(datetime(2026, 3, 2, 12), datetime(2026, 3, 2, 1))
        self._arrive(datetime(2026, 3, 2, 3), "ok-1")
        self.assertEqual(self.expected.due_at, datetime(2026, 3, 3, 14))
        self._arrive(datetime(2026, 3, 2, 18), "ok-2")
        self.assertEqual(self.expected.due_at, datetime(2026, 3, 3, 14))

    def test_summer_time_and_weekend(self):
        self._arrive(datetime(2026, 3, 6, 13, 30))
        # Friday's is here; Monday nine o'clock is an hour earlier in UTC.
        with freeze_time(datetime(2026, 3, 6, 15)):
            self.expected._restart(fields.Datetime.now())
        self.assertEqual(self.expected.due_at, datetime(2026, 3, 9, 13))
        self._check(datetime(2026, 3, 9, 14, 0), datetime(2026, 3, 6, 15))
        self.assertFalse(self._asked())
        self._check(datetime(2026, 3, 9, 14, 15), datetime(2026, 3, 9, 14, 15))
        self.assertTrue(self._asked())

    def test_holiday(self):
        self.env["healthcare.holiday"].create(
            {"name": "Founders", "date_from": "2026-03-02"}
        )
        with freeze_time(MONDAY):
            self.expected._restart(fields.Datetime.now())
        self.assertEqual(self.expected.due_at, datetime(2026, 3, 3, 14))

    def test_no_alarm_after_a_suspension(self):
        self._check(datetime(2026, 3, 2, 13))
        self.connection.state = "suspended"
        self._check(datetime(2026, 3, 2, 20), datetime(2026, 3, 2, 13, 15))
        self.assertFalse(self._asked())
        self.connection.state = "live"
        self._check(datetime(2026, 3, 2, 20, 45), datetime(2026, 3, 2, 20, 15))
        self.assertFalse(self._asked(), "the partner gets the grace once more")
        self._check(datetime(2026, 3, 2, 21, 30), datetime(2026, 3, 2, 21, 0))
        self.assertTrue(self._asked())

    def test_no_alarm_after_stop_all_or_a_standstill(self):
        self._check(datetime(2026, 3, 2, 13))
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("healthcare.stopped", "test")
        self._check(datetime(2026, 3, 2, 20), datetime(2026, 3, 2, 13, 15))
        parameters.set_param("healthcare.stopped", False)
        self._check(datetime(2026, 3, 2, 20, 15), datetime(2026, 3, 2, 20, 15))
        self.assertFalse(self._asked())
        # The server itself was off for a night.
        self._check(datetime(2026, 3, 3, 16), datetime(2026, 3, 3, 16, 15))
        self.assertFalse(self._asked())

    def test_what_nobody_has_read_is_not_missing(self):
        self._accept("ok-1")
        self._check(datetime(2026, 3, 2, 16))
        self.assertFalse(self._asked())

    def test_again_and_again(self):
        with freeze_time(MONDAY):
            self.expected.active = False
            every = self._expect(
                rule="interval", interval_minutes=15, grace_minutes=10, tz="UTC"
            )
        self.assertEqual(every.due_at, MONDAY + timedelta(minutes=15))
        self._check(MONDAY + timedelta(minutes=15), MONDAY)
        self._arrive(MONDAY + timedelta(minutes=20))
        self.assertEqual(every.due_at, MONDAY + timedelta(minutes=35))
        self._check(MONDAY + timedelta(minutes=45), MONDAY + timedelta(minutes=30))
        self.assertFalse(self._asked())
        self._check(MONDAY + timedelta(minutes=60), MONDAY + timedelta(minutes=60))
        self.assertTrue(self._asked())

    def test_what_is_rolled_back_has_not_arrived(self):
        """An arrival counts with the commit of who read the document, not before."""
        key = {(self.connection.id, "goods_receipt")}
        self.env.flush_all()
        with freeze_time(datetime(2026, 3, 2, 13)):
            self.expected._arrived(key)
            self.assertFalse(self.expected.last_seen_at)
            self.env.cr.postcommit.clear()
            self.expected._arrived(key)
            self.env.cr.postcommit.run()
        self.env.invalidate_all()
        self.assertEqual(self.expected.last_seen_at, datetime(2026, 3, 2, 13))

    def test_what_was_not_noted_is_found_before_anybody_is_asked(self):
        """Tuesday's came, and its worker was lost before it said so."""
        self._arrive(datetime(2026, 3, 2, 13))
        message = self._accept("ok-2")
        with patch.object(type(self.expected), "_note_arrivals"):
            self._drain()
        self.env.cr.execute(
            "UPDATE healthcare_message SET accepted_at = %s WHERE id = %s",
            [datetime(2026, 3, 3, 13), message.id],
        )
        self._check(datetime(2026, 3, 3, 16, 30), datetime(2026, 3, 3, 15))
        self.assertFalse(self._asked())
        self.assertEqual(self.expected.due_at, datetime(2026, 3, 4, 14))
        self._check(datetime(2026, 3, 4, 16, 30), datetime(2026, 3, 4, 15))
        self.assertTrue(self._asked(), "Wednesday's did not")

    def test_a_failure_to_note_disturbs_nobody(self):
        failing = patch.object(
            type(self.expected), "_seen", side_effect=psycopg2.OperationalError
        )
        self.env.flush_all()
        key = (self.connection.id, "goods_receipt")
        self.assertIn(key, self.expected._watched())
        with failing as seen, self.assertLogs(LOG, "WARNING"):
            self.expected._arrived({key})
            self.env.cr.postcommit.run()
        self.assertTrue(seen.called)

    def test_the_watch_is_forgotten_after_the_deletion(self):
        """Who looks in between does not bring it back."""
        watched = self.env["healthcare.expectation"]._watched
        self.assertTrue(watched())
        unlink = models.Model.unlink

        def looked_at(records):
            watched()
            return unlink(records)

        with patch.object(models.BaseModel, "unlink", looked_at):
            self.expected.unlink()
        self.assertFalse(watched())

    def test_who_may(self):
        viewer = new_test_user(
            self.env, "silent_viewer", "healthcare_integration_base.group_viewer"
        )
        with self.assertRaises(UserError):
            self.expected.with_user(viewer).action_learn()


@tagged("post_install", "-at_install")
class TestLearning(ExpectationCase):
    """From the times and amounts of what came, nobody was asked."""

    def _history(self, instants, amount=100):
        for number, instant in enumerate(instants):
            message = self._accept(f"ok-{number}-{instant}")
            self.env.cr.execute(
                "UPDATE healthcare_message SET accepted_at = %s, state = 'leased' "
                "WHERE id = %s",
                [instant, message.id],
            )
            self.env.cr.execute(
                "UPDATE healthcare_message SET state = 'done', opened_at = accepted_at,"
                " facts = jsonb_build_object('control_amount', %s::text) WHERE id = %s",
                [str(amount + number % 3), message.id],
            )
        self.env.invalidate_all()

    def _learn(self, instant):
        with freeze_time(instant):
            self.env["healthcare.expectation"]._cron_learn()
        return self.env["healthcare.expectation"].search([])

    def test_twice_a_week(self):
        self.connection.company_id.partner_id.tz = NEW_YORK
        days = [MONDAY + timedelta(days=n) for n in range(35)]
        self._history(
            day + timedelta(hours=15, minutes=day.day % 20)
            for day in days
            if day.weekday() in (1, 4)
        )
        row = self._learn(MONDAY + timedelta(days=36))
        self.assertEqual((row.origin, row.rule), ("learned", "daily"))
        expected = [row[day] for day in ("monday", "tuesday", "friday", "sunday")]
        self.assertEqual(expected, [False, True, True, False])
        self.assertEqual(row.amount, 101)
        self.assertGreater(row.hour, 10)
        self.assertEqual(row.due_at.weekday(), 1)
        self.assertEqual(len(self._learn(MONDAY + timedelta(days=36))), 1)
        due = row.due_at
        self._check(
            due + timedelta(minutes=row.grace_minutes + 30), due - timedelta(hours=1)
        )
        self.assertEqual(self._asked().amount, 101)
        self._arrive(due + timedelta(hours=8))
        self.assertFalse(self._asked())

    def test_all_day_long(self):
        self._history(
            MONDAY + timedelta(days=day, minutes=120 * n)
            for day in range(5)
            for n in range(12)
        )
        row = self._learn(MONDAY + timedelta(days=6))
        self.assertEqual((row.rule, row.interval_minutes), ("interval", 120))

    def test_no_rhythm_no_expectation(self):
        self._history([MONDAY, MONDAY + timedelta(days=3)])
        self.assertFalse(self._learn(MONDAY + timedelta(days=30)))
        self._history(
            MONDAY + timedelta(days=day, hours=1)
            for day in (0, 1, 4, 9, 17, 30, 34, 41)
        )
        self.assertFalse(self._learn(MONDAY + timedelta(days=60)))

    def test_amounts_are_those_of_a_day(self):
        self._history(MONDAY + timedelta(days=7 * n, hours=15) for n in range(6))
        row = self._learn(MONDAY + timedelta(days=40))
        self.assertEqual(Decimal(str(row.amount)), 101)
        self.assertEqual(row.seen_count, 6)
