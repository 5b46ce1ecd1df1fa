"""Purchase cost, contract price and charge of what was used."""

from odoo import fields, models, tools

from ..price_choice import CONTRACT, PriceRequest


class HealthcareCharge(models.Model):
    """Keeps the contract price of the day of use."""

    _inherit = "healthcare.charge"

    contract_price = fields.Monetary(
        string="Contract price",
        readonly=True,
        help="Of what was used, on the day of use, by the supplier's contract.",
    )

    def _cost_of_move(self):
        # EXTENDS: the contract price of the same moment stands beside the cost.
        result = super()._cost_of_move()
        for company, charges in self.grouped("company_id").items():
            asked = charges.filtered(lambda row: row.product_id.seller_ids)
            if not asked:
                continue
            requests = [
                PriceRequest(
                    product=row.product_id,
                    partner=row.product_id.seller_ids[:1].partner_id,
                    day=row.used_at.date(),
                    facility=row.facility_id,
                )
                for row in asked
            ]
            choices = (
                self.env["healthcare.price"]
                .sudo()
                ._choose(None, requests, company=company)
            )
            for charge, choice in zip(asked, choices, strict=True):
                if choice.source != CONTRACT or choice.price is None:
                    continue
                used = charge.quantity + charge.wasted
                value = float(choice.exact) * used
                charge.with_context(healthcare_no_progress=True).write(
                    {"contract_price": charge.currency_id.round(value)}
                )
        return result


class HealthcareChargeMargin(models.Model):
    """One row per use; amounts in the company's currency, of the whole row.

    ``cost`` when it was used, ``cost_now`` at the latest received or billed price;
    ``cost_event_id`` the receipt or bill that made the difference.
    """

    _name = "healthcare.charge.margin"
    _description = "Margin of used items"
    _auto = False
    _order = "used_at desc, id desc"
    _rec_name = "charge_id"

    charge_id = fields.Many2one("healthcare.charge", string="Use", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    facility_id = fields.Many2one("healthcare.facility", readonly=True)
    department = fields.Char(readonly=True)
    product_id = fields.Many2one("product.product", string="Item", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    charge_code = fields.Char(readonly=True)
    state = fields.Selection(
        selection=lambda self: (
            self.env["healthcare.charge"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    used_at = fields.Datetime(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    cost = fields.Monetary(string="Cost when used", readonly=True)
    cost_now = fields.Monetary(string="Cost today", readonly=True)
    contract_price = fields.Monetary(readonly=True)
    amount = fields.Monetary(string="Charged", readonly=True)
    margin = fields.Monetary(readonly=True)
    margin_now = fields.Monetary(string="Margin at today's cost", readonly=True)
    cost_event_id = fields.Many2one(
        "healthcare.cost.event", string="Cost changed by", readonly=True
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            f"""
            CREATE VIEW {self._table} AS (
            SELECT r.*, r.amount - r.cost AS margin,
                   r.amount - r.cost_now AS margin_now
              FROM (SELECT c.id, c.id AS charge_id, c.company_id, y.currency_id,
                           c.facility_id, c.department, c.product_id, t.categ_id,
                           c.charge_code, c.state, c.used_at,
                           c.quantity::float8 AS quantity, c.cost,
                           CASE WHEN e.id IS NULL THEN c.cost ELSE ROUND(
                               (c.quantity + COALESCE(c.wasted, 0)) * e.new_cost, 2)
                           END AS cost_now,
                           c.contract_price,
                           CASE WHEN c.state IN ('handed_off', 'acknowledged')
                                  OR c.state = 'reversed'
                                THEN COALESCE(c.amount, 0) ELSE 0 END AS amount,
                           e.id AS cost_event_id
                      FROM healthcare_charge c
                      JOIN res_company y ON y.id = c.company_id
                      JOIN product_product p ON p.id = c.product_id
                      JOIN product_template t ON t.id = p.product_tmpl_id
                      LEFT JOIN LATERAL (
                           SELECT v.id, v.new_cost FROM healthcare_cost_event v
                            WHERE v.company_id = c.company_id
                              AND v.product_id = c.product_id
                            ORDER BY v.id DESC LIMIT 1) e ON TRUE
                     WHERE c.kind = 'usage') r
            )
            """
        )
