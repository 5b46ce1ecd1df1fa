"""What was spent, by supplier, category, facility and entity; equal to the ledger."""

from odoo import api, fields, models

MOVES = "('in_invoice', 'in_refund', 'in_receipt')"
CONSOLIDATE = f"""
    INSERT INTO healthcare_spend (
        company_id, month, partner_id, category_id, facility_id, account_id,
        contract, line_count, amount, create_uid, create_date, write_uid, write_date)
    SELECT l.company_id, date_trunc('month', l.date)::date, m.commercial_partner_id,
           t.categ_id, po.healthcare_facility_id, l.account_id,
           COALESCE(o.healthcare_contract_line_id IS NOT NULL, false),
           count(*), sum(l.balance),
           %(uid)s, %(now)s, %(uid)s, %(now)s
      FROM account_move_line l
      JOIN account_move m ON m.id = l.move_id
      JOIN account_account a ON a.id = l.account_id
      LEFT JOIN product_product p ON p.id = l.product_id
      LEFT JOIN product_template t ON t.id = p.product_tmpl_id
      LEFT JOIN purchase_order_line o
        ON o.id = COALESCE(l.purchase_line_id, l.healthcare_order_line_id)
      LEFT JOIN purchase_order po ON po.id = o.order_id
     WHERE l.company_id = ANY(%(companies)s) AND m.state = 'posted'
       AND m.move_type IN {MOVES}
       AND l.display_type NOT IN ('line_section', 'line_subsection', 'line_note')
       AND a.account_type <> 'liability_payable' AND l.tax_line_id IS NULL
       AND l.date >= %(since)s
     GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
LEDGER = f"""
    SELECT COALESCE(-sum(l.balance) FILTER (
               WHERE a.account_type = 'liability_payable'), 0),
           COALESCE(sum(l.balance) FILTER (WHERE l.tax_line_id IS NOT NULL), 0)
      FROM account_move_line l
      JOIN account_move m ON m.id = l.move_id
      JOIN account_account a ON a.id = l.account_id
     WHERE l.company_id = %(company)s AND m.state = 'posted'
       AND m.move_type IN {MOVES} AND l.date >= %(since)s
"""
"""Read from the other side of the same entries: what is owed less recoverable tax."""


class HealthcareSpend(models.Model):
    """Net spend of a month in the company's currency; rebuilt by a schedule.

    Every line of a posted vendor bill or credit counts once, lines without item or
    order under an empty category or facility. Recoverable taxes are no spend.
    """

    _name = "healthcare.spend"
    _description = "Spend"
    _order = "month desc, amount desc"
    _rec_name = "partner_id"

    company_id = fields.Many2one(
        "res.company", string="Entity", required=True, readonly=True, index=True
    )
    month = fields.Date(required=True, readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", readonly=True, index="btree_not_null"
    )
    category_id = fields.Many2one(
        "product.category", readonly=True, index="btree_not_null"
    )
    facility_id = fields.Many2one(
        "healthcare.facility", readonly=True, index="btree_not_null"
    )
    account_id = fields.Many2one("account.account", readonly=True)
    contract = fields.Boolean(string="On contract", readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(readonly=True)

    @api.model
    def _consolidate(self, companies=None, since=None):
        """Rebuild the spend of these companies from ``since`` on (None: everything).

        :return: the runs, one per company; their difference to the ledger is 0 or the
            job is wrong.
        """
        companies = companies or self.env["res.company"].sudo().search([])
        since = (since or fields.Date.to_date("1900-01-01")).replace(day=1)
        self.env.flush_all()
        values = {
            "companies": companies.ids,
            "since": since,
            "uid": self.env.uid,
            "now": fields.Datetime.now(),
        }
        self.env.cr.execute(
            "DELETE FROM healthcare_spend "
            "WHERE company_id = ANY(%(companies)s) AND month >= %(since)s",
            values,
        )
        self.env.cr.execute(CONSOLIDATE, values)
        self.env.invalidate_all()
        runs = self.env["healthcare.spend.run"].sudo()
        return runs.create([self._run_values(company, since) for company in companies])

    @api.model
    def _run_values(self, company, since):
        self.env.cr.execute(LEDGER, {"company": company.id, "since": since})
        owed, tax = self.env.cr.fetchone()
        [(spent, lines)] = self.sudo()._read_group(
            [("company_id", "=", company.id), ("month", ">=", since)],
            [],
            ["amount:sum", "line_count:sum"],
        )
        ledger = company.currency_id.round(float(owed) - float(tax))
        return {
            "company_id": company.id,
            "since": since,
            "lines": lines or 0,
            "spend": spent or 0.0,
            "ledger": ledger,
            "difference": company.currency_id.round((spent or 0.0) - ledger),
        }

    @api.model
    def _cron_consolidate(self):
        """Every night; a posted entry may lie in any month that is not locked."""
        self._consolidate()

    def action_open_lines(self):
        """The journal items behind this figure."""
        self.ensure_one()
        end = fields.Date.end_of(self.month, "month")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal items"),
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("move_id.commercial_partner_id", "=", self.partner_id.id),
                ("account_id", "=", self.account_id.id),
                ("date", ">=", self.month),
                ("date", "<=", end),
                ("parent_state", "=", "posted"),
                ("move_type", "in", ("in_invoice", "in_refund", "in_receipt")),
            ],
        }


class HealthcareSpendRun(models.Model):
    """One consolidation of one entity, with its proof against the ledger."""

    _name = "healthcare.spend.run"
    _description = "Spend consolidation"
    _order = "id desc"
    _rec_name = "create_date"

    company_id = fields.Many2one(
        "res.company", string="Entity", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    since = fields.Date(readonly=True)
    lines = fields.Integer(readonly=True)
    spend = fields.Monetary(readonly=True)
    ledger = fields.Monetary(string="In the ledger", readonly=True)
    difference = fields.Monetary(readonly=True)
