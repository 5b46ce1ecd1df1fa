"""Supplier catalogue rows: normalised item number, unit code and contract price."""

import re

from odoo import api, fields, models

from ..contract_price import ContractPrice, select_price
from ..match_units import as_fraction


def normalise_item_number(value):
    """Upper case letters and digits. Leading zeros stay: they are other products."""
    return re.sub(r"[^0-9A-Z]", "", (value or "").upper())


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

        Effective on the order date, then priority, quantity break, lowest price.
        """
        day = (line.order_id.date_order or fields.Datetime.now()).date()
        rows = self.filtered("healthcare_contract")
        prices = filter(None, (row._healthcare_in_unit(line) for row in rows))
        chosen = select_price(prices, as_fraction(line.product_qty), day)
        return chosen.price if chosen else None

    def _healthcare_in_unit(self, line):
        """This row per unit of an order line; None when the units do not convert."""
        unit = self.product_uom_id or line.product_id.uom_id
        factor = unit._healthcare_factor(line.product_uom_id)
        if factor is None:
            return None
        return ContractPrice(
            as_fraction(self.price) / factor,
            self.healthcare_priority,
            as_fraction(self.min_qty) * factor,
            self.date_start or None,
            self.date_end or None,
        )
