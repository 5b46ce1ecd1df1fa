"""From a department's wish to the order, with the right people in between."""

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .approval_case import ApprovalCase


class TestRequisition(ApprovalCase):
    """A nurse asks for gloves: 10 boxes at 9.00."""

    def test_without_rules_it_becomes_an_order(self):
        requisition = self._requisition()
        self.assertEqual(
            (requisition.amount, requisition.requester_id), (90, self.nurse)
        )
        requisition.action_submit()
        self.assertEqual(requisition.state, "approved")
        order = requisition.sudo().order_ids
        self.assertEqual(order.partner_id, self.supplier)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.origin, requisition.name)
        line = order.order_line
        self.assertEqual((line.product_qty, line.product_uom_id), (10, self.box))
        self.assertEqual(line.price_unit, 9.0)
        self.assertEqual(order.healthcare_facility_id, self.facility)

    def test_approved_once_and_not_again_on_the_order(self):
        self._rule(amount_from=50)
        requisition = self._requisition()
        requisition.action_submit()
        self.assertEqual(requisition.state, "in_approval")
        self.assertEqual(requisition.waits_for, "Head")
        self.assertFalse(requisition.sudo().order_ids)
        self._decide(requisition, self.head)
        self.assertEqual(requisition.state, "approved")
        order = requisition.sudo().order_ids
        self.assertEqual(order.healthcare_approval_state, "approved")
        order.with_user(self.buyer).button_confirm()
        self.assertEqual(order.state, "purchase")
        self.assertEqual(requisition.state, "ordered")

    def test_dearer_than_approved_is_asked_again(self):
        self._rule(amount_from=50)
        requisition = self._requisition((self.glove, 100))
        requisition.action_submit()
        self._decide(requisition, self.head)
        order = requisition.sudo().order_ids.with_user(self.buyer)
        order.order_line.price_unit = 13.0
        order.button_confirm()
        self.assertEqual(order.state, "to approve")
        self.assertNotIn(self.buyer, self._asked(order).candidate_ids)
        self.assertNotIn(self.nurse, self._asked(order).candidate_ids)

    def test_another_supplier_than_approved_is_asked_again(self):
        self._rule(amount_from=50)
        requisition = self._requisition()
        requisition.action_submit()
        self._decide(requisition, self.head)
        order = requisition.sudo().order_ids.with_user(self.buyer)
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        order.partner_id = other
        order.button_confirm()
        self.assertEqual(order.state, "to approve")

    def test_the_company_may_confirm_at_once(self):
        self._rule(amount_from=50)
        self.company.healthcare_requisition_confirm = True
        requisition = self._requisition()
        requisition.action_submit()
        self._decide(requisition, self.head)
        self.assertEqual(requisition.sudo().order_ids.state, "purchase")
        self.assertEqual(requisition.state, "ordered")
        self._receive(requisition.sudo().order_ids)
        self.assertEqual(requisition.state, "received")
        self.assertIn("received", requisition.line_ids.progress)

    def test_only_what_is_in_the_catalogue(self):
        self.gauze.healthcare_requestable = False
        requisition = self._requisition((self.gauze, 1))
        with self.assertRaisesRegex(UserError, "approved catalogue"):
            requisition.action_submit()
        domain = requisition._get_product_catalog_domain()
        found = self.env["product.product"].with_user(self.nurse).search(domain)
        self.assertIn(self.glove, found)
        self.assertNotIn(self.gauze, found)

    def test_the_catalogue_fills_it(self):
        requisition = self._requisition((self.gauze, 1))
        info = requisition._get_product_catalog_order_line_info(
            [self.glove.id, self.gauze.id]
        )
        self.assertEqual(info[self.glove.id]["price"], 9.0)
        self.assertEqual(info[self.gauze.id]["quantity"], 1)
        price = requisition._update_order_line_info(self.glove.id, 3)
        self.assertEqual(price, 9.0)
        requisition._update_order_line_info(self.gauze.id, 0)
        self.assertEqual(requisition.line_ids.product_id, self.glove)
        self.assertEqual(requisition.line_ids.quantity, 3)

    # -- who may what ------------------------------------------------------------------

    def test_nobody_writes_the_state(self):
        requisition = self._requisition()
        for values in (
            {"state": "approved"},
            {"healthcare_approval_state": "approved"},
        ):
            with self.assertRaises(UserError):
                requisition.write(values)
        with self.assertRaises(AccessError):
            self._requisition(state="approved")
        with self.assertRaises(AccessError):
            requisition.write({"requester_id": self.head.id})

    def test_what_was_submitted_stays(self):
        self._rule(amount_from=50)
        requisition = self._requisition()
        requisition.action_submit()
        for change in (
            lambda: requisition.write({"needed_by": "2030-01-01"}),
            lambda: requisition.line_ids.write({"quantity": 999}),
            lambda: requisition.line_ids.unlink(),
            lambda: requisition.write(
                {"line_ids": [Command.create({"product_id": self.gauze.id})]}
            ),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()

    def test_a_nurse_sees_her_own(self):
        other = self._person("other", "healthcare_procurement_sync.group_requester")
        mine = self._requisition()
        theirs = self._requisition(user=other)
        found = self.env["healthcare.requisition"].with_user(self.nurse).search([])
        self.assertIn(mine, found)
        self.assertNotIn(theirs, found)
        with self.assertRaises(AccessError):
            theirs.with_user(self.nurse).action_cancel()
        with self.assertRaises(AccessError):
            self.env["purchase.order"].with_user(self.nurse).search([])

    def test_an_approver_reads_what_he_decides_and_no_more(self):
        self._rule(amount_from=50)
        requisition = self._requisition()
        self.assertFalse(
            self.env["healthcare.requisition"].with_user(self.head).search([])
        )
        requisition.action_submit()
        seen = self.env["healthcare.requisition"].with_user(self.head).search([])
        self.assertEqual(seen, requisition)
        self.assertEqual(seen.line_ids.product_id, self.glove)
        with self.assertRaises(UserError):
            seen.write({"justification": "x"})
        seen.action_healthcare_approve()
        self.assertEqual(requisition.state, "approved")

    def test_the_requester_does_not_approve(self):
        self._rule(users=self.nurse | self.head, amount_from=50)
        requisition = self._requisition()
        requisition.action_submit()
        self.assertEqual(self._asked(requisition).candidate_ids, self.head)
        with self.assertRaises(UserError):
            requisition.action_healthcare_approve()

    def test_whoever_enters_it_for_another_does_not_approve_either(self):
        self._rule(users=self.director | self.head, amount_from=50)
        requisition = self._requisition(user=self.director, requester_id=self.nurse.id)
        requisition.action_submit()
        self.assertEqual(self._asked(requisition).candidate_ids, self.head)

    def test_sent_back_changed_and_submitted_again(self):
        self._rule(amount_from=50)
        requisition = self._requisition()
        requisition.action_submit()
        self._decide(requisition, self.head, "returned", "Half is enough.")
        self.assertEqual(requisition.state, "returned")
        requisition.line_ids.quantity = 6
        requisition.action_submit()
        self.assertEqual(self._asked(requisition).amount, 54.0)
        self._decide(requisition, self.head, "refused", "No.")
        self.assertEqual(requisition.state, "rejected")
        requisition.action_draft()
        self.assertEqual(requisition.state, "draft")

    def test_cancelled(self):
        requisition = self._requisition()
        requisition.action_submit()
        requisition.action_cancel()
        self.assertEqual(requisition.state, "cancelled")
        self.assertEqual(requisition.sudo().order_ids.state, "cancel")

    # -- suppliers, budget -------------------------------------------------------------

    def test_one_order_per_supplier(self):
        other = self.env["res.partner"].create({"name": "Southern", "is_company": True})
        self.env["product.supplierinfo"].create(
            {
                "partner_id": other.id,
                "product_tmpl_id": self.lancet.product_tmpl_id.id,
                "price": 1.0,
                "product_uom_id": self.each.id,
            }
        )
        requisition = self._requisition((self.glove, 1), (self.lancet, 5))
        requisition.action_submit()
        orders = requisition.sudo().order_ids
        self.assertEqual(orders.partner_id, self.supplier | other)

    def test_the_cost_centre_goes_along(self):
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        centre = self.env["account.analytic.account"].create(
            {"name": "OR", "code": "OR", "plan_id": plan.id}
        )
        requisition = self._requisition(analytic_account_id=centre.id)
        requisition.action_submit()
        line = requisition.sudo().order_ids.order_line
        self.assertEqual(line.analytic_distribution, {str(centre.id): 100})

    # -- templates ---------------------------------------------------------------------

    def _template(self, **values):
        return self.env["healthcare.requisition.template"].create(
            {
                "name": "Central line",
                "facility_id": self.facility.id,
                "line_ids": [
                    Command.create(
                        {
                            "product_id": self.glove.id,
                            "quantity": 4,
                            "uom_id": self.box.id,
                        }
                    ),
                    Command.create({"product_id": self.lancet.id, "quantity": 20}),
                ],
                **values,
            }
        )

    def test_a_kit(self):
        action = self._template().with_user(self.nurse).action_request()
        requisition = self.env["healthcare.requisition"].browse(action["res_id"])
        self.assertEqual(requisition.requester_id, self.nurse)
        self.assertEqual(requisition.line_ids.mapped("quantity"), [4.0, 20.0])
        self.assertEqual(requisition.line_ids[0].uom_id, self.box)

    def test_a_par_level_asks_for_what_is_missing(self):
        location = self.facility.warehouse_id.lot_stock_id
        template = self._template(kind="par", location_id=location.id)
        self.env["stock.quant"]._update_available_quantity(self.glove, location, 150)
        action = template.with_user(self.nurse).action_request()
        requisition = self.env["healthcare.requisition"].browse(action["res_id"])
        wanted = {row.product_id: row.quantity for row in requisition.line_ids}
        # 4 boxes are the level, one and a half lie there: three are opened.
        self.assertEqual(wanted, {self.glove: 3.0, self.lancet: 20.0})

    def test_what_is_on_its_way_is_not_asked_for_again(self):
        template = self._template(kind="par")
        action = template.with_user(self.nurse).action_request()
        first = self.env["healthcare.requisition"].browse(action["res_id"])
        first.with_user(self.nurse).action_submit()
        with self.assertRaisesRegex(UserError, "shelf is full"):
            template.with_user(self.nurse).action_request()
