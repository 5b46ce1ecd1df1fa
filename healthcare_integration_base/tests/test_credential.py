"""The life of a secret: owner, end, rotation, places outside (R173, R174)."""

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..errors import ConfigurationError
from .roles import RoleCase


@tagged("post_install", "-at_install")
class TestCredential(RoleCase):
    """Bearer tokens stand for the kinds that are typed in."""

    def setUp(self):
        super().setUp()
        self.today = fields.Date.context_today(self.connection)
        self.token = self._credential("T-OLD")

    def _credential(self, secret, **values):
        return self.env["healthcare.credential"].create(
            {
                "name": "Token",
                "connection_id": self.connection.id,
                "kind": "bearer",
                "secret": secret,
                "owner_id": self.users["operator"].id,
                **values,
            }
        )

    def _secrets(self):
        return self.env["healthcare.credential"]._secrets_of(self.connection, "bearer")

    def _rotate(self, role="administrator", **values):
        wizard = self.env["healthcare.credential.rotate"].with_user(self.users[role])
        wizard = wizard.with_context(active_id=self.token.id)
        wizard.create({"secret": "T-NEW", **values}).action_rotate()

    # -- rotation --------------------------------------------------------------------

    def test_both_secrets_count_until_the_overlap_ends(self):
        self._rotate(overlap_days=3)
        self.assertEqual(self._secrets(), ["T-NEW", "T-OLD"])
        self.assertEqual(self.token.expiry_date, self.today + timedelta(days=3))
        self.assertEqual(self.token.replaced_by_id.owner_id, self.users["operator"])
        self.token.expiry_date = self.today - timedelta(days=1)
        self.assertEqual(self._secrets(), ["T-NEW"])

    def test_an_overlap_never_prolongs_a_secret(self):
        self.token.expiry_date = self.today + timedelta(days=1)
        self._rotate(overlap_days=30)
        self.assertEqual(self.token.expiry_date, self.today + timedelta(days=1))

    def test_the_new_secret_is_not_kept_in_clear_anywhere(self):
        self._rotate()
        self.env.flush_all()
        for table in ("healthcare_credential", "healthcare_credential_rotate"):
            self.env.cr.execute(
                f"SELECT string_agg(to_jsonb(t)::text, '') FROM {table} t"
            )
            self.assertNotIn("T-NEW", self.env.cr.fetchone()[0] or "", table)

    def test_only_administrators_rotate(self):
        for role in ("operator", "auditor", "payload_reader"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._rotate(role)

    def test_a_signing_secret_is_made_here(self):
        signing = self.env["healthcare.credential"].create(
            {"name": "Signing", "connection_id": self.connection.id}
        )
        wizard = self.env["healthcare.credential.rotate"]
        values = wizard.with_context(active_id=signing.id).default_get(["secret"])
        self.assertTrue(values["secret"].startswith("whsec_"))
        signing._check_form(values["secret"])

    def test_changes_are_on_the_record_without_the_secret(self):
        self._rotate()
        entries = self.env["healthcare.audit.entry"].search(
            [("res_model", "=", "healthcare.credential")]
        )
        events = set(entries.mapped("event"))
        self.assertLessEqual(
            {"credential.added", "credential.changed", "credential.rotated"}, events
        )
        self.assertNotIn("T-NEW", str(entries.read(["facts", "reason"])))

    # -- reminders -------------------------------------------------------------------

    def _reminders(self):
        self.env["healthcare.credential"]._cron_remind()
        return self.connection.activity_ids.filtered(
            lambda row: "Token" in (row.summary or "")
        )

    def test_the_owner_is_reminded_once_before_the_end(self):
        self.token.expiry_date = self.today + timedelta(days=20)
        self.assertEqual(self._reminders().user_id, self.users["operator"])
        self.assertEqual(len(self._reminders()), 1)

    def test_nobody_is_reminded_too_early_or_after_the_rotation(self):
        self.token.expiry_date = self.today + timedelta(days=60)
        self.assertFalse(self._reminders())
        self.token.expiry_date = self.today + timedelta(days=20)
        self.assertTrue(self._reminders())
        self._rotate()
        self.assertFalse(self._reminders())

    # -- places outside --------------------------------------------------------------

    def test_a_secret_is_read_from_the_environment_at_each_use(self):
        with patch.dict(os.environ, {"HEALTHCARE_SECRET_ACME": "outside-1"}):
            self.token.secret = "env:HEALTHCARE_SECRET_ACME"
            self.assertTrue(self.token.external)
            self.assertEqual(self._secrets(), ["outside-1"])
            os.environ["HEALTHCARE_SECRET_ACME"] = "outside-2"
            self.assertEqual(self._secrets(), ["outside-2"])
            del os.environ["HEALTHCARE_SECRET_ACME"]
            with self.assertRaises(ConfigurationError) as caught:
                self._secrets()
        self.assertEqual(caught.exception.code, "credential.not_there")

    def test_a_secret_is_read_from_a_file_of_the_one_folder(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "acme").write_text("in-a-file\n")
        with patch.dict(os.environ, {"HEALTHCARE_SECRET_FOLDER": str(folder)}):
            self.token.secret = "file:acme"
            self.assertEqual(self._secrets(), ["in-a-file"])

    def test_nothing_else_of_the_server_is_read(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "in").mkdir()
        (folder / "secret").write_text("x")
        variables = {"HEALTHCARE_SECRET_FOLDER": str(folder / "in"), "OTHER": "x"}
        with patch.dict(os.environ, variables):
            for place in ("env:OTHER", "file:../secret", "file:/etc/hostname", "file:"):
                with self.subTest(place), self.assertRaises(ValidationError):
                    self.token.secret = place
