"""Contents are shown for a purpose, for a while, and every look is on the record."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .roles import ROLES, RoleCase

CONTENT = ("canonical", "readable", "readable_html", "payload_text")


@tagged("post_install", "-at_install")
class TestContents(RoleCase):
    """Grants, exports and masks; the server decides, not the form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        allowed = cls.env.ref("base.group_allow_export")
        for user in cls.users.values():
            user.group_ids |= allowed

    def setUp(self):
        super().setUp()
        self.reader = self._as("payload_reader", self.message)

    def _open(self, **values):
        wizard = self.env["healthcare.payload.open"].with_user(
            self.users["payload_reader"]
        )
        wizard = wizard.with_context(
            active_model="healthcare.message", active_ids=self.message.ids
        )
        return wizard.create(values).action_open()

    def _entries(self, event):
        return self.env["healthcare.audit.entry"].search(
            [("event", "=", event), ("message_id", "=", self.message.id)]
        )

    # -- a look ----------------------------------------------------------------------

    def test_without_a_purpose_a_payload_reader_reads_nothing(self):
        values = self.reader.read(list(CONTENT))[0]
        for name in CONTENT:
            self.assertFalse(values[name], name)
        self.assertFalse(self.reader.contents_open)
        with self.assertRaises(AccessError):
            self.reader.action_download()

    def test_with_a_purpose_he_reads_and_it_is_on_the_record(self):
        self._open(reason="partner", purpose="Line 3")
        values = self.reader.read(list(CONTENT))[0]
        self.assertEqual(values["canonical"], {"kind": "claim"})
        self.assertEqual(values["payload_text"], '{"kind": "claim"}')
        self.assertTrue(self.reader.contents_open)
        self.assertTrue(self.reader.action_download())
        grant = self._as("auditor", self.message).grant_ids
        self.assertEqual(grant.user_id, self.users["payload_reader"])
        self.assertIn("Line 3", grant.purpose)
        entry = self._entries("payload.opened")
        self.assertEqual(entry.message_id, self.message)
        self.assertEqual(entry.user_id, self.users["payload_reader"])

    def test_a_look_is_for_one_user_one_message_and_a_while(self):
        other = self._message(self.connection, "contents-2")
        self._open(reason="audit")
        self.assertFalse(self._as("payload_reader", other)._shown_document())
        second = self.users["administrator"]
        second.group_ids |= self.env.ref(
            "healthcare_integration_base.group_payload_reader"
        )
        self.assertFalse(
            self.message.with_user(second).read(["canonical"])[0]["canonical"]
        )
        self.env.cr.execute(
            "ALTER TABLE healthcare_payload_grant DISABLE TRIGGER USER;"
            "UPDATE healthcare_payload_grant SET expires_at = now() - interval '1 day'"
        )
        self.assertFalse(self.reader.read(["canonical"])[0]["canonical"])

    def test_something_else_has_to_be_said_in_words(self):
        with self.assertRaises(UserError):
            self._open(reason="other", purpose="  ")

    def test_nobody_else_is_granted_a_look(self):
        for role in ROLES:
            grants = self.env["healthcare.payload.grant"].with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                grants._grant(self.message, "Curious")

    # -- export and search -----------------------------------------------------------

    def test_an_export_of_contents_is_refused_without_a_look(self):
        with self.assertRaises(AccessError):
            self.reader.export_data(["uuid", "canonical"])
        self.assertTrue(self.reader.export_data(["uuid"])["datas"])
        self._open(reason="audit")
        rows = self.reader.export_data(["canonical"])["datas"]
        self.assertEqual(rows, [[{"kind": "claim"}]])
        self.assertEqual(self._entries("payload.exported").message_id, self.message)

    def test_contents_answer_no_search(self):
        messages = self.reader.browse()
        for domain in ([("canonical", "!=", False)], [("canonical", "=", "claim")]):
            with self.assertRaises(AccessError):
                messages.search(domain)

    # -- masks -----------------------------------------------------------------------

    def _protect(self):
        self.env.cr.execute(
            "UPDATE healthcare_message SET kind = 'claim', reference = %s, "
            "subject_key = %s WHERE id = %s",
            ["HSP-2024-0017", "1/claim:HSP-2024-0017", self.message.id],
        )
        self.message.invalidate_recordset()

    def test_keys_of_a_protected_document_are_masked(self):
        self._protect()
        for role in ROLES:
            message = self._as(role, self.message)
            values = message.read(["reference", "subject_key", "display_name"])[0]
            with self.subTest(role):
                self.assertNotIn("HSP-2024", str(values))
                self.assertTrue(values["reference"].endswith("017"))
                exported = message.export_data(["reference", "display_name"])["datas"]
                self.assertNotIn("HSP-2024", str(exported))
                for group in ("reference", "subject_key"):
                    with self.assertRaises(AccessError):
                        message.formatted_read_group([], [group], ["__count"])
        values = self.reader.read(["reference", "display_name"])[0]
        self.assertEqual(values["reference"], "HSP-2024-0017")
        self.assertIn("HSP-2024-0017", values["display_name"])

    def test_who_knows_a_key_finds_its_message(self):
        self._protect()
        found = self._as("operator", self.message).search(
            [("reference", "=", "HSP-2024-0017")]
        )
        self.assertIn(self.message, found)

    def test_keys_of_an_order_are_not_masked(self):
        self._protect()
        self.env.cr.execute(
            "UPDATE healthcare_message SET kind = 'purchase_order' WHERE id = %s",
            [self.message.id],
        )
        self.message.invalidate_recordset()
        message = self._as("operator", self.message)
        self.assertEqual(message.read(["reference"])[0]["reference"], "HSP-2024-0017")
