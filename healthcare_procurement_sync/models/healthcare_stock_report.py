"""Stock of every facility in one list, each figure with the time it is from."""

from odoo import fields, models, tools

NEAR_DAYS = 90


class HealthcareStockReport(models.Model):
    """Odoo's quantities where Odoo keeps the stock, the latest snapshot where the site
    does. ``as_of`` UTC; old figures are ``stale``. Quantities in base units."""

    _name = "healthcare.stock.report"
    _description = "Stock by facility"
    _auto = False
    _order = "facility_id, product_id, expiry"
    _rec_name = "product_id"

    facility_id = fields.Many2one("healthcare.facility", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", string="Item", readonly=True)
    categ_id = fields.Many2one("product.category", string="Category", readonly=True)
    criticality = fields.Selection(
        [("a", "Critical"), ("b", "Important"), ("c", "Normal")], readonly=True
    )
    place = fields.Char(readonly=True)
    delivery_point_id = fields.Many2one(
        "healthcare.delivery.point", string="Department", readonly=True
    )
    pharmacy = fields.Boolean(readonly=True)
    lot = fields.Char(readonly=True)
    expiry = fields.Date(readonly=True)
    expiry_state = fields.Selection(
        [("expired", "Expired"), ("near", "Expires within 90 days"), ("fine", "Fine")],
        string="Expiry state",
        readonly=True,
    )
    quantity = fields.Float(string="On hand", digits="Product Unit", readonly=True)
    reserved = fields.Float(digits="Product Unit", readonly=True)
    available = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    usable = fields.Boolean(
        readonly=True, help="Not in quarantine, not damaged, not expired."
    )
    source = fields.Selection(
        [("odoo", "Odoo"), ("site", "The site's own system")],
        string="Counted by",
        readonly=True,
    )
    as_of = fields.Datetime(string="As of", readonly=True)
    stale = fields.Boolean(string="Old", readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            f"CREATE VIEW {self._table} AS ({self._odoo()} UNION ALL {self._site()})"
        )

    def _odoo(self):
        return f"""
            SELECT q.id * 2 AS id, f.id AS facility_id, f.company_id, q.product_id,
                   t.categ_id, t.healthcare_criticality AS criticality,
                   loc.complete_name AS place, d.id AS delivery_point_id,
                   COALESCE(d.pharmacy, FALSE) AS pharmacy, l.name AS lot,
                   l.expiration_date::date AS expiry, {_expiry("l.expiration_date")},
                   q.quantity, q.reserved_quantity AS reserved,
                   q.quantity - q.reserved_quantity AS available,
                   NOT COALESCE(loc.healthcare_unusable, FALSE)
                       AND COALESCE(l.expiration_date >= now() AT TIME ZONE 'UTC', TRUE)
                       AS usable,
                   'odoo' AS source, now() AT TIME ZONE 'UTC' AS as_of, FALSE AS stale
              FROM stock_quant q
              JOIN stock_location loc
                ON loc.id = q.location_id AND loc.usage = 'internal'
              JOIN healthcare_facility f
                ON f.warehouse_id = loc.warehouse_id AND f.stock_system = 'odoo'
              JOIN product_product p ON p.id = q.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              LEFT JOIN stock_lot l ON l.id = q.lot_id
              LEFT JOIN healthcare_delivery_point d
                ON d.location_id = loc.id AND d.active AND d.id = (
                   SELECT min(id) FROM healthcare_delivery_point
                    WHERE location_id = loc.id AND active)
             WHERE f.active AND q.quantity <> 0
        """

    def _site(self):
        return f"""
            SELECT s.id * 2 + 1, f.id, f.company_id, s.product_id, t.categ_id,
                   t.healthcare_criticality, COALESCE(d.name, s.place, f.name), d.id,
                   COALESCE(d.pharmacy, FALSE), s.lot, s.expiry,
                   {_expiry("s.expiry")},
                   s.quantity, s.reserved, s.quantity - COALESCE(s.reserved, 0),
                   COALESCE(s.status, '') IN ('', 'available')
                       AND COALESCE(s.expiry >= CURRENT_DATE, TRUE),
                   'site', s.as_of,
                   s.as_of < now() AT TIME ZONE 'UTC'
                             - f.stock_stale_hours * interval '1 hour'
              FROM healthcare_stock_position s
              JOIN healthcare_facility f
                ON f.id = s.facility_id AND f.stock_system = 'site'
              JOIN product_product p ON p.id = s.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              LEFT JOIN healthcare_delivery_point d
                ON d.facility_id = f.id AND lower(d.code) = lower(s.place) AND d.active
             WHERE f.active
        """


def _expiry(column):
    return f"""
        CASE WHEN {column} IS NULL THEN 'fine'
             WHEN {column}::date < CURRENT_DATE THEN 'expired'
             WHEN {column}::date <= CURRENT_DATE + {NEAR_DAYS} THEN 'near'
             ELSE 'fine' END AS expiry_state
    """
