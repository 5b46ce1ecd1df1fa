"""The buyer in a browser: the tile, the question, one answer, the order."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestBuyerTour(ProcurementCase, HttpCase):
    """From the dashboard of Purchase to an order that is agreed."""

    def test_buyer_tour(self):
        buyer = new_test_user(
            self.env, "tour_buyer", groups="purchase.group_purchase_manager"
        )
        order = self._glove_order(name="TOUR-ORDER", user_id=buyer.id)
        self._apply(
            self._acknowledgment(
                order, self._ack_line(1, ("IA", "10"), price="13.00"), status="AC"
            )
        )
        asked = self.env["healthcare.exception"].search(
            [("res_id", "=", order.id), ("code", "=", "PRICE_CHANGE")]
        )
        self.assertEqual((asked.state, asked.user_id), ("open", buyer))
        self.start_tour("/odoo", "healthcare_buyer_tour", login="tour_buyer")
        self.env.invalidate_all()
        self.assertEqual(asked.state, "resolved")
        self.assertEqual(order.order_line.price_unit, 13)
        self.assertEqual(order.order_line.healthcare_ack_state, "accepted")
