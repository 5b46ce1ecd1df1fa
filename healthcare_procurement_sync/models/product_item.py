"""What a hospital's item master knows about an item beyond Odoo's own fields."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.healthcare_integration_base.identifiers import IdentifierError, ndc11

from ..item_numbers import hibc_primary, normalise_item_number


class ProductProduct(models.Model):
    """Numbers are kept as stated and, for look-ups, normalised."""

    _inherit = "product.product"

    healthcare_pack_ids = fields.One2many(
        "healthcare.item.pack", "product_id", string="Packs"
    )
    healthcare_manufacturer_id = fields.Many2one(
        "res.partner", string="Manufacturer", index="btree_not_null"
    )
    healthcare_manufacturer_no = fields.Char(string="Manufacturer's part number")
    healthcare_manufacturer_norm = fields.Char(
        compute="_compute_healthcare_manufacturer_norm",
        store=True,
        index="btree_not_null",
    )
    healthcare_ndc = fields.Char(
        string="Drug code (NDC)",
        index="btree_not_null",
        help="Kept with 11 digits, 5-4-2.",
    )
    healthcare_hibc = fields.Char(string="HIBC")
    healthcare_hibc_primary = fields.Char(
        compute="_compute_healthcare_hibc_primary", store=True, index="btree_not_null"
    )
    healthcare_unspsc = fields.Char(string="UNSPSC")
    healthcare_former_numbers = fields.Text(
        string="Former item numbers",
        copy=False,
        help="Numbers of items that this one took the place of, one per line.",
    )
    healthcare_aligned_at = fields.Datetime(
        string="Alignment accepted until changed", copy=False
    )

    @api.depends("healthcare_manufacturer_no")
    def _compute_healthcare_manufacturer_norm(self):
        for product in self:
            number = normalise_item_number(product.healthcare_manufacturer_no)
            product.healthcare_manufacturer_norm = number or False

    @api.depends("healthcare_hibc")
    def _compute_healthcare_hibc_primary(self):
        for product in self:
            product.healthcare_hibc_primary = (
                hibc_primary(product.healthcare_hibc) or False
            )

    @api.constrains("healthcare_hibc")
    def _check_healthcare_hibc(self):
        for product in self.filtered("healthcare_hibc"):
            if not hibc_primary(product.healthcare_hibc):
                raise ValidationError(
                    self.env._("This is no HIBC: its check character is wrong.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._healthcare_numbers(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._healthcare_numbers(vals))

    @api.model
    def _healthcare_numbers(self, values):
        """A drug code with 11 digits; a bare one of ten digits is ambiguous."""
        if not values.get("healthcare_ndc"):
            return values
        try:
            return values | {"healthcare_ndc": ndc11(values["healthcare_ndc"])}
        except IdentifierError:
            raise ValidationError(
                self.env._(
                    "This is no drug code, or its hyphens are missing: write it as "
                    "12345-6789-01."
                )
            ) from None
