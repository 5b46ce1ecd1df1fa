"""Into production with two signatures, and not a setting further."""

from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import EngineCase

BASE = "healthcare_integration_base.group_"


@tagged("post_install", "-at_install")
class TestRelease(EngineCase):
    """An author, the owner of the connection and an approver."""

    def setUp(self):
        super().setUp()
        self.author = new_test_user(self.env, "rel_author", f"{BASE}administrator")
        self.owner = new_test_user(self.env, "rel_owner", f"{BASE}operator")
        self.approver = new_test_user(self.env, "rel_approver", f"{BASE}approver")
        self.connection.write(
            {
                "environment": "production",
                "state": "certified",
                "check_passed": True,
                "owner_id": self.owner.id,
            }
        )
        self.env.flush_all()

    def _release(self, submit=True):
        release = (
            self.env["healthcare.release"]
            .with_user(self.author)
            .create(
                {
                    "name": "Receipts",
                    "connection_id": self.connection.id,
                    "reason": "New warehouse",
                    "rollback": "Suspend the connection and key receipts by hand",
                }
            )
        )
        if submit:
            release.action_submit()
        return release

    def _approve(self, release):
        release.with_user(self.owner).action_approve_owner()
        release.with_user(self.approver).action_approve_security()
        self.env.invalidate_all()

    def test_production_needs_a_release(self):
        with self.assertRaises(UserError) as caught:
            self.connection.action_go_live()
        self.assertIn("release", str(caught.exception))
        release = self._release()
        self._approve(release)
        self.assertEqual(release.state, "approved")
        self.connection.action_go_live()
        self.assertEqual(self.connection.state, "live")

    def test_a_test_connection_needs_none(self):
        self.connection.environment = "test"
        self.connection.action_go_live()

    def test_who_may_sign(self):
        release = self._release()
        for user in (self.author, self.approver):
            with self.assertRaises(AccessError):
                release.with_user(user).action_approve_owner()
        self.author.group_ids |= self.env.ref(f"{BASE}approver")
        for user in (self.author, self.owner):
            with self.assertRaises(AccessError):
                release.with_user(user).action_approve_security()
        with self.assertRaises(AccessError):
            release.with_user(self.author).write({"state": "approved"})
        release.with_user(self.owner).action_approve_owner()
        self.assertEqual(release.state, "submitted")
        self.owner.group_ids |= self.env.ref(f"{BASE}approver")
        with self.assertRaises(AccessError):
            release.with_user(self.owner).action_approve_security()

    def test_the_database_wants_two_people(self):
        release = self._release()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE healthcare_release SET state = 'approved',"
                " owner_approver_id = %s, security_approver_id = %s WHERE id = %s",
                [self.owner.id, self.author.id, release.id],
            )

    def test_what_was_submitted_is_frozen(self):
        release = self._release()
        with self.assertRaises(UserError):
            release.with_user(self.author).write({"rollback": "None"})
        with self.assertRaises(UserError):
            release.action_submit()
        draft = self._release(submit=False)
        draft.rollback = False
        with self.assertRaises(UserError):
            draft.action_submit()

    def test_a_change_waits_for_its_release(self):
        first = self._release()
        self._approve(first)
        self.connection.action_go_live()
        self.flow.retry_attempts = 9
        self.assertEqual(self.flow.state, "paused")
        with self.assertRaises(UserError):
            self.flow.action_resume()
        message = self._accept("ok-1")
        self._drain()
        self.assertEqual(message.state, "received")
        second = self._release()
        self.assertIn("9", second.diff_html)
        self.assertIn("Production", first.diff_html, "words, not what is stored")
        self.assertNotIn("<td></td><td></td>", first.diff_html, "nothing but changes")
        self.assertIn("Attempts", second.diff_html.replace("attempts", "Attempts"))
        self.assertEqual(second.diff_html.count("<tr>"), 2, second.diff_html)
        self._approve(second)
        self.assertEqual(self.flow.state, "active")
        self._drain()
        self.assertEqual(message.state, "done")

    def test_a_new_flow_waits_too(self):
        self._approve(self._release())
        self.connection.action_go_live()
        flow = self.env["healthcare.flow"].create(
            {
                "name": "Orders",
                "code": "orders",
                "connection_id": self.connection.id,
                "direction": "out",
                "kind": "purchase_order",
            }
        )
        self.assertEqual(flow.state, "paused")
        self.assertEqual(self.flow.state, "active")

    def _windowed(self, start, end):
        """A release with a window, in hours from now; submitted."""
        now = fields.Datetime.now()
        release = self._release(submit=False)
        release.write(
            {
                "window_from": start and now + timedelta(hours=start),
                "window_to": end and now + timedelta(hours=end),
            }
        )
        return release

    def test_before_its_window_it_waits(self):
        release = self._windowed(2, 4)
        release.action_submit()
        self._approve(release)
        self.assertEqual((release.state, release.effective_at), ("approved", False))
        with self.assertRaises(UserError) as caught:
            self.connection.action_go_live()
        self.assertIn("may take effect from", str(caught.exception))
        with self.assertRaises(UserError) as caught:
            release.with_user(self.author).action_take_effect()
        self.assertIn("not before", str(caught.exception))
        with freeze_time(fields.Datetime.now() + timedelta(hours=3)):
            self.env["healthcare.release"]._cron_take_effect()
            self.env.flush_all()
        self.assertTrue(release.effective_at)
        self.connection.action_go_live()
        self.assertEqual(self.connection.state, "live")

    def test_put_in_force_by_hand_within_its_window(self):
        release = self._windowed(2, 4)
        release.action_submit()
        self._approve(release)
        with freeze_time(fields.Datetime.now() + timedelta(hours=3)):
            with self.assertRaises(AccessError):
                release.with_user(self.approver).action_take_effect()
            release.with_user(self.author).action_take_effect()
        self.assertTrue(release.effective_at)

    def test_after_its_window_nobody_signs_and_nothing_takes_effect(self):
        late = self._windowed(1, 2)
        late.action_submit()
        late.with_user(self.owner).action_approve_owner()
        missed = self._windowed(1, 2)
        missed.action_submit()
        self._approve(missed)
        draft = self._windowed(1, 2)
        with freeze_time(fields.Datetime.now() + timedelta(hours=5)):
            for action in (
                late.with_user(self.approver).action_approve_security,
                missed.with_user(self.author).action_take_effect,
                draft.action_submit,
            ):
                with self.assertRaises(UserError) as caught:
                    action()
                self.assertIn("was over at", str(caught.exception))
            self.env["healthcare.release"]._cron_take_effect()
        self.assertFalse((late | missed).mapped("effective_at")[0])
        self.assertFalse(missed.effective_at)

    def test_what_is_in_force_stays_when_its_window_is_over(self):
        release = self._windowed(False, 1)
        release.action_submit()
        self._approve(release)
        self.assertTrue(release.effective_at)
        with freeze_time(fields.Datetime.now() + timedelta(hours=5)):
            self.connection.action_go_live()
        self.assertEqual(self.connection.state, "live")

    def test_the_database_keeps_the_window(self):
        release = self._windowed(2, 4)
        release.action_submit()
        self._approve(release)
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE healthcare_release SET effective_at = timezone('UTC', now()) "
                "WHERE id = %s",
                [release.id],
            )

    def test_refused(self):
        release = self._release()
        release.with_user(self.owner).action_refuse()
        self.assertEqual((release.state, release.refusal), ("refused", self.owner.name))
        with self.assertRaises(UserError):
            release.with_user(self.approver).action_approve_security()
