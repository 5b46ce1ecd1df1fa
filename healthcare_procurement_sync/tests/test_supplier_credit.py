"""Credits: for returned goods, and for prices that were paid too high."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import InvoiceLine, ItemIds

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestSupplierCredit(ProcurementCase):
    def test_credit_for_returned_goods_lowers_what_is_billed(self):
        order = self._glove_order()
        picking = self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 200
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.move_ids.write({"quantity": 200, "picked": True})
        back.button_validate()
        credit = self._invoice(
            order, (1, "2", "BX", "12.00"), number="CM-1", document_type="credit"
        )
        outcome = self._apply(credit)
        self.assertEqual(outcome.state, "done")
        self.assertEqual(self._match("CM-1").move_id.move_type, "in_refund")
        self.assertEqual(order.order_line.qty_invoiced, 8)
        again = self._invoice(
            order, (1, "2", "BX", "12.00"), number="CM-2", document_type="credit"
        )
        self.assertEqual(self._codes(self._apply(again))[0], "CREDIT_NO_RETURN")

    def test_paid_above_contract_is_claimed_and_settled_by_a_credit(self):
        self._policy(contract_action="pay_and_claim")
        self.glove.seller_ids.write({"healthcare_contract": "C-9", "price": 11.0})
        order = self._glove_order()
        order.order_line.price_unit = 12.0
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        claim = self.env["healthcare.supplier.claim"].search(
            [("order_line_id", "in", order.order_line.ids)]
        )
        self.assertEqual((claim.amount, claim.state), (10.0, "open"))
        line = InvoiceLine(
            "1",
            ItemIds(supplier="NM-1001"),
            Decimal(10),
            "BX",
            Decimal("1.00"),
            "1",
            kind="price_adjustment",
        )
        outcome = self._apply(
            self._invoice(order, line, number="CM-9", document_type="credit")
        )
        self.assertEqual(outcome.state, "done")
        self.assertEqual(claim.state, "settled")
        self.assertEqual(order.order_line.qty_invoiced, 10)
