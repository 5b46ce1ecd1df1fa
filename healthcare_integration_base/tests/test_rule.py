"""Rules of a flow: another lane, another flow, a person, a stop."""

import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..canonical import from_json, to_json
from ..models.healthcare_handler import HealthcareHandler
from .common import EngineCase, ScriptedHandler

BASE = "healthcare_integration_base.group_"


@tagged("post_install", "-at_install")
class TestRule(EngineCase):
    """Receipts ``ok-1`` for the order PO1, one line in BX."""

    def _rule(self, action, *conditions, **more):
        return self.env["healthcare.rule"].create(
            {
                "name": f"Rule {action}",
                "flow_id": self.flow.id,
                "action": action,
                "condition_ids": [
                    (0, 0, {"place": place, "operator": operator, "value": value})
                    for place, operator, value in conditions
                ],
            }
            | more
        )

    def test_a_lane_is_chosen_and_the_rule_is_named(self):
        self._rule("lane", ("order_number", "equal", "PO1"), lane="urgent")
        urgent, normal = self._accept("ok-1", "PO1"), self._accept("ok-2", "PO2")
        self._drain()
        self.assertEqual((urgent.lane, urgent.state), ("urgent", "done"))
        self.assertEqual(urgent.facts["rule"], "Rule lane")
        self.assertEqual((normal.lane, normal.state), ("normal", "done"))

    def test_another_flow_takes_it(self):
        other = self.flow.copy({"code": "receipts_east", "name": "East"})
        self._rule("flow", ("lines[*].uom", "among", "CA, BX"), target_id=other.id)
        message = self._accept("ok-1")
        self._drain()
        self.assertEqual((message.flow_id, message.state), (other, "done"))

    def test_the_first_rule_that_routes_decides(self):
        self._rule("lane", lane="bulk", sequence=2)
        self._rule("lane", lane="urgent", sequence=1)
        message = self._accept("ok-1")
        self._drain()
        self.assertEqual(message.lane, "urgent")

    def test_a_breach_stops_the_document_until_the_rule_lets_it_through(self):
        rule = self._rule(
            "check", ("order_number", "empty", False), text="An order is required."
        )
        message, other = self._accept("ok-1"), self._accept("ok-2", "PO2")
        self._drain()
        self.assertEqual((message.state, message.code), ("failed", "rule.breach"))
        self.assertEqual(other.state, "done")
        self.assertEqual(self.handler.applied(), ["ok-2"])
        question = message.exception_ids
        self.assertEqual(question.code, "RULE_BREACH")
        self.assertIn("An order is required.", question.name)
        message.action_replay()
        self._drain()
        self.assertEqual(message.state, "failed")
        rule.active = False
        message.action_replay()
        self._drain()
        self.assertEqual((message.state, question.state), ("done", "resolved"))

    def test_a_stopped_part_of_a_file_does_not_pass_by_on_replay(self):
        self._rule("check", ("order_number", "empty", False))
        payload = json.dumps(
            [
                json.loads(self._body(f"ok-{n}", order))
                for n, order in ((1, ""), (2, "P"))
            ]
        ).encode()
        self.env.flush_all()
        accepted = self.messages._accept(self.flow, payload)
        self._drain()
        parts = self.messages.browse(accepted.message_id).child_ids.sorted("part")
        self.assertEqual(parts.mapped("state"), ["failed", "done"])
        parts[0].action_replay()
        self._drain()
        self.assertEqual(parts[0].state, "failed")
        self.assertEqual(self.handler.applied(), ["ok-2"])

    def test_a_warning_goes_on(self):
        self._rule("check", severity="warning", text="Look at it.")
        message = self._accept("ok-1")
        self._drain()
        self.assertEqual(message.state, "done")
        self.assertIn("Look at it.", message.issue_text)

    def test_a_person_approves_what_a_rule_names(self):
        # The dry run watches the environment it hands to the handler.
        self.patch(
            HealthcareHandler,
            "_for_kind",
            lambda model, kind: ScriptedHandler(model.sudo().env),
        )
        self._rule("approve", ("order_number", "equal", "PO1"))
        asked, other = self._accept("ok-1", "PO1"), self._accept("ok-2", "PO2")
        self._drain()
        self.assertEqual((asked.state, other.state), ("to_approve", "done"))

    def test_the_facts_of_the_trade_count(self):
        rules = self.env["healthcare.rule"]
        self._rule("lane", ("@amount", "above", "999.99"), lane="urgent")
        document = json.loads(self._body("ok-1"))
        text = json.dumps(to_json(from_json(document)))
        found = rules._holding(self.flow, "goods_receipt", text, {"@amount": "1000"})
        self.assertEqual([row.name for row in found], ["Rule lane"])
        found = rules._holding(self.flow, "goods_receipt", text, {"@amount": "999"})
        self.assertFalse(found)

    def test_a_sample_shows_the_route_and_the_rule(self):
        self._rule("lane", ("order_number", "begins", "PO"), lane="urgent")
        self._rule("check", ("lines[*].uom", "equal", "ZZ"), name="No ZZ")
        wizard = self.env["healthcare.rule.test"].create(
            {"flow_id": self.flow.id, "sample": '{"order_number": "PO9"}'}
        )
        self.assertIn("lane Urgent, by the rule Rule lane", wizard.result)
        wizard.sample = '{"lines": [{"uom": "ZZ"}]}'
        self.assertIn("No ZZ: is stopped", wizard.result)
        self.assertIn("Route: Receipts", wizard.result)
        wizard.sample = "no json"
        self.assertEqual(wizard.result, "This is no JSON.")

    def test_what_cannot_work_is_refused(self):
        for place, operator, value in (
            ("order number", "equal", "x"),
            ("lines[*", "equal", "x"),
            ("order_number", "equal", False),
        ):
            with self.subTest(place), self.assertRaises(ValidationError):
                self._rule("check", (place, operator, value))
        with self.assertRaises(ValidationError):
            self._rule("lane")
        with self.assertRaises(ValidationError):
            self._rule("flow")

    def test_only_administrators_write_rules(self):
        user = new_test_user(self.env, "rule_operator", f"{BASE}operator")
        with self.assertRaises(AccessError):
            self._rule("check").with_user(user).write({"active": False})

    def test_rules_cost_no_statement_per_message(self):
        self._rule("check", ("order_number", "equal", "nobody"))
        rules = self.env["healthcare.rule"]
        text = json.dumps(to_json(from_json(json.loads(self._body("ok-1")))))
        rules._holding(self.flow, "goods_receipt", text)
        with self.assertQueryCount(0):
            for _time in range(50):
                rules._holding(self.flow, "goods_receipt", text)
