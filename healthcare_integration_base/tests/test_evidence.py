"""One file tells an auditor everything about a message, and who took it is known."""

import io
import json
import zipfile

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .roles import RoleCase


@tagged("post_install", "-at_install")
class TestEvidence(RoleCase):
    """The binder, with and without the payload."""

    def _binder(self, user):
        data = self.message.with_user(user)._evidence_file()
        archive = zipfile.ZipFile(io.BytesIO(data))
        return archive, json.loads(archive.read("evidence.json"))

    def test_an_auditor_takes_everything_but_the_contents(self):
        self.env["healthcare.audit.entry"]._log("message.replayed", self.message, "Why")
        archive, facts = self._binder(self.users["auditor"])
        self.assertEqual(archive.namelist(), ["evidence.json"])
        self.assertEqual(facts["message"]["content_hash"], self.message.content_hash)
        self.assertEqual(facts["records"][0]["res_model"], "res.partner")
        self.assertEqual(facts["questions"][0]["code"], "BUG")
        self.assertIn("message.replayed", [row["event"] for row in facts["audit"]])
        self.assertTrue(facts["payload"].startswith("closed"))
        taken = self.env["healthcare.audit.entry"].search(
            [("event", "=", "evidence.taken"), ("message_id", "=", self.message.id)]
        )
        self.assertEqual(taken.user_id, self.users["auditor"])

    def test_with_a_look_the_payload_is_enclosed(self):
        auditor = self.users["auditor"]
        auditor.group_ids |= self.env.ref(
            "healthcare_integration_base.group_payload_reader"
        )
        self.env["healthcare.payload.grant"].with_user(auditor)._grant(
            self.message, "Sample of March"
        )
        archive, facts = self._binder(auditor)
        payload = archive.read(f"{self.message.uuid}.payload")
        self.assertEqual(payload, b'{"kind": "claim"}')
        self.assertEqual(facts["looks"][0]["purpose"], "Sample of March")

    def test_nobody_else_takes_evidence(self):
        for role in ("viewer", "operator", "steward", "payload_reader"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._binder(self.users[role])

    def test_the_keys_screen_says_how_far_a_rotation_is(self):
        screen = self.env["healthcare.keys"].with_user(self.users["administrator"])
        shown = screen.create({})
        self.assertTrue(shown.sealing_key)
        self.assertFalse(shown.fault)
        shown.action_reseal()
        with self.assertRaises(AccessError):
            self.env["healthcare.keys"].with_user(self.users["operator"]).create({})
