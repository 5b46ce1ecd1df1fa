"""Goods that leave Odoo's stock for a department or an encounter are usage."""

from odoo import api, fields, models

from ..match_units import as_decimal


class StockPicking(models.Model):
    """A delivery with a department writes one usage per lot when it is done; a return
    of it takes the usage back."""

    _inherit = "stock.picking"

    healthcare_delivery_point_id = fields.Many2one(
        "healthcare.delivery.point",
        string="For department",
        index="btree_not_null",
        copy=False,
        domain="[('company_id', '=', company_id)]",
        help="Goods that leave the stock for it are used there.",
    )
    healthcare_encounter_key = fields.Char(
        string="For encounter",
        copy=False,
        groups="stock.group_stock_user,healthcare_integration_base.group_charge_capture",
        help="An opaque token, never a name. With it the goods are charged.",
    )
    healthcare_charge_ids = fields.One2many(
        "healthcare.charge",
        compute="_compute_healthcare_charge_ids",
        string="Usage",
        compute_sudo=True,
    )
    healthcare_charge_count = fields.Integer(
        compute="_compute_healthcare_charge_ids", compute_sudo=True
    )

    def _compute_healthcare_charge_ids(self):
        charges = self.env["healthcare.charge"].search(
            [("move_id", "in", self.move_ids.ids)]
        )
        of_picking = charges.grouped(lambda row: row.move_id.picking_id)
        for picking in self:
            found = of_picking.get(picking, charges.browse())
            picking.healthcare_charge_ids = found
            picking.healthcare_charge_count = len(found)

    def _action_done(self):
        # EXTENDS stock
        result = super()._action_done()
        for picking in self.filtered(lambda row: row.state == "done"):
            picking._healthcare_write_usage()
            picking._healthcare_take_back_usage()
        return result

    def _healthcare_write_usage(self):
        """One usage per item and lot of what left the stock."""
        point = self.healthcare_delivery_point_id
        if not point:
            return
        used = self.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and not move.origin_returned_move_id
                and move.location_id.usage == "internal"
                and move.location_dest_id.usage in ("customer", "production")
            )
        )
        if not used:
            return
        Charges = self.env["healthcare.charge"].sudo()
        values = [
            self._healthcare_usage_values(line, point) for line in used.move_line_ids
        ]
        charges = Charges.create(values)
        charges._mark_duplicates()
        charges._code()
        charges._cost_of_move()
        charges._move_to("stock_issued")
        charges._progress()
        charges._ask()

    def _healthcare_usage_values(self, line, point):
        charges = self.env["healthcare.charge"]
        encounter = self.sudo().healthcare_encounter_key
        return {
            **charges._place_values(point),
            **charges._item_values(line.product_id, line.lot_id),
            "company_id": self.company_id.id,
            "source": "odoo",
            "event_id": f"{self.name}/{line.id}",
            "quantity": line.quantity_product_uom,
            "used_at": line.date or fields.Datetime.now(),
            "encounter_key": encounter or False,
            "chargeable": bool(encounter),
            "move_id": line.move_id.id,
        }

    def action_open_healthcare_charges(self):
        """The usage that this delivery wrote."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_integration_base.healthcare_charge_action"
        )
        return action | {
            "domain": [("id", "in", self.healthcare_charge_ids.ids)],
            "context": {},
        }

    def _healthcare_take_back_usage(self):
        """Returned goods were not used: their charge is taken back, in full or for the
        part that came back."""
        back = self.move_ids.filtered(
            lambda move: move.state == "done" and move.origin_returned_move_id
        )
        for line in back.move_line_ids:
            origin = line.move_id.origin_returned_move_id
            charges = (
                self.env["healthcare.charge"]
                .sudo()
                .search(
                    [
                        ("move_id", "=", origin.id),
                        ("lot_id", "=", line.lot_id.id),
                        ("state", "not in", ("reversed", "corrected")),
                        ("reversal_of_id", "=", False),
                    ],
                    limit=1,
                )
            )
            charges._take_back_part(line.quantity_product_uom, self.name)


class HealthcareCharge(models.Model):
    """What a site issued to a department; what came back of it."""

    _inherit = "healthcare.charge"

    @api.model
    def _of_movements(self, movements):
        """Usage of departments that a site reports as a plain issue: cost, no charge.

        :param movements: booked events with ``document``, ``site``, ``record``, rows.
        """
        facilities = self.env["healthcare.facility"].union(
            *(row.site for row in movements)
        )
        points = self.env["healthcare.delivery.point"]._by_code(facilities)
        values = []
        for movement in movements:
            code = movement.document.to_location
            point = code and points.get((movement.site.id, code.lower()))
            if point:
                values += [
                    self._movement_values(movement, row, point, number)
                    for number, row in enumerate(movement.rows, 1)
                ]
        charges = self.create(values)
        charges._cost_of_move()
        charges._move_to("stock_issued")
        charges._progress()
        return charges

    @api.model
    def _movement_values(self, movement, row, point, number):
        lot = row.move.move_line_ids.lot_id[:1]
        return {
            **self._place_values(point),
            **self._item_values(row.product, lot),
            "company_id": self.env.company.id,
            "source": movement.site.code,
            "event_id": f"{movement.document.movement_number}/{number}",
            "quantity": float(row.quantity),
            "used_at": movement.at,
            "chargeable": False,
            "move_id": row.move.id,
        }

    @api.model
    def _place_values(self, point):
        account = point._account()
        return {
            "facility_id": point.facility_id.id,
            "delivery_point_id": point.id,
            "department": point.code,
            "cost_centre": point.cost_centre or account.code or False,
            "analytic_account_id": account.id,
        }

    @api.model
    def _item_values(self, product, lot):
        expires = lot.expiration_date
        return {
            "product_id": product.id,
            "item_code": product.default_code or product.barcode or product.name,
            "item_name": product.name,
            "uom": product.uom_id.name,
            "lot_id": lot.id,
            "lot": lot.name if product.tracking == "lot" else False,
            "serial": lot.name if product.tracking == "serial" else False,
            "expiry": expires and expires.date(),
        }

    def _take_back_part(self, quantity, document):
        """Take back the use; what did not come back stands as a record of its own."""
        for charge in self.with_context(healthcare_goods_are_back=True):
            left = as_decimal(charge.quantity) - as_decimal(quantity)
            share = left / as_decimal(charge.quantity) if charge.quantity else 0
            rest = charge.copy_data(
                {
                    "event_id": f"{charge.event_id}/{document}",
                    "quantity": float(left),
                    "amount": charge.currency_id.round(charge.amount * float(share)),
                    "cost": charge.currency_id.round(charge.cost * float(share)),
                }
            )
            charge._reverse(f"{charge.event_id}/R/{document}")
            if left > 0:
                again = charge.create(rest)
                again.with_context(healthcare_no_progress=True).move_id = charge.move_id
                again._move_to("stock_issued")
                again._progress()
