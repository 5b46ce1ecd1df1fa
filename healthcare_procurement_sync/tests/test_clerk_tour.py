"""The AP clerk in a browser: the dashboard, a held bill, an answer, finance."""

from odoo.tests import HttpCase, new_test_user, tagged

from .test_finance import FinanceCase


@tagged("post_install", "-at_install")
class TestClerkTour(FinanceCase, HttpCase):
    def test_clerk_tour(self):
        new_test_user(self.env, "tour_clerk", groups="account.group_account_user")
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "13.00"), number="TOUR-1"))
        match = self._match("TOUR-1")
        self.assertEqual(match.state, "held")
        self.start_tour("/odoo", "healthcare_clerk_tour", login="tour_clerk")
        self.env.invalidate_all()
        self.assertEqual(match.move_id.state, "posted")
        self.assertEqual(match.released_by_id.login, "tour_clerk")
        self.assertEqual(match.release_reason, "Agreed by phone")
