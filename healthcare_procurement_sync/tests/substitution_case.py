"""Substitutes and back-orders: what their tests share."""

from datetime import timedelta
from decimal import Decimal

from odoo import fields

from odoo.addons.healthcare_integration_base.canonical import ItemIds, LineStatus

from .common import ProcurementCase


class SubstitutionCase(ProcurementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._person("buyer", "purchase.group_purchase_user")
        cls.nurse = cls._person(
            "nurse", "healthcare_procurement_sync.group_clinical_reviewer"
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.facility = cls.env["healthcare.facility"].search(
            [("warehouse_id", "=", cls.warehouse.id)], limit=1
        ) or cls.env["healthcare.facility"].create(
            {"name": "East", "code": "EAST", "warehouse_id": cls.warehouse.id}
        )
        cls.half = cls._create_pack("Box 50", "B50", 50)
        cls.soft = cls._create_product("SOFTGLOVE", cls.half, supplier_code="NM-4004")

    @classmethod
    def _person(cls, name, group):
        return cls.env["res.users"].create(
            {
                "name": name,
                "login": f"substitution-{name}",
                "group_ids": [(4, cls.env.ref(group).id)],
            }
        )

    def _offer(self, order, price=None, quantity="20", unit="B50"):
        line = self._ack_line(1, price=price)
        status = LineStatus(
            "IS", Decimal(quantity), unit, substitute=ItemIds(supplier="NM-4004")
        )
        line = type(line)(
            line.number,
            line.item,
            uom=unit,
            price=None if price is None else Decimal(price),
            statuses=(status,),
        )
        return self._apply(self._acknowledgment(order, line))

    def _stock(self, product, quantity, warehouse=None):
        self.env["stock.quant"]._update_available_quantity(
            product, (warehouse or self.warehouse).lot_stock_id, quantity
        )

    def _use(self, product, quantity, days=28):
        """Usage spread over the last weeks, as issues to a customer location."""
        place = self.env.ref("stock.stock_location_customers")
        for day in range(1, days + 1):
            move = self.env["stock.move"].create(
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "product_uom": product.uom_id.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "location_dest_id": place.id,
                }
            )
            move._action_confirm()
            move.quantity = quantity
            move.picked = True
            move._action_done()
            instant = fields.Datetime.now() - timedelta(days=day)
            move.date = instant
            move.move_line_ids.date = instant
