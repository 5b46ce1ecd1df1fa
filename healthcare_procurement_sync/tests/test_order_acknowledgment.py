"""Acknowledgments, line by line."""

from datetime import timedelta
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.healthcare_integration_base.canonical import ItemIds, LineStatus

from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestOrderAcknowledgment(ProcurementCase):
    def _ack(self, order, *statuses, status="AC", day=2, price=None):
        line = self._ack_line(1, *statuses, price=price)
        return self._apply(self._acknowledgment(order, line, status=status, day=day))

    def test_unknown_order_waits(self):
        document = self._acknowledgment(self.env["purchase.order"].new({"name": "NO"}))
        outcome = self._apply(document)
        self.assertEqual((outcome.state, outcome.dependency), ("waiting", "order:NO"))

    def test_order_of_another_supplier_is_unknown(self):
        other = self.env["res.partner"].create({"name": "Southern"})
        order = self._glove_order(partner_id=other.id)
        outcome = self._ack(order, ("IA", "10"))
        self.assertEqual(outcome.state, "waiting")

    def test_unknown_header_status_is_rejected(self):
        outcome = self._ack(self._glove_order(), ("IA", "10"), status="ZZ")
        self.assertEqual(outcome.code, "ack.status_unknown")

    def test_more_than_ordered_applies_nothing(self):
        order = self._glove_order()
        outcome = self._ack(order, ("IA", "7"), ("IB", "4"))
        self.assertEqual(self._codes(outcome), ["ACK_QTY_EXCEEDS_ORDER"])
        self.assertEqual(order.order_line.healthcare_ack_state, "pending")

    def test_accepted(self):
        order = self._glove_order()
        outcome = self._ack(order, ("IA", "10"))
        self.assertEqual(outcome.state, "done")
        self.assertEqual(order.healthcare_ack_state, "accepted")
        self.assertEqual(order.healthcare_transmission_state, "acknowledged")
        self.assertEqual(order.order_line.healthcare_qty_confirmed, 10)

    def test_quantities_in_another_unit_are_converted(self):
        order = self._glove_order()
        line = self._ack_line(1, ("IA", "600"), ("IB", "400"), uom="EA")
        self._apply(self._acknowledgment(order, line))
        self.assertEqual(order.order_line.healthcare_qty_confirmed, 6)
        self.assertEqual(order.order_line.healthcare_qty_backordered, 4)

    def test_a_date_that_odoo_owns_is_queued_with_both_values(self):
        self._policy(slip_days=30)
        self.env["healthcare.authority"].create(
            {"domain": "order", "field": "date_planned"}
        )
        order = self._glove_order()
        planned = order.order_line.date_planned
        promised = planned.date() + timedelta(days=2)
        line = self._ack_line(1, ("IA", "10", promised))
        self.assertEqual(self._apply(self._acknowledgment(order, line)).state, "done")
        self.assertEqual(order.order_line.date_planned, planned)
        update = self.env["healthcare.authority.update"].search(
            [("res_model", "=", "purchase.order.line")]
        )
        self.assertEqual((update.res_id, update.state), (order.order_line.id, "open"))
        self.assertIn(str(promised), update.proposed)
        update.action_accept()
        self.assertEqual(order.order_line.date_planned.date(), promised)

    def test_an_answer_from_the_wrong_side_is_rejected_with_the_reason(self):
        self.env["healthcare.authority"].create(
            {
                "domain": "order",
                "owner_is_odoo": True,
                "check_confirming": True,
                "confirming_id": self.warehouse_connection.id,
            }
        )
        outcome = self._ack(self._glove_order(), ("IA", "10"))
        self.assertEqual(
            (outcome.state, outcome.code), ("rejected", "authority.wrong_side")
        )
        self.assertIn("dock", outcome.text)

    def test_unknown_unit_waits_for_its_row_and_touches_nothing(self):
        order = self._glove_order()
        document = self._acknowledgment(
            order, self._ack_line(1, ("IA", "10"), uom="ZX")
        )
        outcome = self._apply(document)
        self.assertEqual(
            (outcome.state, outcome.dependency),
            ("waiting", f"mapping:uom:{self.connection.id}:ZX"),
        )
        self.assertEqual(float(outcome.stake), order.amount_untaxed)
        self.assertEqual(order.order_line.healthcare_ack_state, "pending")
        mapping = self._map_units([("ZX", self.box)])
        outcome = self._apply(document)
        self.assertEqual(outcome.state, "done")
        self.assertEqual(order.order_line.healthcare_qty_confirmed, 10)
        self.assertEqual(outcome.touched[-1].mapping_line_ids, (mapping.line_ids.id,))

    def test_a_unit_that_does_not_fit_the_item_is_asked(self):
        order = self._glove_order()
        self._map_units([("ZX", self.env.ref("uom.product_uom_kgm"))])
        line = self._ack_line(1, ("IA", "10"), uom="ZX")
        outcome = self._apply(self._acknowledgment(order, line))
        self.assertEqual(self._codes(outcome), ["MAPPING_UOM"])
        self.assertEqual(order.order_line.healthcare_ack_state, "pending")

    def test_a_unit_means_another_pack_on_another_item(self):
        units = [("CS", self.case), ("CS", self.box, {"item": "GLOVE"})]
        self._map_units(units)
        lookup = self.env["healthcare.item.lookup"]
        mapped = lookup._units(self.connection, {"CS"})
        self.assertEqual(lookup._unit("CS", self.glove, mapped), self.box)
        self.assertEqual(lookup._unit("CS", self.gauze, mapped), self.case)

    def test_backorder_has_an_owner(self):
        order = self._glove_order()
        outcome = self._ack(order, ("IA", "6"), ("IB", "4"))
        self.assertEqual(outcome.state, "partly")
        self.assertEqual(self._codes(outcome), ["BACKORDER"])
        self.assertEqual(order.order_line.healthcare_ack_state, "partial_backorder")
        exception = self.env["healthcare.exception"].search(
            [("res_model", "=", "purchase.order"), ("res_id", "=", order.id)]
        )
        self.assertEqual(exception.code, "BACKORDER")
        self.assertTrue(exception.user_id)

    def test_later_answer_settles_the_question(self):
        order = self._glove_order()
        self._ack(order, ("IB", "10"))
        self._ack(order, ("IA", "10"), day=4)
        self.assertEqual(order.order_line.healthcare_ack_state, "accepted")
        self.assertEqual(order.healthcare_exception_count, 0)

    def test_older_answer_does_not_take_back_a_newer_one(self):
        order = self._glove_order()
        self._ack(order, ("IA", "10"), day=4)
        self._ack(order, ("IR", "10"), day=2)
        self.assertEqual(order.order_line.healthcare_ack_state, "accepted")

    def test_partial_answer_leaves_other_lines_waiting(self):
        order = self._create_order(
            (self.glove, 1, self.box, 12.0), (self.gauze, 1, self.case, 20.0)
        )
        self._ack(order, ("IA", "1"))
        states = order.order_line.mapped("healthcare_ack_state")
        self.assertEqual(states, ["accepted", "pending"])
        self.assertEqual(order.healthcare_ack_state, "partial")

    def test_accepted_without_detail_accepts_every_line(self):
        order = self._glove_order()
        self._apply(self._acknowledgment(order, status="AK"))
        self.assertEqual(order.order_line.healthcare_ack_state, "accepted")
        self.assertEqual(order.order_line.healthcare_qty_confirmed, 10)

    def test_rejected_order_is_not_cancelled_here(self):
        order = self._glove_order()
        outcome = self._apply(self._acknowledgment(order, status="RJ"))
        self.assertEqual(self._codes(outcome), ["ORDER_REJECTED"])
        self.assertEqual(order.healthcare_ack_state, "rejected")
        self.assertEqual(order.order_line.healthcare_qty_cancelled, 10)
        self.assertEqual(order.state, "purchase")

    def test_price_within_tolerance_is_taken_and_stays(self):
        order = self._glove_order()
        outcome = self._ack(order, ("IP", "10"), price="12.18")
        self.assertEqual(outcome.state, "done")
        self.assertEqual(order.order_line.price_unit, 12.18)
        order.order_line.product_qty = 11
        self.assertEqual(order.order_line.price_unit, 12.18)

    def test_price_above_tolerance_changes_nothing(self):
        order = self._glove_order()
        outcome = self._ack(order, ("IP", "10"), price="13.00")
        self.assertEqual(self._codes(outcome), ["PRICE_CHANGE"])
        self.assertEqual(outcome.findings[0].amount, Decimal("10.00"))
        self.assertEqual(order.order_line.price_unit, 12.0)
        self.assertEqual(order.order_line.healthcare_ack_state, "price_changed")

    def test_accepted_with_changes_stays_that_and_its_price_is_asked(self):
        order = self._glove_order()
        outcome = self._ack(order, ("IC", "10"), price="13.00")
        self.assertEqual(self._codes(outcome), ["PRICE_CHANGE"])
        self.assertEqual(order.order_line.healthcare_ack_state, "changed")
        self.assertEqual(order.order_line.price_unit, 12.0)

    def test_price_above_contract_is_asked_though_within_tolerance(self):
        self.glove.seller_ids.write({"healthcare_contract": "C-9", "price": 12.0})
        order = self._glove_order()
        outcome = self._ack(order, ("IP", "10"), price="12.10")
        self.assertEqual(self._codes(outcome), ["PRICE_CHANGE"])

    def test_substitute_waits_for_a_decision(self):
        order = self._glove_order()
        line = self._ack_line(1)
        status = LineStatus(
            "IS", Decimal(10), "BX", substitute=ItemIds(supplier="NM-2002")
        )
        line = type(line)(line.number, line.item, uom="BX", statuses=(status,))
        outcome = self._apply(self._acknowledgment(order, line))
        self.assertEqual(self._codes(outcome), ["SUBSTITUTION"])
        offer = order.order_line.healthcare_substitution_ids
        self.assertEqual((offer.product_id, offer.state), (self.gauze, "pending"))
        offer.action_accept()
        self.assertEqual(order.healthcare_exception_count, 0)

    def test_small_delay_moves_the_date_a_large_one_asks(self):
        order = self._glove_order()
        planned = order.order_line.date_planned.date()
        soon, late = planned + timedelta(days=3), planned + timedelta(days=30)
        self._ack(order, ("DR", "10", soon))
        self.assertEqual(order.order_line.date_planned.date(), soon)
        outcome = self._ack(order, ("DR", "10", late), day=3)
        self.assertEqual(self._codes(outcome), ["DATE_SLIP"])
        self.assertEqual(order.order_line.date_planned.date(), soon)
        self.assertEqual(order.order_line.healthcare_promised_date, late)
        self.assertEqual(order.order_line.healthcare_first_promised_date, soon)

    def test_without_change_but_changed_is_inconsistent(self):
        outcome = self._ack(self._glove_order(), ("IQ", "8"), status="AD")
        self.assertEqual(self._codes(outcome), ["ACK_INCONSISTENT", "QTY_CHANGE"])

    def test_same_document_twice_changes_nothing(self):
        order = self._glove_order()
        document = self._acknowledgment(order, self._ack_line(1, ("IB", "10")))
        self._apply(document)
        outcome = self._apply(document)
        self.assertEqual(outcome.state, "duplicate")
        self.assertEqual(order.healthcare_exception_count, 1)

    def test_answer_after_receipt_is_only_noted(self):
        order = self._glove_order()
        self._receive(order)
        outcome = self._ack(order, ("IR", "10"))
        self.assertEqual(outcome.state, "skipped")
        self.assertEqual(order.order_line.healthcare_ack_state, "pending")

    def test_supplier_number_becomes_the_vendor_reference(self):
        order = self._glove_order()
        line = self._ack_line(1, ("IA", "10"))
        self._apply(self._acknowledgment(order, line, supplier_order_number="SO-77"))
        self.assertEqual(order.partner_ref, "SO-77")

    def test_queries_do_not_grow_with_the_batch(self):
        counts = []
        for count in (2, 12):
            orders = [self._glove_order() for _number in range(count)]
            line = self._ack_line(1, ("IA", "10"))
            documents = [self._acknowledgment(order, line) for order in orders]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._apply_all(documents)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 30, counts)
