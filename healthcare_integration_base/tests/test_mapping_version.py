"""Versions of mappings: four eyes, dates, nothing that was in force ever changes."""

import importlib.util
from datetime import date, timedelta
from pathlib import Path

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

BASE = "healthcare_integration_base.group_"


class MappingCase(TransactionCase):
    """A table of partners with two stewards and an approver around it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner, cls.steward = (
            new_test_user(cls.env, f"map_{name}", f"{BASE}steward")
            for name in ("owner", "steward")
        )
        cls.approver = new_test_user(cls.env, "map_approver", f"{BASE}approver")
        cls.both = new_test_user(
            cls.env, "map_both", f"{BASE}approver,{BASE}steward,{BASE}operator"
        )
        cls.connection = cls.env["healthcare.connection"].create(
            {"name": "Acme", "code": "acme_versions", "state": "live"}
        )
        cls.first, cls.second = cls.env["res.partner"].create(
            [{"name": "First"}, {"name": "Second"}]
        )
        cls.mapping = cls.env["healthcare.mapping"]._establish(
            {
                "name": "Acme payers",
                "domain": "payer",
                "connection_id": cls.connection.id,
                "owner_id": cls.owner.id,
            },
            [("A", cls.first), ("B", cls.first)],
        )
        cls.version = cls.mapping.version_id

    def _translate(self, code, **more):
        return self.env["healthcare.mapping"]._translate(
            self.connection, "payer", code, **more
        )

    def _draft(self, user=None):
        """A draft begun by ``user`` that sends B to another record."""
        mapping = self.mapping.with_user(user or self.steward)
        draft = mapping._draft()
        draft.line_ids.filtered(lambda row: row.code == "B").target = self.second
        return draft

    def _approved(self, effective_from=False):
        draft = self._draft()
        draft.effective_from = effective_from
        draft.action_test()
        draft.with_user(self.owner).action_approve()
        return draft

    def _refused(self, sql, params):
        """The database itself refuses ``sql``; returns the name of the constraint."""
        self.env.flush_all()
        with (
            self.assertRaises(IntegrityError) as caught,
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(sql, params)
        return caught.exception.diag.constraint_name


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

    # -- rows ------------------------------------------------------------------------

    def test_restore_is_a_new_draft_with_the_old_rows(self):
        self._approved()
        self.version.with_user(self.steward).action_restore()
        draft = self.mapping.draft_id
        self.assertEqual(draft.number, 3)
        self.assertEqual(draft.based_on_id, self.version)
        self.assertEqual(
            draft.line_ids.mapped(lambda row: (row.number, row.code, row.target)),
            self.version.line_ids.mapped(
                lambda row: (row.number, row.code, row.target)
            ),
        )
        self.assertEqual(self._translate("B"), self.second)
        draft.action_test()
        draft.with_user(self.owner).action_approve()
        self.assertEqual(self._translate("B"), self.first)

    def test_row_numbers_stay_from_version_to_version(self):
        draft = self._draft()
        draft.line_ids.filtered(lambda row: row.code == "A").unlink()
        draft.line_ids = [
            Command.create({"code": "C", "target": f"res.partner,{self.first.id}"})
        ]
        self.assertEqual(
            draft.line_ids.mapped(lambda row: (row.code, row.number)),
            [("B", 2), ("C", 3)],
        )
        self.assertIn("v2, row 3", draft.line_ids[-1].display_name)

    def test_a_row_whose_record_is_gone_does_not_pass_the_test(self):
        gone = self.env["res.partner"].create({"name": "Gone"})
        draft = self._draft()
        draft.line_ids[0].target = gone
        gone.unlink()
        with self.assertRaisesRegex(UserError, "row 1, A"):
            draft.action_test()

    def test_a_steward_chooses_the_record_on_the_screen(self):
        """Without any right on the model of models."""
        draft = self._draft()
        with Form(draft.with_user(self.steward)) as form:
            with form.line_ids.new() as line:
                line.code = "N"
                line.target_id = self.second.id
            with form.line_ids.edit(0) as line:
                line.target_id = self.second.id
        self.assertEqual(draft.line_ids[-1].target, self.second)
        self.assertEqual(draft.line_ids[0].target, self.second)

    def test_two_drafts_of_one_mapping_do_not_exist(self):
        draft = self._draft()
        self.assertEqual(self.mapping._draft(), draft)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            draft.copy()

    def test_most_specific_row_first(self):
        draft = self._draft()
        third = self.env["res.partner"].create({"name": "Third"})
        draft.line_ids = [
            Command.create(
                {
                    "code": "A",
                    "partner_id": self.second.id,
                    "target": f"res.partner,{self.second.id}",
                }
            ),
            Command.create(
                {"code": "A", "item": "GLOVE", "target": f"res.partner,{third.id}"}
            ),
        ]
        draft.action_test()
        draft.with_user(self.owner).action_approve()
        self.assertEqual(self._translate("A"), self.first)
        self.assertEqual(self._translate("A", partner=self.second), self.second)
        found = self.env["healthcare.mapping"]._translate_many(
            self.connection, "payer", ["A"]
        )
        self.assertEqual(found.for_item("A", ["GLOVE", False]), third)
        self.assertEqual(found.for_item("A", ["MASK"]), self.first)
        self.assertEqual(found.lines["A"], draft.line_ids[0].id)

    def test_any_other_code(self):
        draft = self._draft()
        draft.line_ids = [
            Command.create({"code": "*", "target": f"res.partner,{self.second.id}"})
        ]
        draft.rule = "reject"
        draft.action_test()
        draft.with_user(self.owner).action_approve()
        self.assertEqual(self._translate("A"), self.first)
        self.assertEqual(self._translate("UNHEARD"), self.second)
        found = self.env["healthcare.mapping"]._translate_many(
            self.connection, "payer", []
        )
        self.assertTrue(found.refuses)

    def test_pins_name_the_versions_in_force(self):
        general = self.env["healthcare.mapping"]._establish(
            {"name": "Everybody's payers", "domain": "payer"}, [("A", self.first)]
        )
        pins = self.env["healthcare.mapping"]._pins(self.connection)
        self.assertEqual(
            {name: pins[name] for name in ("payer", "payer.company")},
            {"payer": self.version.id, "payer.company": general.version_id.id},
        )

    def test_a_second_look_costs_no_statement(self):
        self._translate("A")
        with self.assertQueryCount(1):  # whether the record is still there
            self._translate("A")

    def test_rows_of_before_become_version_one(self):
        path = Path(__file__).parents[1] / "migrations/19.0.1.1.0/pre-migration.py"
        spec = importlib.util.spec_from_file_location("pre_migration", path)
        migration = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(migration)
        mapping = self.env["healthcare.mapping"].create(
            {"name": "Old", "domain": "facility"}
        )
        self.env.flush_all()
        self.cr.execute(
            """
            ALTER TABLE healthcare_mapping_line DISABLE TRIGGER USER;
            ALTER TABLE healthcare_mapping_version DISABLE TRIGGER USER;
            ALTER TABLE healthcare_mapping_line ALTER version_id DROP NOT NULL;
            """
        )
        target = f"res.company,{self.env.company.id}"
        self.cr.execute(
            "INSERT INTO healthcare_mapping_line (mapping_id, code, target) "
            "VALUES (%(id)s, 'N2', %(t)s), (%(id)s, 'N1', %(t)s)",
            {"id": mapping.id, "t": target},
        )
        migration.migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.env["healthcare.mapping"]._forget_in_force()
        version = mapping.version_id
        self.assertEqual((version.number, version.state), (1, "active"))
        self.assertEqual(
            version.line_ids.mapped(lambda row: (row.number, row.code)),
            [(1, "N1"), (2, "N2")],
        )
        found = self.env["healthcare.mapping"]._translate(
            self.connection, "facility", "N2"
        )
        self.assertEqual(found, self.env.company)
