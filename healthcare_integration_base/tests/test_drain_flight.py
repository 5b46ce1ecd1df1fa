"""What is written while the next messages are opened: in order, in one transaction."""

import contextlib
from unittest.mock import patch

from psycopg2 import errors as pg
from psycopg2.extras import execute_values

from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from ..models import healthcare_drain_straight as straight
from ..models.healthcare_drain_flight import Flight
from .common import EngineCase

APPLY_LOG = "odoo.addons.healthcare_integration_base.models.healthcare_drain_apply"


@tagged("post_install", "-at_install")
class TestFlight(BaseCase):
    """On a connection of its own: a test's cursor does not leave its thread."""

    def setUp(self):
        super().setUp()
        self.cr = self.enterContext(db_connect(get_db_name()).cursor())
        self.flight = Flight()
        self.flight.far = True
        self.addCleanup(self.flight.wait)
        self.cr.execute("CREATE TEMP TABLE flown (number int) ON COMMIT DROP")

    def _flown(self):
        self.cr.execute("SELECT number FROM flown")
        return [row[0] for row in self.cr.fetchall()]

    def test_statements_follow_each_other_in_the_same_transaction(self):
        self.flight.send(
            self.cr,
            [
                ("INSERT INTO flown SELECT pg_backend_pid() FROM pg_sleep(0.1)", []),
                ("UPDATE flown SET number = number - %s", [pid_of(self.cr)]),
                ("INSERT INTO flown VALUES (%s)", [7]),
            ],
        )
        self.flight.land()
        self.assertEqual(self._flown(), [0, 7])

    def test_a_failure_is_raised_where_it_lands(self):
        self._fail()
        with self.assertRaises(pg.DivisionByZero):
            self.flight.land()
        with mute_logger("odoo.sql_db"), self.assertRaises(pg.InFailedSqlTransaction):
            self.cr.execute("SELECT 1")
        self.cr.rollback()

    def test_a_failure_is_said_again_to_who_comes_after_somebody_who_hid_it(self):
        self._fail()
        with mute_logger("odoo.sql_db"), self.assertRaises(pg.DivisionByZero):
            self.cr.execute("SELECT 1")
        with self.assertRaises(pg.DivisionByZero):
            self.flight.land()
        self.cr.rollback()

    def _fail(self):
        statements = (
            "INSERT INTO flown VALUES (1)",
            "SELECT 1 / (number - 1) FROM flown",
        )
        self.flight.send(self.cr, [(statement, []) for statement in statements])

    def test_a_savepoint_does_not_enclose_what_is_in_the_air(self):
        class Undone(Exception):
            pass

        self.flight.send(
            self.cr, [("INSERT INTO flown SELECT 1 FROM pg_sleep(0.1)", [])]
        )
        with contextlib.suppress(Undone), self.cr.savepoint(flush=False):
            execute_values(self.cr._obj, "INSERT INTO flown VALUES %s", [(2,), (3,)])
            raise Undone
        self.flight.land()
        self.assertEqual(self._flown(), [1])

    def test_the_next_one_waits_for_the_one_before(self):
        self.flight.send(
            self.cr, [("INSERT INTO flown SELECT 1 FROM pg_sleep(0.1)", [])]
        )
        self.flight.send(self.cr, [("UPDATE flown SET number = 2", [])])
        self.flight.land()
        self.assertEqual(self._flown(), [2])

    def test_nobody_waits_where_nothing_else_is_to_be_done(self):
        self.flight.far = False
        self.flight.send(self.cr, [("INSERT INTO flown VALUES (1)", [])])
        self.assertIsNone(self.flight._thread)
        self.assertEqual(self._flown(), [1])

    def test_who_stops_waiting_has_not_landed(self):
        """A time limit may interrupt the wait: the connection is still at work."""
        self.flight.send(
            self.cr, [("INSERT INTO flown SELECT 1 FROM pg_sleep(0.2)", [])]
        )
        with (
            patch.object(self.flight._thread, "join", side_effect=TimeoutError),
            self.assertRaises(TimeoutError),
        ):
            self.flight.land()
        self.flight.wait()
        self.assertEqual(self._flown(), [1])

    def test_a_server_without_a_thread_to_spare(self):
        with patch("threading.Thread.start", side_effect=RuntimeError):
            self.flight.send(self.cr, [("INSERT INTO flown VALUES (1)", [])])
            self.assertEqual(self._flown(), [1])
            with self.assertRaises(pg.DivisionByZero):
                self.flight.send(self.cr, [("SELECT 1 / 0", [])])
        self.cr.rollback()

    def test_nothing_to_say(self):
        self.flight.send(self.cr, iter(()))
        self.flight.land()
        self.assertEqual(self._flown(), [])


def pid_of(cr):
    """The server process behind a cursor."""
    cr.execute("SELECT pg_backend_pid()")
    return cr.fetchone()[0]


@tagged("post_install", "-at_install")
class TestPortions(EngineCase):
    """A batch in portions keeps what a batch in one piece promises."""

    def setUp(self):
        super().setUp()
        self.patch(straight, "PORTION", 2)

    @mute_logger(APPLY_LOG)
    def test_who_stands_behind_a_failed_one_of_an_earlier_portion_is_parked(self):
        first = self._accept("bug-1", "PO1")
        others = [self._accept(f"ok-{n}", f"PO{n}") for n in range(2, 6)]
        second = self._accept("ok-6", "PO1")
        self._drain()
        self.assertEqual((first.state, second.state), ("failed", "parked"))
        self.assertEqual({row.state for row in others}, {"done"})
        self.assertEqual(self.handler.applied(), ["ok-2", "ok-3", "ok-4", "ok-5"])

    def test_order_within_a_subject_across_portions(self):
        messages = [self._accept(f"ok-{n}", "PO1") for n in range(7)]
        self._drain()
        self.assertEqual(self.handler.applied(), [f"ok-{n}" for n in range(7)])
        for message in messages:
            self.assertEqual(message.attempt_ids.mapped("stage"), ["apply"])
            self.assertEqual((message.attempt_ids.number, message.tries), (1, 1))

    def test_what_follows_from_a_batch_is_done_once(self):
        drain, batches = type(self.env["healthcare.drain"]), []
        follow = drain._follow

        def count(model, messages, *arguments):
            batches.append(len(messages))
            return follow(model, messages, *arguments)

        for number in range(6):
            self._accept(f"ok-{number}")
        with patch.object(drain, "_follow", count):
            self._drain()
        self.assertEqual(batches, [6])
