"""Units: the trade's code and exact factors."""

from fractions import Fraction

from odoo import api, fields, models

NEAR = 1e-9
"""Relative difference below which a typed size and its exact fraction agree."""


class UomUom(models.Model):
    """Adds the code by which partners name a unit, and conversion without rounding."""

    _inherit = "uom.uom"

    healthcare_code = fields.Char(
        string="Trade code",
        index="btree_not_null",
        help="X12 element 355: EA, BX, CA. Several pack sizes may share one code.",
    )
    healthcare_numerator = fields.Integer(
        string="Exact size",
        help="With its divisor the exact size in the reference unit, where the decimal "
        "number cannot say it: 1 / 3.",
    )
    healthcare_denominator = fields.Integer(string="Exact divisor")

    def _healthcare_factor(self, base):
        """Exact number of ``base`` units in one of this unit, as a fraction.

        None when the two have no common reference: Odoo would convert all the same.
        """
        self.ensure_one()
        if self == base:
            return Fraction(1)
        if not self._has_common_reference(base):
            return None
        return self._healthcare_exact() / base._healthcare_exact()

    def _healthcare_exact(self):
        """This unit in the topmost one of its tree, without rounding on the way."""
        factor, unit = Fraction(1), self
        while unit:
            factor *= unit._healthcare_step()
            unit = unit.relative_uom_id
        return factor

    def _healthcare_step(self):
        """This unit in its reference unit; the fraction only while it still agrees."""
        if self.healthcare_numerator > 0 and self.healthcare_denominator > 0:
            exact = Fraction(self.healthcare_numerator, self.healthcare_denominator)
            if abs(float(exact) / self.relative_factor - 1) < NEAR:
                return exact
        return Fraction(repr(self.relative_factor))

    @api.model
    def _healthcare_pack_unit(self, base, factor, code):
        """The unit of ``factor`` (fraction) ``base`` units that partners call ``code``.

        Made when there is none, as "BX of 100": any unit serves every item of the same
        base unit.
        """
        factor = Fraction(factor)
        if factor == 1 and (not code or code == (base.healthcare_code or code)):
            return base
        near = float(factor)
        known = self.sudo().search(
            [
                ("relative_uom_id", "=", base.id),
                ("healthcare_code", "=", code or False),
                ("relative_factor", ">=", near * (1 - NEAR)),
                ("relative_factor", "<=", near * (1 + NEAR)),
            ]
        )
        same = known.filtered(lambda unit: unit._healthcare_factor(base) == factor)
        if same:
            return same[0].sudo(False)
        values = {
            "name": f"{code or 'Pack'} of {factor}",
            "relative_uom_id": base.id,
            "relative_factor": near,
            "healthcare_code": code or False,
        }
        if Fraction(repr(near)) != factor:
            values |= {
                "healthcare_numerator": factor.numerator,
                "healthcare_denominator": factor.denominator,
            }
        return self.sudo().create(values).sudo(False)

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
