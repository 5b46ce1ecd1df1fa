"""Units: the trade's code and exact factors."""

from fractions import Fraction

from odoo import fields, models


class UomUom(models.Model):
    """Adds the code by which partners name a unit, and conversion without rounding."""

    _inherit = "uom.uom"

    healthcare_code = fields.Char(
        string="Trade code",
        index="btree_not_null",
        help="X12 element 355: EA, BX, CA. Several pack sizes may share one code.",
    )

    def _healthcare_factor(self, base):
        """Exact number of ``base`` units in one of this unit, as a fraction.

        None when the two have no common reference: Odoo would convert all the same.
        """
        self.ensure_one()
        if self == base:
            return Fraction(1)
        if not self._has_common_reference(base):
            return None
        return Fraction(repr(self.factor)) / Fraction(repr(base.factor))

    def _compute_quantity(
        self,
        qty,
        to_unit,
        round=True,
        rounding_method="UP",
        raise_if_failure=True,
    ):
        # EXTENDS uom: sums of packs are rounded once at the end, not per document.
        if self.env.context.get("healthcare_exact_quantity"):
            round = False
        return super()._compute_quantity(
            qty, to_unit, round, rounding_method, raise_if_failure
        )
