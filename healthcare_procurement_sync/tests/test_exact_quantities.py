"""Fractions of a pack are summed first and rounded once."""

from fractions import Fraction

from odoo.tests import tagged

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestExactQuantities(ProcurementCase):
    def test_three_receipts_and_bills_of_a_third_make_one_case(self):
        order = self._create_order((self.gauze, 1, self.case, 144.0))
        line = order.order_line
        for number in range(3):
            self._receive(order, 48)
            self._apply(
                self._invoice(
                    order,
                    self._invoice_line(1, "48", "EA", "1.00", item="NM-2002"),
                    number=f"G-{number}",
                    total="48.00",
                )
            )
        states = self.env["healthcare.match"].search([("order_id", "=", order.id)])
        # The second and third resemble the first: same order and amount in 3 days.
        for match in states.filtered(lambda row: row.state == "held"):
            self.assertEqual(match.categories, "POSSIBLE_DUPLICATE")
            match._release("Three deliveries")
        self.assertEqual(line.qty_received, 1)
        self.assertEqual(line.qty_invoiced, 1)
        self.assertEqual(line.qty_to_invoice, 0)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_factor_is_exact_and_needs_a_common_reference(self):
        self.assertEqual(self.case._healthcare_factor(self.each), 144)
        self.assertEqual(self.each._healthcare_factor(self.case), Fraction(1, 144))
        kilogram = self.env.ref("uom.product_uom_kgm")
        self.assertIsNone(self.box._healthcare_factor(kilogram))

    def test_stated_pack_size_must_be_one_of_the_item(self):
        lookup = self.env["healthcare.item.lookup"]
        self.assertEqual(lookup._unit("BX", self.glove, {}, factor=100), self.box)
        self.assertFalse(lookup._unit("BX", self.glove, {}, factor=50))
        self.assertFalse(lookup._unit("BX", self.lancet, {}))

    def test_fraction_of_a_case_is_billed_to_the_cent(self):
        order = self._create_order((self.gauze, 1, self.case, 144.0))
        self._receive(order, 100)
        self._apply(
            self._invoice(
                order,
                self._invoice_line(1, "0.694444", "CA", "144.00", item="NM-2002"),
                total="100.00",
            )
        )
        bill = self._match().move_id
        self.assertEqual(bill.state, "posted")
        self.assertEqual(bill.amount_total, 100.0)
        self.assertEqual(bill.invoice_line_ids.quantity, 100.0)
