"""What one facility misses, fetched from others."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..match_units import as_decimal


class HealthcareReallocation(models.TransientModel):
    """Makes one internal transfer per facility that gives something."""

    _name = "healthcare.reallocation"
    _description = "Reallocate between facilities"

    backorder_id = fields.Many2one(
        "healthcare.backorder", required=True, readonly=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="backorder_id.product_id")
    uom_id = fields.Many2one(related="product_id.uom_id")
    facility_id = fields.Many2one(
        related="backorder_id.facility_id", string="For facility"
    )
    missing = fields.Float(related="backorder_id.quantity", string="Back-ordered")
    cancel_balance = fields.Boolean(
        string="And take it off the order",
        help="The supplier does not need to deliver it any more.",
    )
    line_ids = fields.One2many("healthcare.reallocation.line", "reallocation_id")
    total = fields.Float(compute="_compute_total", digits="Product Unit")

    @api.depends("line_ids.quantity")
    def _compute_total(self):
        for wizard in self:
            wizard.total = sum(wizard.line_ids.mapped("quantity"))

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        backorder = self.env["healthcare.backorder"].browse(
            values.get("backorder_id") or self.env.context.get("default_backorder_id")
        )
        if backorder and "line_ids" in fields_list:
            values["line_ids"] = [
                Command.create(row) for row in self._proposal(backorder)
            ]
        return values

    @api.model
    def _proposal(self, backorder):
        """The largest stock gives first, none below two weeks of its own usage."""
        facilities = self.env["healthcare.facility"].search(
            [
                ("company_id", "=", backorder.company_id.id),
                ("warehouse_id", "!=", False),
                ("id", "!=", backorder.facility_id.id),
            ]
        )
        supplies = backorder.product_id.sudo()._healthcare_supplies(facilities)
        rows = []
        left = backorder.quantity
        known = [
            (backorder._spare(supplies.get((backorder.product_id, one))), one)
            for one in facilities
        ]
        for spare, facility in sorted(known, key=lambda row: (-row[0], row[1].id)):
            supply = supplies.get((backorder.product_id, facility))
            if not supply or supply.usable <= 0:
                continue
            give = min(left, spare)
            left -= give
            rows.append(
                {
                    "facility_id": facility.id,
                    "on_hand": float(supply.usable),
                    "days_of_supply": float(supply.days or 0),
                    "spare": spare,
                    "quantity": give,
                }
            )
        return rows

    def action_transfer(self):
        """Internal transfers, reserved at once; the backorder says where it comes from.

        :raises UserError: nothing chosen, more than there is, or no warehouse.
        """
        self.ensure_one()
        backorder = self.backorder_id
        backorder.check_access("write")
        lines = self.line_ids.filtered(lambda row: row.quantity > 0)
        target = backorder.facility_id.warehouse_id
        if not lines:
            raise UserError(self.env._("Enter how much is fetched from where."))
        if not target:
            raise UserError(self.env._("The facility of this order has no warehouse."))
        pickings = self.env["stock.picking"]
        for line in lines:
            if line.quantity > line.on_hand:
                raise UserError(
                    self.env._(
                        "%(facility)s does not have that much.",
                        facility=line.facility_id.name,
                    )
                )
            pickings |= line._transfer(target)
        backorder._after_reallocation(pickings, self.total, self.cancel_balance)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfers"),
            "res_model": "stock.picking",
            "view_mode": "list,form",
            "domain": [("id", "in", pickings.ids)],
        }


class HealthcareReallocationLine(models.TransientModel):
    """What one facility could give."""

    _name = "healthcare.reallocation.line"
    _description = "Facility that gives"

    reallocation_id = fields.Many2one(
        "healthcare.reallocation", required=True, ondelete="cascade"
    )
    facility_id = fields.Many2one("healthcare.facility", required=True)
    on_hand = fields.Float(digits="Product Unit")
    days_of_supply = fields.Float(digits=(16, 1))
    spare = fields.Float(string="To spare", digits="Product Unit")
    quantity = fields.Float(string="Fetch", digits="Product Unit")

    def _transfer(self, target):
        """One internal transfer from this facility's stock, confirmed and reserved."""
        source = self.facility_id.warehouse_id
        backorder = self.reallocation_id.backorder_id
        picking = (
            self.env["stock.picking"]
            .sudo()
            .create(
                {
                    "picking_type_id": source.int_type_id.id,
                    "location_id": source.lot_stock_id.id,
                    "location_dest_id": target.lot_stock_id.id,
                    "origin": backorder.order_id.name,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": backorder.product_id.id,
                                "product_uom_qty": self.quantity,
                                "product_uom": backorder.product_id.uom_id.id,
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
        return picking.sudo(False)


class HealthcareBackorder(models.Model):
    """What a transfer means for the backorder."""

    _inherit = "healthcare.backorder"

    transfer_ids = fields.Many2many(
        "stock.picking", string="Transfers", readonly=True, copy=False
    )

    def _after_reallocation(self, pickings, total, cancel_balance):
        places = ", ".join(pickings.location_id.warehouse_id.mapped("name"))
        words = self.env._(
            "%(quantity)s %(unit)s come from %(places)s.",
            quantity=f"{as_decimal(total).normalize():f}",
            unit=self.uom_id.name,
            places=places,
        )
        self.sudo().transfer_ids |= pickings
        line = self.order_line_id
        if cancel_balance:
            factor = line.product_uom_id._healthcare_factor(self.uom_id)
            line._healthcare_cancel_balance(
                min(
                    float(as_decimal(total) / as_decimal(factor)),
                    line.healthcare_qty_backordered,
                ),
                words,
            )
        self._decide("moved" if total >= self.quantity else "waiting", words)
        self.order_id._message_log(body=words)
