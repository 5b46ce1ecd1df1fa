"""Suppliers measured: from orders, receipts and bills to facts, rates and scores."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.tests import tagged

from ..measures import score
from .common import ProcurementCase


@tagged("post_install", "-at_install")
class TestMeasures(ProcurementCase):
    def _fact(self, order):
        self.env["healthcare.line.fact"]._refresh(order)
        return self.env["healthcare.line.fact"].search([("order_id", "in", order.ids)])

    def _perfect_order(self):
        order = self._glove_order()
        order.healthcare_transmission_state = "sent"
        self._apply(self._acknowledgment(order, self._ack_line(1, ("IA", "10"))))
        self._apply(self._ship_notice(order, self._shipped(1, "10")))
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "12.00")))
        return order

    def test_an_order_without_a_fault_is_perfect(self):
        fact = self._fact(self._perfect_order())
        self.assertEqual(fact.ordered, 1000)
        self.assertEqual(fact.value, 120)
        self.assertTrue(fact.due)
        conditions = (
            "right_item right_quantity right_time right_place right_condition "
            "right_documents right_invoice perfect acknowledged sent complete_first"
        )
        for name in conditions.split():
            self.assertEqual(fact[name], 1, name)
        self.assertEqual((fact.billed_lines, fact.accurate_lines), (1, 1))

    def test_each_fault_costs_its_condition_only(self):
        late = self._perfect_order()
        late.order_line.healthcare_first_promised_date = "2020-01-01"
        fact = self._fact(late)
        self.assertEqual((fact.right_time, fact.perfect), (0, 0))
        self.assertEqual((fact.right_quantity, fact.right_invoice), (1, 1))

    def test_two_shipments_are_not_complete_with_the_first(self):
        order = self._glove_order()
        first = order.picking_ids
        first.move_ids.quantity = 600
        first.move_ids.picked = True
        first.with_context(
            cancel_backorder=False, skip_backorder=True
        ).button_validate()
        self.env.flush_all()
        fact = self._fact(order)
        self.assertEqual((fact.first_quantity, fact.complete_first), (600, 0))
        self.assertEqual(fact.received, 600)

    def test_a_dear_bill_is_no_right_bill(self):
        order = self._glove_order()
        self._receive(order)
        self._apply(self._invoice(order, (1, "10", "BX", "15.00")))
        fact = self._fact(order)
        self.assertEqual((fact.right_invoice, fact.accurate_lines), (0, 0))
        self.assertEqual(fact.billed_lines, 1)

    def test_a_line_that_is_not_due_is_not_judged(self):
        order = self._glove_order()
        order.order_line.date_planned = fields.Datetime.now() + timedelta(days=9)
        fact = self._fact(order)
        self.assertFalse(fact.due)
        self.assertEqual((fact.quantity_due, fact.perfect), (0, 0))

    def test_only_what_changed_is_reckoned_again(self):
        order = self._perfect_order()
        facts = self.env["healthcare.line.fact"]
        facts._refresh()
        later = fields.Datetime.now() + timedelta(hours=1)
        self.assertNotIn(order.id, facts._changed(later))
        self.assertIn(order.id, facts._changed(None))

    def test_measures_divide_sums_not_rates(self):
        """1 of 1 and 1 of 3 are 2 of 4, not the mean of 100 and 33.33."""
        rows = self.env["healthcare.measure"]
        common = {"code": "touchless_rate", "company_id": self.company.id}
        rows.create(common | {"date": "2020-03-01", "numerator": 1, "denominator": 1})
        rows.create(common | {"date": "2020-03-02", "numerator": 1, "denominator": 3})
        groups = rows._read_group(
            [("code", "=", "touchless_rate"), ("date", "<", "2020-04-01")],
            [],
            ["rate:avg"],
        )
        self.assertEqual(groups[0][0], 50.0)

    def test_hours_are_no_percentage(self):
        """3 hours for 2 answers are 1.5 hours, not 150 %."""
        rows = self.env["healthcare.measure"]
        row = rows.create(
            {
                "code": "acknowledgment_hours",
                "company_id": self.company.id,
                "date": "2020-03-01",
                "numerator": 3,
                "denominator": 2,
            }
        )
        self.assertEqual(row.rate, 1.5)
        groups = rows._read_group([("id", "=", row.id)], ["code"], ["rate:avg"])
        self.assertEqual(groups[0][1], 1.5)

    def test_a_receipt_told_by_the_day_comes_after_its_notice(self):
        """Warehouses that post only a date say midnight; the notice came that day."""
        order = self._perfect_order()
        done = order.picking_ids.filtered(lambda row: row.state == "done")
        done.date_done = fields.Datetime.now().replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        self.assertEqual(self._fact(order).right_documents, 1)

    def test_orders_become_measures(self):
        order = self._perfect_order()
        self._fact(order)
        self.env["healthcare.measure"]._refresh()
        rates = self.env["healthcare.measure"]._rates(
            [("partner_id", "=", self.supplier.id)]
        )
        for code in ("perfect_order_rate", "line_fill_rate", "ship_notice_rate"):
            self.assertEqual(rates[code], (1, 1), code)
        self.assertEqual(rates["on_time_delivery"], (1000, 1000))
        self.assertEqual(rates["touchless_rate"], (1, 1))
        self.env["healthcare.measure"]._refresh()
        again = self.env["healthcare.measure"]._rates(
            [("partner_id", "=", self.supplier.id)]
        )
        self.assertEqual(again, rates, "a second run doubles nothing")

    def test_a_scorecard_says_why_it_has_no_score(self):
        self._fact(self._perfect_order())
        self.env["healthcare.measure"]._refresh()
        self.env["healthcare.scorecard"]._refresh_months()
        card = self.env["healthcare.scorecard"].search(
            [("partner_id", "=", self.supplier.id)]
        )
        self.assertEqual(len(card), 1)
        self.assertFalse(card.has_score)
        self.assertIn("1 of 30", card.verdict)
        line = card.line_ids.filtered(lambda row: row.code == "line_fill_rate")
        self.assertEqual((line.value, line.weight), (100, 30))
        action = line.action_open()
        opened = self.env["healthcare.line.fact"].search(action["domain"])
        self.assertFalse(opened, "nothing made it worse")

    def test_figures_open_the_lines_that_made_them_worse(self):
        order = self._perfect_order()
        order.order_line.healthcare_first_promised_date = "2020-01-01"
        self._fact(order)
        self.env["healthcare.measure"]._refresh()
        self.env["healthcare.scorecard"]._refresh_months()
        card = self.env["healthcare.scorecard"].search(
            [("partner_id", "=", self.supplier.id)]
        )
        line = card.line_ids.filtered(lambda row: row.code == "on_time_delivery")
        self.assertEqual(line.value, 0)
        opened = self.env["healthcare.line.fact"].search(line.action_open()["domain"])
        self.assertEqual(opened.order_id, order)

    def test_score_of_the_weights(self):
        rates = dict.fromkeys(
            (
                "line_fill_rate",
                "on_time_delivery",
                "price_accuracy",
                "acknowledged_24h",
                "ship_notice_rate",
                "invoice_match_rate",
            ),
            Decimal(90),
        )
        self.assertEqual(score(rates, 30), Decimal(90))
        self.assertIsNone(score(rates, 29))
        self.assertEqual(score(rates, 30, expired=True), Decimal(60))

    def test_spend_on_contract_of_what_a_contract_covers(self):
        contract = self.env["healthcare.supplier.contract"].create(
            {
                "name": "Gloves",
                "number": "C-1",
                "partner_id": self.supplier.id,
                "date_start": "2020-01-01",
                "state": "active",
            }
        )
        self.env["healthcare.supplier.contract.line"].create(
            {
                "contract_id": contract.id,
                "product_id": self.glove.id,
                "product_uom_id": self.box.id,
                "price": 12.0,
                "state": "approved",
            }
        )
        on, off = self._glove_order(), self._glove_order(price=15.0)
        outside = self._create_order((self.gauze, 1, self.case, 90.0))
        on.order_line.healthcare_price_source = "contract"
        off.order_line.healthcare_price_source = "manual"
        self._fact(on | off | outside)
        self.env["healthcare.measure"]._refresh()
        rates = self.env["healthcare.measure"]._rates(
            [("partner_id", "=", self.supplier.id)]
        )
        self.assertEqual(rates["contract_compliance"], (120, 270))
        self.assertEqual(rates["contract_price_rate"], (1, 2))

    def test_an_expired_certificate_caps_the_score(self):
        kind = self.env["healthcare.compliance.type"].create(
            {"name": "Licence", "code": "TEST_LICENCE", "required_for": "all"}
        )
        scorecards = self.env["healthcare.scorecard"]
        self.assertFalse(scorecards._certificate_expired(self.supplier))
        self.env["healthcare.compliance.document"].create(
            {
                "partner_id": self.supplier.id,
                "type_id": kind.id,
                "valid_to": "2020-01-01",
                "state": "expired",
            }
        )
        self.assertTrue(scorecards._certificate_expired(self.supplier))

    def test_house_counts_are_taken_once_a_day(self):
        finding = self.env["healthcare.exception"]._finding(
            "DUP_SUPPLIER", "Alike", model="res.partner", res_id=self.supplier.id
        )
        measures = self.env["healthcare.measure"]
        measures._count_questions()
        counted = measures.search(
            [
                ("code", "=", "open_duplicate_suppliers"),
                ("company_id", "=", self.company.id),
            ]
        )
        before = counted.numerator
        self.env["healthcare.exception"]._open(finding, company=self.company)
        measures._count_questions()
        self.assertEqual(len(counted.exists()), 1, "one row a day")
        self.assertEqual(counted.numerator, before + 1)

    def test_tiles_count_what_they_open(self):
        order = self._glove_order()
        order.write(
            {
                "healthcare_transmission_state": "delivered",
                "date_approve": fields.Datetime.now() - timedelta(hours=5),
            }
        )
        tiles = {row["key"]: row for row in order.healthcare_tiles()}
        tile = tiles["unanswered"]
        action = tile["action"]
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertIn(order, found)
        self.assertEqual(len(found), tile["count"])
        self.assertEqual(tile["level"], "warning")
        for key in ("stale", "continuity"):
            found = self.env[tiles[key]["action"]["res_model"]].search_count(
                tiles[key]["action"]["domain"]
            )
            self.assertEqual(found, tiles[key]["count"], key)
