"""What many orders cost the database: statements do not grow with lines for nothing."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.api import Environment
from odoo.tools import SQL

from ..models import healthcare_delivery_watch
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

    def test_a_matrix_looks_up_only_what_it_asks_about(self):
        rule = self.env["healthcare.approval.rule"].create(
            {
                "name": "Big",
                "document": "order",
                "amount_from": 100000,
                "user_ids": [Command.link(self.env.ref("base.user_admin").id)],
            }
        )
        counts = []
        for condition in (False, "new_supplier"):
            rule.condition = condition
            order = self.env["purchase.order"].create(
                self._order_values(1, price_unit=12)
            )
            counts.append(self._counted(order._approval_missing)[1])
        self.assertLess(*counts)


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

    def test_payments_are_looked_for_where_something_is_reconciled(self):
        bills = self._bills(2)
        bills.action_post()
        paid = bills[0]
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.ids
        )
        payment = register.create({})._create_payments()
        self.env.invalidate_all()
        self.assertEqual(bills._healthcare_with_reconciled(), paid)
        self.assertEqual(paid.reconciled_payment_ids, payment)
        self.assertFalse(bills[1].reconciled_payment_ids)
        self.assertIn(paid.payment_state, ("paid", "in_payment"))
        self.assertEqual(bills[1].payment_state, "not_paid")

    def _limit(self):
        self.env.cr.execute("SHOW join_collapse_limit")
        return self.env.cr.fetchone()[0]


class TestSchedulesInNumbers(ProcurementCase):
    """What runs every hour looks at everything with a few statements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = cls.env.ref("base.user_admin")

    def _overdue(self, count):
        rule = self.env["healthcare.approval.rule"].create(
            {"name": "All", "user_ids": [Command.link(self.approver.id)]}
        )
        yesterday = fields.Datetime.now() - timedelta(days=1)
        orders = self.env["purchase.order"].create(
            [{"partner_id": self.supplier.id} for _number in range(count)]
        )
        self.env["healthcare.approval"].create(
            [
                {
                    "res_model": order._name,
                    "res_id": order.id,
                    "document": order.name,
                    "kind": "order",
                    "company_id": self.company.id,
                    "amount": 120,
                    "rule_id": rule.id,
                    "level": 1,
                    "state": "pending",
                    "user_id": self.approver.id,
                    "asked_at": yesterday,
                    "deadline": yesterday,
                }
                for order in orders
            ]
        )

    def test_overdue_approvals_are_asked_about_together(self):
        counts = []
        for number in (2, 12):
            self._overdue(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["healthcare.approval"]._cron_watch()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # Each question tells its owner; Odoo's activities take two statements.
        self.assertLess(counts[1] - counts[0], 40, counts)
        stuck = [("code", "=", "APPROVAL_STUCK"), ("state", "=", "open")]
        self.assertEqual(self.env["healthcare.exception"].search_count(stuck), 14)

    def test_late_goods_are_asked_about_in_slices(self):
        for _number in range(3):
            order = self._glove_order()
            order.order_line.date_planned = fields.Datetime.now() - timedelta(days=9)
        watch = self.env["healthcare.delivery.watch"]
        late = [("code", "=", "LATE_RECEIPT"), ("state", "=", "open")]
        questions = self.env["healthcare.exception"]
        found = []
        with patch.object(healthcare_delivery_watch, "SLICE", 2):
            for _run in range(3):
                watch._late_receipts()
                found.append(questions.search_count(late))
        self.assertEqual(found, [2, 3, 3])
        reminded = order.search([("healthcare_reminded_at", "!=", False)])
        self.assertEqual(len(reminded), 3)


UNINDEXED = """
    SELECT c.conrelid::regclass || '.' || a.attname
      FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.conrelid::regclass::text = ANY(%s)
       AND c.confrelid::regclass::text = ANY(%s)
       AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.conrelid
                          AND i.indkey[0] = c.conkey[1])
"""
GROWING = (
    "healthcare.cost.event",
    "healthcare.match",
    "healthcare.match.line",
    "healthcare.bill.export",
    "healthcare.catalog.order",
    "healthcare.line.fact",
    "healthcare.backorder",
    "healthcare.order.transmission",
    "healthcare.order.acknowledgment",
    "healthcare.order.substitution",
    "healthcare.receipt.event",
    "healthcare.requisition.line",
)
DRAFTS = ("purchase_order", "purchase_order_line", "account_move", "stock_picking")


class TestDeletedDrafts(ProcurementCase):
    """A deleted draft looks for what refers to it in every table of ours."""

    def test_references_to_drafts_are_found_by_an_index(self):
        tables = [self.env[name]._table for name in GROWING]
        self.env.cr.execute(UNINDEXED, [tables, list(DRAFTS)])
        self.assertEqual(self.env.cr.fetchall(), [])
