"""What matters most of an item in stock, and what its suppliers have of it."""

from odoo import api, fields, models


class ProductTemplate(models.Model):
    """``healthcare_criticality`` a: care stops without it; such items are watched with
    every movement."""

    _inherit = "product.template"

    healthcare_criticality = fields.Selection(
        [("a", "Critical"), ("b", "Important"), ("c", "Normal")],
        string="Criticality",
        default="c",
        index=True,
        tracking=True,
        help="Critical: care stops without it. A shortage is told at once.",
    )
    healthcare_availability_ids = fields.One2many(
        "healthcare.supplier.availability", "product_tmpl_id", string="At suppliers"
    )
    healthcare_level_ids = fields.One2many(
        "healthcare.supply.level", "product_tmpl_id", string="At facilities"
    )


class StockMove(models.Model):
    """Critical items are looked at in the transaction that moves them."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        # EXTENDS stock
        moves = super()._action_done(cancel_backorder)
        moves._healthcare_watch()
        return moves

    def _healthcare_watch(self):
        critical = self.filtered(
            lambda move: (
                move.state == "done"
                and move.product_id.healthcare_criticality == "a"
                and move.location_id.warehouse_id != move.location_dest_id.warehouse_id
            )
        )
        if not critical or self.env.context.get("healthcare_no_watch"):
            return
        warehouses = critical.location_id.warehouse_id
        warehouses |= critical.location_dest_id.warehouse_id
        facilities = self.env["healthcare.facility"]._of_warehouses(warehouses)
        self.env["healthcare.supply.level"].sudo()._refresh(
            critical.product_id,
            self.env["healthcare.facility"].union(*facilities.values()).sudo(),
        )


class ProductProduct(models.Model):
    """Another facility may have what this one lacks."""

    _inherit = "product.product"

    @api.model
    def _healthcare_stock_facilities(self):
        return (
            self.env["healthcare.facility"]
            .sudo()
            .search([("warehouse_id", "!=", False)])
        )

    def _healthcare_donors(self, receiver, quantity=0.0):
        """Facilities that can give and stay above their own reorder point.

        :return: ``[(facility, surplus in base units)]``, the richest first.
        """
        self.ensure_one()
        others = self._healthcare_stock_facilities().filtered(
            lambda row: row != receiver and row.company_id == receiver.company_id
        )
        # Nobody is sent to a site whose figures are old.
        as_of = self.env["healthcare.supply.level"].sudo()._as_of(others)
        others = others.filtered(lambda row: not as_of[row]["stale"])
        found = []
        for (_item, facility), supply in self._healthcare_days_of_supply(
            others
        ).items():
            surplus = self.uom_id.round(
                float(supply.usable - supply.reorder_point), rounding_method="DOWN"
            )
            if surplus > 0 and surplus >= quantity:
                found.append((facility, surplus))
        return sorted(found, key=lambda row: -row[1])

    def _healthcare_transfer(self, giver, receiver, quantity, origin=""):
        """A transfer between two facilities of one company, ready to be picked.

        :param quantity: base units.
        :return: the picking.
        """
        self.ensure_one()
        source, target = giver.warehouse_id, receiver.warehouse_id
        picking = (
            self.env["stock.picking"]
            .sudo()
            .create(
                {
                    "picking_type_id": source.int_type_id.id,
                    "location_id": source.lot_stock_id.id,
                    "location_dest_id": target.lot_stock_id.id,
                    "origin": origin,
                    "move_ids": [
                        fields.Command.create(
                            {
                                "product_id": self.id,
                                "product_uom": self.uom_id.id,
                                "product_uom_qty": quantity,
                                "location_id": source.lot_stock_id.id,
                                "location_dest_id": target.lot_stock_id.id,
                            }
                        )
                    ],
                }
            )
        )
        picking.action_confirm()
        picking.action_assign()
        return picking
