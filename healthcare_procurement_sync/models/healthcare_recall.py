"""Lots that a maker or an authority has recalled."""

from odoo import api, fields, models


class HealthcareRecall(models.Model):
    """One recalled lot of an item; an empty lot recalls all of it."""

    _name = "healthcare.recall"
    _description = "Recalled lot"
    _inherit = ["mail.thread"]
    _order = "notice_date desc, id desc"

    name = fields.Char(string="Notice", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    product_id = fields.Many2one(
        "product.product", string="Item", required=True, index=True
    )
    lot_name = fields.Char(string="Lot", help="Empty: every lot of the item.")
    notice_date = fields.Date(default=fields.Date.context_today, required=True)
    note = fields.Text()
    active = fields.Boolean(default=True)
    lot_ids = fields.Many2many(
        "stock.lot", string="Lots in stock", compute="_compute_lot_ids"
    )
    on_hand = fields.Float(compute="_compute_lot_ids", digits="Product Unit")

    @api.depends("product_id", "lot_name")
    def _compute_lot_ids(self):
        for row in self:
            domain = [("product_id", "=", row.product_id.id)]
            if row.lot_name:
                domain.append(("name", "=", row.lot_name))
            lots = self.env["stock.lot"].search(domain)
            row.lot_ids = lots
            row.on_hand = sum(lots.mapped("product_qty"))

    @api.model
    def _recalled(self, company, products):
        """``{item id: set of lots}`` under recall; ``None`` in it means every lot."""
        rows = self.sudo().search(
            [("company_id", "=", company.id), ("product_id", "in", products.ids)]
        )
        found = {}
        for row in rows:
            found.setdefault(row.product_id.id, set()).add(row.lot_name or None)
        return found

    @api.model
    def _hits(self, recalled, product, lot):
        """Whether a lot (its name, maybe empty) is under recall."""
        lots = recalled.get(product.id, ())
        return None in lots or (bool(lot) and lot in lots)
