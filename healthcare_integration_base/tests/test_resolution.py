"""Answers to exceptions: offered to whom, carried out once, recorded."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestResolution(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["res.groups"].create({"name": "Menders"})
        cls.kind = cls.env["healthcare.exception.type"].create(
            {"code": "TEST_ANSWER", "name": "Test", "group_id": cls.team.id}
        )
        viewer = "healthcare_integration_base.group_viewer"
        cls.member = new_test_user(cls.env, "mender", viewer)
        cls.member.group_ids += cls.team
        cls.stranger = new_test_user(cls.env, "stranger", viewer)
        cls.model = type(cls.env["healthcare.exception"])
        cls.carried = []
        cls.startClassPatcher(
            patch.object(
                cls.model,
                "_resolution_test_mend",
                lambda self, reason: cls.carried.append((self.id, reason)),
                create=True,
            )
        )
        cls.answer = cls.env["healthcare.resolution"].create(
            {"code": "test_mend", "name": "Mend it", "type_ids": cls.kind.ids}
        )

    def setUp(self):
        super().setUp()
        self.carried.clear()
        self.partner = self.env["res.partner"].create({"name": "P"})
        finding = self.env["healthcare.exception"]._finding(
            "TEST_ANSWER", "Broken", model="res.partner", res_id=self.partner.id
        )
        self.exception = self.env["healthcare.exception"]._open(
            finding, company=self.env.company
        )

    def _as(self, user):
        return self.exception.with_user(user)

    def test_the_team_is_offered_the_answer_and_it_ends_the_question(self):
        self.assertEqual(self._as(self.member).first_resolution, "Mend it")
        self._as(self.member).action_first_resolution()
        self.assertEqual(self.carried, [(self.exception.id, "")])
        self.assertEqual(self.exception.state, "resolved")
        self.assertEqual(self.exception.resolution, "Mend it")
        self.assertEqual(self.exception.resolved_by_id, self.member)
        entry = self.env["healthcare.audit.entry"].search(
            [("event", "=", "exception.answered")], order="id desc", limit=1
        )
        self.assertEqual(entry.res_id, self.exception.id)

    def test_a_stranger_is_offered_nothing_and_cannot_force_it(self):
        self.assertFalse(self._as(self.stranger).resolution_ids)
        with self.assertRaises(AccessError):
            self._as(self.stranger)._apply_resolution(self.answer)
        self.assertFalse(self.carried)

    def test_an_answer_for_a_group_only(self):
        self.answer.group_id = self.env.ref("base.group_system")
        self.assertFalse(self._as(self.member).resolution_ids)
        with self.assertRaises(AccessError):
            self._as(self.member).action_answer(self.answer.id)
        self.assertFalse(self.carried)

    def test_a_reason_is_asked_for_and_kept(self):
        self.answer.reason_required = True
        action = self._as(self.member).action_first_resolution()
        self.assertEqual(action["res_model"], "healthcare.resolution.reason")
        with self.assertRaises(UserError):
            self._as(self.member)._apply_resolution("test_mend", " ")
        wizard = (
            self.env["healthcare.resolution.reason"]
            .with_user(self.member)
            .with_context(**action["context"])
            .create({"reason": "agreed by phone"})
        )
        wizard.action_confirm()
        self.assertEqual(self.carried, [(self.exception.id, "agreed by phone")])
        self.assertEqual(self.exception.resolution, "Mend it: agreed by phone")

    def test_a_question_is_answered_once(self):
        self._as(self.member)._apply_resolution(self.answer)
        with self.assertRaises(AccessError):
            self._as(self.member)._apply_resolution(self.answer)
        self.assertEqual(len(self.carried), 1)

    def test_an_answer_without_a_deed_is_refused(self):
        with self.assertRaises(UserError):
            self.env["healthcare.resolution"].create(
                {"code": "test_nothing", "name": "Nothing"}
            )
