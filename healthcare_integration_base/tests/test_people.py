"""Replaying, skipping, taking and solving: who may, and what it leaves behind."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..outcome import Finding
from .roles import BASE, RoleCase


@tagged("post_install", "-at_install")
class TestPeople(RoleCase):
    """Every act of a person is checked, and leaves who and why."""

    def test_only_operators_move_messages(self):
        for role in ("viewer", "steward", "approver", "auditor", "payload_reader"):
            message = self._as(role, self.message)
            with self.subTest(role), self.assertRaises(UserError):
                message.action_replay()
            with self.subTest(role), self.assertRaises(AccessError):
                self.env["healthcare.message.action"].with_user(
                    self.users[role]
                ).create({"reason": "because"})
        wizard = self._as("operator", self.env["healthcare.message.action"]).create(
            {
                "action": "skip",
                "reason": "Sent by phone.",
                "message_ids": [Command.set(self.message.ids)],
            }
        )
        self.assertEqual((wizard.ready_count, wizard.left_count), (1, 0))
        wizard.action_confirm()
        self.assertEqual(self.message.state, "skipped")
        attempt = self.message.attempt_ids[:1]
        self.assertEqual(attempt.user_id, self.users["operator"])
        self.assertEqual(attempt.comment, "Sent by phone.")

    def test_messages_of_another_company_stay_where_they_are(self):
        company = self.env["res.company"].create({"name": "North Clinic"})
        message = self._message(self._connection("north", company), "north-1")
        uncertain = self._message(message.connection_id, "north-2")
        self.env.cr.execute(
            "UPDATE healthcare_message SET state = 'uncertain', direction = 'out' "
            "WHERE id = %s",
            [uncertain.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self._as("operator", uncertain).action_mark_sent()
        with self.assertRaises(AccessError):
            self._as("operator", message)._skip("because")
        wizard = self._as("operator", self.env["healthcare.message.action"])
        with self.assertRaises(AccessError):
            wizard.create(
                {
                    "action": "skip",
                    "reason": "because",
                    "message_ids": [Command.set(message.ids)],
                }
            ).action_confirm()
        self.assertEqual(uncertain.state, "uncertain")

    def test_what_an_exception_says_is_not_edited(self):
        operator = self._as("operator", self.exception)
        for values in (
            {"amount": 0},
            {"state": "resolved"},
            {"resolved_by_id": self.users["viewer"].id},
            {"name": "Nothing."},
            {"message_id": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                operator.write(values)
        operator.write({"user_id": self.users["viewer"].id})
        operator.write({"deadline": "2026-12-01 12:00:00"})

    def _solve(self, role, **values):
        wizard = self._as(role, self.env["healthcare.exception.resolve"]).create(
            {"exception_ids": [Command.set(self.exception.ids)], **values}
        )
        wizard.action_confirm()

    def test_others_cannot_act_on_an_exception(self):
        for role in ("viewer", "steward", "approver", "auditor", "payload_reader"):
            with self.subTest(role):
                self.assertFalse(self._as(role, self.exception).may_act)
                with self.assertRaises(AccessError):
                    self._as(role, self.exception).action_take()
                with self.assertRaises(AccessError):
                    self._as(role, self.exception).write({"amount": 0})
                with self.assertRaises(AccessError):
                    self._solve(role)
        self.assertEqual(self.exception.state, "open")

    def test_owner_solves(self):
        self.exception.user_id = self.users["viewer"]
        self._solve("viewer", choice="partner", note="promised for Monday")
        self.assertEqual(self.exception.state, "resolved")
        self.assertEqual(self.exception.resolved_by_id, self.users["viewer"])
        self.assertEqual(
            self.exception.resolution,
            "The partner corrects it and sends again: promised for Monday",
        )

    def test_owner_team_takes(self):
        self.exception.type_id.group_id = self.env.ref(f"{BASE}steward")
        self._as("steward", self.exception).action_take()
        self.assertEqual(self.exception.user_id, self.users["steward"])

    def test_something_else_needs_a_word(self):
        with self.assertRaises(UserError):
            self._solve("operator", choice="other", note=" ")
        self._solve("operator", choice="void")
        self.assertEqual(self.exception.state, "cancelled")

    # -- owners ----------------------------------------------------------------------

    def _owners(self, *findings):
        return (
            self.env["healthcare.exception"]
            ._open_many(
                [(finding, None, self.connection, None) for finding in findings]
            )
            .mapped("user_id")
        )

    def test_one_batch_is_spread_over_the_team(self):
        team = self.env.ref(f"{BASE}approver")
        second = new_test_user(self.env, "hc_approver_2", f"{BASE}approver")
        self.exception.type_id.group_id = team
        exceptions = self.env["healthcare.exception"]._open_many(
            [
                (Finding("BUG", "A defect.", where=str(number)), None, None, None)
                for number in range(6)
            ]
        )
        owners = [exception.user_id for exception in exceptions]
        load = [owners.count(self.users["approver"]), owners.count(second)]
        self.assertEqual(load, [3, 3])

    def test_nobody_who_left_and_no_robot_owns_a_question(self):
        gone = new_test_user(self.env, "hc_gone", f"{BASE}operator")
        gone.active = False
        self.exception.type_id.group_id = self.env.ref(f"{BASE}steward")
        robots = (
            gone,
            self.env.ref("base.user_root"),
            self.env.ref("healthcare_integration_base.user_service"),
        )
        for user in robots:
            with self.subTest(user.login):
                owner = self._owners(
                    Finding("BUG", "A defect.", user_id=user.id, where=user.login)
                )
                self.assertEqual(owner, self.users["steward"])

    def test_time_left_in_words(self):
        today = fields.Datetime.now()
        for days, words in (
            (-2, "2 days late"),
            (0, "Today"),
            (1, "Tomorrow"),
            (90, "90 days left"),
        ):
            with self.subTest(days):
                self.exception.deadline = today + timedelta(days=days)
                self.assertEqual(self.exception.countdown, words)
        self.exception._close("resolved", "Done.")
        self.assertFalse(self.exception.countdown)
