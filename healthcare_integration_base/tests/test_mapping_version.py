"""Versions of mappings: four eyes, dates, nothing that was in force ever changes."""

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .mapping_case import BASE, MappingCase


@tagged("post_install", "-at_install")
class TestMappingVersion(MappingCase):
    """Draft, tested, approved, active, retired."""

    def test_a_change_counts_only_once_another_person_approved_it(self):
        draft = self._draft()
        self.assertEqual(self._translate("B"), self.first)
        draft.action_test()
        self.assertEqual(self._translate("B"), self.first)
        draft.with_user(self.owner).action_approve()
        self.assertEqual(self._translate("B"), self.second)
        self.assertEqual(draft.state, "active")
        self.assertEqual(self.version.state, "retired")
        self.assertEqual(draft.number, 2)
        self.assertEqual(draft.approved_by_id, self.owner)
        entry = self.env["healthcare.audit.entry"].search(
            [("event", "=", "mapping.approved"), ("res_id", "=", draft.id)]
        )
        self.assertEqual(entry.user_id, self.owner)

    def test_the_author_never_approves(self):
        draft = self._draft(self.both)
        draft.action_test()
        self.assertFalse(draft.may_approve)
        with self.assertRaises(AccessError):
            draft.action_approve()

    def test_who_wrote_one_row_never_approves(self):
        self.mapping.owner_id = self.steward
        draft = self._draft(self.steward)
        draft.with_user(self.both).line_ids[0].note = "checked"
        draft.action_test()
        with self.assertRaises(AccessError):
            draft.with_user(self.both).action_approve()
        draft.with_user(self.approver).action_approve()

    def test_who_deleted_a_row_never_approves(self):
        self.mapping.owner_id = self.steward
        draft = self._draft(self.steward)
        draft.with_user(self.both).line_ids[0].unlink()
        draft.action_test()
        with self.assertRaises(AccessError):
            draft.with_user(self.both).action_approve()

    def test_a_change_of_somebody_else_goes_to_the_owner(self):
        draft = self._draft(self.steward)
        draft.action_test()
        self.assertEqual(draft.activity_ids.user_id, self.owner)
        with self.assertRaises(AccessError):
            draft.with_user(self.approver).action_approve()
        draft.with_user(self.owner).action_approve()
        self.assertFalse(draft.activity_ids)

    def test_a_change_of_the_owner_goes_to_an_approver(self):
        draft = self._draft(self.owner)
        draft.action_test()
        self.assertIn(
            draft.activity_ids.user_id,
            self.env.ref(f"{BASE}approver").all_user_ids,
        )
        with self.assertRaises(AccessError):
            draft.with_user(self.steward).action_approve()
        draft.with_user(self.approver).action_approve()

    def test_state_and_approval_are_not_typed_in(self):
        draft = self._draft()
        for values in (
            {"state": "active"},
            {"approved_by_id": self.approver.id},
            {"author_id": self.approver.id},
            {"editor_ids": [Command.clear()]},
            {"initial": True},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                draft.write(values)
        with self.assertRaises(AccessError):
            draft.create({"mapping_id": self.mapping.id, "state": "active"})
        with self.assertRaises(AccessError):
            self.mapping.with_user(self.steward)._establish({}, [])

    # -- the database ----------------------------------------------------------------

    def test_the_database_refuses_the_author_as_approver(self):
        draft = self._draft()
        draft.action_test()
        name = self._refused(
            "UPDATE healthcare_mapping_version SET state = 'approved', "
            "effective_from = now(), approved_by_id = author_id WHERE id = %s",
            [draft.id],
        )
        self.assertEqual(name, "healthcare_mapping_version_four_eyes")

    def test_the_database_refuses_who_wrote_a_row(self):
        draft = self._draft(self.steward)
        draft.with_user(self.both).line_ids[0].note = "checked"
        draft.action_test()
        name = self._refused(
            "UPDATE healthcare_mapping_version SET state = 'approved', "
            "effective_from = now(), approved_by_id = %s WHERE id = %s",
            [self.both.id, draft.id],
        )
        self.assertEqual(name, "healthcare_mapping_version_four_eyes")

    def test_the_database_refuses_a_version_without_approver(self):
        draft = self._draft()
        draft.action_test()
        self._refused(
            "UPDATE healthcare_mapping_version SET state = 'approved', "
            "effective_from = now() WHERE id = %s",
            [draft.id],
        )
        self._refused(
            "UPDATE healthcare_mapping_version SET author_id = %s WHERE id = %s",
            [self.approver.id, draft.id],
        )
        self._refused(
            "INSERT INTO healthcare_mapping_version (mapping_id, number, state, rule, "
            "author_id, initial, effective_from) "
            "VALUES (%s, 9, 'active', 'pass', 1, TRUE, now())",
            [self.mapping.id],
        )

    def test_the_database_keeps_what_was_tested(self):
        draft = self._draft()
        draft.action_test()
        for version in (draft, self.version):
            for sql in (
                "UPDATE healthcare_mapping_line SET code = 'Z' WHERE version_id = %s",
                "DELETE FROM healthcare_mapping_line WHERE version_id = %s",
                "INSERT INTO healthcare_mapping_line (version_id, code, target) "
                "VALUES (%s, 'N', 'res.partner,1')",
                "DELETE FROM healthcare_mapping_version WHERE id = %s",
            ):
                with self.subTest(state=version.state, sql=sql):
                    self._refused(sql, [version.id])
        with self.assertRaises(UserError):
            draft.line_ids[0].note = "late"
        with self.assertRaises(UserError):
            draft.unlink()

    def test_one_version_is_active_on_a_day(self):
        later = fields.Date.today() + timedelta(days=3)
        self._approved(later)
        second = self._draft()
        second.effective_from = later
        second.action_test()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            second.with_user(self.owner).action_approve()

    # -- dates -----------------------------------------------------------------------

    def test_a_version_begins_on_its_day_with_and_without_the_cron(self):
        day = fields.Date.today() + timedelta(days=3)
        version = self._approved(day)
        self.assertEqual((version.state, self.version.state), ("approved", "active"))
        self.assertEqual(self._translate("B"), self.first)
        self._on(day - timedelta(days=1))
        self.assertEqual(self._translate("B"), self.first)
        self._on(day)
        self.assertEqual(self._translate("B"), self.second)
        self.assertEqual(version.state, "approved")
        self.env["healthcare.mapping.version"]._cron_activate()
        self.assertEqual((version.state, self.version.state), ("active", "retired"))
        self.assertEqual(self._translate("B"), self.second)

    def _on(self, day):
        self.patch(fields.Date, "context_today", staticmethod(lambda *_args: day))
        self.env["healthcare.mapping"]._forget_in_force()

    def test_an_approval_is_withdrawn_before_its_day(self):
        version = self._approved(date(2999, 1, 1))
        with self.assertRaises(AccessError):
            version.action_retire()
        version.with_user(self.approver).action_retire()
        self.assertEqual((version.state, self.version.state), ("retired", "active"))

    def test_a_retired_version_translates_nothing(self):
        self.version.with_user(self.approver).action_retire()
        self.assertIsNone(self._translate("A"))
