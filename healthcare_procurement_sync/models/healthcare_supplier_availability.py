"""What suppliers say they can deliver (X12 846, INVRPT), and as of when."""

from datetime import timedelta

from odoo import api, fields, models

FRESH_HOURS = 48


class HealthcareSupplierAvailability(models.Model):
    """The latest figure per supplier, item and warehouse of the supplier.

    Quantities in base units of the item; ``as_of`` UTC. ``expected_on`` when more
    comes. A figure older than two days does not steer replenishment.
    """

    _name = "healthcare.supplier.availability"
    _description = "Availability at a supplier"
    _order = "as_of desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, readonly=True, index=True
    )
    product_id = fields.Many2one(
        "product.product", string="Item", required=True, readonly=True, index=True
    )
    product_tmpl_id = fields.Many2one(related="product_id.product_tmpl_id", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    place = fields.Char(string="Supplier's warehouse", readonly=True)
    available = fields.Float(digits="Product Unit", readonly=True)
    expected = fields.Float(
        string="More on the way", digits="Product Unit", readonly=True
    )
    expected_on = fields.Date(readonly=True)
    lead_time_days = fields.Integer(string="Lead time (days)", readonly=True)
    as_of = fields.Datetime(string="As of", required=True, readonly=True)
    report = fields.Char(readonly=True)
    fingerprint = fields.Char(readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    stale = fields.Boolean(compute="_compute_stale", search="_search_stale")
    state = fields.Selection(
        [("in_stock", "In stock"), ("out", "Out of stock"), ("unknown", "Too old")],
        compute="_compute_stale",
    )

    _key_uniq = models.UniqueIndex(
        "(company_id, partner_id, product_id, COALESCE(place, ''))"
    )

    @api.model
    def _fresh_from(self):
        return fields.Datetime.now() - timedelta(hours=FRESH_HOURS)

    @api.depends("as_of", "available")
    def _compute_stale(self):
        limit = self._fresh_from()
        for row in self:
            row.stale = row.as_of < limit
            known = "in_stock" if row.available > 0 else "out"
            row.state = "unknown" if row.stale else known

    def _search_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("as_of", "<" if True in value else ">=", self._fresh_from())]

    @api.model
    def _of(self, products, company):
        """``{(product, commercial partner): available}`` of fresh figures, summed over
        the warehouses of a supplier. Who says nothing is not in it."""
        rows = self.sudo().search(
            [
                ("product_id", "in", products.ids),
                ("company_id", "=", company.id),
                ("as_of", ">=", self._fresh_from()),
            ]
        )
        found = {}
        for row in rows:
            key = (row.product_id, row.partner_id.commercial_partner_id)
            found[key] = found.get(key, 0.0) + row.available
        return found
