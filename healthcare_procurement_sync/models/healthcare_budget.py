"""What a cost centre may spend in a period, and what of it is bound."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

ORDERED = """
    SELECT part::int AS account_id,
           sum(l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1)
               * share.value::numeric / 100)
      FROM purchase_order_line l
      JOIN purchase_order o ON o.id = l.order_id
     CROSS JOIN LATERAL jsonb_each_text(l.analytic_distribution) AS share(key, value)
     CROSS JOIN LATERAL regexp_split_to_table(share.key, ',') AS part
     WHERE o.company_id = %(company)s AND o.state = 'purchase'
       AND %(accounts)s && ARRAY[%(account)s]
       AND o.date_order >= %(start)s AND o.date_order < %(end)s::date + 1
       AND o.id <> %(order)s
     GROUP BY part
"""


class HealthcareBudget(models.Model):
    """``amount`` in the company's currency before tax, dates included. Bound are
    confirmed orders and approved requisitions that are not ordered yet."""

    _name = "healthcare.budget"
    _description = "Budget of a cost centre"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id"
    _rec_name = "analytic_account_id"

    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Cost centre",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    amount = fields.Monetary(required=True, tracking=True)
    bound = fields.Monetary(compute="_compute_bound")
    left = fields.Monetary(compute="_compute_bound")
    active = fields.Boolean(default=True)

    _dates = models.Constraint(
        "CHECK(date_to >= date_from AND amount >= 0)",
        "A budget ends after it begins and is not negative.",
    )

    @api.depends("amount", "date_from", "date_to", "analytic_account_id")
    def _compute_bound(self):
        for budget in self:
            bound = budget._bound_by() if budget.date_from and budget.date_to else 0
            budget.bound = float(bound)
            budget.left = budget.amount - budget.bound

    def _bound_by(self, order=None):
        """Decimal bound in this budget, without ``order``."""
        self.ensure_one()
        account = self.analytic_account_id.id
        for name in ("purchase.order", "purchase.order.line"):
            self.env[name].flush_model()
        rows = self.env.execute_query(self._ordered(order))
        ordered = dict(rows).get(account, 0)
        return Decimal(str(ordered or 0)) + self._requested(order)

    def _ordered(self, order=None):
        """The statement that adds up confirmed order lines of the cost centre."""
        account = self.analytic_account_id.id
        return SQL(
            ORDERED,
            company=self.company_id.id,
            # The same words as in Odoo's index on the accounts of a distribution.
            accounts=self.env["purchase.order.line"]._query_analytic_accounts("l"),
            account=str(account),
            start=self.date_from,
            end=self.date_to,
            order=order.id if order and order.id else 0,
        )

    def _requested(self, order=None):
        """Approved requisitions that are not ordered yet."""
        lines = (
            self.env["healthcare.requisition.line"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("analytic_account_id", "=", self.analytic_account_id.id),
                    ("requisition_id.state", "in", ("approved", "partly_ordered")),
                    ("order_line_ids", "=", False),
                ]
            )
        )
        mine = order.healthcare_requisition_ids if order else lines.requisition_id[:0]
        lines = lines.filtered(lambda line: line.requisition_id not in mine)
        return sum((Decimal(str(line.amount)) for line in lines), Decimal(0))

    @api.model
    def _shares(self, order_lines):
        """``{cost centre id: Decimal}`` over order lines."""
        found = {}
        for line in order_lines:
            for account, share in line._approval_shares().items():
                found[account] = found.get(account, Decimal(0)) + share
        return found

    @api.model
    def _exceeded(self, company, wanted, order=None):
        """The budgets of today that ``wanted``, Decimals by cost centre id, breaks."""
        if not wanted:
            return self.browse()
        today = fields.Date.context_today(self)
        budgets = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("analytic_account_id", "in", list(wanted)),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ]
        )
        return budgets.filtered(
            lambda row: (
                row._bound_by(order) + wanted[row.analytic_account_id.id]
                > Decimal(str(row.amount))
            )
        )
