"""Rows of mappings: numbers that stay, scopes, pins, and where they came from."""

import importlib.util
from pathlib import Path

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .mapping_case import MappingCase


@tagged("post_install", "-at_install")
class TestMappingRows(MappingCase):
    """What a version holds."""

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
