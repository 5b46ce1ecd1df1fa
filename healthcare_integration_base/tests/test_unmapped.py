"""An unknown code: one question with a price, one row, and everything goes on."""

from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..outcome import Outcome, Touched
from .common import EngineCase, ScriptedHandler

BASE = "healthcare_integration_base.group_"


class TranslatingHandler(ScriptedHandler):
    """Needs to know the unit code of the first line; 100 wait with each document."""

    def _apply(self, incoming):
        self.calls.append(len(incoming))
        known = self.env["healthcare.mapping"]._translate_many(
            incoming[0].connection,
            "partner",
            [row.document.lines[0].uom for row in incoming],
        )
        return [self._one_translated(row, known) for row in incoming]

    def _one_translated(self, row, known):
        code = row.document.lines[0].uom
        if code not in known:
            return self.env["healthcare.mapping"]._unmapped(
                row.connection, "partner", code, "$.lines[0].uom", Decimal(100)
            )
        number = row.document.receipt_number
        self.env["res.partner.category"].create({"name": f"probe {number}"})
        partner = known[code]
        return Outcome.done(
            [
                Touched(
                    partner._name,
                    partner.id,
                    "linked",
                    "$.lines[0].uom",
                    mapping_line_ids=(known.lines[code],),
                )
            ]
        )


@tagged("post_install", "-at_install")
class TestUnmapped(EngineCase):
    """Every receipt of these tests carries the unit BX, which nobody mapped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward = new_test_user(cls.env, "unm_steward", f"{BASE}steward")
        cls.approver = new_test_user(cls.env, "unm_approver", f"{BASE}approver")
        cls.viewer = new_test_user(cls.env, "unm_viewer", f"{BASE}viewer")
        cls.partner = cls.env["res.partner"].create({"name": "Boxes"})

    def setUp(self):
        super().setUp()
        self.handler = TranslatingHandler(self.env)

    def _question(self):
        return self.env["healthcare.exception"].search(
            [("code", "=", "UNMAPPED_CODE"), ("connection_id", "=", self.connection.id)]
        )

    def _map_now(self, question):
        """The steward adds the row and asks for approval; returns the version."""
        action = question.with_user(self.steward).action_map_now()
        wizard = (
            self.env["healthcare.map.now"]
            .with_user(self.steward)
            .with_context(**action["context"])
            .create({"target": f"res.partner,{self.partner.id}"})
        )
        return self.env["healthcare.mapping.version"].browse(
            wizard.action_add()["res_id"]
        )

    def test_one_question_for_all_with_its_price(self):
        messages = [self._accept(f"ok-{n}", order=f"PO{n % 2}") for n in range(6)]
        self._drain()
        question = self._question()
        self.assertEqual(len(question), 1)
        heads = [message for message in messages if message.state == "waiting"]
        self.assertEqual(len(heads), 2)
        # Four are parked behind them; each states an amount of its own, or none.
        self.assertEqual(question.waiting_count, 6)
        self.assertGreaterEqual(question.waiting_amount, 200)
        found = self.messages.search(question.action_open_waiting()["domain"])
        self.assertEqual(found, self.messages.concat(*messages))
        self.assertEqual({message.state for message in messages}, {"waiting", "parked"})
        self.assertIn("BX", question.name)
        self.assertFalse(question.message_id)
        self.env["healthcare.exception"]._cron_refresh_unmapped()
        self.assertIn("6 messages", question.name)
        self.assertEqual(question.amount, question.waiting_amount)

    def test_one_row_and_a_second_person_release_all_in_order(self):
        numbers = [f"ok-{n}" for n in range(9)]
        messages = [
            self._accept(name, order=f"PO{i % 3}") for i, name in enumerate(numbers)
        ]
        self._drain()
        question = self._question()
        version = self._map_now(question)
        self.assertEqual(version.state, "tested")
        self.assertEqual(question.state, "open")
        self.assertEqual(self.handler.applied(), [])
        version.with_user(self.approver).action_approve()
        self.assertEqual(question.state, "resolved")
        self._drain()
        self._drain()
        self.assertEqual({message.state for message in messages}, {"done"})
        applied = self.handler.applied()
        self.assertEqual(sorted(applied), numbers)
        for order in range(3):
            mine = [name for name in applied if int(name[3:]) % 3 == order]
            self.assertEqual(mine, sorted(mine))
        self.assertEqual(messages[0].pins, {"partner": version.id})
        self.assertEqual(version.pinned_count, 9)
        lineage = messages[0].lineage_ids
        self.assertEqual(lineage.mapping_version_id, version)
        self.assertIn("v1, row 1 (BX)", lineage.mapping_text)

    def test_a_second_code_joins_the_version_that_waits_for_approval(self):
        self._accept("ok-1")
        self._drain()
        version = self._map_now(self._question())
        key = self.env["healthcare.mapping"]._unmapped_key(
            self.connection, "partner", "CS"
        )
        self.env["healthcare.drain"]._ask_for_codes({key: (self.connection, "CS", 0)})
        second = self._question().filtered(lambda row: row.where == key)
        self.assertEqual(self._map_now(second), version)
        self.assertEqual(sorted(version.line_ids.mapped("code")), ["BX", "CS"])
        self.assertEqual(version.state, "tested")
        self.assertEqual(len(version.activity_ids), 1)

    def test_the_steward_of_the_mapping_is_asked(self):
        self.env["healthcare.mapping"]._establish(
            {
                "name": "Boxes",
                "domain": "partner",
                "connection_id": self.connection.id,
                "steward_id": self.steward.id,
            },
            [("EA", self.partner)],
        )
        self._accept("ok-1")
        self._drain()
        self.assertEqual(self._question().user_id, self.steward)

    def test_only_a_steward_maps(self):
        self._accept("ok-1")
        self._drain()
        with self.assertRaises(AccessError):
            self.env["healthcare.map.now"].with_user(self.viewer).create(
                {"exception_id": self._question().id}
            )
        wizard = self.env["healthcare.map.now"].create(
            {"exception_id": self._question().id}
        )
        with self.assertRaises(UserError):
            wizard.action_add()

    def test_statements_do_not_grow_with_the_messages(self):
        drain = self.env["healthcare.drain"]
        mapping = self.env["healthcare.mapping"]
        counts = []
        for size in (3, 60):
            messages = self.messages.concat(
                *(self._accept(f"ok-{size}-{n}") for n in range(size))
            )
            results = {
                row.id: mapping._unmapped(
                    self.connection, "partner", f"C{size}", "", Decimal(1)
                )
                for row in messages
            }
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            drain._open_unmapped(messages, results)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_a_code_longer_than_any_is_refused(self):
        outcome = self.env["healthcare.mapping"]._unmapped(
            self.connection, "partner", "X" * 600
        )
        self.assertEqual(outcome.state, "rejected")

    def test_a_question_that_nobody_waits_for_closes(self):
        message = self._accept("ok-1")
        self._drain()
        message._skip("not needed")
        self.env["healthcare.exception"]._cron_refresh_unmapped()
        self.assertEqual(self._question().state, "cancelled")
