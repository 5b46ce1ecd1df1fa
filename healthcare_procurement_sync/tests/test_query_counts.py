"""What many orders cost the database: statements do not grow with lines for nothing."""

from unittest.mock import patch

from odoo import Command
from odoo.api import Environment
from odoo.tools import SQL

from .common import ProcurementCase


class TestQueryCounts(ProcurementCase):
    """Counts are of statements; those of Odoo itself for a line or an order count."""

    def _counted(self, make):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        made = make()
        self.env.flush_all()
        return made, self.env.cr.sql_log_count - before

    def _order_values(self, lines, **values):
        line = {"product_id": self.glove.id, "product_qty": 2, **values}
        return {
            "partner_id": self.supplier.id,
            "order_line": [Command.create(line) for _number in range(lines)],
        }

    def _create(self, lines, **values):
        orders = self.env["purchase.order"]
        return self._counted(
            lambda: orders.create(self._order_values(lines, **values))
        )[1]

    def test_a_line_asks_for_no_price_of_its_own(self):
        for values in ({"price_unit": 12}, {}):
            self._create(2, **values)
            few, many = self._create(2, **values), self._create(12, **values)
            # Odoo asks for the analytic distribution of each line.
            self.assertLessEqual(many - few, 25, (few, many, values))

    def test_a_confirmed_order_costs_what_odoo_costs_and_a_message(self):
        counts = []
        for number in (2, 12):
            orders = self.env["purchase.order"].create(
                [self._order_values(1, price_unit=12) for _number in range(number)]
            )
            counts.append(self._counted(orders.button_confirm)[1])
        # Odoo itself needs 44 for an order with one line.
        self.assertLess((counts[1] - counts[0]) / 10, 65, counts)


class TestBudgetPlan(ProcurementCase):
    """The bound of a budget is asked for with every order."""

    def test_lines_of_the_cost_centre_are_found_by_an_index(self):
        lines = self.env["purchase.order.line"]
        wanted = lines._query_analytic_accounts("l")
        statement = self.env["healthcare.budget"].new({})._ordered()
        self.assertIn(wanted.code, statement.code)
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        rows = self.env.execute_query(
            SQL("EXPLAIN SELECT FROM purchase_order_line l WHERE %s && '{1}'", wanted)
        )
        index = "purchase_order_line_analytic_distribution_accounts_gin_index"
        self.assertIn(index, str(rows))


class TestBillsInNumbers(ProcurementCase):
    """What the clerk's list and the posting of bills ask for."""

    def _bills(self, count):
        bills = self.env["account.move"].create(
            [
                {
                    "move_type": "in_invoice",
                    "partner_id": self.supplier.id,
                    "invoice_date": "2026-06-05",
                    "ref": f"B{number}",
                    "invoice_line_ids": [
                        Command.create({"name": "Gloves", "price_unit": 10})
                    ],
                }
                for number in range(count)
            ]
        )
        self.env["healthcare.bill.export"].create(
            [
                {
                    "move_id": bill.id,
                    "payable_id": f"P{bill.id}",
                    "company_id": bill.company_id.id,
                    "partner_id": bill.partner_id.id,
                }
                for bill in bills
            ]
        )
        return bills

    def test_state_at_finance_is_read_for_a_page_at_once(self):
        counts = []
        for number in (2, 12):
            bills = self._bills(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(
                set(bills.mapped("healthcare_finance_state")), {"exported"}
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_the_payment_state_is_joined_in_the_order_as_written(self):
        bills = self._bills(2)
        seen = []
        whole = Environment.execute_query_dict

        def noting(env, query):
            if "counterpart_line" in query.code:
                seen.append(self._limit())
            return whole(env, query)

        with patch.object(Environment, "execute_query_dict", noting):
            bills.action_post()
            self.env.flush_all()
        self.assertEqual(set(seen), {"1"})
        self.assertNotEqual(self._limit(), "1", "Only for that statement.")
        self.assertEqual(set(bills.mapped("payment_state")), {"not_paid"})

    def _limit(self):
        self.env.cr.execute("SHOW join_collapse_limit")
        return self.env.cr.fetchone()[0]
