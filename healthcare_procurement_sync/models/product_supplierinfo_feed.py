"""Which feed a vendor price comes from, and when the supplier last confirmed it."""

from odoo import api, fields, models
from odoo.tools import SQL

SAID = {
    *("price", "currency_id", "delay", "product_code", "product_name", "min_qty"),
    *("date_start", "date_end", "product_uom_id", "product_id", "product_tmpl_id"),
    *("partner_id", "company_id", "healthcare_contract", "healthcare_uom_code"),
    "healthcare_discontinued_on",
}
"""What a list says about a price."""


class ProductSupplierinfo(models.Model):
    """A full list confirms a hundred thousand prices with one write on the feed: the
    rows themselves are touched only when something about them differs.
    """

    _inherit = "product.supplierinfo"

    healthcare_feed_id = fields.Many2one(
        "healthcare.supplier.feed",
        string="Price list",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    healthcare_confirmed_at = fields.Datetime(
        string="Confirmed by itself",
        copy=False,
        help="When a change list, a person or another system stated this price.",
    )
    healthcare_unconfirmed = fields.Boolean(
        string="Not confirmed by the last list",
        copy=False,
        help="The last full list had no valid row for it, or states another price that "
        "is not accepted.",
    )
    healthcare_digest = fields.Char(
        copy=False,
        help="What the list said about it, in short. Cleared by any other change.",
    )
    healthcare_feed_at = fields.Datetime(
        string="Price confirmed",
        compute="_compute_healthcare_feed_at",
        inverse="_inverse_healthcare_feed_at",
        search="_search_healthcare_feed_at",
        help="When the supplier last confirmed this price; empty when it never came "
        "from a feed.",
    )
    healthcare_discontinued_on = fields.Date(
        string="Discontinued",
        copy=False,
        index="btree_not_null",
        help="First day on which the supplier no longer offers it.",
    )

    def write(self, vals):
        # What a person changes is compared with the list again.
        if SAID & vals.keys() and "healthcare_digest" not in vals:
            vals = vals | {"healthcare_digest": False}
        return super().write(vals)

    @api.depends(
        "healthcare_feed_id",
        "healthcare_confirmed_at",
        "healthcare_unconfirmed",
        "healthcare_discontinued_on",
    )
    def _compute_healthcare_feed_at(self):
        for row in self:
            instants = [row.healthcare_confirmed_at]
            # Nobody who reads a price needs rights on the feed behind it.
            feed = row.sudo().healthcare_feed_id
            if not (row.healthcare_unconfirmed or row.healthcare_discontinued_on):
                instants.append(feed.full_confirmed_at)
            row.healthcare_feed_at = max(filter(None, instants), default=False)

    def _inverse_healthcare_feed_at(self):
        for row in self:
            row.healthcare_confirmed_at = row.healthcare_feed_at
            row.healthcare_unconfirmed = bool(row.healthcare_feed_id)

    def _search_healthcare_feed_at(self, operator, value):
        """The same rule in SQL: lists of stale prices are long."""
        if operator == "in" and set(value) <= {False}:
            test = SQL("IS NULL")
        elif operator == "not in" and set(value) <= {False}:
            test = SQL("IS NOT NULL")
        elif operator in ("<", "<=", ">", ">="):
            test = SQL(f"{operator} %s", value)
        else:
            return NotImplemented
        self.flush_model()
        self.env["healthcare.supplier.feed"].flush_model(["full_confirmed_at"])
        found = SQL(
            """(SELECT s.id FROM product_supplierinfo s
              LEFT JOIN healthcare_supplier_feed f ON f.id = s.healthcare_feed_id
                   AND s.healthcare_unconfirmed IS NOT TRUE
                   AND s.healthcare_discontinued_on IS NULL
             WHERE GREATEST(s.healthcare_confirmed_at, f.full_confirmed_at) %s)""",
            test,
        )
        return [("id", "in", found)]

    def _get_filtered_supplier(self, company_id, product_id, params=False):
        # EXTENDS purchase: what is no longer offered is not proposed for new orders.
        rows = super()._get_filtered_supplier(company_id, product_id, params)
        if not any(row.healthcare_discontinued_on for row in rows):
            return rows
        order = (params or {}).get("order_id")
        instant = order.date_order if order else None
        day = (instant or fields.Datetime.now()).date()
        return rows.filtered(
            lambda row: (
                not row.healthcare_discontinued_on
                or row.healthcare_discontinued_on > day
            )
        )
