"""Who listens is woken; who does not is rung for by a job."""

from contextlib import closing
from unittest.mock import patch

from odoo.service import server
from odoo.tests import tagged
from odoo.tools import config

from ..listener import spawn
from ..listener.ear import Ear
from ..listener.listener import Listener
from ..models.healthcare_drain import DrainError
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
