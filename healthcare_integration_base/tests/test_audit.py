"""The audit trail: written once, by whoever decides, refused to everybody else."""

import psycopg2

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .roles import ROLES, RoleCase


@tagged("post_install", "-at_install")
class TestAuditEntry(RoleCase):
    """Entries and their database guards."""

    def _entries(self):
        return self.env["healthcare.audit.entry"]

    def test_any_user_logs_and_the_entry_says_who_and_what(self):
        entries = self.env["healthcare.audit.entry"].with_user(self.clerk)
        logged = entries._log(
            "message.replayed", self.message, "Partner called", {"count": 1}
        )
        self.assertEqual(len(logged), 1)
        self.assertEqual(logged.user_id, self.clerk)
        self.assertEqual(logged.message_id, self.message)
        self.assertEqual(logged.res_model, "healthcare.message")
        self.assertEqual(logged.res_id, self.message.id)
        self.assertEqual(logged.company_id, self.message.company_id)
        self.assertEqual(logged.reason, "Partner called")
        self.assertEqual(logged.facts, {"count": 1})
        self.assertTrue(logged.logged_at)

    def test_one_entry_per_record_and_one_without(self):
        second = self._message(self.connection, "audit-2")
        both = self._entries()._log("message.skipped", self.message | second)
        self.assertEqual(both.message_id, self.message | second)
        about = self._entries()._log("exception.resolved", self.exception)
        self.assertEqual(about.message_id, self.message)
        alone = self._entries()._log("engine.stopped", reason="Fire drill")
        self.assertFalse(alone.res_model)

    def test_the_database_refuses_every_change(self):
        entry = self._entries()._log("message.replayed", self.message)
        statements = (
            ("UPDATE healthcare_audit_entry SET event = 'x' WHERE id = %s", [entry.id]),
            ("DELETE FROM healthcare_audit_entry WHERE id = %s", [entry.id]),
            ("TRUNCATE healthcare_audit_entry CASCADE", None),
        )
        for statement, params in statements:
            with self.subTest(statement), mute_logger("odoo.sql_db"):
                with self.assertRaisesRegex(psycopg2.Error, "append-only"):
                    with self.env.cr.savepoint(flush=False):
                        self.env.cr.execute(statement, params)
        self.assertTrue(entry.exists())

    def test_nobody_writes_and_only_auditors_read(self):
        entry = self._entries()._log("message.replayed", self.message)
        for role in (*ROLES, "payload_reader"):
            theirs = self._as(role, entry)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(theirs.has_access(operation), role)
            if role in ("auditor", "administrator"):
                theirs.read(["event", "reason"])
            else:
                with self.assertRaises(AccessError, msg=role):
                    theirs.read(["event"])
