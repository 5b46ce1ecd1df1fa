"""People of the engine who try more than their buttons, by the door of a screen."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..outcome import Finding
from .common import EngineCase

BASE = "healthcare_integration_base.group_"


@tagged("post_install", "-at_install")
class TestInsider(EngineCase):
    """Values and defaults of the context that only a button may write."""

    def setUp(self):
        super().setUp()
        self.admin, self.operator, self.approver = (
            new_test_user(self.env, f"ins_{role}", f"{BASE}{role}")
            for role in ("administrator", "operator", "approver")
        )

    def _as(self, user, model, **context):
        return self.env[model].with_user(user).with_context(**context)

    def _refused(self, model, user, vals, forged):
        """Neither typed in nor as a default of the context."""
        with self.assertRaises(AccessError):
            self._as(user, model).create(vals | forged)
        context = {f"default_{name}": value for name, value in forged.items()}
        return self._as(user, model, **context).create(vals)

    def test_signatures_of_a_release_are_not_typed_in(self):
        self.connection.environment = "production"
        connection = self.connection.with_user(self.admin)
        forged = {
            "state": "approved",
            "author_id": self.operator.id,
            "owner_approver_id": self.operator.id,
            "security_approver_id": self.approver.id,
            "content_hash": "0" * 64,
        }
        vals = {"name": "Forged", "connection_id": connection.id}
        release = self._refused("healthcare.release", self.admin, vals, forged)
        self.assertEqual(release.state, "draft")
        self.assertFalse(release.owner_approver_id or release.security_approver_id)

    def test_a_batch_is_not_born_complete(self):
        now = fields.Datetime.now()
        vals = {
            "flow_id": self.flow.id,
            "date_from": now - timedelta(days=2),
            "date_to": now - timedelta(days=1),
        }
        forged = {"state": "complete", "completed_by_id": self.approver.id}
        batch = self._refused("healthcare.batch", self.operator, vals, forged)
        self.assertEqual(batch.state, "open")
        self.assertFalse(batch.completed_by_id)
        self.assertTrue(batch.counted_at)

    def test_a_certificate_is_not_typed_in(self):
        steward = new_test_user(self.env, "ins_steward", f"{BASE}steward")
        forged = {"state": "passed", "content": "0" * 64, "pass_rate": 100.0}
        row = self._refused(
            "healthcare.certification", steward, {"flow_id": self.flow.id}, forged
        )
        self.assertEqual((row.state, row.content, row.pass_rate), ("draft", False, 0))
        with self.assertRaises(AccessError):
            row.write({"message_total": 500})

    def test_a_replay_names_who_started_it(self):
        forged = {"user_id": self.admin.id, "state": "done"}
        run = self._refused(
            "healthcare.replay", self.operator, {"reason": "Why"}, forged
        )
        self.assertEqual((run.user_id, run.state), (self.operator, "draft"))

    def test_a_mapping_begins_as_a_draft_of_its_author(self):
        mapping = self.env["healthcare.mapping"].create(
            {"name": "Partners", "domain": "partner"}
        )
        vals = {"mapping_id": mapping.id}
        self.env["healthcare.mapping.version"].search(
            [("mapping_id", "=", mapping.id)]
        ).filtered(lambda row: row.state == "draft").unlink()
        forged = {"author_id": self.operator.id, "initial": True}
        version = self._refused("healthcare.mapping.version", self.admin, vals, forged)
        self.assertEqual((version.author_id, version.initial), (self.admin, False))

    def test_production_is_not_reached_by_typing_a_state(self):
        self.connection.write({"state": "certified", "environment": "production"})
        connection = self.connection.with_user(self.admin)
        with self.assertRaises(UserError):
            connection.write({"state": "live"})
        connection.write({"environment": "test", "state": "live"})
        with self.assertRaises(UserError):
            connection.write({"environment": "production"})
        with self.assertRaises(UserError):
            self._as(self.admin, "healthcare.connection").create(
                {
                    "name": "Straight",
                    "code": "straight",
                    "environment": "production",
                    "state": "live",
                }
            )

    def test_a_changed_flow_is_not_resumed_by_typing(self):
        self.connection.environment = "production"
        self.env["healthcare.release"].create(
            {
                "name": "First",
                "connection_id": self.connection.id,
                "state": "approved",
                "effective_at": fields.Datetime.now(),
                "author_id": self.admin.id,
                "owner_approver_id": self.operator.id,
                "security_approver_id": self.approver.id,
                "content_hash": "0" * 64,
            }
        )
        self.flow.write({"state": "paused", "held_for_release": True})
        with self.assertRaises(UserError):
            self.flow.with_user(self.admin).write({"state": "active"})

    def test_no_place_is_typed_into_an_explanation(self):
        message = self._accept("SECRET-77")
        lines = self._as(self.operator, "healthcare.explanation.line")
        values = {"message_id": message.id, "where": "$.receipt_number"}
        with self.assertRaises(AccessError):
            lines.create(values)
        with self.assertRaises(AccessError):
            lines.onchange(values, ["where"], {"excerpt": {}})
        with self.assertRaises(AccessError):
            self._as(self.operator, "healthcare.explanation").create({"name": "x"})

    def test_a_dialog_belongs_to_who_opened_it(self):
        readers = [
            new_test_user(self.env, f"ins_reader{number}", f"{BASE}payload_reader")
            for number in (1, 2)
        ]
        mine, other = (
            self._as(user, "healthcare.search.line").create({"name": "Claim 17"})
            for user in readers
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(mine.search([]), mine)
        self.assertTrue(other.read(["name"]))
        with self.assertRaises(AccessError):
            mine.browse(other.id).read(["name"])

    def test_every_dialog_of_the_engine_has_that_rule(self):
        ours = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("healthcare.")
            and model._transient
            and model._original_module == "healthcare_integration_base"
        ]
        rules = self.env["ir.rule"].search(
            [("model_id.model", "in", ours), ("groups", "=", False)]
        )
        owned = rules.filtered(lambda rule: "create_uid" in rule.domain_force)
        self.assertEqual(sorted(owned.mapped("model_id.model")), sorted(ours))

    def test_a_masked_key_is_not_spelled_out(self):
        message = self._accept("one")
        self.env.cr.execute(
            "UPDATE healthcare_message SET kind = 'claim', reference = 'CLM-2024-0017',"
            " subject_key = '1/claim:CLM-2024-0017' WHERE id = %s",
            [message.id],
        )
        self.env.invalidate_all()
        found = self._as(self.operator, "healthcare.message")
        self.assertNotIn("2024", str(found.browse(message.id).read(["reference"])))
        for operator, value, count in (
            ("=", "CLM-2024-0017", 1),
            ("ilike", "CLM-2024-0017", 1),
            ("in", ["CLM-2024-0017"], 1),
            ("=like", "CLM-2024-001%", 0),
            ("ilike", "2024", 0),
            (">", "CLM-2024-001", 0),
            ("not ilike", "X", 0),
        ):
            with self.subTest(operator=operator, value=value):
                domain = [("id", "=", message.id), ("reference", operator, value)]
                self.assertEqual(found.search_count(domain), count)
        plain = self._accept("two")
        self.env.cr.execute(
            "UPDATE healthcare_message SET reference = 'two' WHERE id = %s", [plain.id]
        )
        self.assertEqual(found.search([("reference", "ilike", "tw")]), plain)
        reader = new_test_user(
            self.env, "ins_reader", f"{BASE}payload_reader,{BASE}operator"
        )
        domain = [("reference", "=like", "CLM-2024-001%")]
        self.assertEqual(self._as(reader, found._name).search(domain), message)

    def test_no_other_table_quotes_the_key(self):
        message = self._accept("one")
        self.env.cr.execute(
            "UPDATE healthcare_message SET kind = 'claim', reference = 'CLM-2024-0017',"
            " subject_key = '1/claim:CLM-2024-0017' WHERE id = %s",
            [message.id],
        )
        self.env.invalidate_all()
        finding = Finding("BUG", "A defect.")
        exception = self.env["healthcare.exception"]._open(finding, message=message)
        with self.assertRaises(AccessError):
            exception.with_user(self.operator).read(["subject_key"])
        letters = self._as(self.operator, "healthcare.dead.letter")
        with self.assertRaises(AccessError):
            letters.formatted_read_group([], ["reference"], ["__count"])

    def test_a_rule_is_no_way_to_look_into_a_message(self):
        message = self._accept("SECRET-77")
        self._drain()
        self.env.cr.execute(
            "UPDATE healthcare_message SET canonical = %s WHERE id = %s",
            ['{"receipt_number": "SECRET-77"}', message.id],
        )
        self.env.invalidate_all()
        self.admin.group_ids |= self.env.ref(f"{BASE}payload_reader")
        tests = self._as(self.admin, "healthcare.rule.test")
        row = tests.create({"flow_id": self.flow.id, "message_id": message.id})
        self.assertFalse(row.result)
        opened = self._as(self.admin, "healthcare.payload.grant")
        opened._grant(message.with_user(self.admin), "Testing a rule")
        row.invalidate_recordset()
        self.assertTrue(row.result)
