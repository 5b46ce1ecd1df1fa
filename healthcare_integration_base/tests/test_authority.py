"""Who owns a field: the wrong side is refused or queued, and never overwrites."""

import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

BASE = "healthcare_integration_base.group_"


@tagged("post_install", "-at_install")
class TestAuthority(TransactionCase):
    """Suppliers belong to the finance system, their comment to Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward = new_test_user(
            cls.env, "auth_steward", f"{BASE}steward,base.group_partner_manager"
        )
        cls.viewer = new_test_user(cls.env, "auth_viewer", f"{BASE}viewer")
        cls.finance, cls.portal = cls.env["healthcare.connection"].create(
            [
                {"name": "Finance", "code": "auth_finance"},
                {"name": "Portal", "code": "auth_portal"},
            ]
        )
        cls.authority = cls.env["healthcare.authority"]
        cls.authority.search([]).unlink()
        cls.authority.create(
            [
                {
                    "domain": "supplier",
                    "owner_is_odoo": False,
                    "owner_id": cls.finance.id,
                    "check_confirming": True,
                    "confirming_id": cls.finance.id,
                },
                {"domain": "supplier", "field": "comment", "policy": "refuse"},
            ]
        )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Acme", "vat": "US1", "comment": "ours"}
        )

    def _filter(self, connection, **values):
        return self.authority._filter(connection, "supplier", self.partner, values)

    def _updates(self):
        return self.env["healthcare.authority.update"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.partner.id)]
        )

    def test_the_owner_may(self):
        values = {"name": "Acme Inc", "vat": "US2"}
        self.assertEqual(self._filter(self.finance, **values), (values, {}))
        self.assertFalse(self._updates())

    def test_a_wrong_side_is_queued_with_both_values(self):
        allowed, refused = self._filter(self.portal, name="Acme Ltd", vat="US1")
        self.assertEqual((allowed, set(refused)), ({}, {"name", "vat"}))
        update = self._updates()  # the tax number is the same: nothing to decide
        self.assertEqual(
            (update.field, update.current, update.proposed, update.state),
            ("name", "Acme", "Acme Ltd", "open"),
        )
        self.assertEqual(self.partner.name, "Acme")
        question = self.env["healthcare.exception"].search(
            [("code", "=", "WRONG_SIDE_UPDATE"), ("res_id", "=", self.partner.id)]
        )
        self.assertEqual(question.state, "open")
        update.with_user(self.steward).action_accept()
        self.assertEqual(self.partner.name, "Acme Ltd")
        self.assertEqual(question.state, "resolved")
        with self.assertRaises(UserError):
            update.with_user(self.steward).action_reject()

    def test_the_latest_wish_replaces_the_open_one(self):
        self._filter(self.portal, name="One")
        self._filter(self.portal, name="Two")
        self.assertEqual(self._updates().proposed, "Two")
        self._updates().with_user(self.steward).action_reject()
        self.assertEqual(self.partner.name, "Acme")

    def test_a_field_goes_before_its_domain(self):
        allowed, refused = self._filter(self.finance, comment="theirs", name="Acme X")
        self.assertEqual((list(allowed), list(refused)), (["name"], ["comment"]))
        self.assertEqual(self._updates().state, "refused")

    def test_without_a_line_everything_is_allowed(self):
        values = {"name": "x"}
        found = self.authority._filter(self.portal, "item", self.partner, values)
        self.assertEqual(found, (values, {}))

    def test_a_confirmation_from_the_wrong_side_has_a_reason(self):
        self.assertEqual(self.authority._wrong_side(self.finance, "supplier"), "")
        self.assertEqual(self.authority._wrong_side(self.portal, "order"), "")
        reason = self.authority._wrong_side(self.portal, "supplier")
        self.assertIn("Finance", reason)
        self.assertIn("Portal", reason)

    def test_only_a_steward_decides_and_nobody_edits(self):
        self._filter(self.portal, name="Acme Ltd")
        update = self._updates()
        with self.assertRaises(AccessError):
            update.with_user(self.viewer).action_accept()
        with self.assertRaises(AccessError):
            update.with_user(self.steward).write({"state": "accepted"})
        with self.assertRaises(AccessError):
            self.authority.search([], limit=1).with_user(self.steward).write(
                {"policy": "refuse"}
            )


@tagged("post_install", "-at_install")
class TestCodeList(TransactionCase):
    """Codes have their text on a day; what nobody knows is accepted and flagged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lists = cls.env["healthcare.code.list"]
        cls.list = cls.lists.create({"name": "Colours", "code": "colour"})
        cls.env["healthcare.code"].create(
            [
                {
                    "list_id": cls.list.id,
                    "code": "R",
                    "name": "Red",
                    "valid_to": "2025-12-31",
                },
                {
                    "list_id": cls.list.id,
                    "code": "R",
                    "name": "Dark red",
                    "valid_from": "2026-01-01",
                },
            ]
        )

    def test_the_text_is_that_of_the_day(self):
        label = self.lists._label
        self.assertEqual(label("colour", "R", date(2025, 6, 1)), "Red")
        self.assertEqual(label("colour", "R", date(2025, 12, 31)), "Red")
        self.assertEqual(label("colour", "R", date(2026, 1, 1)), "Dark red")
        self.assertEqual(label("colour", "X"), "")
        self.assertEqual(label("nothing", "X"), "")

    def test_an_unknown_code_is_flagged_once_and_settled_by_the_list(self):
        for _time in range(2):
            found = self.lists._see("colour", ["R", "Q", "", None, "'; --"])
            self.assertEqual(found, {"Q", "'; --"})
        self.list.invalidate_recordset()
        self.assertEqual(self.list.flagged_count, 2)
        self.assertEqual(self.lists._see("no_such_list", ["A"]), {"A"})
        self._import(b"code,text,valid_from\nQ,Quartz,2026-01-01\n")
        self.list.invalidate_recordset()
        self.assertEqual(self.list.flagged_count, 1)
        self.assertEqual(self.lists._label("colour", "Q", date(2026, 2, 1)), "Quartz")

    def _import(self, payload):
        wizard = self.env["healthcare.code.import"].create(
            {"list_id": self.list.id, "file": base64.b64encode(payload)}
        )
        return wizard.action_import()

    def test_importing_again_changes_and_adds(self):
        self._import(
            b"code,text,valid_from,valid_to\nR,Crimson,2026-01-01,2026-06-30\n"
        )
        self.assertEqual(self.lists._label("colour", "R", date(2026, 6, 30)), "Crimson")
        self.assertEqual(self.lists._label("colour", "R", date(2026, 7, 1)), "")
        self.assertEqual(self.list.code_count, 2)

    def test_what_is_not_understood_is_named(self):
        for payload in (
            b"\xff",
            b"a,b\n1,2\n",
            b"code,text\nX,\n",
            b"code,text,valid_from\nX,y,someday\n",
            b"code,text\nX,y\nX,z\n",
        ):
            with self.subTest(payload), self.assertRaises(UserError):
                self._import(payload)

    def test_starter_codes(self):
        self.assertTrue(self.lists._label("carc", "45"))
        self.assertTrue(self.lists._label("uom", "BX"))
