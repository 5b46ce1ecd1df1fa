"""The packs an item comes in, with exact sizes and a number per level."""

from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.healthcare_integration_base.identifiers import (
    IdentifierError,
    gtin,
    is_variable_measure,
)

from ..item_numbers import hibc_primary

LEVELS = [
    ("each", "Each"),
    ("inner", "Inner pack"),
    ("box", "Box"),
    ("case", "Case"),
    ("pallet", "Pallet"),
]


class HealthcareItemPack(models.Model):
    """``numerator / denominator`` base units are in one pack: a third of a litre stays
    a third. The size is the item's own, never the code's: a BX has no size by itself.
    """

    _name = "healthcare.item.pack"
    _description = "Pack of an item"
    _order = "product_id, partner_id, sequence, id"
    _rec_name = "uom_id"

    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="product_id.company_id", store=True)
    base_uom_id = fields.Many2one(related="product_id.uom_id", string="Base unit")
    uom_id = fields.Many2one(
        "uom.uom", string="Pack", required=True, index=True, ondelete="restrict"
    )
    code = fields.Char(
        string="Unit code",
        help="How partners call this pack (X12 355): BX, CA. Empty: the code of the "
        "unit.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Only of this supplier",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the pack is the same whoever sells it.",
    )
    numerator = fields.Integer(string="Contains", required=True, default=1)
    denominator = fields.Integer(
        string="Divided by",
        required=True,
        default=1,
        help="1 for whole numbers. A pack of a third of the base unit is 1 / 3.",
    )
    contents = fields.Char(compute="_compute_contents")
    level = fields.Selection(LEVELS, required=True, default="box")
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    gtin = fields.Char(
        string="GTIN", copy=False, help="One number per level, kept with 14 digits."
    )
    hibc = fields.Char(string="HIBC", copy=False)
    orderable = fields.Boolean(
        default=True, help="Off when the supplier sells only a larger pack."
    )
    valid_from = fields.Date()
    valid_to = fields.Date()
    active = fields.Boolean(default=True)

    _numerator_positive = models.Constraint(
        "CHECK(numerator > 0 AND denominator > 0)", "A pack contains something."
    )
    _dates_order = models.Constraint(
        "CHECK(valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)",
        "A pack cannot end before it begins.",
    )
    _gtin_uniq = models.UniqueIndex(
        "(gtin) WHERE gtin IS NOT NULL AND active",
        "Another pack has this GTIN already.",
    )
    _pack_uniq = models.UniqueIndex(
        "(product_id, uom_id, (COALESCE(partner_id, 0)), (COALESCE(code, ''))) "
        "WHERE active",
        "This pack of the item exists already.",
    )

    @api.depends("level")
    def _compute_sequence(self):
        order = [level for level, _name in LEVELS]
        for pack in self:
            pack.sequence = order.index(pack.level) if pack.level in order else 9

    @api.depends("numerator", "denominator", "product_id.uom_id", "uom_id")
    def _compute_contents(self):
        for pack in self:
            size = f"{pack.numerator}"
            if pack.denominator != 1:
                size += f"/{pack.denominator}"
            pack.contents = (
                f"1 {pack.uom_id.name or '?'} = {size} {pack.base_uom_id.name or '?'}"
            )

    @api.constrains("numerator", "denominator", "uom_id", "product_id")
    def _check_size(self):
        for pack in self:
            base = pack.product_id.uom_id
            size = pack.uom_id._healthcare_factor(base)
            if size is None:
                raise ValidationError(
                    self.env._(
                        "%(pack)s cannot be converted into %(base)s, the unit in which "
                        "%(item)s is kept.",
                        pack=pack.uom_id.name,
                        base=base.name,
                        item=pack.product_id.display_name,
                    )
                )
            if size != pack._factor():
                raise ValidationError(
                    self.env._(
                        "%(pack)s is %(size)s %(base)s everywhere in Odoo. Choose or "
                        "make a unit of the size that this pack has.",
                        pack=pack.uom_id.name,
                        size=size,
                        base=base.name,
                    )
                )

    @api.constrains("gtin")
    def _check_gtin(self):
        for pack in self.filtered("gtin"):
            if is_variable_measure(pack.gtin):
                raise ValidationError(
                    self.env._(
                        "A GTIN that begins with 9 is for goods sold by measure: it "
                        "cannot name a pack of a fixed size."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        packs = super().create([self._normalised(values) for values in vals_list])
        packs._offer()
        return packs

    def write(self, vals):
        done = super().write(self._normalised(vals))
        if {"uom_id", "gtin", "orderable", "active"} & vals.keys():
            self._offer()
        return done

    @api.model
    def _normalised(self, values):
        """A GTIN with 14 digits, a HIBC without its check character; refused when
        theirs is wrong."""
        if (values.get("hibc") or "").startswith("+"):
            values = values | {"hibc": self._primary(values["hibc"])}
        if not values.get("gtin"):
            return values
        try:
            return values | {"gtin": gtin(values["gtin"])}
        except IdentifierError:
            raise ValidationError(
                self.env._("This is no GTIN: its length or check digit is wrong.")
            ) from None

    @api.model
    def _primary(self, value):
        found = hibc_primary(value)
        if not found:
            raise ValidationError(
                self.env._("This is no HIBC: its check character is wrong.")
            )
        return found

    def _factor(self):
        """Base units in one pack, as a fraction."""
        self.ensure_one()
        return Fraction(self.numerator, self.denominator)

    def _base_quantity(self, quantity):
        """Base units in ``quantity`` packs, exact."""
        return Fraction(quantity) * self._factor()

    def _offer(self):
        """Orderable packs can be chosen on an order line, and their bars be scanned."""
        for pack in self.filtered(lambda row: row.active and row.orderable).sudo():
            product = pack.product_id
            if pack.uom_id != product.uom_id and pack.uom_id not in product.uom_ids:
                product.uom_ids += pack.uom_id
        self.filtered(lambda row: row.active and row.gtin)._offer_bars()

    def _offer_bars(self):
        """A GTIN that no item and no pack bears as a barcode yet becomes one."""
        Bars = self.env["product.uom"].sudo()
        spellings = {pack.gtin: _spellings(pack.gtin) for pack in self}
        wanted = [code for codes in spellings.values() for code in codes]
        domain = [("barcode", "in", wanted)]
        taken = set(Bars.search(domain).mapped("barcode"))
        taken |= set(
            self.env["product.product"].sudo().search(domain).mapped("barcode")
        )
        Bars.create(
            [
                {
                    "product_id": pack.product_id.id,
                    "uom_id": pack.uom_id.id,
                    "barcode": pack.gtin,
                    "company_id": pack.company_id.id,
                }
                for pack in self
                if not taken & set(spellings[pack.gtin])
            ]
        )

    # -- finding and making ----------------------------------------------------------

    @api.model
    def _ensure(self, product, code, factor, **more):
        """The pack of ``product`` that partners call ``code`` and that contains
        ``factor`` (fraction) base units; made, with its unit, when there is none.

        :param more: values for a new pack (``gtin``, ``level``, ``partner_id``).
        :raises ValidationError: a wrong GTIN.
        """
        factor = Fraction(factor)
        unit = self.env["uom.uom"]._healthcare_pack_unit(product.uom_id, factor, code)
        known = self.sudo().search(
            [("product_id", "=", product.id), ("uom_id", "=", unit.id)]
        )
        partner = more.get("partner_id") or False
        known = known.filtered(
            lambda row: (
                row.partner_id.id in (False, partner)
                and (row.code or unit.healthcare_code or "") == (code or "")
            )
        )[:1]
        if known:
            missing = {
                name: value
                for name, value in more.items()
                if value and name in ("gtin", "hibc") and not known[name]
            }
            if missing:
                known.write(missing)
            return known.sudo(False)
        values = {
            "product_id": product.id,
            "uom_id": unit.id,
            "code": code or False,
            "numerator": factor.numerator,
            "denominator": factor.denominator,
            "level": "each" if factor == 1 else "box",
        }
        stated = {
            name: value for name, value in more.items() if value not in ("", None)
        }
        return self.sudo().create(values | stated).sudo(False)


def _spellings(code):
    """A GTIN with all the lengths it may be printed in."""
    stem = code.lstrip("0")
    return [stem.zfill(length) for length in (8, 12, 13, 14) if length >= len(stem)]
