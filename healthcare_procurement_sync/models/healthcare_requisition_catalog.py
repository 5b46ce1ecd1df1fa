"""Odoo's own product catalogue, limited to what was approved for use."""

from collections import defaultdict

from odoo import Command, api, models
from odoo.fields import Domain


class HealthcareRequisition(models.Model):
    """Cards with plus and minus, as in orders."""

    _inherit = "healthcare.requisition"

    def action_add_from_catalog(self):
        # EXTENDS product: the cards hold what a department user may read.
        action = super().action_add_from_catalog()
        module = "healthcare_procurement_sync.healthcare_requisition_catalogue_view"
        action["name"] = self.env._("Catalogue")
        action["views"] = [(self.env.ref(f"{module}_kanban").id, "kanban")]
        action["search_view_id"] = [self.env.ref(f"{module}_search").id, "search"]
        action["context"] = action["context"] | {"order_id": self.id}
        return action

    def _get_product_catalog_domain(self):
        # EXTENDS product
        return (
            super()._get_product_catalog_domain()
            & Domain("healthcare_requestable", "=", True)
            & Domain("purchase_ok", "=", True)
        )

    def _get_product_catalog_order_data(self, products, **kwargs):
        # EXTENDS product: the price of the best supplier today.
        found = super()._get_product_catalog_order_data(products, **kwargs)
        for product, values in zip(
            products, self._catalog_quotes(products), strict=True
        ):
            found[product.id] |= values
        return found

    def _catalog_quotes(self, products):
        lines = self.env["healthcare.requisition.line"].sudo()
        drafts = [
            lines.new({"product_id": item.id, "requisition_id": self.id, "quantity": 1})
            for item in products
        ]
        together = lines.union(*drafts)
        quotes = dict(zip(together, together._quotes(), strict=True))
        return [
            {
                "price": quotes[line]["price"],
                "uomDisplayName": line.uom_id.display_name,
                "readOnly": self._is_readonly(),
            }
            for line in drafts
        ]

    def _get_product_catalog_record_lines(self, product_ids, **kwargs):
        # OVERRIDE
        found = defaultdict(lambda: self.env["healthcare.requisition.line"])
        for line in self.line_ids:
            if line.product_id.id in product_ids:
                found[line.product_id] |= line
        return found

    def _is_readonly(self):
        # OVERRIDE
        return not self.editable

    def _update_order_line_info(self, product_id, quantity, **kwargs):
        # OVERRIDE
        self.check_access("write")
        line = self.line_ids.filtered(lambda row: row.product_id.id == product_id)[:1]
        if line and quantity:
            line.quantity = quantity
        elif line:
            line.unlink()
            return 0.0
        elif quantity:
            values = {"product_id": product_id, "quantity": quantity}
            self.write({"line_ids": [Command.create(values)]})
            line = self.line_ids.filtered(lambda r: r.product_id.id == product_id)[:1]
        return line.price

    @api.model
    def action_open_catalogue(self):
        """The catalogue of my open draft, or of a new one."""
        domain = [("requester_id", "=", self.env.uid), ("state", "=", "draft")]
        draft = self.search(domain, limit=1) or self.create({})
        return draft.action_add_from_catalog()
