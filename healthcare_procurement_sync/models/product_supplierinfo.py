"""Supplier catalogue rows: normalised item number, unit code and contract price."""

from datetime import timedelta

from odoo import api, fields, models

from ..contract_price import ContractPrice
from ..item_numbers import normalise_item_number
from ..match_units import as_fraction


class ProductSupplierinfo(models.Model):
    """A row with a contract number states a contract price; the others a list price."""

    _inherit = "product.supplierinfo"

    healthcare_code_norm = fields.Char(
        compute="_compute_healthcare_code_norm", store=True, index="btree_not_null"
    )
    healthcare_uom_code = fields.Char(
        string="Supplier's unit code",
        help="The supplier's own code for this unit, where it differs from the usual.",
    )
    healthcare_contract = fields.Char(
        string="Contract", help="Number of the contract this price comes from."
    )
    healthcare_priority = fields.Integer(
        string="Contract priority",
        default=20,
        help="Local 10, network 15, purchasing group 20, spot 50, list 90. "
        "The lowest number wins before the lowest price.",
    )

    @api.depends("product_code")
    def _compute_healthcare_code_norm(self):
        for row in self:
            row.healthcare_code_norm = normalise_item_number(row.product_code) or False

    def _healthcare_contract_price(self, line):
        """Contract price of an order line per unit of the line, or None.

        Of the contracts of the order's supplier, by the rule of ``healthcare.price``.
        """
        return self.env["healthcare.price"]._contract_prices(line)[line]

    def _healthcare_as_price(self, product, unit, day):
        """This row per ``unit`` for the rule; None when the units do not convert.

        What is discontinued ends the day before.
        """
        own = self.product_uom_id or product.uom_id
        factor = own._healthcare_factor(unit)
        if factor is None:
            return None
        ends = [self.date_end] if self.date_end else []
        if self.healthcare_discontinued_on:
            ends.append(self.healthcare_discontinued_on - timedelta(days=1))
        kept = 1 - as_fraction(self.discount) / 100
        price = as_fraction(self.price) * kept / factor
        worth = self.env["healthcare.price"]._worth(
            price, self.currency_id, self.company_id, day
        )
        return ContractPrice(
            price,
            self._healthcare_row_priority(),
            as_fraction(self.min_qty) * factor,
            self.date_start or None,
            min(ends) if ends else None,
            source=self,
            worth=worth,
        )
