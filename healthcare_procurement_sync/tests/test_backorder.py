"""A back-ordered line: who runs out, when, and what else could be done."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.misc import format_date

from .substitution_case import SubstitutionCase


@tagged("post_install", "-at_install")
class TestBackorder(SubstitutionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.west_house = cls.env["stock.warehouse"].create(
            {"name": "West", "code": "WEST", "company_id": cls.company.id}
        )
        cls.west = cls.env["healthcare.facility"].create(
            {"name": "West", "code": "WEST", "warehouse_id": cls.west_house.id}
        )

    def _backordered(self, promised=None):
        order = self._glove_order(user_id=self.buyer.id)
        line = self._ack_line(1, ("IA", "6"), ("IB", "4", promised))
        self._apply(self._acknowledgment(order, line))
        return order, self.env["healthcare.backorder"].search(
            [("order_id", "=", order.id)]
        )

    def test_days_of_supply_and_the_day_it_runs_out(self):
        self._stock(self.glove, 28 * 10 + 50)
        self._use(self.glove, 10)
        _order, row = self._backordered()
        self.assertEqual(row.facility_id, self.facility)
        self.assertEqual((row.quantity, row.on_hand), (400, 50))
        self.assertEqual(row.daily_usage, 10)
        self.assertEqual(row.days_of_supply, 5)
        self.assertEqual(row.stockout_date, fields.Date.today() + timedelta(days=5))
        self.assertEqual(row.risk, "critical")

    def test_the_question_says_who_runs_out_and_is_due_today(self):
        self._stock(self.glove, 28 * 10 + 50)
        self._use(self.glove, 10)
        order, row = self._backordered()
        question = self.env["healthcare.exception"].search(
            [("res_id", "=", order.id), ("code", "=", "BACKORDER")]
        )
        day = format_date(self.env, row.stockout_date)
        self.assertIn(f"runs out on {day}", question.name)
        self.assertEqual(question.deadline.date(), fields.Date.today())
        self.assertEqual(question.probability, 0.9)

    def test_the_buyer_and_the_facility_are_told(self):
        order, row = self._backordered()
        self.assertIn(self.buyer.partner_id, row.message_ids.partner_ids)
        self.assertTrue(
            self.facility.message_ids.filtered(
                lambda message: order.name in (message.body or "")
            )
        )

    def test_waiting_moves_the_expected_day(self):
        day = fields.Date.today() + timedelta(days=20)
        order = self._glove_order()
        line = self._ack_line(1, ("IB", "10", day))
        self._apply(self._acknowledgment(order, line))
        row = self.env["healthcare.backorder"].search([("order_id", "=", order.id)])
        self.assertEqual(row.expected_date, day)
        question = self.env["healthcare.exception"].search(
            [("res_id", "=", order.id), ("code", "=", "BACKORDER")]
        )
        question.with_user(self.buyer)._apply_resolution("keep_backorder")
        self.assertEqual(order.order_line.date_planned.date(), day)

    def test_the_date_of_the_balance_is_not_that_of_the_rest(self):
        soon = fields.Date.today() + timedelta(days=2)
        late = fields.Date.today() + timedelta(days=21)
        order = self._glove_order()
        line = self._ack_line(1, ("IA", "6", soon), ("IB", "4", late))
        self._apply(self._acknowledgment(order, line))
        row = self.env["healthcare.backorder"].search([("order_id", "=", order.id)])
        self.assertEqual(row.expected_date, late)
        self.assertEqual(order.order_line.healthcare_promised_date, soon)

    def test_stock_of_another_facility_is_fetched(self):
        self._stock(self.glove, 1000, self.west_house)
        order, row = self._backordered()
        self.assertIn("West", row.other_facilities)
        self.assertIn("fetch", row.alternatives)
        wizard = (
            self.env["healthcare.reallocation"]
            .with_user(self.buyer)
            .with_context(default_backorder_id=row.id)
            .create({})
        )
        self.assertEqual(wizard.line_ids.mapped("quantity"), [400])
        wizard.action_transfer()
        transfer = row.transfer_ids
        self.assertEqual(
            (transfer.location_id, transfer.location_dest_id, transfer.state),
            (
                self.west_house.lot_stock_id,
                self.warehouse.lot_stock_id,
                "assigned",
            ),
        )
        self.assertEqual(row.state, "moved")
        self.assertEqual(order.healthcare_exception_count, 0)

    def test_the_balance_can_leave_the_order_with_the_transfer(self):
        self._stock(self.glove, 1000, self.west_house)
        order, row = self._backordered()
        wizard = (
            self.env["healthcare.reallocation"]
            .with_user(self.buyer)
            .with_context(default_backorder_id=row.id)
            .create({"cancel_balance": True})
        )
        wizard.action_transfer()
        self.assertEqual(order.order_line.product_qty, 6)

    def test_no_more_than_there_is(self):
        self._stock(self.glove, 100, self.west_house)
        _order, row = self._backordered()
        wizard = (
            self.env["healthcare.reallocation"]
            .with_context(default_backorder_id=row.id)
            .create({})
        )
        wizard.line_ids.quantity = 101
        with self.assertRaises(UserError):
            wizard.action_transfer()

    def test_a_later_answer_ends_it(self):
        order, row = self._backordered()
        line = self._ack_line(1, ("IA", "10"))
        self._apply(self._acknowledgment(order, line, day=3))
        self.assertEqual(row.state, "done")

    def test_arrival_ends_it(self):
        order, row = self._backordered()
        self._receive(order)
        self.assertEqual(row.state, "done")

    def test_queries_do_not_grow_with_the_lines(self):
        counts = []
        for number in (1, 6):
            orders = [self._glove_order() for _number in range(number)]
            for order in orders:
                order.order_line.write(
                    {
                        "healthcare_qty_backordered": 4,
                        "healthcare_ack_state": "backordered",
                    }
                )
            lines = self.env["purchase.order"].union(*orders).order_line
            lines = lines.browse(lines.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["healthcare.backorder"].sudo()._facts(lines)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 5, counts)
