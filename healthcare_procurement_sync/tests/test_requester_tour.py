"""In a browser: a nurse asks, her head of department approves."""

from odoo.tests import HttpCase

from .approval_case import ApprovalCase


class TestRequesterTour(ApprovalCase, HttpCase):
    """From the catalogue to the order, without one look at Purchase's own screens."""

    def test_requester_tour(self):
        self.nurse.login, self.nurse.password = "tour_nurse", "tour_nurse"
        self.head.login, self.head.password = "tour_head", "tour_head"
        self.head.name = "Tour Head"
        self.glove.name = "Tour gloves"
        self.gauze.write({"name": "Tour unapproved", "healthcare_requestable": False})
        self._rule(amount_from=1)
        last = self._requisition()
        last.action_cancel()
        self.start_tour("/odoo", "healthcare_requester_tour", login="tour_nurse")
        requisition = self.env["healthcare.requisition"].search(
            [("requester_id", "=", self.nurse.id), ("id", "!=", last.id)]
        )
        self.assertEqual(requisition.state, "in_approval")
        self.assertEqual(requisition.delivery_point, "Ward 3")
        self.assertEqual(requisition.line_ids.product_id, self.glove)
        self.start_tour("/odoo", "healthcare_approver_tour", login="tour_head")
        self.env.invalidate_all()
        self.assertEqual(requisition.state, "approved")
        self.assertEqual(requisition.order_ids.partner_id, self.supplier)
