"""What each role may and, above all, may not do; every denial is tried."""

from odoo.exceptions import AccessDenied, AccessError
from odoo.tests import tagged

from ..outcome import Finding
from .roles import ROLES, RoleCase

LOCKED = (
    "healthcare.message",
    "healthcare.message.attempt",
    "healthcare.lineage",
)


@tagged("post_install", "-at_install")
class TestSecurity(RoleCase):
    """Reading and writing by role, contents and secrets, companies."""

    # -- nobody without a role -------------------------------------------------------

    def test_ordinary_user_reads_nothing(self):
        for record in (self.connection, self.message, self.exception, self.mapping):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(self.clerk).read(["display_name"])

    def test_service_account_cannot_log_in(self):
        service = self.env.ref("healthcare_integration_base.user_service")
        self.assertFalse(service.has_group("base.group_system"))
        self.assertTrue(service.healthcare_service_account)
        service.sudo().password = "known-to-somebody"
        credential = {
            "type": "password",
            "login": service.login,
            "password": "known-to-somebody",
        }
        with self.assertRaises(AccessDenied):
            service.with_user(service)._check_credentials(
                credential, {"interactive": True}
            )

    # -- contents --------------------------------------------------------------------

    def test_no_role_but_payload_reader_reads_contents(self):
        names = ("canonical", "readable", "readable_html", "payload_text")
        for role in ROLES:
            message = self._as(role, self.message)
            message.read(["state", "reference", "code", "issues_html"])
            for name in names:
                with self.subTest(role=role, name=name):
                    self.assertNotIn(name, message.fields_get())
                    with self.assertRaises(AccessError):
                        message.read([name])
        reader = self._as("payload_reader", self.message)
        reader.env["healthcare.payload.grant"]._grant(reader, "Question of the payer")
        self.assertEqual(reader.read(list(names))[0]["canonical"], {"kind": "claim"})
        self.assertEqual(reader.payload_text, '{"kind": "claim"}')

    def test_contents_cannot_be_searched_or_grouped(self):
        messages = self._as("viewer", self.env["healthcare.message"])
        with self.assertRaises(AccessError):
            messages.search([("canonical", "!=", False)])
        with self.assertRaises(AccessError):
            messages.search([], order="canonical")

    # -- nobody writes the truth -----------------------------------------------------

    def test_nobody_writes_messages_attempts_or_lineage(self):
        for role in (*ROLES, "payload_reader"):
            for name in LOCKED:
                model = self._as(role, self.env[name])
                for operation in ("write", "create", "unlink"):
                    with self.subTest(role=role, model=name, operation=operation):
                        self.assertFalse(model.has_access(operation))
        with self.assertRaises(AccessError):
            self._as("administrator", self.message).write({"state": "done"})

    def test_trace_is_for_operators(self):
        attempt = self.env["healthcare.message.attempt"].create(
            {"message_id": self.message.id, "stage": "apply", "trace": "file:1"}
        )
        self.assertEqual(self._as("operator", attempt).trace, "file:1")
        with self.assertRaises(AccessError):
            self._as("auditor", attempt).read(["trace"])

    # -- secrets ---------------------------------------------------------------------

    def test_secrets(self):
        credential = self.env["healthcare.credential"].create(
            {"name": "Signing", "connection_id": self.connection.id}
        )
        for role in (*ROLES[:-1], "payload_reader"):
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    self._as(role, credential).read(["name"])
                with self.assertRaises(AccessError):
                    self._as(role, self.connection).read(["credential_ids"])
        administrator = self._as("administrator", credential)
        self.assertFalse(administrator.secret)
        self.assertFalse(administrator.has_secret)
        with self.assertRaises(AccessError):
            administrator.read(["sealed"])

    # -- set-up ----------------------------------------------------------------------

    def test_only_administrators_change_the_setup(self):
        kind = self.env.ref("healthcare_integration_base.exception_type_bug")
        changes = (
            (self.connection, {"name": "Other"}),
            (self.connection.flow_ids, {"name": "Other"}),
            (kind, {"deadline_hours": 1}),
        )
        for role in ROLES[:-1]:
            for record, values in changes:
                with self.subTest(role=role, model=record._name):
                    with self.assertRaises(AccessError):
                        self._as(role, record).write(values)
        for record, values in changes:
            self._as("administrator", record).write(values)
        with self.assertRaises(AccessError):
            self._as("operator", self.connection).action_retire()

    def test_operators_test_suspend_and_pause(self):
        self.connection.state = "live"
        flow = self.connection.flow_ids
        for role in ("viewer", "steward", "approver", "auditor"):
            with self.subTest(role):
                for verb in ("action_check", "action_suspend", "action_pull"):
                    with self.assertRaises(AccessError):
                        getattr(self._as(role, self.connection), verb)()
                with self.assertRaises(AccessError):
                    self._as(role, flow).action_pause()
        self._as("operator", flow).action_pause()
        self.assertEqual(flow.state, "paused")
        self._as("operator", self.connection).action_check()
        self._as("operator", self.connection).action_suspend()
        self.assertEqual(self.connection.state, "suspended")

    def test_stewards_edit_mappings_only(self):
        for role in ("viewer", "operator", "approver", "auditor"):
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    self._as(role, self.mapping).write({"name": "Other"})
                with self.assertRaises(AccessError):
                    self._as(role, self.line).write({"code": "B2"})
        self._as("steward", self.line).write({"code": "B2"})
        self._as("steward", self.mapping).write({"name": "Other"})
        writable = [
            name
            for name in self.env
            if name.startswith("healthcare.")
            and not self.env[name]._abstract
            and not self.env[name]._transient
            and self._as("steward", self.env[name]).has_access("write")
            and self.env[name]._original_module == "healthcare_integration_base"
        ]
        self.assertEqual(
            sorted(writable),
            [
                "healthcare.certification",
                "healthcare.code",
                "healthcare.code.list",
                "healthcare.correction.wave",
                "healthcare.external.ref",
                "healthcare.facility",
                "healthcare.layout",
                "healthcare.layout.field",
                "healthcare.layout.rule",
                "healthcare.mapping",
                "healthcare.mapping.line",
                "healthcare.mapping.version",
            ],
        )

    # -- auditors --------------------------------------------------------------------

    def test_auditor_changes_nothing(self):
        for name in self.env:
            model = self.env[name]
            if model._module != "healthcare_integration_base" or model._abstract:
                continue
            if model._transient or not name.startswith("healthcare."):
                continue
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=name, operation=operation):
                    self.assertFalse(self._as("auditor", model).has_access(operation))

    # -- companies -------------------------------------------------------------------

    def test_companies_do_not_see_each_other(self):
        other = self.env["res.company"].create({"name": "North Clinic"})
        connection = self._connection("north_sec", other)
        message = self._message(connection, "sec-2")
        exception = self.env["healthcare.exception"]._open(
            Finding("BUG", "A defect."), message=message
        )
        attempt = self.env["healthcare.message.attempt"].create(
            {"message_id": message.id, "stage": "open"}
        )
        message._trace(other.partner_id, "linked")
        mapping = self.env["healthcare.mapping"].create(
            {"name": "North", "domain": "partner", "company_id": other.id}
        )
        reference = self.env["healthcare.external.ref"]._set(
            connection, "partner", "N1", other.partner_id
        )
        records = (
            connection,
            connection.flow_ids,
            message,
            attempt,
            message.lineage_ids,
            exception,
            mapping,
            reference,
        )
        for record in records:
            with self.subTest(record._name):
                theirs = self._as("administrator", record)
                self.assertFalse(theirs.search([("id", "in", record.ids)]))
                with self.assertRaises(AccessError):
                    theirs.read(["display_name"])
                self.assertFalse(theirs._filtered_access("read"))
        self.users["administrator"].company_ids |= other
        both = {"allowed_company_ids": [self.env.company.id, other.id]}
        for record in records:
            with self.subTest(record._name):
                mine = self._as("administrator", record).with_context(**both)
                self.assertEqual(mine._filtered_access("read"), mine)

    def test_every_model_with_a_company_has_a_rule(self):
        rules = self.env["ir.rule"].search([]).model_id.mapped("model")
        for name in self.env:
            model = self.env[name]
            if (
                model._module == "healthcare_integration_base"
                and not (model._abstract or model._transient)
                and name.startswith("healthcare.")
                and "company_id" in model._fields
            ):
                with self.subTest(name):
                    self.assertIn(name, rules)
