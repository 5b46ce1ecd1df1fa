"""Failures with one cause: one problem, one question, one release."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..errors import ConfigurationError
from ..outcome import Finding, Outcome
from .common import EngineCase
from .roles import BASE

APPLY_LOG = "odoo.addons.healthcare_integration_base.models.healthcare_drain_apply"


class ProblemCase(EngineCase):
    """Documents that are refused until ``mended`` says otherwise."""

    def setUp(self):
        super().setUp()
        self.mended = False
        self.patch(self.handler, "_apply", self._answer)

    def _answer(self, incoming):
        if self.mended:
            return [self.handler._one(row) for row in incoming]
        return [
            Outcome.rejected("uom.unknown", f"$.lines[{number}].uom", "Unknown unit.")
            for number, _row in enumerate(incoming)
        ]

    def _fail(self, count, order="", name="ok"):
        messages = self.messages.concat(
            *[self._accept(f"{name}-{number}", order) for number in range(count)]
        )
        self._drain()
        return messages

    def _run(self):
        """Step through the replay runs, as a job would."""
        self.env.flush_all()
        moved = self.env["healthcare.replay"]._run(budget=2)
        self.env.invalidate_all()
        return moved

    def _problem(self):
        return self.env["healthcare.problem"].search(
            [("connection_id", "=", self.connection.id)]
        )

    def _exceptions(self):
        return self.env["healthcare.exception"].search(
            [("connection_id", "=", self.connection.id)]
        )


@tagged("post_install", "-at_install")
class TestProblems(ProblemCase):
    """Clusters, counts, closing and coming back."""

    def test_one_question_stands_for_all_messages(self):
        messages = self._fail(30)
        problem = self._problem()
        self.assertEqual(len(problem), 1)
        self.assertEqual(
            (problem.code, problem.place), ("uom.unknown", "$.lines[*].uom")
        )
        self.assertEqual(messages.problem_id, problem)
        self.assertEqual(problem.message_count, 30)
        exception = self._exceptions()
        self.assertEqual(len(exception), 1)
        self.assertTrue(exception.shared)
        self.assertEqual(len(exception.activity_ids), 1)
        self.assertEqual(problem.user_id, exception.user_id)
        self.assertEqual(set(messages.mapped("exception_count")), {1})
        self.assertEqual(messages[-1].owner_id, problem.user_id)

    def test_other_causes_are_other_problems(self):
        self._fail(2)
        other = self.connection.copy({"code": "other", "state": "live"})
        flow = other.flow_ids
        self.env.flush_all()
        self.messages._accept(flow, self._body("ok-1"))
        self._drain()
        problems = self.env["healthcare.problem"].search(
            [("connection_id", "in", (self.connection | other).ids)]
        )
        self.assertEqual(len(problems), 2)

    def test_statements_do_not_grow_with_the_number_of_failures(self):
        opened = self.env["healthcare.exception"]

        def statements(count):
            messages = self.messages.concat(
                *[self._accept(f"ok-{count}-{n}") for n in range(count)]
            )
            self.env.cr.execute(
                "UPDATE healthcare_message SET state = 'leased' WHERE id = ANY(%s); "
                "UPDATE healthcare_message SET state = 'rejected', code = 'x' "
                "WHERE id = ANY(%s)",
                [messages.ids, messages.ids],
            )
            self.env.invalidate_all()
            rows = [
                (Finding("REJECTED_DOCUMENT", "No.", where=f"$[{n}]"), row, None, None)
                for n, row in enumerate(messages)
            ]
            before = self.env.cr.sql_log_count
            opened._open_many(rows)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        statements(1)
        self.assertEqual(statements(5), statements(80))

    def test_a_release_settles_and_closes_everything(self):
        messages = self._fail(25, "PO1")
        problem, exception = self._problem(), self._exceptions()
        self.mended = True
        run = problem._release("The unit was added.")
        self._run()
        self._drain()
        self.assertEqual(set(messages.mapped("state")), {"done"})
        self.assertEqual(self.handler.applied(), [f"ok-{n}" for n in range(25)])
        self.assertEqual((problem.state, exception.state), ("solved", "resolved"))
        self.assertFalse(exception.activity_ids)
        self._finish(run)
        self.assertEqual((run.state, run.good_count, run.progress), ("done", 25, 100))

    def _finish(self, run):
        run.sudo().write({"next_at": run.started_at})
        self._run()

    def test_it_stays_open_while_one_message_is_left(self):
        messages = self._fail(3)
        problem, exception = self._problem(), self._exceptions()
        self.mended = True
        messages[0].action_replay()
        self._drain()
        self.assertEqual((problem.state, exception.state), ("open", "open"))
        self.assertEqual(problem.message_count, 2)
        messages[1]._skip("Sent by phone.")
        self.assertEqual(problem.state, "open")
        messages[2].action_replay()
        self._drain()
        self.assertEqual((problem.state, exception.state), ("solved", "resolved"))

    def test_the_same_failure_opens_it_again(self):
        self._fail(2)
        problem = self._problem()
        self.mended = True
        problem._release("Mended.")
        self._run()
        self._drain()
        self.assertEqual(problem.state, "solved")
        self.mended = False
        self._accept("ok-9")
        self._drain()
        self.assertEqual(self._problem(), problem)
        self.assertEqual((problem.state, problem.recurrences), ("open", 1))
        self.assertEqual(self._exceptions().mapped("state").count("open"), 1)

    def test_a_corrected_document_settles_the_refused_one(self):
        self._fail(1, "PO1")
        problem = self._problem()
        self.mended = True
        self.env.flush_all()
        self.messages._accept(self.flow, self._body("ok-0", "PO1") + b" ")
        self._drain()
        self.assertEqual(problem.state, "solved")

    def test_a_paused_flow_is_a_problem_with_its_waiting_messages(self):
        def incomplete(incoming):
            raise ConfigurationError("account.missing", "AR", "Map the account.")

        self.patch(self.handler, "_apply", incomplete)
        self._fail(4)
        problem = self._problem()
        self.assertEqual((problem.message_count, problem.waiting_count), (4, 4))
        self.assertEqual(problem.action_fix()["res_model"], "healthcare.flow")
        self.assertIsNone(self.env["healthcare.problem"]._mend())
        self.assertEqual(problem.state, "open")
        self.patch(self.handler, "_apply", lambda rows: [Outcome.done() for _ in rows])
        self.flow.action_resume()
        self._drain()
        self.assertEqual(problem.state, "solved")

    def test_what_changed_before_is_suspected(self):
        self.env["healthcare.audit.entry"]._log("mapping.activated", self.flow)
        self._fail(1)
        self.assertIn("Mapping activated", self._problem().suspected)

    @mute_logger(APPLY_LOG)
    def test_two_drains_that_passed_each_other_are_mended(self):
        self._fail(2)
        problem, exception = self._problem(), self._exceptions()
        exception._close("resolved", "By mistake.")
        problem.write({"state": "solved"})
        self.env["healthcare.problem"]._mend()
        self.assertEqual(problem.state, "open")
        self.assertEqual(self._exceptions().mapped("state").count("open"), 1)

    def test_a_person_may_leave_them_as_they_are(self):
        messages = self._fail(3)
        problem = self._problem()
        wizard = self.env["healthcare.exception.resolve"].create(
            {
                "exception_ids": self._exceptions().ids,
                "choice": "partner",
                "note": "A new file comes tomorrow.",
            }
        )
        self.assertEqual(wizard.message_count, 3)
        wizard.action_confirm()
        self.assertEqual(problem.state, "solved")
        self.assertEqual(set(messages.mapped("state")), {"rejected"})
        self.assertIn("3 messages", problem.message_ids[:1].body)

    def test_only_the_engine_writes_what_a_problem_says(self):
        self._fail(1)
        operator = new_test_user(self.env, "pb_operator", f"{BASE}operator")
        viewer = new_test_user(self.env, "pb_viewer", f"{BASE}viewer")
        problem = self._problem()
        problem.with_user(operator).write({"playbook": "<p>Call them.</p>"})
        for values in ({"state": "solved"}, {"name": "x"}, {"fingerprint": "y"}):
            with self.subTest(values), self.assertRaises(AccessError):
                problem.with_user(operator).write(values)
        with self.assertRaises(UserError):
            problem.with_user(viewer).action_release()
        problem.with_user(operator).user_id = operator
        self.assertEqual(self._exceptions().user_id, operator)
        self.assertEqual(self._exceptions().activity_ids.user_id, operator)

    def test_the_strip_counts_what_its_lists_show(self):
        self._fail(3)
        for login, group in (("st_viewer", "viewer"), ("st_admin", "administrator")):
            user = new_test_user(self.env, login, f"{BASE}{group}")
            facts = self.env["healthcare.connection"].with_user(user).overview_facts()
            counts = {fact["key"]: fact["count"] for fact in facts}
            self.assertGreaterEqual(counts["problems"], 1)
            self.assertEqual("expiring" in counts, group == "administrator")
            for fact in facts:
                action = fact["action"]
                found = self.env[action["res_model"]].with_user(user)
                with self.subTest(login, fact=fact["key"]):
                    self.assertEqual(
                        found.search_count(action["domain"]), fact["count"]
                    )
        clerk = new_test_user(self.env, "st_clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["healthcare.connection"].with_user(clerk).overview_facts()
