"""Who listens hears of requests and decisions, in the transaction they happen in."""

from .approval_case import ApprovalCase


class TestApprovalEvents(ApprovalCase):
    """An approved requisition becomes an order, and both are told."""

    def setUp(self):
        super().setUp()
        connection = self.env["healthcare.connection"].create(
            {
                "name": "Portal",
                "code": "portal-approvals",
                "connector": "webhook",
                "state": "live",
            }
        )
        kinds = self.env["healthcare.event.type"].search([("area", "=", "purchase")])
        self.subscription = self.env["healthcare.subscription"].create(
            {
                "name": "Portal",
                "connection_id": connection.id,
                "type_ids": [(6, 0, kinds.ids)],
            }
        )

    def _heard(self):
        events = self.env["healthcare.event"].search(
            [("subscription_id", "=", self.subscription.id)], order="id"
        )
        return events

    def test_from_the_request_to_the_order(self):
        self._rule(amount_from=50)
        self.company.healthcare_requisition_confirm = True
        requisition = self._requisition()
        requisition.action_submit()
        self._decide(requisition, self.head)
        events = self._heard()
        self.assertEqual(
            events.mapped("type_id.code"),
            [
                "requisition.submitted",
                "approval.requested",
                "approval.decided",
                "requisition.approved",
                "purchase_order.confirmed",
            ],
        )
        order = requisition.sudo().order_ids
        self.assertEqual(events[-1].data["number"], order.name)
        self.assertEqual(events[-1].res_id, order.id)
        self.assertEqual(events[2].data["state"], "approved")
        self.assertEqual(order.origin, requisition.name)
        self.assertEqual(order.healthcare_requisition_ids, requisition)
        self.assertTrue(all(event.message_id for event in events))
