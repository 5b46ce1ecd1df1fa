"""A wrong row: what it touched, and the wave that takes it back."""

from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.healthcare_mapping_radius import HealthcareMappingRadiusFacts
from ..outcome import Outcome, Touched
from .common import EngineCase, ScriptedHandler

BASE = "healthcare_integration_base.group_"


class LabellingHandler(ScriptedHandler):
    """Creates a category named after the partner that the unit code means; 50 each."""

    def _apply(self, incoming):
        self.calls.append(len(incoming))
        known = self.env["healthcare.mapping"]._translate_many(
            incoming[0].connection, "partner", ["BX"]
        )
        outcomes = []
        for row in incoming:
            name = f"{row.document.receipt_number} {known['BX'].name}"
            record = self.env["res.partner.category"].create({"name": name})
            outcomes.append(
                Outcome.done(
                    [
                        Touched(
                            record._name,
                            record.id,
                            "created",
                            "$.lines[0]",
                            50,
                            mapping_line_ids=(known.lines["BX"],),
                        )
                    ]
                )
            )
        return outcomes

    def _compensate(self, messages):
        touched = []
        for message in messages:
            links = message.lineage_ids.filtered(lambda row: row.action == "created")
            record = self.env["res.partner.category"].browse(links[-1:].res_id)
            if record.name.startswith("stuck"):
                raise UserError(self.env._("It cannot be undone."))
            record.active = False
            touched.append([Touched(record._name, record.id)])
        return touched


@tagged("post_install", "-at_install")
class TestCorrectionWave(EngineCase):
    """Version 1 means Wrong by BX; version 2 means Right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward = new_test_user(
            cls.env, "wave_steward", f"{BASE}steward,{BASE}operator"
        )
        cls.approver = new_test_user(cls.env, "wave_approver", f"{BASE}approver")
        cls.viewer = new_test_user(cls.env, "wave_viewer", f"{BASE}viewer")
        cls.wrong, cls.right = cls.env["res.partner"].create(
            [{"name": "Wrong"}, {"name": "Right"}]
        )
        cls.mapping = cls.env["healthcare.mapping"]._establish(
            {
                "name": "Boxes",
                "domain": "partner",
                "connection_id": cls.connection.id,
                "owner_id": cls.steward.id,
            },
            [("BX", cls.wrong), ("CS", cls.wrong)],
        )
        cls.version = cls.mapping.version_id

    def setUp(self):
        super().setUp()
        self.handler = LabellingHandler(self.env)

    def _applied(self, *numbers):
        messages = self.messages.concat(*(self._accept(name) for name in numbers))
        self._drain()
        self.assertEqual(set(messages.mapped("state")), {"done"})
        return messages

    def _correct_the_row(self):
        draft = self.mapping.with_user(self.steward)._draft()
        draft.line_ids[0].target = self.right
        draft.action_test()
        draft.with_user(self.approver).action_approve()

    def _plan(self, version=None):
        action = (version or self.version).with_user(self.steward).action_affected()
        radius = self.env[action["res_model"]].browse(action["res_id"])
        action = radius.with_user(self.steward).action_plan()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _approved(self, wave):
        wave.with_user(self.steward).reason = "BX meant Right all along"
        wave.with_user(self.steward).action_ask()
        wave.with_user(self.approver).action_approve()

    def test_the_radius_is_what_the_row_translated(self):
        messages = self._applied("a-1", "a-2", "a-3")
        self.assertEqual(self.version.affected_count, 3)
        action = self.version.line_ids[0].with_user(self.viewer).action_affected()
        radius = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((radius.total, radius.amount), (3, 150))
        self.assertEqual(radius.document_ids.message_id, messages)
        self.assertEqual(radius.posted_count, 0)
        other = self.version.line_ids[1].action_affected()
        self.assertEqual(self.env[other["res_model"]].browse(other["res_id"]).total, 0)

    def test_a_wave_undoes_and_applies_anew_what_is_not_posted(self):
        messages = self._applied("a-1", "a-2")
        self._correct_the_row()
        wave = self._plan()
        self.assertEqual(wave.again_count, 2)
        self._approved(wave)
        wave.with_user(self.steward).action_run()
        self.assertEqual(wave.state, "running")
        self.env.flush_all()
        with patch("time.sleep"):
            self.env["healthcare.replay"]._run()
        self._drain()
        self.cr.execute("UPDATE healthcare_replay SET next_at = '2000-01-01'")
        with patch("time.sleep"):
            self.env["healthcare.replay"]._run()
        self.env.invalidate_all()
        self.env["healthcare.correction.wave"]._cron_finish()
        self.assertEqual(wave.state, "done")
        self.assertEqual(set(wave.line_ids.mapped("state")), {"done"})
        labels = self.env["res.partner.category"].search(
            [("name", "in", ["a-1 Right", "a-2 Right", "a-1 Wrong", "a-2 Wrong"])]
        )
        self.assertEqual(sorted(labels.mapped("name")), ["a-1 Right", "a-2 Right"])
        self.assertEqual(set(messages.mapped("state")), {"done"})

    def test_what_is_posted_is_left_to_an_accountant(self):
        messages = self._applied("a-1", "a-2")
        first = messages[0].lineage_ids.res_id
        self.patch(
            HealthcareMappingRadiusFacts,
            "_posted",
            lambda model, record: record.id == first,
        )
        self._correct_the_row()
        wave = self._plan()
        self.assertEqual((wave.accountant_count, wave.again_count), (1, 1))
        self.assertEqual(wave.accountant_amount, 50)
        self._approved(wave)
        wave.with_user(self.steward).action_run()
        self.assertTrue(self.env["res.partner.category"].browse(first).active)
        self.assertFalse(messages[0].compensated_at)
        self.assertTrue(messages[1].compensated_at)

    def test_what_refuses_is_named_and_stays(self):
        messages = self._applied("stuck-1", "a-2")
        wave = self._plan()
        self._approved(wave)
        wave.with_user(self.steward).action_run()
        failed = wave.line_ids.filtered(lambda row: row.state == "failed")
        self.assertEqual(failed.message_id, messages[0])
        self.assertEqual(failed.result, "It cannot be undone.")

    def test_who_planned_never_approves(self):
        self._applied("a-1")
        wave = self._plan()
        with self.assertRaises(UserError):
            wave.with_user(self.steward).action_ask()  # no reason
        with self.assertRaises(UserError):
            wave.with_user(self.steward).action_run()  # not approved
        wave.with_user(self.steward).reason = "wrong"
        wave.with_user(self.steward).action_ask()
        self.assertEqual(wave.activity_ids.user_id.has_group(f"{BASE}approver"), True)
        with self.assertRaises(AccessError):
            wave.with_user(self.steward).action_approve()
        with self.assertRaises(AccessError):
            wave.with_user(self.steward).write({"state": "approved"})
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            wave.approved_by_id = wave.author_id
            self.env.flush_all()

    def test_what_a_user_may_not_read_has_no_name(self):
        messages = self._applied("a-1")
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner.category")]
        ).perm_read = False
        facts = self.env["healthcare.mapping.radius.facts"].with_user(self.viewer)
        self.assertEqual(facts._of_messages(messages.ids)[0]["record_names"], "")
        self.assertEqual(facts._of_messages(messages.ids)[0]["amount"], 50)

    def test_a_wave_says_what_it_leaves_to_the_next(self):
        messages = self._applied("a-1", "a-2", "a-3")
        wave = self.env["healthcare.correction.wave"]._plan(
            self.version, self.version.line_ids, messages.ids, 2
        )
        self.assertEqual((wave.total, wave.left_out), (2, 1))

    def test_a_viewer_plans_nothing(self):
        self._applied("a-1")
        action = self.version.with_user(self.viewer).action_affected()
        radius = self.env[action["res_model"]].browse(action["res_id"])
        with self.assertRaises(AccessError):
            radius.with_user(self.viewer).action_plan()
