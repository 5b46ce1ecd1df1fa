"""Doorbells for a time to come: none is missing, none rings in circles."""

from odoo.tests import tagged

from .test_gate import REFUSES, GateCase


@tagged("post_install", "-at_install")
class TestLater(GateCase):
    """Outbound messages that are due in a while."""

    def _at(self, message, seconds):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE healthcare_message SET due_at = timezone('UTC', now())"
            " + make_interval(secs => %s) WHERE id = %s",
            [seconds, message.id],
        )
        self.env.invalidate_all()

    def _bells(self, name):
        found = self.env["healthcare.drain"]._bells_to_come()
        return [seconds for _lane, bell, seconds in found if bell == name]

    def test_a_bell_for_what_leaves_next(self):
        self.assertEqual(self._bells("later"), [])
        self._at(self._order(), 600)
        self._at(self._order(), 60)
        self._at(self._order(), -60)
        self.assertEqual(self._bells("later"), [61])

    def test_the_bell_is_rung_by_the_drain(self):
        """A job for that time, which a nearer one pulls forward."""
        drain, jobs = self.env["healthcare.drain"], self.env["queue.job"]
        mine = [("identity_key", "=", drain._bell("normal", "later"))]
        before = jobs.search(mine)
        before.unlink()
        message = self._order()
        self._at(message, 600)
        self._drain()
        job = jobs.search(mine)
        self.assertEqual(len(job), 1)
        first = job.eta
        self._at(self._order(), 60)
        self._drain()
        self.assertEqual(jobs.search(mine), job)
        self.assertGreater((first - job.eta).total_seconds(), 500)
        self.assertFalse(self.post.call_count, "nothing left early")
        nearer = job.eta
        drain._ring("normal", "later", 600)
        self.env.invalidate_all()
        self.assertEqual(job.eta, nearer, "never pushed back")

    def test_what_is_held_up_rings_no_bell(self):
        """A retry whose time has come waits for the connection, not for a time."""
        self.out.retry_base = 30
        self.post.side_effect = REFUSES
        message = self._order()
        self._drain()
        self.assertEqual(message.state, "retry")
        self._at(message, 30)
        self.assertEqual(self._bells("retry"), [31])
        self.connection.state = "suspended"
        self._at(message, -30)
        self.assertEqual(self._bells("retry"), [])
