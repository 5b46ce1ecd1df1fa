"""What could not be read when it came does not go over what came after it."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EngineCase

LOG = "odoo.addons.healthcare_integration_base"


def _broken(*arguments, **options):
    raise ValueError("SECRET-IN-TEXT")


@tagged("post_install", "-at_install")
class TestOvertaken(EngineCase):
    """The first of an order cannot be read; the second takes effect; then it can."""

    def setUp(self):
        super().setUp()
        self.first = self._accept("ok-1", "PO1")
        drain = type(self.env["healthcare.drain"])
        with patch.object(drain, "_decode", _broken), mute_logger(LOG):
            self._drain()
        self.assertEqual(
            (self.first.state, self.first.code), ("failed", "bug.ValueError")
        )
        self.assertFalse(self.first.opened_at)

    def _replay(self):
        self.first._replay("The cause is gone")
        self._drain()

    def test_it_is_asked_about_and_a_second_replay_applies_it(self):
        second = self._accept("ok-2", "PO1")
        self._drain()
        self.assertEqual(second.state, "done", "nothing was known of a first")
        self._replay()
        self.assertEqual(self.handler.applied(), ["ok-2"], "the older one did not go")
        self.assertEqual(
            (self.first.state, self.first.code), ("failed", "subject.overtaken")
        )
        question = self.first.exception_ids.filtered(
            lambda row: row.code == "OVERTAKEN"
        )
        self.assertEqual(question.state, "open")
        self.assertTrue(question.user_id)
        third = self._accept("ok-3", "PO1")
        self._drain()
        self.assertEqual(third.state, "parked", "now its subject is known")
        self._replay()
        self.assertEqual(self.first.state, "done")
        self.assertEqual(third.state, "done")
        self.assertEqual(self.handler.applied(), ["ok-2", "ok-1", "ok-3"])
        self.assertEqual(question.state, "resolved")

    def test_it_is_skipped_and_the_rest_goes_on(self):
        self._accept("ok-2", "PO1")
        self._drain()
        self._replay()
        third = self._accept("ok-3", "PO1")
        self._drain()
        self.first._move("skipped", comment="Outdated")
        self._drain()
        self.assertEqual(third.state, "done")
        self.assertEqual(self.handler.applied(), ["ok-2", "ok-3"])

    def test_what_nobody_overtook_goes_on_at_once(self):
        self._accept("ok-2", "PO2")
        self._drain()
        self._replay()
        self.assertEqual(self.first.state, "done")
        self.assertEqual(self.handler.applied(), ["ok-2", "ok-1"])

    def test_what_overtook_it_and_was_undone_does_not_count(self):
        second = self._accept("ok-2", "PO1")
        self._drain()
        second.write({"compensated_at": self.env.cr.now()})
        self._replay()
        self.assertEqual(self.first.state, "done")

    def test_fresh_messages_are_not_asked_about(self):
        """What comes for the first time costs no statement more."""
        drain, seen = self.env["healthcare.drain"], []
        cursor = type(self.env.cr)
        execute = cursor.execute

        def spy(cr, query, *arguments, **options):
            seen.append(str(query))
            return execute(cr, query, *arguments, **options)

        self._accept("ok-4", "PO4")
        batch = drain._claim("normal", 10)
        with patch.object(cursor, "execute", spy):
            drain._work_open(batch)
        self.assertTrue(seen)
        self.assertFalse([query for query in seen if "compensated_at IS NULL" in query])
