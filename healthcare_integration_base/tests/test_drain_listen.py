"""Who listens is woken; who does not is rung for by a job."""

import time
from contextlib import closing
from unittest.mock import patch

import psycopg2

from odoo.service import server
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tools import config

from ..listener import spawn
from ..listener.ear import Ear
from ..listener.listener import Listener
from ..models.healthcare_drain import DrainError
from ..models.healthcare_drain_listen import CHANNEL
from .common import EngineCase


@tagged("post_install", "-at_install")
class TestListener(EngineCase):
    """A listener on another connection; nothing is committed."""

    def setUp(self):
        super().setUp()
        self.drain = self.env["healthcare.drain"].sudo()
        self.ear = Ear(self.env.cr.dbname)
        self.addCleanup(self.ear.close)

    def _jobs(self):
        return self.env["queue.job"].search_count(
            [("identity_key", "=", "healthcare.drain:bulk:test")]
        )

    def test_nobody_listens_and_a_job_is_made(self):
        self.assertTrue(self.ear.is_served())
        self.drain._ring("bulk", "test")
        self.assertEqual(self._jobs(), 1)
        self.assertEqual(self.drain._listeners(), 0)

    def test_who_listens_is_woken_without_a_job(self):
        self.ear.listen()
        self.ear.rest()
        self.assertEqual(self.drain._listeners(), 1)
        self.drain._ring("bulk", "test")
        self.assertEqual(self._jobs(), 0)

    def test_who_works_is_not_woken(self):
        self.ear.listen()
        self.ear.rest()
        self.ear.wake()
        self.drain._ring("bulk", "test")
        self.assertEqual(self._jobs(), 1)
        self.assertEqual(self.drain._listeners(), 1, "he lives all the same")

    def test_a_bell_for_later_is_a_job(self):
        self.ear.listen()
        self.ear.rest()
        self.drain._ring("bulk", "test", 60)
        self.assertEqual(self._jobs(), 1)

    def test_what_is_rung_for_later_is_heard_then(self):
        """Told at once, drained when its time has come, once however often told."""
        name = "odoo.addons.healthcare_integration_base.listener.listener"
        listener, clock = Listener(), [100.0]

        class Mouth:
            database = "some"
            told = [("bulk", 30), ("bulk", 60), ("urgent", 0)]

            def heard(self):
                told, self.told = self.told, []
                return told

        with patch(f"{name}.time.monotonic", lambda: clock[0]):
            listener._listen([Mouth()])
            self.assertTrue(listener._is_due())
            self.assertEqual(listener._owed, {"some": {"urgent"}})
            listener._owed.clear()
            self.assertFalse(listener._is_due())
            clock[0] = 130.0
            self.assertTrue(listener._is_due())
            self.assertEqual(listener._owed, {"some": {"bulk"}})
            listener._owed.clear()
            clock[0] = 1000.0
            self.assertFalse(listener._is_due())

    def test_a_lost_line_is_opened_again(self):
        """A listener whose connection dies hears again what is rung after."""
        listener = Listener()
        self.addCleanup(listener.close)
        wake = Ear(self.env.cr.dbname)
        with (
            closing(wake),
            patch.dict(config.options, {"db_name": [self.env.cr.dbname]}),
        ):
            listener.wait(wake, 0)
            self.assertTrue(listener._owed, "what was rung before is looked for")
            listener._owed.clear()
            listener._ears[self.env.cr.dbname].close()
            with self.assertLogs("odoo.addons.healthcare_integration_base", "WARNING"):
                listener.wait(wake, 0)
            listener.wait(wake, 0)
            self.assertTrue(listener._owed)

    def test_words_that_are_none_of_ours_are_not_heard(self):
        """Every role of a database may say something on a channel."""
        self.ear.listen()
        words = ("bulk 0", "", "bulk", "bulk soon", "hall 0", "bulk -5", "bulk 0 0")
        with db_connect(self.env.cr.dbname).cursor() as cr:
            for word in words:
                cr.execute("SELECT pg_notify(%s, %s)", [CHANNEL, word])
        heard = []
        for _look in range(50):
            heard += self.ear.heard()
            time.sleep(0.01)
        self.assertEqual(heard, [("bulk", 0)])

    def test_an_error_of_a_drain_is_a_code(self):
        def fail(*arguments, **options):
            raise ValueError("PATIENT-DOE")

        self.patch(type(self.drain), "_drain", fail)
        with self.assertRaises(DrainError) as caught:
            self.drain._answer_doorbell({"normal"})
        self.assertNotIn("DOE", str(caught.exception))

    def test_a_long_run_is_cut_into_shifts(self):
        """The lanes in which there may be more are handed back, urgent ones first."""
        seen = []

        def work(drain, lane, **options):
            seen.append(lane)

        self.patch(type(self.drain), "_drain", work)
        self.assertEqual(self.drain._answer_doorbell({"bulk", "urgent"}), set())
        self.assertEqual(seen, ["urgent", "bulk"])
        ticks = iter((0, 0, 5, 9))
        name = "odoo.addons.healthcare_integration_base.models.healthcare_drain_listen"
        with patch(f"{name}.time.monotonic", lambda: next(ticks)):
            self.assertEqual(self.drain._answer_doorbell({"bulk", "urgent"}), {"bulk"})

    def test_none_without_the_option(self):
        for text, expected in ((None, 0), ("", 0), ("0", 0), ("2", 2)):
            with patch.dict(config.options, {spawn.OPTION: text}):
                self.assertEqual(spawn.wanted(), expected)
        with (
            patch.dict(config.options, {spawn.OPTION: "many"}),
            self.assertLogs(spawn.__name__, "WARNING"),
        ):
            self.assertEqual(spawn.wanted(), 0)

    def test_a_server_spawns_as_many_as_asked(self):
        """And spawns another one when one has died."""
        born, orphan = [], server.PreforkServer.__new__(server.PreforkServer)
        orphan.workers_http = orphan.workers_cron = orphan.workers = {}
        orphan.long_polling_pid = None

        def spawn_worker(_server, kind, registry):
            born.append(kind)
            registry[len(born)] = kind

        options = {spawn.OPTION: "1", "http_enable": False, "max_cron_threads": 0}
        with (
            patch.dict(config.options, options),
            patch.object(server.PreforkServer, "worker_spawn", spawn_worker),
        ):
            orphan.process_spawn()
            orphan.process_spawn()
            self.assertEqual(born, [spawn.WorkerListener])
            orphan.worker_pop(1)
            orphan.process_spawn()
        self.assertEqual(len(born), 2)


class FakeEar:
    """A line to a database that is not there; remembers what was said on it."""

    broken = ()
    lines = {}

    def __init__(self, database):
        if database in self.broken:
            raise psycopg2.OperationalError
        self.database = database
        self.resting = False
        self.told = []
        self.lines[database] = self

    def is_served(self):
        return True

    def listen(self):
        pass

    def rest(self):
        self.resting = True

    def wake(self):
        self.resting = False

    def heard(self):
        told, self.told = self.told, []
        return told

    def close(self):
        pass


@tagged("post_install", "-at_install")
class TestManyDatabases(BaseCase):
    """One listener, several databases: nobody's bell hangs on another's work."""

    def setUp(self):
        super().setUp()
        name = "odoo.addons.healthcare_integration_base.listener.listener"
        self.patch(FakeEar, "lines", {})
        self.startPatcher(patch(f"{name}.Ear", FakeEar))
        self.startPatcher(patch(f"{name}.select.select", lambda *_args: None))
        databases = patch(f"{name}._databases", lambda: ["first", "second", "third"])
        self.startPatcher(databases)
        self.answer = self.startPatcher(patch(f"{name}.answer", return_value=set()))
        self.listener = Listener()

    def _settle(self):
        """Everything that was owed at the beginning is done; all rest."""
        self.listener.wait(None, 0)
        while self.listener._is_due():
            self.listener.work()
        self.listener.wait(None, 0)
        self.answer.reset_mock()

    def test_who_works_for_one_listens_to_none(self):
        """Or it would say that it hears at once what it hears later."""
        self._settle()
        self.assertTrue(all(ear.resting for ear in FakeEar.lines.values()))
        FakeEar.lines["second"].told = [("normal", 0)]
        resting = []
        self.answer.side_effect = lambda *_args: (
            resting.extend(ear.resting for ear in FakeEar.lines.values()) or set()
        )
        self.listener.wait(None, 0)
        self.listener.work()
        self.assertEqual(resting, [False] * 3)
        self.listener.wait(None, 0)
        self.assertTrue(all(ear.resting for ear in FakeEar.lines.values()))

    def test_what_was_rung_elsewhere_does_not_wait_for_a_long_load(self):
        self._settle()
        self.answer.side_effect = lambda database, lanes: (
            lanes if database == "first" else set()
        )
        FakeEar.lines["first"].told = [("bulk", 0)]
        self.listener.wait(None, 0)
        self.listener.work()
        FakeEar.lines["second"].told = [("urgent", 0)]
        self.answer.reset_mock()
        for _turn in range(3):
            self.listener.wait(None, 0)
            self.listener.work()
        self.answer.assert_any_call("second", {"urgent"})
        self.answer.assert_any_call("first", {"bulk"})

    def test_one_lane_of_one_database_at_a_time(self):
        """Between two the worker says that it lives: a partner who hangs takes his time
        in each lane, and together they would be more than a worker is given."""
        self._settle()
        for ear in FakeEar.lines.values():
            ear.told = [("bulk", 0), ("urgent", 0)]
        self.listener.wait(None, 0)
        served = []
        while self.listener._is_due():
            self.assertEqual(self.listener.work(), 1)
            served.append(self.answer.call_args.args)
        self.assertEqual(self.listener.work(), 0)
        wanted = [
            (database, {lane})
            for database in ("first", "second", "third")
            for lane in ("urgent", "bulk")
        ]
        self.assertEqual(served, wanted)

    def test_a_database_that_does_not_answer_hides_no_other(self):
        self.patch(FakeEar, "broken", ("first",))
        self.listener.wait(None, 0)
        self.assertEqual(sorted(FakeEar.lines), ["second", "third"])
        self.assertLess(self.listener._look_at, time.monotonic() + 10)
