"""Questions about numbers, requested items and decisions of a tool outside Odoo."""

from datetime import UTC, datetime
from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import (
    Approval,
    ItemIds,
    Party,
    Requisition,
    RequisitionLine,
    Supplier,
    SupplierNumber,
    from_json,
)

from .approval_case import ApprovalCase
from .suppliers import SupplierCase
from .test_resolutions_rest import Clicks
from .test_undo import UndoCase


@tagged("post_install", "-at_install")
class TestSupplierNumber(Clicks, SupplierCase):
    """A number with a wrong check digit."""

    def _asked(self):
        erp = self._create_connection(self.env["res.partner"], "erp")
        self.env["healthcare.flow"].create(
            {
                "name": "supplier",
                "code": "supplier",
                "connection_id": erp.id,
                "direction": "in",
                "kind": "supplier",
                "codec": "json",
            }
        )
        document = Supplier(
            supplier_number="V-1",
            name="Brightline Optics Inc.",
            tax_id="77-1234567",
            country="US",
            numbers=(SupplierNumber("gln", "0614141123453"),),
        )
        self._apply(document, erp)
        partner = self.env["healthcare.external.ref"]._get(erp, "supplier", "V-1")
        return partner, self._question(partner, "SUPPLIER_NUMBER")

    def test_the_right_number_is_entered(self):
        partner, question = self._asked()
        action = self._press(question, "number_enter", self.people["steward"])
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            (
                "res.partner",
                partner.id,
            ),
        )
        self.assertEqual(question.state, "open")

    def test_it_is_left_out_with_a_reason(self):
        partner, question = self._asked()
        self._press(
            question, "number_leave", self.people["steward"], "They have no GLN"
        )
        self.assertEqual(question.state, "resolved")
        self.assertIn("They have no GLN", "".join(partner.message_ids.mapped("body")))
        self.assertFalse(
            partner.healthcare_identifier_ids.filtered(lambda row: row.scheme == "gln")
        )


@tagged("post_install", "-at_install")
class TestToolAnswers(Clicks, ApprovalCase, UndoCase):
    """Requests and decisions of a tool outside Odoo."""

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
        ):
            cls.env["healthcare.flow"].create(
                {
                    "name": kind,
                    "code": f"{direction}-{kind}",
                    "connection_id": cls.tool.id,
                    "direction": direction,
                    "kind": kind,
                    "codec": "json",
                }
            )

    def _request(self):
        self.gauze.healthcare_requestable = False
        lines = tuple(
            RequisitionLine(
                str(n), ItemIds(buyer=code), Decimal(1), where=f"lines[{n}]"
            )
            for n, code in enumerate(("GLOVE", "GAUZE"), 1)
        )
        document = Requisition(
            requisition_number="R-1",
            facility=self.facility.code,
            requester=Party(self.nurse.login, "", "N. Urse"),
            lines=lines,
        )
        self._send(document, self.tool)
        return self._question(self.gauze, "REQUISITION_ITEM")

    def _found(self):
        return self.env["healthcare.requisition"].search(
            [("external_number", "=", "R-1")]
        )

    def test_an_item_is_approved_for_use(self):
        question = self._request()
        with self.assertRaises(AccessError):
            self._press(question, "approve_item", self.buyer)
        self._press(question, "approve_item", self.director)
        self.assertEqual(question.state, "resolved")
        self.assertTrue(self.gauze.healthcare_requestable)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "healthcare.requisition"),
                ("res_id", "=", self._found().id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertIn(self.nurse.partner_id, told.partner_ids)

    def test_an_item_stays_out_and_the_requester_reads_why(self):
        question = self._request()
        self._press(question, "refuse_item", self.buyer, "Take NM-3003 instead")
        self.assertEqual(question.state, "resolved")
        self.assertFalse(self.gauze.healthcare_requestable)
        words = "".join(self._found().message_ids.mapped("body"))
        self.assertIn("Take NM-3003 instead", words)

    def test_the_tool_is_asked_again_after_a_decision_that_does_not_count(self):
        self._rule(users=self.head, amount_from=100, connection_id=self.tool.id)
        order = self._order_of(self.buyer)
        order.button_confirm()
        decision = {
            "document_type": "purchase_order",
            "document_number": order.name,
            "decision": "approved",
            "decision_id": "D-1",
            "approver": Party("cfo", "", "C. Fo"),
            "amount": Decimal("60.00"),
            "currency": self.company.currency_id.name,
            "decided_at": datetime(2026, 6, 1, 10, 30, tzinfo=UTC),
        }
        self._apply(Approval(**decision), self.tool)
        question = self._question(order, "APPROVAL_CONFLICT")
        self._press(question, "ask_tool_again", self.director)
        self.assertEqual(question.state, "resolved")
        left = self.env["healthcare.message"].search(
            [("connection_id", "=", self.tool.id), ("direction", "=", "out")]
        )
        asked = [from_json(message.canonical) for message in left]
        self.assertEqual([row.decision for row in asked], ["requested"] * 2)
        again = decision | {"decision_id": "D-2", "amount": Decimal("120.00")}
        self.assertEqual(self._apply(Approval(**again), self.tool).state, "done")
        self.assertEqual(order.state, "purchase")
