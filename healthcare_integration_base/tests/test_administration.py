"""What an administrator changes while messages are there."""

import os
import tempfile
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..errors import ConfigurationError
from ..outcome import Finding
from .roles import BASE, RoleCase


@tagged("post_install", "-at_install")
class TestAdministration(RoleCase):
    """Nothing that an administrator types in stops the engine or loses a message."""

    def test_a_clone_is_a_draft_with_an_address_of_its_own(self):
        clone = self.connection.copy()
        self.assertNotEqual(clone.code, self.connection.code)
        self.assertEqual(clone.state, "draft")
        self.assertEqual(clone.flow_ids.mapped("code"), ["inbox"])
        self.assertFalse(clone.credential_ids)

    def test_messages_stay_with_their_company(self):
        other = self.env["res.company"].create({"name": "North Clinic"})
        with self.assertRaises(UserError):
            self.connection.company_id = other
        self.connection.company_id = self.connection.company_id
        self.connection.copy().company_id = other

    def test_a_connection_with_messages_is_not_deleted(self):
        with self.assertRaises(psycopg2.Error), mute_logger("odoo.sql_db"):
            self.connection.unlink()

    def test_a_private_table_does_not_become_the_general_one(self):
        connection = self._connection("acme_map", self.env.company)
        self.mapping.connection_id = connection
        with self.assertRaises(psycopg2.Error), mute_logger("odoo.sql_db"):
            connection.unlink()

    def test_times_that_no_calendar_holds(self):
        kind = self.exception.type_id
        for record, name in (
            (self.connection.flow_ids, "waiting_days"),
            (kind, "deadline_hours"),
        ):
            with (
                self.subTest(name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.Error),
                self.cr.savepoint(),
            ):
                record[name] = 2**31 - 1
                record.flush_recordset()

    def test_a_shipped_type_stays(self):
        with self.assertRaises(UserError):
            self.env.ref(
                "healthcare_integration_base.exception_type_unclassified"
            ).unlink()

    def test_an_archived_type_keeps_its_deadline_and_team(self):
        kind = self.exception.type_id
        kind.active = False
        asked = self.env["healthcare.exception"]._open(
            Finding("BUG", "A defect.", where="here"), connection=self.connection
        )
        self.assertEqual(asked.type_id, kind)

    def test_a_key_file_that_is_none(self):
        for content in (b"", b"k1:###\n", b"\xff\xfe", b"k1:QUJD\n"):
            with tempfile.NamedTemporaryFile() as file:
                file.write(content)
                file.flush()
                with (
                    self.subTest(content),
                    patch.dict(os.environ, {"HEALTHCARE_KEY_FILE": file.name}),
                    self.assertRaises(ConfigurationError),
                ):
                    self.env["healthcare.vault"]._keys()

    # -- owners ----------------------------------------------------------------------

    def test_who_leaves_hands_over(self):
        second = new_test_user(self.env, "hc_operator_2", f"{BASE}operator")
        self.exception.user_id = second
        second.active = False
        self.assertTrue(self.exception.user_id.active)
        self.assertNotEqual(self.exception.user_id, second)
        self.assertEqual(self.exception.activity_ids.user_id, self.exception.user_id)

    def test_an_exception_is_never_without_owner(self):
        with self.assertRaises(UserError):
            self._as("operator", self.exception).write({"user_id": False})

    def test_an_owner_where_nobody_is(self):
        company = self.env["res.company"].create({"name": "Empty Clinic"})
        connection = self._connection("empty", company)
        team = self.env["res.groups"].create({"name": "Nobody"})
        self.exception.type_id.group_id = team
        asked = self.env["healthcare.exception"]._open(
            Finding("BUG", "A defect."), connection=connection
        )
        self.assertTrue(asked.user_id.active)
        self.assertTrue(asked.activity_ids)
