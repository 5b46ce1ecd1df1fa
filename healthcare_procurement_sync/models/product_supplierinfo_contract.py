"""Vendor prices that mirror contracts, and which of them an order takes."""

from odoo import fields, models

from ..contract_price import LIST_PRIORITY, ContractPrice
from ..match_units import as_fraction


class ProductSupplierinfo(models.Model):
    """Rows with ``healthcare_contract_line_id`` are written by the contract only."""

    _inherit = "product.supplierinfo"

    healthcare_contract_line_id = fields.Many2one(
        "healthcare.supplier.contract.line",
        string="Contract price",
        index="btree_not_null",
        ondelete="cascade",
        copy=False,
        readonly=True,
    )
    healthcare_tier_rank = fields.Integer(copy=False, readonly=True)
    healthcare_facility_ids = fields.Many2many(
        "healthcare.facility",
        "healthcare_supplierinfo_facility_rel",
        "supplierinfo_id",
        "facility_id",
        string="Only for",
        copy=False,
        help="Empty: every facility.",
    )

    def _get_filtered_supplier(self, company_id, product_id, params=False):
        # EXTENDS purchase: a contract price counts for the facilities of its roster.
        rows = super()._get_filtered_supplier(company_id, product_id, params)
        order = (params or {}).get("order_id")
        facility = order.sudo().healthcare_facility_id if order else None
        allowed = facility._and_parents() if facility else ()
        return rows.filtered(
            lambda row: (
                not row.sudo().healthcare_facility_ids
                or any(
                    facility in allowed
                    for facility in row.sudo().healthcare_facility_ids
                )
            )
        )

    def _healthcare_rank(self, base, price):
        """The order in which rows of one supplier are taken; see ``select_price``."""
        factor = (self.product_uom_id or base)._healthcare_factor(base) or 1
        return ContractPrice(
            as_fraction(price),
            self._healthcare_row_priority(),
            as_fraction(self.min_qty) * factor,
            tier=self.healthcare_tier_rank,
        ).rank()

    def _healthcare_row_priority(self):
        """A row without a contract is a list price, whatever its number says."""
        return self.healthcare_priority if self.healthcare_contract else LIST_PRIORITY


class ProductProduct(models.Model):
    """Orders take the price that counts, not the lowest one."""

    _inherit = "product.product"

    def _select_seller(
        self,
        partner_id=False,
        quantity=0.0,
        date=None,
        uom_id=False,
        ordered_by="price_discounted",
        params=False,
    ):
        # EXTENDS product: Odoo takes the lowest price of the first vendor. A contract
        # with priority counts before a cheaper one, a better tier before a worse one.
        chosen = super()._select_seller(
            partner_id, quantity, date, uom_id, ordered_by, params
        )
        if not chosen or ordered_by != "price_discounted":
            return chosen
        rows = self._get_filtered_sellers(
            partner_id=partner_id,
            quantity=quantity,
            date=date,
            uom_id=uom_id,
            params=params,
        ).filtered(lambda row: row.partner_id == chosen.partner_id)
        if not any(row.healthcare_contract for row in rows):
            return chosen
        day = date or fields.Date.context_today(self)
        company = self.env.company

        def rank(row):
            price = row.currency_id._convert(
                row.price_discounted, company.currency_id, company, day, round=False
            )
            return row._healthcare_rank(self.uom_id, price)

        return min(rows, key=rank)
