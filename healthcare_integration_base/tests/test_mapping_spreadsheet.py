"""Compare, export, import: a spreadsheet becomes a draft, never more."""

import base64
import io

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .mapping_case import MappingCase


@tagged("post_install", "-at_install")
class TestMappingSpreadsheet(MappingCase):
    """Rows in and out, and what they change."""

    def _import(self, payload, user=None, **more):
        wizard = (
            self.env["healthcare.mapping.import"]
            .with_user(user or self.steward)
            .create(
                {
                    "mapping_id": self.mapping.id,
                    "file": base64.b64encode(payload),
                    "filename": "rows.csv",
                }
                | more
            )
        )
        wizard.action_import()
        return self.mapping.draft_id

    def test_import_is_a_draft_that_shows_what_changes(self):
        self.second.ref = "SEC-2"
        draft = self._import(b"code,record,note\nB,SEC-2,moved\nC,First,new\n")
        self.assertEqual(draft.state, "draft")
        self.assertEqual(self._translate("B"), self.first)
        added, removed, changed = self.version._compare(draft)
        self.assertEqual(
            ([row.code for row in added], removed, [new.code for _o, new in changed]),
            (["C"], [], ["B"]),
        )
        self.assertEqual(draft.change_count, 2)
        self.assertIn("Second", draft.change_html)

    def test_the_file_as_the_whole_table_removes_the_rest(self):
        draft = self._import(b"code;record\nA;First\n", replace=True)
        self.assertEqual(draft.line_ids.mapped("code"), ["A"])
        self.assertIn("Gone", draft.change_html)

    def test_what_is_not_understood_is_named_and_nothing_is_written(self):
        self.env["res.partner"].create({"name": "First"})
        for payload in (
            b"code,record\nX,First\n",  # two of that name
            b"code,record\nX,Nobody\n",
            b"code,record_id\nX,999999999\n",
            b"code,record_id\nX,1\nX,1\n",
            b"code,record,partner\nX,Second,Nobody\n",
        ):
            with self.subTest(payload), self.assertRaisesRegex(UserError, r"\d"):
                self._import(payload)
        self.assertFalse(self.mapping.draft_id)

    def test_what_is_no_table_is_refused(self):
        for payload in (
            b"\xff\xfe",
            b"PK\x03\x04rest",
            b"a,b\n1,2\n",
            b"code,record\n",
        ):
            with self.subTest(payload), self.assertRaises(UserError):
                self._import(payload)

    def test_xlsx(self):
        from openpyxl import Workbook

        book = Workbook()
        book.active.append(["Code", "Record id"])
        book.active.append([4711, self.second.id])
        out = io.BytesIO()
        book.save(out)
        draft = self._import(out.getvalue())
        self.assertEqual(draft.line_ids[-1].code, "4711")
        self.assertEqual(draft.line_ids[-1].target, self.second)

    def test_only_a_steward_imports(self):
        with self.assertRaises(AccessError):
            self._import(b"code,record\nC,Second\n", self.approver)

    def test_names_of_records_are_escaped_in_the_difference(self):
        self.second.name = "<script>x</script>"
        draft = self._draft()
        self.assertNotIn("<script>", draft.change_html)

    def test_two_versions_of_any_age_are_compared(self):
        second = self._approved()
        wizard = self.env["healthcare.mapping.compare"].create(
            {"before_id": second.id, "after_id": self.version.id}
        )
        self.assertIn("Changed", wizard.change_html)
        action = second.action_compare()
        self.assertEqual(action["context"]["default_before_id"], self.version.id)

    def test_used_by(self):
        self.assertEqual(self.mapping.message_count, 0)
        self.assertIsInstance(self.mapping.flow_count, int)


@tagged("post_install", "-at_install")
class TestMappingDownload(MappingCase, HttpCase):
    """The export, as a browser gets it."""

    def test_formulas_are_neutralised(self):
        draft = self._draft()
        draft.line_ids = [
            Command.create({"code": "=1+1", "target": f"res.partner,{self.second.id}"})
        ]
        self.env["res.users"].browse(self.steward.id).password = "map_steward"
        self.authenticate("map_steward", "map_steward")
        answer = self.url_open(f"/healthcare/mapping/{draft.id}.csv")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("'=1+1", answer.text)
        self.assertIn("text/csv", answer.headers["Content-Type"])
        read = self.url_open("/healthcare/mapping/999999999.csv")
        self.assertEqual(read.status_code, 404)
