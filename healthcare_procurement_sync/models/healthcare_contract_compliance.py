"""Contract compliance: what was bought on contract, past it, and what that cost."""

from odoo import api, fields, models
from odoo.tools import SQL

STATES = [
    ("on", "On contract"),
    ("off", "Off contract"),
    ("excused", "Contract item not available"),
    ("none", "No contract for it"),
]
COLUMNS = SQL(
    """
    SELECT l.id AS id, l.order_id, l.product_id, p.product_tmpl_id, t.categ_id,
           o.company_id, l.partner_id AS contact_id, rp.commercial_partner_id
                AS partner_id, o.healthcare_facility_id AS facility_id,
           o.user_id, o.date_approve AS day, c.id AS contract_id,
           l.healthcare_contract_line_id AS contract_line_id,
           l.healthcare_price_source AS price_source, s.state,
           l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1) AS spend,
           CASE WHEN s.state = 'on' THEN l.price_subtotal
                / COALESCE(NULLIF(o.currency_rate, 0), 1) ELSE 0 END AS contract_spend,
           CASE WHEN s.state IN ('on', 'off') THEN l.price_subtotal
                / COALESCE(NULLIF(o.currency_rate, 0), 1) ELSE 0 END
                AS contractable_spend,
           CASE WHEN s.state = 'off' THEN l.price_subtotal
                / COALESCE(NULLIF(o.currency_rate, 0), 1) ELSE 0 END
                AS off_contract_spend,
           CASE WHEN l.healthcare_contract_line_id IS NOT NULL
                 AND l.healthcare_reference_price > 0
                THEN (l.price_unit * (1 - COALESCE(l.discount, 0) / 100)
                      - l.healthcare_reference_price) * l.product_qty
                     / COALESCE(NULLIF(o.currency_rate, 0), 1)
                ELSE 0 END AS price_variance,
           COALESCE((cl.price - better.price) * l.product_qty
                    * lu.factor / cu.factor, 0) AS missed_tier,
           0.0 AS compliance_pct
    """
)
TABLES = SQL(
    """
      FROM purchase_order_line l
      JOIN purchase_order o ON o.id = l.order_id
      JOIN res_partner rp ON rp.id = l.partner_id
      JOIN product_product p ON p.id = l.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
      LEFT JOIN healthcare_supplier_contract_line cl
             ON cl.id = l.healthcare_contract_line_id
      LEFT JOIN healthcare_supplier_contract c ON c.id = cl.contract_id
      LEFT JOIN healthcare_supplier_contract_tier ct ON ct.id = cl.tier_id
      LEFT JOIN uom_uom cu ON cu.id = cl.product_uom_id
      LEFT JOIN spent y ON y.contract_id = c.id
            AND y.facility_id = o.healthcare_facility_id
      LEFT JOIN LATERAL (
           SELECT min(b.price) AS price
             FROM healthcare_supplier_contract_line b
             JOIN healthcare_supplier_contract_tier bt ON bt.id = b.tier_id
            WHERE b.contract_id = cl.contract_id AND b.product_id = cl.product_id
              AND b.product_uom_id = cl.product_uom_id AND b.state = 'approved'
              AND b.min_qty <= l.product_qty AND b.price < cl.price
              AND (b.date_end IS NULL OR b.date_end >= o.date_approve::date)
              AND (b.date_start IS NULL OR b.date_start <= o.date_approve::date)
              AND bt.rank > COALESCE(ct.rank, 0)
              AND ((bt.threshold > 0 AND y.amount >= bt.threshold)
                   OR EXISTS (SELECT 1 FROM healthcare_supplier_contract_roster r
                               JOIN healthcare_supplier_contract_tier rt
                                 ON rt.id = r.tier_id
                              WHERE r.contract_id = b.contract_id
                                AND r.facility_id = o.healthcare_facility_id
                                AND r.date_end < o.date_approve::date
                                AND rt.rank >= bt.rank))
           ) better ON cl.id IS NOT NULL
      CROSS JOIN LATERAL (
           SELECT CASE
             WHEN l.healthcare_price_source = 'contract' THEN 'on'
             WHEN cl.id IS NOT NULL AND l.price_unit
                  * (1 - COALESCE(l.discount, 0) / 100)
                  <= l.healthcare_reference_price + 0.000001 THEN 'on'
             WHEN l.healthcare_ack_codes ~ '\\mR4\\M' THEN 'excused'
             WHEN cl.id IS NOT NULL THEN 'off'
             WHEN EXISTS (
                  SELECT 1 FROM healthcare_supplier_contract_line x
                    JOIN healthcare_supplier_contract xc ON xc.id = x.contract_id
                   WHERE x.product_id = l.product_id AND x.state = 'approved'
                     AND xc.state = 'active' AND xc.company_id = o.company_id
                     AND COALESCE(x.date_start, xc.date_start)
                         <= o.date_approve::date
                     AND COALESCE(x.date_end, 'infinity'::date)
                         >= o.date_approve::date
                     AND COALESCE(xc.date_end, 'infinity'::date)
                         >= o.date_approve::date
                     AND (NOT EXISTS (
                          SELECT 1 FROM healthcare_supplier_contract_roster r
                           WHERE r.contract_id = xc.id)
                      OR EXISTS (
                          SELECT 1 FROM healthcare_supplier_contract_roster r
                           WHERE r.contract_id = xc.id
                             AND r.facility_id = o.healthcare_facility_id
                             AND COALESCE(r.date_start, '-infinity'::date)
                                 <= o.date_approve::date
                             AND COALESCE(r.date_end, 'infinity'::date)
                                 >= o.date_approve::date))) THEN 'off'
             ELSE 'none' END AS state) s
     WHERE o.state = 'purchase' AND l.display_type IS NULL
       AND l.healthcare_price_source IS NOT NULL
    """
)
SPENT = SQL(
    """
    WITH spent AS (
        SELECT cl.contract_id, o.healthcare_facility_id AS facility_id,
               sum(l.price_subtotal) AS amount
          FROM purchase_order_line l
          JOIN purchase_order o ON o.id = l.order_id
          JOIN healthcare_supplier_contract_line cl
            ON cl.id = l.healthcare_contract_line_id
         WHERE o.state = 'purchase'
           AND o.date_approve > now() - interval '365 days'
         GROUP BY 1, 2)
    """
)


class HealthcareContractCompliance(models.Model):
    """One row per confirmed order line whose price origin is known.

    Amounts in the company's currency without tax. *Contractable* is what some contract
    in force has a price for, at that facility, on that day; a line that the supplier
    could not deliver under contract (R4) is excused. ``price_variance`` what was paid
    above (or below) the supplier's own contract; ``missed_tier`` what a lapsed tier, or
    one that the last twelve months would have earned, would have saved.
    """

    _name = "healthcare.contract.compliance"
    _description = "Contract compliance"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one("purchase.order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    facility_id = fields.Many2one("healthcare.facility", readonly=True)
    product_id = fields.Many2one("product.product", string="Item", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    user_id = fields.Many2one("res.users", string="Buyer", readonly=True)
    day = fields.Datetime(string="Ordered", readonly=True)
    contract_id = fields.Many2one("healthcare.supplier.contract", readonly=True)
    contract_line_id = fields.Many2one(
        "healthcare.supplier.contract.line", readonly=True
    )
    price_source = fields.Selection(
        [
            ("contract", "Contract"),
            ("list", "List price"),
            ("stale", "Stale price"),
            ("manual", "Entered by hand"),
            ("none", "No price known"),
        ],
        string="Price origin",
        readonly=True,
    )
    state = fields.Selection(STATES, string="Result", readonly=True)
    spend = fields.Monetary(readonly=True)
    contract_spend = fields.Monetary(string="On contract", readonly=True)
    contractable_spend = fields.Monetary(string="Contractable", readonly=True)
    off_contract_spend = fields.Monetary(string="Off contract", readonly=True)
    price_variance = fields.Monetary(string="Above contract price", readonly=True)
    missed_tier = fields.Monetary(string="Missed tiers", readonly=True)
    compliance_pct = fields.Float(
        string="Compliance %", readonly=True, aggregator="avg", digits=(8, 2)
    )

    @property
    def _table_query(self):
        return SQL("%s %s %s", SPENT, COLUMNS, TABLES)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS base: a rate of sums, never an average of rates.
        if aggregate_spec == "compliance_pct:avg":
            return SQL(
                "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
                self._field_to_sql(self._table, "contract_spend", query),
                self._field_to_sql(self._table, "contractable_spend", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def action_open_order(self):
        """The order behind a row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "purchase.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }
