"""Replay runs: in order, once, at a pace, with a stop, by operators only."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models import healthcare_replay_work as work
from .roles import BASE
from .test_problems import ProblemCase


class ReplayCase(ProblemCase):
    """An operator and messages that were refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(cls.env, "rp_operator", f"{BASE}operator")
        cls.viewer = new_test_user(cls.env, "rp_viewer", f"{BASE}viewer")

    def _start(self, messages, reason="Mended.", **more):
        self.mended = True
        run = self.env["healthcare.replay"].with_user(self.operator)
        return run._start(messages.with_user(self.operator), reason, **more).sudo()

    def _later(self, run, seconds=0):
        """Let the run be due again, as if ``seconds`` had passed since its step."""
        now = fields.Datetime.now()
        run.write({"next_at": now, "stepped_at": now - timedelta(seconds=seconds)})
        return self._run()


@tagged("post_install", "-at_install")
class TestReplay(ReplayCase):
    """What a run does to messages, and what it keeps about them."""

    def test_in_the_order_of_the_subjects_whatever_the_slices(self):
        self.patch(work, "SLICE", 4)
        messages = self._fail(11, "PO1")
        run = self._start(messages.sorted(reverse=True))
        self._run()
        self._drain()
        self.assertEqual(self.handler.applied(), [f"ok-{n}" for n in range(11)])
        self._later(run)
        self.assertEqual((run.state, run.good_count), ("done", 11))
        self.assertEqual(run.line_ids.mapped("result"), ["done"] * 11)
        self.assertEqual(run.line_ids.mapped("before"), ["rejected"] * 11)

    def test_who_and_why_stand_on_every_message(self):
        messages = self._fail(2)
        run = self._start(messages, "The supplier called.")
        self._run()
        for message in messages:
            attempt = message.attempt_ids.filtered(lambda row: row.stage == "person")
            self.assertEqual(attempt.user_id, self.operator)
            self.assertEqual(attempt.comment, "The supplier called.")
        entry = self.env["healthcare.audit.entry"].search(
            [("res_model", "=", run._name), ("res_id", "=", run.id)]
        )
        self.assertEqual(entry.mapped("event"), ["replay.started"])
        self.assertEqual(entry.reason, "The supplier called.")

    def test_two_runs_never_hold_the_same_message(self):
        messages = self._fail(6)
        first = self._start(messages[:4])
        second = self._start(messages)
        self.assertEqual((first.total, second.total, second.left_out), (4, 2, 4))
        with self.assertRaises(UserError):
            self._start(messages)
        self._run()
        self._drain()
        self.assertEqual(len(self.handler.applied()), 6)
        self.assertEqual(len(set(self.handler.applied())), 6)

    def test_what_somebody_else_moved_is_left(self):
        messages = self._fail(3)
        run = self._start(messages)
        messages[1]._skip("Sent by phone.")
        messages[1].write({"state": "due"})
        self._run()
        states = run.line_ids.sorted("position").mapped("state")
        self.assertEqual(states, ["moved", "left", "moved"])

    def test_a_rate_is_kept(self):
        messages = self._fail(30)
        run = self._start(messages, rate=60)
        self.assertEqual(self._run(), work.STEP)
        self.assertEqual(self._run(), 0)
        self.assertEqual(self._later(run, seconds=10), 10)
        self.assertEqual(self._later(run, seconds=3600), 15)
        self.assertEqual(run.queued_count, 0)

    def test_a_run_leaves_room_for_what_is_new(self):
        self.patch(work, "WINDOW", 4)
        messages = self._fail(10)
        run = self._start(messages)
        self.assertEqual(self._run(), 4)
        self._drain()
        self.assertEqual(self._later(run), 4)

    def test_stop_and_continue(self):
        self.patch(work, "WINDOW", 3)
        messages = self._fail(8)
        run = self._start(messages)
        self._run()
        run.with_user(self.operator).action_stop()
        self.env.flush_all()
        self._drain()
        self.assertEqual(self._later(run), 0)
        self.assertEqual(messages.mapped("state").count("done"), 3)
        self.assertEqual(run.state, "stopped")
        run.with_user(self.operator).action_continue()
        while run.state == "running":
            self._later(run)
            self._drain()
        self.assertEqual(set(messages.mapped("state")), {"done"})
        self.assertEqual((run.state, run.good_count), ("done", 8))

    def test_what_fails_again_is_counted(self):
        messages = self._fail(3)
        run = self._start(messages)
        self.mended = False
        self._run()
        self._drain()
        self._later(run)
        self.assertEqual((run.state, run.good_count, run.bad_count), ("done", 0, 3))
        self.assertEqual(self._problem().state, "open")

    def test_what_took_effect_needs_an_approved_preview(self):
        self.mended = True
        messages = self._fail(2)
        self.assertEqual(set(messages.mapped("state")), {"done"})
        with self.assertRaisesRegex(UserError, "took effect already"):
            self._start(messages)

    def test_an_approved_preview_lets_what_took_effect_go_round(self):
        self.mended = True
        messages = self._fail(2)
        report = self.env["healthcare.preview.report"]._preview_replay(messages[:1])
        with self.assertRaisesRegex(UserError, "took effect already"):
            self._start(messages[:1], preview=report)
        report.sudo().state = "approved"
        with self.assertRaisesRegex(UserError, "took effect already"):
            self._start(messages, preview=report)
        self._start(messages[:1], preview=report)
        self.assertEqual(self._run(), 1)
        self.assertEqual(messages.mapped("state"), ["due", "done"])

    def test_a_run_is_previewed_before_it_begins(self):
        messages = self._fail(3)
        self.mended = True
        run = (
            self.env["healthcare.replay"]
            .with_user(self.operator)
            .create(
                {
                    "reason": "Mended.",
                    "domain": repr([("id", "in", messages.ids)]),
                }
            )
        )
        action = run.action_preview()
        report = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(report.message_total, 3)
        self.assertEqual(run.state, "draft")
        self.assertEqual(set(messages.mapped("state")), {"rejected"})

    def test_only_operators_and_only_with_a_reason(self):
        messages = self._fail(2)
        runs = self.env["healthcare.replay"]
        with self.assertRaises(AccessError):
            runs.with_user(self.viewer)._start(
                messages.with_user(self.viewer), "because"
            )
        with self.assertRaises(UserError):
            self._start(messages, " ")
        for values in ({"state": "done"}, {"user_id": self.viewer.id}, {"total": 3}):
            with self.subTest(values), self.assertRaises(AccessError):
                runs.with_user(self.operator).create({"reason": "x", **values})
        run = self._start(messages)
        for values in ({"reason": "Other."}, {"domain": "[]"}):
            with self.subTest(values), self.assertRaises(UserError):
                run.with_user(self.operator).write(values)

    def test_a_filter_and_a_time(self):
        messages = self._fail(5)
        self.env.cr.execute(
            "UPDATE healthcare_message SET accepted_at = accepted_at - interval "
            "'2 days' WHERE id = ANY(%s)",
            [messages[:2].ids],
        )
        self.env.invalidate_all()
        run = (
            self.env["healthcare.replay"]
            .with_user(self.operator)
            .create(
                {
                    "reason": "Mended.",
                    "domain": repr([("connection_id", "=", self.connection.id)]),
                    "since": fields.Datetime.now() - timedelta(days=1),
                    "limit": 2,
                }
            )
        )
        self.assertEqual(run.match_count, 2)
        run.action_start()
        self.assertEqual(run.line_ids.message_id, messages[2:4])

    def test_a_filter_that_is_none(self):
        run = self.env["healthcare.replay"].create({"reason": "x", "domain": "boom("})
        with self.assertRaises(UserError):
            run.action_start()

    def test_several_chosen_messages_become_a_run(self):
        messages = self._fail(3)
        wizard = (
            self.env["healthcare.message.action"]
            .with_user(self.operator)
            .create({"reason": "Mended.", "message_ids": [Command.set(messages.ids)]})
        )
        action = wizard.action_confirm()
        self.assertEqual(action["res_model"], "healthcare.replay")
        run = self.env["healthcare.replay"].browse(action["res_id"])
        self.assertEqual((run.state, run.total), ("running", 3))

    def test_statements_of_a_step_do_not_grow(self):
        def statements(count):
            self.mended = False
            run = self._start(self._fail(count, "PO1", f"ok{count}"))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["healthcare.replay"]._step(run.id)
            return self.env.cr.sql_log_count - before

        statements(1)
        self.assertEqual(statements(3), statements(60))
