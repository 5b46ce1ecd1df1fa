"""A new partner from a template; nothing goes live that nobody answers for."""

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import EngineCase


@tagged("post_install", "-at_install")
class TestTemplate(EngineCase):
    """Cloned without code, certified on its own, compared with its template."""

    def setUp(self):
        super().setUp()
        self.connection.write({"check_passed": True, "is_template": True})
        self.flow.write({"purpose": "Stock", "retry_attempts": 9})
        self.env["healthcare.credential"].create(
            {"name": "Secret", "connection_id": self.connection.id, "kind": "bearer"}
        )
        self.category = self.env["res.partner"].create({"name": "North Pharmacy"})

    def _clone(self, **more):
        wizard = Form(
            self.env["healthcare.connection.clone"].with_context(
                default_template_id=self.connection.id
            )
        )
        wizard.name = "North Pharmacy"
        wizard.partner_id = self.category
        for name, value in more.items():
            wizard[name] = value
        action = wizard.save().action_clone()
        return self.env["healthcare.connection"].browse(action["res_id"])

    def test_live_without_code(self):
        clone = self._clone()
        self.assertEqual((clone.code, clone.state), ("north-pharmacy", "draft"))
        self.assertEqual(clone.flow_ids.mapped("code"), ["receipts"])
        self.assertEqual(clone.flow_ids.retry_attempts, 9)
        self.assertFalse(clone.credential_ids, "secrets stay behind")
        self.assertFalse(clone.check_passed, "a test is not copied")
        self.assertEqual(clone.template_id, self.connection)
        self.assertEqual(self.connection.clone_count, 1)
        clone.action_check()
        clone.action_certify()
        clone.action_go_live()
        accepted = self.messages._accept(clone.flow_ids, self._body("ok-north"))
        self._drain()
        self.assertEqual(self.messages.browse(accepted.message_id).state, "done")

    def test_what_differs_is_shown(self):
        clone = self._clone()
        self.assertEqual(clone.override_count, 0, clone.override_html)
        clone.flow_ids.retry_attempts = 2
        clone.environment = "production"
        clone.invalidate_recordset()
        self.assertEqual(clone.override_count, 2)
        self.assertIn("Attempts", clone.override_html.replace("attempts", "Attempts"))
        clone.flow_ids.unlink()
        clone.invalidate_recordset()
        self.assertEqual(clone.override_count, 2)

    def test_own_tables_come_as_drafts(self):
        partner = self.env["res.partner"].create({"name": "Acme"})
        self.env["healthcare.mapping"].sudo()._establish(
            {
                "name": "Units of the warehouse",
                "domain": "partner",
                "connection_id": self.connection.id,
            },
            [("A1", partner)],
        )
        clone = self._clone()
        own = self.env["healthcare.mapping"].search([("connection_id", "=", clone.id)])
        self.assertEqual(own.version_ids.mapped("state"), ["draft"])
        self.assertEqual(own.version_ids.line_ids.mapped("code"), ["A1"])
        other = self._clone(name="South", code="south", copy_mappings=False)
        self.assertFalse(
            self.env["healthcare.mapping"].search([("connection_id", "=", other.id)])
        )

    def test_a_draft_is_no_template(self):
        with self.assertRaises(UserError):
            self._clone()._clone({"name": "x", "code": "x"})

    def test_only_an_administrator_clones(self):
        operator = new_test_user(
            self.env, "clone_operator", "healthcare_integration_base.group_operator"
        )
        with self.assertRaises(AccessError):
            self.env["healthcare.connection.clone"].with_user(operator).create(
                {"template_id": self.connection.id, "name": "x", "code": "x"}
            )


@tagged("post_install", "-at_install")
class TestGoingLive(EngineCase):
    """Owners, purpose, test and credentials; the inventory says who they are."""

    def setUp(self):
        super().setUp()
        self.connection.write({"state": "certified", "check_passed": True})

    def _refused(self, word):
        with self.assertRaises(UserError) as caught:
            self.connection.action_go_live()
        self.assertIn(word, str(caught.exception))
        self.assertIn(word, self.connection.missing_text)
        self.connection.invalidate_recordset()

    def test_every_gate(self):
        self.connection.support_contact = False
        self._refused("support contact")
        self.connection.support_contact = "+1 555 0100"
        self.connection.technical_owner_id = False
        self._refused("technical owner")
        self.connection.technical_owner_id = self.env.user
        self.connection.check_passed = False
        self._refused("test")
        self.connection.check_passed = True
        self.flow.data_class = "patient_adjacent"
        self._refused("purpose")
        self.flow.purpose = "Payment of claims"
        self.connection.write({"connector": "http", "endpoint_auth": "bearer"})
        self._refused("credential")
        self.connection.write({"connector": "manual"})
        self.connection.action_go_live()
        self.assertEqual(self.connection.state, "live")
        self.assertFalse(self.connection.missing_text)

    def test_the_database_wants_owners_too(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            self.connection.write({"state": "live", "technical_owner_id": False})
            self.env.flush_all()

    def test_inventory(self):
        partner = self.env["res.partner"].create({"name": "Acme Medical"})
        self.connection.partner_id = partner
        self.flow.write({"review_on": "2027-01-01", "purpose": "Stock"})
        self._accept("ok-1")
        self.env.invalidate_all()
        self.assertEqual(self.flow.system_name, "Acme Medical")
        self.assertEqual(self.flow.business_owner_id, self.connection.owner_id)
        self.assertTrue(self.flow.last_activity_at)
        self.assertEqual(self.flow.schedule_text, "Real time")
        report = self.env.ref("healthcare_integration_base.healthcare_inventory_report")
        html = report._render_qweb_html(report.report_name, self.flow.ids)[0].decode()
        for word in ("Acme Medical", "Receipts", "Financial", "2027", "Real time"):
            self.assertIn(word, html)
