"""What suppliers say they have."""

from datetime import timedelta

from odoo.tests import new_test_user, tagged

from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestAvailability(StockCase):
    def _row(self):
        return self.env["healthcare.supplier.availability"].search(
            [("product_id", "=", self.glove.id)]
        )

    def test_a_report_of_a_supplier_says_what_it_has_and_as_of_when(self):
        outcome = self._apply(self._advice(("NM-1001", "3", "BX")))
        self.assertEqual(outcome.state, "done")
        row = self._row()
        self.assertEqual((row.available, row.lead_time_days), (300, 2))
        self.assertEqual(row.as_of, self.now - timedelta(minutes=5))
        self.assertEqual((row.state, row.partner_id), ("in_stock", self.supplier))

    def test_an_older_report_changes_nothing(self):
        self._apply(self._advice(("NM-1001", "3", "BX")))
        older = self._advice(("NM-1001", "9", "BX"), number="A0", minutes=60)
        self.assertEqual(self._apply(older).code, "advice.older")
        self.assertEqual(self._row().available, 300)

    def test_the_same_report_twice_is_a_duplicate(self):
        report = self._advice(("NM-1001", "3", "BX"))
        self._apply(report)
        self.assertEqual(self._apply(report).state, "duplicate")

    def test_unknown_items_are_one_question_and_the_others_count(self):
        outcome = self._apply(
            self._advice(("NM-1001", "3", "BX"), ("NOBODY", "1", "EA"))
        )
        self.assertEqual(self._codes(outcome), ["AVAILABILITY_UNKNOWN"])
        self.assertEqual(self._row().available, 300)
        steward = new_test_user(
            self.env,
            "stew",
            groups="healthcare_integration_base.group_steward,"
            "purchase.group_purchase_user",
        )
        question = self._open_question(self.supplier, "AVAILABILITY_UNKNOWN")
        question.sudo().user_id = steward
        question.with_user(steward)._apply_resolution("items_leave", "not bought")
        self.assertEqual(question.state, "resolved")

    def test_old_figures_do_not_count(self):
        self._apply(self._advice(("NM-1001", "3", "BX"), minutes=60 * 72))
        self.assertEqual(self._row().state, "unknown")
        known = self._row()._of(self.glove, self.company)
        self.assertFalse(known)

    def test_a_report_about_a_facility_is_its_stock(self):
        outcome = self._say(self._advice(("GLOVE", "30", "EA"), location="EAST"))
        self.assertIn(outcome.state, ("done", "partly"))
        position = self.env["healthcare.stock.position"].search(
            [("facility_id", "=", self.east.id)]
        )
        self.assertEqual(position.quantity, 30)
        self.assertFalse(self._row())
