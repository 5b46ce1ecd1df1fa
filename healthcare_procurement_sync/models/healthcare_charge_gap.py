"""What was used and not charged, and what was charged and not used."""

from odoo import fields, models, tools
from odoo.tools import SQL

CHARGES = """
    SELECT c.id * 2 AS id,
           CASE c.kind WHEN 'usage' THEN 'not_charged' ELSE 'not_used' END
               AS kind,
           c.company_id, c.facility_id, c.department, c.encounter_key,
           c.item_code, c.quantity::float8 AS quantity,
           COALESCE(NULLIF(c.amount, 0), c.cost) AS value, y.currency_id,
           c.used_at AS happened_at,
           EXTRACT(DAY FROM now() AT TIME ZONE 'UTC' - c.used_at)::int
               AS age_days,
           c.id AS charge_id, c.move_id
      FROM healthcare_charge c JOIN res_company y ON y.id = c.company_id
     WHERE c.reversal_of_id IS NULL
       AND ((c.kind = 'usage' AND c.chargeable
             AND c.state IN ('received', 'validated', 'stock_issued',
                             'rejected'))
         OR (c.kind = 'charge' AND c.usage_id IS NULL
             AND c.item_code IS NOT NULL
             AND c.state NOT IN ('reversed', 'corrected', 'not_charged')))
"""
MOVES = """
    SELECT m.id * 2 + 1, 'not_recorded', m.company_id, f.id, NULL,
           NULL, p.default_code, m.quantity::float8,
           ROUND((m.quantity * COALESCE(
               (p.standard_price ->> m.company_id::text)::numeric, 0))::numeric,
               2),
           y.currency_id, m.date,
           EXTRACT(DAY FROM now() AT TIME ZONE 'UTC' - m.date)::int,
           NULL, m.id
      FROM stock_move m
      JOIN stock_location src ON src.id = m.location_id
      JOIN stock_location dst
        ON dst.id = m.location_dest_id AND dst.healthcare_consumption
      JOIN product_product p ON p.id = m.product_id
      JOIN res_company y ON y.id = m.company_id
      LEFT JOIN healthcare_facility f ON f.warehouse_id = src.warehouse_id
     WHERE m.state = 'done' AND src.usage = 'internal'
       AND NOT EXISTS (SELECT 1 FROM healthcare_charge c
                        WHERE c.move_id = m.id)
       AND NOT EXISTS (SELECT 1 FROM stock_move back
                        WHERE back.origin_returned_move_id = m.id
                          AND back.state = 'done')
"""


class HealthcareChargeGap(models.Model):
    """One row per break between stock and billing; ``value`` in the company's currency:
    the price where one is known, else the cost."""

    _name = "healthcare.charge.gap"
    _description = "Missing charges"
    _auto = False
    _order = "value desc, id"
    _rec_name = "item_code"

    kind = fields.Selection(
        [
            ("not_charged", "Used, not charged"),
            ("not_recorded", "Left stock, no usage recorded"),
            ("not_used", "Charged, no use found"),
        ],
        string="What is missing",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    facility_id = fields.Many2one("healthcare.facility", readonly=True)
    department = fields.Char(readonly=True)
    encounter_key = fields.Char(string="Encounter", readonly=True)
    item_code = fields.Char(string="Item", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    value = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    happened_at = fields.Datetime(string="On", readonly=True)
    age_days = fields.Integer(string="Age (days)", readonly=True, aggregator="avg")
    charge_id = fields.Many2one("healthcare.charge", string="Record", readonly=True)
    move_id = fields.Many2one("stock.move", string="Stock move", readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s UNION ALL %s)",
                SQL.identifier(self._table),
                SQL(CHARGES),
                SQL(MOVES),
            )
        )

    def action_open(self):
        """The record, or the stock move that has none."""
        self.ensure_one()
        target = self.charge_id or self.move_id
        return {
            "type": "ir.actions.act_window",
            "res_model": target._name,
            "res_id": target.id,
            "views": [(False, "form")],
        }
