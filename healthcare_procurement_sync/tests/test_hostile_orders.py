"""Ways around the approval of orders that somebody may try by RPC."""

from datetime import date

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError

from .approval_case import MANAGER, ApprovalCase

HUGE = {
    "total": "99999999",
    "supplier": 0,
    "ship_to": [0, 0],
    "currency": 0,
    "items": [],
    "contracts": [],
    "rules": [],
}


class TestHostileOrders(ApprovalCase):
    """A buyer whose orders from 100 need the head of the department."""

    def setUp(self):
        super().setUp()
        self.rule = self._rule(amount_from=100)

    def _values(self, quantity=10, price=12.0, **more):
        return {
            "partner_id": self.supplier.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": self.glove.id,
                        "product_qty": quantity,
                        "product_uom_id": self.box.id,
                        "price_unit": price,
                        "tax_ids": [Command.clear()],
                        **more,
                    }
                )
            ],
        }

    def test_a_default_of_the_context_approves_nothing(self):
        orders = self.env["purchase.order"].with_user(self.buyer)
        sample = self._order_of(self.buyer)
        basis = HUGE | {
            "supplier": self.supplier.id,
            "ship_to": [sample.picking_type_id.id, 0],
            "currency": sample.currency_id.id,
            "items": [self.glove.id],
            "contracts": [[self.glove.id, ""]],
            "rules": [self.rule.id],
        }
        forged = orders.with_context(
            default_healthcare_approved_basis=basis,
            default_healthcare_approval_state="approved",
            default_healthcare_author_ids=[Command.set(self.director.ids)],
        ).create(self._values())
        self.assertFalse(forged.sudo().healthcare_approved_basis)
        self.assertEqual(forged.healthcare_approval_state, "none")
        self.assertNotIn(self.director, forged.sudo().healthcare_author_ids)
        forged.button_confirm()
        self.assertEqual(forged.state, "to approve")

    def test_requisition_with_defaults_of_the_context(self):
        requisitions = self.env["healthcare.requisition"].with_user(self.nurse)
        forged = requisitions.with_context(
            default_state="approved",
            default_healthcare_approval_state="approved",
            default_healthcare_approved_basis=HUGE,
        ).create({"healthcare_facility_id": self.facility.id})
        with self.assertRaises(AccessError):
            requisitions.with_context(default_requester_id=self.head.id).create(
                {"healthcare_facility_id": self.facility.id}
            )
        self.assertEqual(forged.state, "draft")
        self.assertEqual(forged.healthcare_approval_state, "none")
        self.assertFalse(forged.sudo().healthcare_approved_basis)

    def test_an_order_born_binding_does_not_grow(self):
        orders = self.env["purchase.order"].with_user(self.buyer)
        order = orders.create(self._values(quantity=1) | {"state": "purchase"})
        with self.assertRaises(UserError):
            order.order_line.write({"product_qty": 1000})

    def test_a_down_payment_hides_no_amount(self):
        orders = self.env["purchase.order"].with_user(self.buyer)
        order = orders.create(self._values(is_downpayment=True))
        order.button_confirm()
        self.assertEqual(order.state, "to approve")

    def test_back_to_draft_and_dearer(self):
        order = self._order_of(self.buyer, quantity=5)
        order.button_confirm()
        order.write({"state": "draft"})
        order.order_line.write({"product_qty": 500})
        with self.assertRaises(UserError):
            order.write({"state": "purchase"})
        order.button_confirm()
        self.assertEqual(order.state, "to approve")

    def test_a_copy_takes_no_approval_along(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        self._decide(order, self.head)
        self.assertEqual(order.state, "purchase")
        copy = order.with_user(self.buyer).copy()
        self.assertFalse(copy.sudo().healthcare_approved_basis)
        self.assertFalse(copy.healthcare_requisition_ids)
        copy.button_confirm()
        self.assertEqual(copy.state, "to approve")

    def test_lines_are_not_moved_into_an_approved_order(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        self._decide(order, self.head)
        other = self._order_of(self.buyer, quantity=9000)
        with self.assertRaises(UserError):
            other.order_line.write({"order_id": order.id})

    def test_a_manager_does_not_give_himself_the_authority_of_another(self):
        delegations = self.env["healthcare.approval.delegation"]
        with self.assertRaises(AccessError):
            delegations.with_user(self.director).create(
                {
                    "user_id": self.head.id,
                    "delegate_id": self.director.id,
                    "date_to": date(2099, 1, 1),
                    "date_from": date(2098, 6, 1),
                }
            )
        row = delegations.with_user(self.director).create(
            {
                "user_id": self.head.id,
                "delegate_id": self.buyer.id,
                "date_to": date(2099, 1, 1),
                "date_from": date(2098, 6, 1),
            }
        )
        with self.assertRaises(AccessError):
            row.write({"delegate_id": self.director.id})

    def test_a_visitor_of_the_portal_stands_in_for_nobody(self):
        visitor = self._person("visitor", "base.group_portal")
        today = fields.Date.today()
        self.env["healthcare.approval.delegation"].create(
            {
                "user_id": self.head.id,
                "delegate_id": visitor.id,
                "date_from": today,
                "date_to": fields.Date.add(today, days=9),
            }
        )
        order = self._order_of(self.buyer)
        order.button_confirm()
        self.assertNotIn(visitor, self._asked(order).candidate_ids)

    def test_rules_and_limits_are_not_a_buyers(self):
        for model in ("healthcare.approval.rule", "healthcare.approval.limit"):
            rows = self.env[model].with_user(self.buyer)
            with self.assertRaises(AccessError):
                rows.create({})
        with self.assertRaises(AccessError):
            self.rule.with_user(self.buyer).write({"amount_from": 10**9})

    def test_another_facility_does_not_choose_another_rule(self):
        self.rule.facility_ids = self.facility
        other = self.env["healthcare.facility"].create(
            {"name": "West", "code": "APPR-WEST"}
        )
        orders = self.env["purchase.order"].with_user(self.buyer)
        order = orders.create(
            self._values()
            | {
                "picking_type_id": self.facility.warehouse_id.in_type_id.id,
                "healthcare_facility_id": other.id,
            }
        )
        order.button_confirm()
        self.assertEqual(order.state, "to approve")

    def test_a_contract_is_not_claimed(self):
        self.rule.write({"condition": "off_contract", "amount_from": 0})
        partner = self.env["res.partner"].create({"name": "Else", "is_company": True})
        contract = self.env["healthcare.supplier.contract"].create(
            {
                "name": "C-1",
                "number": "C-1",
                "partner_id": partner.id,
                "date_start": "2026-01-01",
            }
        )
        line = self.env["healthcare.supplier.contract.line"].create(
            {"contract_id": contract.id, "product_id": self.gauze.id, "price": 1.0}
        )
        orders = self.env["purchase.order"].with_user(self.buyer)
        with self.assertRaises(AccessError):
            orders.create(self._values(healthcare_contract_line_id=line.id))
        order = orders.with_context(default_healthcare_contract_line_id=line.id).create(
            self._values()
        )
        with self.assertRaises(AccessError):
            order.order_line.write({"healthcare_contract_line_id": line.id})
        order.button_confirm()
        self.assertEqual(order.state, "to approve")

    def test_an_activity_of_another_is_not_done_for_him(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        activity = self._asked(order).activity_ids
        for user in (self.buyer, self.director):
            with self.assertRaises(UserError):
                activity.with_user(user).action_feedback(feedback="yes")
        self.assertEqual(order.state, "to approve")

    def test_the_person_asked_cannot_be_written(self):
        order = self._order_of(self.buyer)
        order.button_confirm()
        asked = self._asked(order)
        for user in (self.buyer, self.director, self.head):
            with self.assertRaises(AccessError):
                asked.with_user(user).sudo(False).write(
                    {"candidate_ids": [Command.link(user.id)]}
                )
        second = self._person("second", MANAGER)
        with self.assertRaises(UserError):
            asked.with_user(second).sudo(False).action_approve()

    def test_a_requester_states_no_price_and_no_contract(self):
        requisition = self._requisition((self.glove, 20))
        line = requisition.line_ids
        before = line.price
        for values in ({"price": 0.01}, {"on_contract": True}, {"contract": "C-1"}):
            with self.assertRaises(AccessError):
                line.write(values)
        lines = self.env["healthcare.requisition.line"].with_user(self.nurse)
        values = {"requisition_id": requisition.id, "product_id": self.gauze.id}
        with self.assertRaises(AccessError):
            lines.create(values | {"price": 0.01})
        forged = lines.with_context(default_on_contract=True, default_price=0.01)
        self.assertNotEqual(forged.create(values).price, 0.01)
        self.assertEqual(line.price, before)

    def test_a_line_is_not_moved_into_what_was_submitted(self):
        asked = self._requisition((self.glove, 20))
        asked.action_submit()
        other = self._requisition((self.gauze, 900))
        with self.assertRaises(UserError):
            other.line_ids.write({"requisition_id": asked.id})
