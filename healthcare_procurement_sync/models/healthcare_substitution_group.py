"""Items that may stand in for each other, as the value-analysis committee decided."""

from odoo import api, fields, models

from ..match_units import as_fraction


class HealthcareSubstitutionGroup(models.Model):
    """One base unit of an item replaces one base unit of any other in the group."""

    _name = "healthcare.substitution.group"
    _description = "Substitution group"
    _inherit = ["mail.thread"]
    _order = "name, id"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    product_ids = fields.Many2many(
        "product.product",
        "healthcare_substitution_group_product_rel",
        "group_id",
        "product_id",
        string="Items",
    )
    automatic = fields.Boolean(
        string="Accept without asking",
        tracking=True,
        help="A supplier may send any item of the group for another one, as long as it "
        "is not dearer per base unit and no less critical.",
    )
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", default=lambda self: self.env.user
    )
    note = fields.Text(string="Reason")
    active = fields.Boolean(default=True)

    @api.model
    def _with_both(self, one, other, company):
        """The groups of a company that hold both items."""
        return self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("product_ids", "in", one.ids),
                ("product_ids", "in", other.ids),
            ]
        )

    @api.model
    def _alternatives(self, products, company):
        """``{item: other items of its groups}``; one query for all."""
        groups = self.sudo().search(
            [("company_id", "=", company.id), ("product_ids", "in", products.ids)]
        )
        found = {product: self.env["product.product"] for product in products}
        for group in groups:
            for product in group.product_ids & products:
                found[product] |= group.product_ids - product
        return found

    @api.model
    def _is_automatic(self, order_line, product, pack):
        """Whether ``product`` in ``pack`` may come for a line without a question.

        :param dict pack: ``uom_id``, ``price_unit`` per pack if the supplier said one.
        """
        ordered = order_line.product_id
        groups = self._with_both(ordered, product, order_line.company_id)
        if not groups.filtered("automatic") or not pack.get("uom_id"):
            return False
        if ordered._healthcare_is_critical() and not product._healthcare_is_critical():
            return False
        each = order_line._healthcare_price_each()
        if pack.get("price_unit") is None:
            return True
        unit = self.env["uom.uom"].browse(pack["uom_id"])
        factor = unit._healthcare_factor(product.uom_id)
        return bool(
            factor
            and each is not None
            and as_fraction(pack["price_unit"]) / factor <= each
        )


class ProductProduct(models.Model):
    """An item knows what may stand in for it."""

    _inherit = "product.product"

    healthcare_substitution_group_ids = fields.Many2many(
        "healthcare.substitution.group",
        "healthcare_substitution_group_product_rel",
        "product_id",
        "group_id",
        string="Substitution groups",
        groups="purchase.group_purchase_user,stock.group_stock_user,"
        "healthcare_procurement_sync.group_clinical_reviewer",
    )

    def _healthcare_is_critical(self):
        """Whether patient care stops without the item."""
        self.ensure_one()
        return self.healthcare_criticality == "a"
