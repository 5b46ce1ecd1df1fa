"""Suppliers' invoices: matched, then posted, held or rejected."""

from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import InvoiceCharge

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestSupplierInvoice(ProcurementCase):
    def test_total_that_does_not_add_up_is_rejected_without_a_bill(self):
        order = self._glove_order()
        self._receive(order)
        outcome = self._apply(
            self._invoice(order, (1, "10", "BX", "12.00"), total="130.00")
        )
        self.assertEqual(outcome.code, "invoice.total_mismatch")
        self.assertEqual(self._match().state, "rejected")
        self.assertFalse(self._match().move_id)
        self.assertFalse(order.invoice_ids)

    def test_corrected_copy_of_a_rejected_invoice_passes(self):
        order = self._glove_order()
        self._receive(order)
        line = (1, "10", "BX", "12.00")
        self._apply(self._invoice(order, line, total="130.00"))
        outcome = self._apply(self._invoice(order, line))
        self.assertEqual(outcome.state, "done")

    def test_clean_invoice_posts_itself_linked_line_by_line(self):
        order = self._create_order(
            (self.glove, 10, self.box, 12.0), (self.glove, 5, self.box, 11.0)
        )
        self._receive(order)
        outcome = self._apply(
            self._invoice(order, (1, "10", "BX", "12.00"), (2, "5", "BX", "11.00"))
        )
        self.assertEqual(outcome.state, "done")
        bill = order.invoice_ids
        self.assertEqual(bill.state, "posted")
        self.assertEqual(bill.amount_total, 175)
        self.assertEqual(
            bill.invoice_line_ids.mapped("purchase_line_id"), order.order_line
        )
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [10, 5])
        self.assertEqual(order.invoice_status, "invoiced")

    def test_charges_and_cents_reach_the_stated_total(self):
        order = self._create_order((self.lancet, 3, self.each, 33.333))
        move = order.picking_ids.move_ids
        move.move_line_ids.lot_name = "L1"
        self._receive(order)
        line = self._invoice_line(1, "3", "EA", "33.333", item="NM-3003")
        charge = InvoiceCharge("C", "D240", Decimal("8.00"))
        outcome = self._apply(
            self._invoice(order, line, total="108.01", charges=(charge,))
        )
        self.assertEqual(outcome.state, "done")
        self.assertEqual(order.invoice_ids.amount_total, 108.01)

    def test_price_above_tolerance_is_held_unlinked(self):
        order = self._glove_order()
        self._receive(order)
        outcome = self._apply(self._invoice(order, (1, "10", "BX", "13.00")))
        self.assertEqual(self._codes(outcome), ["PRICE_HIGH"])
        self.assertEqual(outcome.findings[0].amount, Decimal("10.00"))
        bill = self._match().move_id
        self.assertEqual(bill.state, "draft")
        self.assertIn("price above the order", bill.healthcare_block_reason)
        self.assertFalse(bill.invoice_line_ids.purchase_line_id)
        self.assertEqual(order.order_line.qty_invoiced, 0)
        self.assertEqual(bill.invoice_line_ids.healthcare_ordered, 10)
        self.assertEqual(bill.invoice_line_ids.healthcare_received, 10)
        self.assertEqual(bill.healthcare_exception_count, 1)

    def test_bill_before_the_goods_releases_itself(self):
        order = self._glove_order()
        outcome = self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        self.assertEqual(self._codes(outcome), ["RECEIPT_MISSING"])
        match = self._match()
        self._receive(order)
        self.assertEqual(match.state, "released")
        self.assertEqual(match.move_id.state, "posted")
        self.assertEqual(order.order_line.qty_invoiced, 10)
        self.assertEqual(match.move_id.healthcare_exception_count, 0)
        self.assertIn("Goods were received", match.move_id.message_ids[0].body)

    def test_partial_receipt_keeps_it_held_with_the_new_reason(self):
        order = self._glove_order()
        self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        self._receive(order, 600)
        match = self._match()
        self.assertEqual((match.state, match.categories), ("held", "RECEIPT_SHORT"))
        codes = self.env["healthcare.exception"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", match.move_id.id)]
        )
        self.assertEqual(
            {row.code: row.state for row in codes},
            {"RECEIPT_MISSING": "resolved", "RECEIPT_SHORT": "open"},
        )

    def test_changed_order_price_releases(self):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "13.00")))
        order.order_line.price_unit = 13.0
        self.assertEqual(self._match().state, "released")

    def test_unknown_order_is_held_until_it_is_confirmed(self):
        order = self._glove_order(confirm=False)
        number = order.name
        order.name = "LATER"
        outcome = self._apply(self._invoice(number, (1, "10", "BX", "12.00")))
        self.assertEqual(self._codes(outcome), ["PO_NOT_FOUND"])
        self._policy(match_policy="2way")
        order.name = number
        order.button_confirm()
        self.assertEqual(self._match().state, "released")

    def test_unknown_order_waits_or_is_rejected_by_policy(self):
        policy = self._policy(no_po_action="wait")
        document = self._invoice("P-NONE", (1, "10", "BX", "12.00"))
        outcome = self._apply(document)
        self.assertEqual(outcome.dependency, "order:P-NONE")
        self.assertFalse(self._match())
        policy.no_po_action = "reject"
        self.assertEqual(self._apply(document).code, "invoice.order_unknown")

    def test_same_document_twice_is_linked_not_booked(self):
        order = self._glove_order()
        self._receive(order)
        document = self._invoice(order, (1, "10", "BX", "12.00"))
        self._apply(document)
        outcome = self._apply(document)
        self.assertEqual(outcome.state, "duplicate")
        self.assertEqual(outcome.touched[0].res_id, order.invoice_ids.id)
        self.assertEqual(len(order.invoice_ids), 1)

    def test_same_number_spelled_otherwise_is_rejected(self):
        order = self._glove_order()
        self._receive(order)
        line = (1, "10", "BX", "12.00")
        self._apply(self._invoice(order, line))
        outcome = self._apply(self._invoice(order, line, number="inv 05001"))
        self.assertEqual(outcome.code, "invoice.duplicate")
        self.assertEqual(len(order.invoice_ids), 1)

    def test_bill_entered_by_hand_counts_as_the_first(self):
        self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "invoice_date": "2026-06-01",
                "ref": "5001",
                "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 120})],
            }
        ).action_post()
        order = self._glove_order()
        self._receive(order)
        document = self._invoice(order, (1, "10", "BX", "12.00"))
        self.assertEqual(self._apply(document).code, "invoice.duplicate")

    def test_same_number_other_amount_waits_for_a_decision(self):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "6", "BX", "12.00")))
        outcome = self._apply(self._invoice(order, (1, "4", "BX", "12.00")))
        self.assertEqual(self._codes(outcome), ["POSSIBLE_DUPLICATE"])
        self.assertTrue(self._match().repeat_of_id)

    def test_bill_of_a_blocked_supplier_is_held(self):
        order = self._glove_order()
        self._receive(order)
        self.supplier.healthcare_supplier_blocked = True
        outcome = self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        self.assertEqual(self._codes(outcome), ["SUPPLIER_BLOCKED"])

    def test_duplicates_inside_one_batch(self):
        first, second = self._glove_order(), self._glove_order()
        self._receive(first)
        self._receive(second)
        outcomes = self._apply_all(
            [
                self._invoice(first, (1, "10", "BX", "12.00")),
                self._invoice(second, (1, "10", "BX", "12.00")),
            ]
        )
        self.assertEqual([row.state for row in outcomes], ["done", "rejected"])

    def test_one_number_with_two_amounts_in_one_batch(self):
        first, second = self._glove_order(), self._glove_order()
        self._receive(first)
        self._receive(second)
        outcomes = self._apply_all(
            [
                self._invoice(first, (1, "10", "BX", "12.00")),
                self._invoice(second, (1, "9", "BX", "12.00")),
            ]
        )
        self.assertEqual([row.state for row in outcomes], ["done", "partly"])
        self.assertEqual(self._codes(outcomes[1]), ["POSSIBLE_DUPLICATE"])
        match = second.healthcare_match_ids
        self.assertEqual(match.repeat_of_id, first.healthcare_match_ids)
        match._release("Two deliveries, the supplier confirmed")
        self.assertEqual(match.move_id.state, "posted")

    def test_unknown_unit_is_held_and_released_after_mapping(self):
        order = self._glove_order()
        self._receive(order)
        outcome = self._apply(self._invoice(order, (1, "10", "XB", "12.00")))
        self.assertEqual(self._codes(outcome), ["UOM_UNMAPPED"])
        self.env["healthcare.mapping"]._establish(
            {
                "name": "Units",
                "domain": "uom",
                "connection_id": self.connection.id,
            },
            [("XB", self.box)],
        )
        match = self._match()
        self.assertEqual(match.state, "released")
        self.assertEqual(match.move_id.invoice_line_ids.product_uom_id, self.box)
        self.assertEqual(order.order_line.qty_invoiced, 10)

    def test_supplier_unit_code_of_the_catalogue_wins(self):
        self.glove.seller_ids.healthcare_uom_code = "CS"
        order = self._glove_order()
        self._receive(order)
        outcome = self._apply(self._invoice(order, (1, "10", "CS", "12.00")))
        self.assertEqual(outcome.state, "done")

    def test_locked_period_moves_the_entry_and_posts(self):
        order = self._glove_order()
        self._receive(order)
        self.company.purchase_lock_date = "2026-06-30"
        outcome = self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        self.assertEqual(outcome.state, "done")
        self.assertGreater(str(order.invoice_ids.date), "2026-06-30")

    def test_entry_that_cannot_be_posted_is_held_alone(self):
        bad, good = self._glove_order(), self._glove_order(price=11.0)
        self._receive(bad)
        self._receive(good)
        Move = self.env.registry["account.move"]
        original = Move._post

        def refuse(moves, soft=True):
            if any(move.ref == "BAD-1" for move in moves):
                raise UserError(moves.env._("refused"))
            return original(moves, soft=soft)

        self.patch(Move, "_post", refuse)
        outcomes = self._apply_all(
            [
                self._invoice(bad, (1, "10", "BX", "12.00"), number="BAD-1"),
                self._invoice(good, (1, "10", "BX", "11.00"), number="GOOD-1"),
            ]
        )
        self.assertEqual(good.invoice_ids.state, "posted")
        match = self._match("BAD-1")
        self.assertEqual((match.state, match.categories), ("held", "POSTING_FAILED"))
        self.assertFalse(match.move_id.invoice_line_ids.purchase_line_id)
        self.assertEqual(outcomes[1].state, "done")

    def test_queries_grow_slowly_with_the_batch(self):
        def documents(count, start):
            orders = [self._glove_order() for _row in range(count)]
            for order in orders:
                self._receive(order)
            return [
                self._invoice(order, (1, "10", "BX", "12.00"), number=f"Q{start + row}")
                for row, order in enumerate(orders)
            ]

        counts = []
        for count, start in ((2, 100), (12, 200)):
            batch = documents(count, start)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._apply_all(batch)
            counts.append(self.env.cr.sql_log_count - before)
        per_document = (counts[1] - counts[0]) / 10
        self.assertLess(per_document, 40, counts)
