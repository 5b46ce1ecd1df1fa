"""A viewer sees the messages of records that he can read, and no others."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..outcome import Finding
from .roles import RoleCase

ENGINE = ("operator", "steward", "approver", "auditor", "administrator")


@tagged("post_install", "-at_install")
class TestVisibility(RoleCase):
    """The model of the linked record stands for an order or a claim."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.viewer = cls.users["viewer"]
        cls.mine = cls.env["res.partner"].create({"name": "Readable"})
        cls.theirs = cls.env["res.partner"].create({"name": "Hidden"})
        cls.env["ir.rule"].create(
            {
                "name": "Hidden from viewers",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {cls.theirs.id})]",
                "groups": [
                    Command.link(
                        cls.env.ref("healthcare_integration_base.group_viewer").id
                    )
                ],
            }
        )
        cls.linked = cls._message(cls.connection, "linked")
        cls.linked._trace(cls.mine, "created")
        cls.hidden = cls._message(cls.connection, "hidden")
        cls.hidden._trace(cls.theirs, "created")
        cls.alone = cls._message(cls.connection, "alone")
        cls.all = cls.alone | cls.linked | cls.hidden
        cls.env.flush_all()

    def _seen(self, user, records=None):
        records = self.all if records is None else records
        found = records.with_user(user).search([("id", "in", records.ids)])
        self.assertEqual(found, records.with_user(user)._filtered_access("read"))
        return found

    def test_a_viewer_sees_what_belongs_to_records_that_he_can_read(self):
        self.assertEqual(self._seen(self.viewer), self.linked)
        for message in (self.alone, self.hidden):
            with self.assertRaises(AccessError):
                message.with_user(self.viewer).read(["state"])
        self.linked.with_user(self.viewer).read(["state", "lineage_ids"])
        count = self.all.with_user(self.viewer).search_count(
            [("id", "in", self.all.ids)]
        )
        self.assertEqual(count, 1)

    def test_the_people_of_the_engine_see_all_of_their_company(self):
        for role in ENGINE:
            with self.subTest(role):
                self.assertEqual(
                    self._seen(self.users[role]), self.all.sorted("id", True)
                )

    def test_to_read_contents_is_no_right_to_see_every_message(self):
        reader = self.users["payload_reader"]
        self.assertNotIn(self.hidden, self._seen(reader))
        grants = self.env["healthcare.payload.grant"].with_user(reader)
        with self.assertRaises(AccessError):
            grants._grant(self.hidden, "Curious")

    def test_a_record_of_a_model_without_access_shows_nothing(self):
        secret = self.env["ir.config_parameter"].search([], limit=1)
        message = self._message(self.connection, "secret")
        message._trace(secret, "updated")
        self.assertFalse(self._seen(self.viewer, message))

    def test_the_owner_of_a_question_sees_its_message(self):
        exception = self.env["healthcare.exception"]._open(
            Finding("UNCLASSIFIED", "A question.", user_id=self.viewer.id),
            message=self.hidden,
        )
        self.assertEqual(exception.user_id, self.viewer)
        self.assertIn(self.hidden, self._seen(self.viewer))
        self.assertEqual(self._seen(self.viewer, exception), exception)

    def test_the_owner_of_a_shared_question_sees_all_its_messages(self):
        both = self.hidden | self.alone
        finding = Finding("BUG", "Another defect.", where="$.total")
        for message in both:
            exception = self.env["healthcare.exception"]._open(finding, message=message)
        self.assertTrue(exception.shared)
        self.assertEqual(both.problem_id, exception.problem_id)
        exception.user_id = self.users["operator"]
        self.assertFalse(both & self._seen(self.viewer))
        exception.user_id = self.viewer
        self.assertEqual(both & self._seen(self.viewer), both.sorted("id", True))
        exception._close("resolved", "Mended.")
        self.assertNotIn(self.alone, self._seen(self.viewer))

    def test_a_question_about_a_record_is_seen_with_it(self):
        owner = self.users["operator"].id
        found = {}
        for partner in (self.mine, self.theirs):
            finding = Finding(
                "BUG", partner.name, "res.partner", partner.id, user_id=owner
            )
            found[partner] = self.env["healthcare.exception"]._open(
                finding, connection=self.connection
            )
        both = found[self.mine] | found[self.theirs]
        self.assertEqual(self._seen(self.viewer, both), found[self.mine])

    def test_attempts_and_links_are_seen_with_their_message(self):
        attempts = self.env["healthcare.message.attempt"]
        for message in self.all:
            attempts |= attempts.create({"message_id": message.id, "stage": "apply"})
        self.assertEqual(self._seen(self.viewer, attempts).message_id, self.linked)
        links = self.linked.lineage_ids | self.hidden.lineage_ids
        self.assertEqual(self._seen(self.viewer, links), self.linked.lineage_ids)

    def test_a_service_account_is_not_held_back(self):
        account = new_test_user(
            self.env, "hc_engine", "healthcare_integration_base.group_viewer"
        )
        account.healthcare_service_account = True
        self.assertEqual(self._seen(account), self.all.sorted("id", True))

    def test_whatever_names_a_message_has_a_rule_for_viewers(self):
        viewer = self.env.ref("healthcare_integration_base.group_viewer")
        for name in self.env:
            model = self.env[name]
            field = model._fields.get("message_id")
            if (
                field is None
                or field.comodel_name != "healthcare.message"
                or not field.store
                or model._module != "healthcare_integration_base"
                or model._abstract
                or model._transient
                or not model.with_user(self.viewer).has_access("read")
            ):
                continue
            rules = self.env["ir.rule"].search([("model_id.model", "=", name)])
            with self.subTest(name):
                self.assertIn(viewer, rules.groups)

    def test_files_are_not_seen_and_dead_letters_with_their_message(self):
        transfers = self.env["healthcare.transfer"]
        for message in self.all:
            transfers |= transfers.create(
                {
                    "message_id": message.id,
                    "connection_id": self.connection.id,
                    "company_id": self.env.company.id,
                    "direction": "in",
                }
            )
        with self.assertRaises(AccessError):
            transfers.with_user(self.viewer).search([])
        # Were they let in, the rule would still hold them back.
        self.env["ir.model.access"].create(
            {
                "name": "Files for viewers",
                "model_id": self.env["ir.model"]._get_id(transfers._name),
                "group_id": self.env.ref("healthcare_integration_base.group_viewer").id,
                "perm_read": True,
            }
        )
        self.assertEqual(self._seen(self.viewer, transfers).message_id, self.linked)
        letters = self.env["healthcare.dead.letter"].search(
            [("message_id", "in", self.all.ids)]
        )
        self.assertEqual(self._seen(self.viewer, letters).message_id, self.linked)

    def test_one_query_however_many_messages(self):
        messages = self.env["healthcare.message"].with_user(self.viewer)
        messages.search_count([])
        with self.assertQueryCount(4):
            messages.search_count([("state", "=", "dead")])
