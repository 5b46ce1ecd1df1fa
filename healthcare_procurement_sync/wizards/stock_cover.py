"""A shortage: who has it, how soon, and one button to get it from there."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class HealthcareStockCover(models.TransientModel):
    """Ways to cover the need of one item at one facility, the quickest first."""

    _name = "healthcare.stock.cover"
    _description = "Cover a shortage"

    product_id = fields.Many2one("product.product", string="Item", readonly=True)
    facility_id = fields.Many2one("healthcare.facility", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(
        string="Needed", digits="Product Unit", help="Up to the reorder point."
    )
    words = fields.Char(readonly=True)
    line_ids = fields.One2many("healthcare.stock.cover.line", "cover_id")

    @api.model
    def _open(self, product, facility):
        """The dialog for one pair."""
        cover = self._prepare(product, facility)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Get more of it"),
            "res_model": self._name,
            "res_id": cover.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _prepare(self, product, facility):
        supply = product.sudo()._healthcare_days_of_supply(facility)[product, facility]
        need = supply.reorder_point - supply.usable - supply.inbound
        rule = self._rule(product, facility)
        if rule:
            top = max(rule.product_max_qty, rule.product_min_qty)
            need = max(need, int(top) - supply.usable - supply.inbound)
        need = product.uom_id.round(max(float(need), 0.0), rounding_method="UP")
        cover = self.create(
            {
                "product_id": product.id,
                "facility_id": facility.id,
                "quantity": need,
                "words": self._words(supply),
            }
        )
        lines = self.env["healthcare.stock.cover.line"]
        lines.create(cover._transfers() + cover._orders())
        return cover

    @api.model
    def _rule(self, product, facility):
        return (
            self.env["stock.warehouse.orderpoint"]
            .sudo()
            .search(
                [
                    ("product_id", "=", product.id),
                    ("warehouse_id", "=", facility.sudo().warehouse_id.id),
                ],
                limit=1,
            )
        )

    @api.model
    def _words(self, supply):
        if supply.days is None:
            return self.env._(
                "%(usable)s usable, none used lately.", usable=f"{supply.usable:f}"
            )
        return self.env._(
            "%(usable)s usable, %(daily)s used a day: %(days)s days. %(inbound)s "
            "arrive within the lead time of %(lead)s days.",
            usable=f"{supply.usable.normalize():f}",
            daily=f"{supply.daily_usage:.1f}",
            days=supply.days,
            inbound=f"{supply.inbound.normalize():f}",
            lead=supply.lead_time_days,
        )

    def _transfers(self):
        return [
            {
                "cover_id": self.id,
                "kind": "transfer",
                "giver_id": facility.id,
                "available": surplus,
                "lead_time_days": 0,
            }
            for facility, surplus in self.product_id.sudo()._healthcare_donors(
                self.facility_id
            )[:5]
        ]

    def _orders(self):
        company = self.facility_id.company_id
        known = self.env["healthcare.supplier.availability"]._of(
            self.product_id, company
        )
        sellers = self.product_id.sudo().seller_ids.filtered(
            lambda row: not row.company_id or row.company_id == company
        )
        found = {}
        for seller in sellers:
            partner = seller.partner_id
            if partner in found:
                continue
            allowed, reason = partner.sudo()._healthcare_orderable(company)
            has = known.get((self.product_id, partner.commercial_partner_id))
            found[partner] = {
                "cover_id": self.id,
                "kind": "order",
                "seller_id": seller.id,
                "available": has or 0.0,
                "known": has is not None,
                "refusal": False if allowed else reason,
                "lead_time_days": seller.delay,
                "price": seller.price,
                "currency_id": seller.currency_id.id,
            }
        # Who has it comes before who says nothing, that before who has none.
        return sorted(
            found.values(),
            key=lambda row: (
                bool(row["refusal"]),
                row["known"] and not row["available"],
                not row["known"],
                row["lead_time_days"],
            ),
        )


class HealthcareStockCoverLine(models.TransientModel):
    """One way; ``available`` in base units."""

    _name = "healthcare.stock.cover.line"
    _description = "Way to cover a shortage"

    cover_id = fields.Many2one(
        "healthcare.stock.cover", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("transfer", "Fetch from a facility"), ("order", "Order")], required=True
    )
    giver_id = fields.Many2one("healthcare.facility", string="Facility")
    seller_id = fields.Many2one("product.supplierinfo", string="Vendor price")
    who = fields.Char(compute="_compute_who", string="From")
    available = fields.Float(digits="Product Unit")
    known = fields.Boolean(default=True)
    available_words = fields.Char(compute="_compute_who", string="Can give")
    refusal = fields.Char(help="Why nobody may order there now.")
    lead_time_days = fields.Integer(string="Days until here")
    price = fields.Monetary()
    currency_id = fields.Many2one("res.currency")

    @api.depends("giver_id", "seller_id", "available", "known")
    def _compute_who(self):
        for line in self:
            seller = line.sudo().seller_id
            line.who = line.giver_id.name or seller.partner_id.display_name
            line.available_words = (
                f"{line.available:g}" if line.known else self.env._("not reported")
            )

    def action_take(self):
        """Transfer or order the needed quantity, and show the document."""
        self.ensure_one()
        cover = self.cover_id
        if cover.quantity <= 0:
            raise UserError(self.env._("Say how much is needed."))
        if self.refusal:
            raise UserError(self.refusal)
        record = self._transfer() if self.kind == "transfer" else self._buy()
        alerts = self.env["healthcare.stock.alert"].search(
            [
                ("product_id", "=", cover.product_id.id),
                ("facility_id", "=", cover.facility_id.id),
                ("state", "=", "open"),
            ]
        )
        for alert in alerts:
            alert.sudo().message_post(
                body=self.env._("On the way: %s", record.display_name)
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _transfer(self):
        if not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("People of the stock move goods."))
        cover = self.cover_id
        quantity = min(cover.quantity, self.available)
        return cover.product_id._healthcare_transfer(
            self.giver_id.sudo(),
            cover.facility_id.sudo(),
            quantity,
            self.env._("Shortage at %s", cover.facility_id.name),
        ).sudo(False)

    def _buy(self):
        """A draft order to the facility, marked urgent, in the vendor's unit."""
        if not self.env.user.has_group("purchase.group_purchase_user"):
            raise AccessError(self.env._("Buyers place orders."))
        cover, seller = self.cover_id, self.sudo().seller_id
        unit = seller.product_uom_id or cover.uom_id
        quantity = cover.uom_id._compute_quantity(
            cover.quantity, unit, rounding_method="UP"
        )
        quantity = max(unit.round(quantity, rounding_method="UP"), seller.min_qty)
        warehouse = cover.facility_id.sudo().warehouse_id
        return self.env["purchase.order"].create(
            {
                "partner_id": seller.partner_id.id,
                "picking_type_id": warehouse.in_type_id.id,
                "company_id": cover.facility_id.company_id.id,
                "priority": "1",
                "origin": self.env._("Shortage at %s", cover.facility_id.name),
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": cover.product_id.id,
                            "product_qty": quantity,
                            "product_uom_id": unit.id,
                            "healthcare_reason": cover.words,
                        }
                    )
                ],
            }
        )
