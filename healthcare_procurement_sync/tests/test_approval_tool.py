"""Approval tools and procurement tools outside Odoo."""

from datetime import UTC, datetime
from decimal import Decimal

from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.canonical import (
    Approval,
    ItemIds,
    Party,
    Requisition,
    RequisitionLine,
    SupplyRequest,
    SupplyRequestLine,
    from_json,
    to_json,
)

from .approval_case import ApprovalCase


class ToolCase(ApprovalCase):
    """A connection to an approval tool."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tool = cls.env["healthcare.connection"].create(
            {"name": "Flow desk", "code": "flow-desk", "state": "live"}
        )
        for direction, kind in (
            ("out", "approval"),
            ("in", "approval"),
            ("in", "requisition"),
            ("in", "supply_request"),
        ):
            cls.env["healthcare.flow"].create(
                {
                    "name": kind,
                    "code": f"{direction}-{kind.replace('_', '-')}",
                    "connection_id": cls.tool.id,
                    "direction": direction,
                    "kind": kind,
                    "codec": "json",
                }
            )


class TestTool(ToolCase):
    """An approval tool outside Odoo decides by the rules of this house."""

    def _in_tool(self):
        self._rule(users=self.head, amount_from=100, connection_id=self.tool.id)
        order = self._order_of(self.buyer)
        order.button_confirm()
        return order

    def _decision(self, order, decision="approved", **more):
        values = {
            "document_type": "purchase_order",
            "document_number": order.name,
            "decision": decision,
            "decision_id": "D-1",
            "approver": Party("cfo", "", "C. Fo"),
            "amount": Decimal("120.00"),
            "currency": self.company.currency_id.name,
            "decided_at": datetime(2026, 6, 1, 10, 30, tzinfo=UTC),
            "tool": "Flow desk mobile",
        }
        return Approval(**(values | more))

    def test_the_question_leaves(self):
        order = self._in_tool()
        message = self.env["healthcare.message"].search(
            [("connection_id", "=", self.tool.id), ("direction", "=", "out")]
        )
        document = from_json(message.canonical)
        self.assertEqual(document.decision, "requested")
        self.assertEqual(document.amount, Decimal(120))
        self.assertEqual(document.document_number, order.name)
        self.assertEqual(from_json(to_json(document)), document)

    def test_nobody_decides_it_here(self):
        order = self._in_tool()
        asked = self._asked(order)
        asked = asked.with_user(self.director).sudo(False)
        self.assertFalse(asked.may_decide)
        with self.assertRaisesRegex(UserError, "Flow desk"):
            asked._decide("approved")

    def test_who_approved_where(self):
        order = self._in_tool()
        asked = self._asked(order)
        outcome = self._apply(self._decision(order), self.tool)
        self.assertEqual(outcome.state, "done")
        self.assertEqual(order.state, "purchase")
        self.assertEqual(
            (asked.approver_name, asked.place, asked.channel, str(asked.decided_at)),
            ("C. Fo", "Flow desk mobile", "external", "2026-06-01 10:30:00"),
        )
        self.assertIn("C. Fo", "".join(order.message_ids.mapped("body")))

    def test_the_same_decision_twice(self):
        order = self._in_tool()
        self._apply(self._decision(order), self.tool)
        self.assertEqual(
            self._apply(self._decision(order), self.tool).state, "duplicate"
        )
        other = self._decision(order, "refused")
        self.assertEqual(self._apply(other, self.tool).state, "conflict")

    def test_refused_there(self):
        order = self._in_tool()
        self._apply(self._decision(order, "refused"), self.tool)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.healthcare_approval_state, "refused")

    def _counts_not(self, order, **more):
        outcome = self._apply(self._decision(order, **more), self.tool)
        self.assertEqual(outcome.state, "rejected")
        self.assertEqual(self._codes(outcome), ["APPROVAL_CONFLICT"])
        self.assertEqual(order.state, "to approve")

    def test_another_amount_does_not_count(self):
        self._counts_not(self._in_tool(), amount=Decimal("60"))

    def test_the_requester_does_not_approve_there_either(self):
        self._counts_not(self._in_tool(), approver=Party(self.buyer.login))

    def test_nor_under_another_name(self):
        order = self._in_tool()
        self.env["healthcare.external.ref"]._set(self.tool, "user", "E77", self.buyer)
        self._counts_not(order, approver=Party("E77", "", "Somebody"))

    def test_nor_through_a_stand_in(self):
        self._counts_not(self._in_tool(), on_behalf_of=Party(self.buyer.login))

    def test_nor_beyond_a_limit(self):
        order = self._in_tool()
        self.env["healthcare.approval.limit"].create(
            {"user_id": self.head.id, "amount": 100}
        )
        self._counts_not(order, approver=Party(self.head.login))

    def test_another_connection_has_no_say(self):
        order = self._in_tool()
        self.env["healthcare.flow"].create(
            {
                "name": "approval",
                "code": "approval",
                "connection_id": self.connection.id,
                "direction": "in",
                "kind": "approval",
                "codec": "json",
            }
        )
        outcome = self._apply(self._decision(order), self.connection)
        self.assertEqual(outcome.state, "waiting")
        self.assertEqual(order.state, "to approve")

    def test_too_early_waits_for_the_question(self):
        self._rule(users=self.head, amount_from=100, connection_id=self.tool.id)
        order = self._order_of(self.buyer)
        outcome = self._apply(self._decision(order), self.tool)
        self.assertEqual(
            (outcome.state, outcome.dependency), ("waiting", f"approval:{order.name}")
        )


class TestRequests(ToolCase):
    """Requisitions and supply requests of other systems."""

    def _document(self, number="R-1", **more):
        values = {
            "requisition_number": number,
            "facility": self.facility.code,
            "requester": Party(self.nurse.login, "", "N. Urse"),
            "lines": (
                RequisitionLine(
                    "1", ItemIds(buyer="GLOVE"), Decimal(10), "BX", where="lines[0]"
                ),
            ),
        }
        return Requisition(**(values | more))

    def _found(self, number="R-1"):
        return self.env["healthcare.requisition"].search(
            [("external_number", "=", number)]
        )

    def test_becomes_a_requisition_with_our_approvals(self):
        self._rule(users=self.nurse | self.head, amount_from=50)
        outcome = self._apply(self._document(), self.tool)
        self.assertEqual(outcome.state, "done")
        requisition = self._found()
        self.assertEqual(requisition.state, "in_approval")
        self.assertEqual(requisition.requester_id, self.nurse)
        self.assertEqual(requisition.line_ids.uom_id, self.box)
        self.assertEqual(self._asked(requisition).candidate_ids, self.head)
        self._decide(requisition, self.head)
        self.assertTrue(requisition.order_ids)

    def test_twice_is_once(self):
        self._apply(self._document(), self.tool)
        outcome = self._apply(self._document(), self.tool)
        self.assertEqual(outcome.state, "duplicate")
        self.assertEqual(len(self._found()), 1)
        other = self._document(urgent=True)
        self.assertEqual(self._apply(other, self.tool).state, "conflict")

    def test_cancelled_by_its_sender(self):
        self._apply(self._document(), self.tool)
        outcome = self._apply(self._document(status="cancelled"), self.tool)
        self.assertEqual(outcome.state, "done")
        self.assertEqual(self._found().state, "cancelled")

    def test_what_is_not_approved_for_use_is_a_question(self):
        self.gauze.healthcare_requestable = False
        lines = (
            *self._document().lines,
            RequisitionLine("2", ItemIds(buyer="GAUZE"), Decimal(1), where="lines[1]"),
        )
        outcome = self._apply(self._document(lines=lines), self.tool)
        self.assertEqual(outcome.state, "partly")
        self.assertEqual(self._codes(outcome), ["REQUISITION_ITEM"])
        self.assertEqual(self._found().line_ids.product_id, self.glove)

    def test_unknown_item_and_facility(self):
        lines = (RequisitionLine("1", ItemIds(buyer="NOPE"), Decimal(1)),)
        outcome = self._apply(self._document(lines=lines), self.tool)
        self.assertEqual((outcome.state, outcome.code), ("waiting", "mapping.unknown"))
        outcome = self._apply(self._document(facility="NOPE"), self.tool)
        self.assertEqual(outcome.code, "requisition.facility")

    def test_urgent_of_a_machine_does_not_leave_first(self):
        self._rule(amount_from=50)
        self.company.healthcare_urgent_limit = 1000
        document = self._document(urgent=True, urgent_reason="stock_out")
        self._apply(document, self.tool)
        self.assertEqual(self._found().state, "in_approval")

    def test_out_and_in_again(self):
        requisition = self._requisition()
        handler = self.env["healthcare.handler.requisition"]
        document = handler._compose(requisition)[0]
        self.assertEqual(document.total, Decimal(90))
        self.assertEqual(from_json(to_json(document)), document)

    def _supply_request(self, **more):
        values = {
            "request_number": "SR-1",
            "status": "active",
            "lines": (
                SupplyRequestLine("1", ItemIds(buyer="GLOVE"), Decimal(2), "BX"),
            ),
            "priority": "routine",
            "deliver_to": Party(self.facility.code, "", "Ward 3"),
            "patient_key": "opaque",
        }
        return SupplyRequest(**(values | more))

    def test_a_supply_request_of_a_ward(self):
        outcome = self._apply(self._supply_request(priority="stat"), self.tool)
        self.assertEqual(outcome.state, "done")
        requisition = self._found("SR-1")
        self.assertEqual(requisition.delivery_point, "Ward 3")
        self.assertEqual(
            (requisition.urgent, requisition.urgent_reason), (True, "patient")
        )
        self.assertEqual(
            self._apply(self._supply_request(priority="stat"), self.tool).state,
            "duplicate",
        )
        cancelled = self._supply_request(status="cancelled")
        self._apply(cancelled, self.tool)
        self.assertEqual(requisition.state, "cancelled")

    def test_a_supply_request_that_is_over(self):
        outcome = self._apply(self._supply_request(status="completed"), self.tool)
        self.assertEqual(outcome.code, "supply_request.status")
