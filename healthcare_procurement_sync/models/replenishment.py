"""Replenishment that knows what suppliers have, and says why it ordered where."""

from odoo import api, fields, models


class StockWarehouseOrderpoint(models.Model):
    """A rule shows days of supply and what its supplier has; when the supplier is out
    of stock by fresh figures, another one that has it is asked instead."""

    _inherit = "stock.warehouse.orderpoint"

    healthcare_criticality = fields.Selection(
        related="product_id.healthcare_criticality", store=True, string="Criticality"
    )
    healthcare_facility_id = fields.Many2one(
        related="warehouse_id.healthcare_facility_id", string="Facility"
    )
    healthcare_days = fields.Float(
        string="Days of supply", digits=(16, 1), compute="_compute_healthcare_days"
    )
    healthcare_level = fields.Selection(
        selection=lambda self: (
            self.env["healthcare.supply.level"]._fields["level"].selection
        ),
        string="Supply",
        compute="_compute_healthcare_days",
    )
    healthcare_available = fields.Char(
        string="At the supplier", compute="_compute_healthcare_available"
    )

    @api.depends("product_id", "warehouse_id")
    def _compute_healthcare_days(self):
        levels = (
            self.env["healthcare.supply.level"]
            .sudo()
            .search([("product_id", "in", self.product_id.ids)])
        )
        known = {(row.product_id, row.facility_id): row for row in levels}
        facilities = self.env["healthcare.facility"]._of_warehouses(self.warehouse_id)
        for rule in self:
            facility = facilities.get(rule.warehouse_id)
            row = facility and known.get((rule.product_id, facility.sudo()))
            rule.healthcare_days = row.days if row else 0.0
            rule.healthcare_level = row.level if row else False

    @api.depends("product_id", "supplier_id")
    def _compute_healthcare_available(self):
        """What the rule's supplier has by its latest fresh report, in words."""
        for company, rules in self.grouped("company_id").items():
            known = self.env["healthcare.supplier.availability"]._of(
                rules.product_id, company
            )
            for rule in rules:
                seller = rule._healthcare_seller()
                key = (rule.product_id, seller.partner_id.commercial_partner_id)
                rule.healthcare_available = False
                if seller and key in known:
                    rule.healthcare_available = (
                        self.env._("%(count)s in stock", count=f"{known[key]:g}")
                        if known[key] > 0
                        else self.env._("Out of stock")
                    )

    def _healthcare_seller(self):
        self.ensure_one()
        return self.supplier_id or self.product_id.seller_ids[:1]

    def _prepare_procurement_values(self, date=False):
        # EXTENDS purchase_stock
        values = super()._prepare_procurement_values(date=date)
        seller, reason = self._healthcare_route()
        if seller:
            values["supplierinfo_id"] = seller
        values["healthcare_reason"] = reason
        return values

    def _healthcare_route(self):
        """``(vendor price to use or empty, why in words)``.

        The rule's own supplier unless it said lately that it has less than is needed
        and another vendor of the item said that it has enough.
        """
        reason = self.env._(
            "Rule %(rule)s: forecast %(forecast)s, minimum %(minimum)s.",
            rule=self.name,
            forecast=f"{self.qty_forecast:g}",
            minimum=f"{self.product_min_qty:g}",
        )
        first, needed = self._healthcare_seller(), self.qty_to_order
        known = self.env["healthcare.supplier.availability"]._of(
            self.product_id, self.company_id
        )
        first_key = (self.product_id, first.partner_id.commercial_partner_id)
        if not first or known.get(first_key, needed) >= needed:
            return self.env["product.supplierinfo"], reason
        for seller in self._healthcare_other_sellers(first):
            has = known.get((self.product_id, seller.partner_id.commercial_partner_id))
            if has is not None and has >= needed:
                return seller, reason + " " + self.env._(
                    "%(first)s has %(little)s, %(other)s has %(much)s.",
                    first=first.partner_id.name,
                    little=f"{known[first_key]:g}",
                    other=seller.partner_id.name,
                    much=f"{has:g}",
                )
        return self.env["product.supplierinfo"], reason + " " + self.env._(
            "%(first)s has only %(little)s.",
            first=first.partner_id.name,
            little=f"{known[first_key]:g}",
        )

    def _healthcare_other_sellers(self, first):
        """Vendor prices of other suppliers that hold today and may be ordered from."""
        today = fields.Date.context_today(self)
        company = self.company_id
        sellers = self.product_id.seller_ids.filtered(
            lambda row: (
                row.partner_id != first.partner_id
                and (not row.company_id or row.company_id == company)
                and (not row.product_id or row.product_id == self.product_id)
                and (not row.date_start or row.date_start <= today)
                and (not row.date_end or row.date_end >= today)
            )
        )
        return sellers.filtered(
            lambda row: row.partner_id.sudo()._healthcare_orderable(company)[0]
        )


class PurchaseOrderLine(models.Model):
    """An order line says which rule asked for it, and why there."""

    _inherit = "purchase.order.line"

    healthcare_reason = fields.Char(string="Ordered because", readonly=True, copy=False)

    @api.model
    def _prepare_purchase_order_line_from_procurement(
        self,
        product_id,
        product_qty,
        product_uom,
        location_dest_id,
        name,
        origin,
        company_id,
        values,
        po,
    ):
        # EXTENDS purchase_stock
        result = super()._prepare_purchase_order_line_from_procurement(
            product_id,
            product_qty,
            product_uom,
            location_dest_id,
            name,
            origin,
            company_id,
            values,
            po,
        )
        if values.get("healthcare_reason"):
            result["healthcare_reason"] = values["healthcare_reason"]
        return result
