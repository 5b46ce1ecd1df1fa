"""The audit trail: written once, by whoever decides, refused to everybody else."""

import tempfile
from contextlib import closing

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


@tagged("post_install", "-at_install")
class TestAuditChain(RoleCase):
    """Whoever gets past the triggers is named by the chain."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entries = cls.env["healthcare.audit.entry"]
        cls.seals = cls.env["healthcare.audit.seal"]

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.patch(type(self.seals), "_anchor_path", lambda _self: f"{folder}/head")
        self.logged = self.entries
        for number in range(5):
            self.logged |= self.entries._log(
                "message.replayed", self.message, f"Reason {number}", {"no": number}
            )
        self.seals._cron_seal()

    def _tamper(self, table, statement, *params):
        """As the owner of the table, who may switch its triggers off."""
        self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.env.cr.execute(statement, params)
        self.env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def _fault(self):
        return self.seals._verify()[0]

    def test_every_entry_is_sealed_once_in_order(self):
        fault, position, head = self.seals._verify()
        self.assertIsNone(fault)
        seals = self.seals.search([], order="position")
        self.assertEqual(seals.mapped("position"), list(range(1, position + 1)))
        self.assertEqual(seals[-1].hash, head)
        self.assertEqual(seals[-5:].entry_id, self.logged)
        self.assertEqual(self.seals._cron_seal(), 0)
        self.assertEqual(self.logged[-1].seal, position)

    def test_the_chain_goes_on_where_it_ended(self):
        later = self.entries._log("engine.stopped")
        self.assertEqual(self.seals._cron_seal(), 1)
        self.assertEqual(later.seal, self.logged[-1].seal + 1)
        self.assertIsNone(self._fault())

    def test_an_altered_entry_is_named(self):
        for column, value in (
            ("reason", "Other"),
            ("user_id", self.users["viewer"].id),
            ("facts", "{}"),
        ):
            with self.subTest(column), closing(self.env.cr.savepoint()):
                self._tamper(
                    "healthcare_audit_entry",
                    f"UPDATE healthcare_audit_entry SET {column} = %s WHERE id = %s",
                    value,
                    self.logged[2].id,
                )
                fault = self._fault()
                self.assertEqual(fault.code, "entry.altered")
                self.assertEqual(fault.entry_id, self.logged[2].id)
            self.env.invalidate_all()

    def test_a_deleted_entry_is_named(self):
        self.env.cr.execute(
            "ALTER TABLE healthcare_audit_seal "
            "DROP CONSTRAINT healthcare_audit_seal_entry_id_fkey"
        )
        self._tamper(
            "healthcare_audit_entry",
            "DELETE FROM healthcare_audit_entry WHERE id = %s",
            self.logged[1].id,
        )
        fault = self._fault()
        self.assertEqual(
            (fault.code, fault.entry_id), ("entry.missing", self.logged[1].id)
        )

    def test_a_deleted_seal_is_named(self):
        position = self.logged[1].seal
        self._tamper(
            "healthcare_audit_seal",
            "DELETE FROM healthcare_audit_seal WHERE position = %s",
            position,
        )
        self.assertEqual(self._fault()[:2], ("seal.missing", position))

    def test_a_rewritten_seal_is_named(self):
        self._tamper(
            "healthcare_audit_seal",
            "UPDATE healthcare_audit_seal SET previous = %s WHERE entry_id = %s",
            "0" * 64,
            self.logged[3].id,
        )
        self.assertEqual(self._fault().code, "seal.altered")

    def test_an_entry_past_the_trigger_is_named(self):
        self._tamper(
            "healthcare_audit_entry",
            "INSERT INTO healthcare_audit_entry (event, logged_at) "
            "VALUES ('x', timezone('UTC', now()))",
        )
        self.assertEqual(self._fault().code, "entry.unsealed")

    def test_an_end_that_was_cut_off_is_named_by_the_head_outside(self):
        _fault, position, head = self.seals._verify()
        self.seals._write_anchor(position, head)
        self.assertIsNone(self._fault())
        last = self.logged[-1]
        self._tamper(
            "healthcare_audit_seal",
            "DELETE FROM healthcare_audit_seal WHERE entry_id = %s",
            last.id,
        )
        self._tamper(
            "healthcare_audit_entry",
            "DELETE FROM healthcare_audit_entry WHERE id = %s",
            last.id,
        )
        self.assertEqual(self._fault()[:2], ("chain.cut", position - 1))

    def test_the_whole_chain_written_anew_is_named_by_the_head_outside(self):
        _fault, position, _head = self.seals._verify()
        self.seals._write_anchor(position, "f" * 64)
        self.assertEqual(self._fault()[:2], ("chain.rewritten", position))

    def test_seals_are_append_only(self):
        for statement in (
            "UPDATE healthcare_audit_seal SET hash = ''",
            "DELETE FROM healthcare_audit_seal",
            "TRUNCATE healthcare_audit_seal",
        ):
            with self.subTest(statement), mute_logger("odoo.sql_db"):
                with self.assertRaisesRegex(psycopg2.Error, "append-only"):
                    with self.env.cr.savepoint(flush=False):
                        self.env.cr.execute(statement)

    # -- the button ------------------------------------------------------------------

    def _verdict(self, role):
        wizard = self.env["healthcare.audit.verify"].with_user(self.users[role])
        return wizard.create({})

    def test_the_auditor_verifies_and_that_is_logged(self):
        verdict = self._verdict("auditor")
        self.assertTrue(verdict.intact)
        self.assertFalse(verdict.finding)
        entry = self.entries.search([("event", "=", "audit.verified")], limit=1)
        self.assertEqual(entry.user_id, self.users["auditor"])
        with self.assertRaises(AccessError):
            self._verdict("operator")

    def test_the_auditor_reads_what_is_broken(self):
        self._tamper(
            "healthcare_audit_entry",
            "UPDATE healthcare_audit_entry SET reason = 'x' WHERE id = %s",
            self.logged[0].id,
        )
        verdict = self._verdict("auditor")
        self.assertFalse(verdict.intact)
        self.assertIn(str(self.logged[0].id), verdict.finding)
        self.assertEqual(verdict.entry_id, self.logged[0])
