"""What a ship notice announced survives a partial receipt."""

from odoo import api, fields, models

KEPT = (
    "product_id",
    "product_uom_id",
    "lot_name",
    "lot_id",
    "expiration_date",
    "result_package_id",
    "healthcare_shipment_id",
    "healthcare_place",
)


class HealthcareReceiptPreparer(models.AbstractModel):
    """Odoo drops receipt lines that are not picked: the next carton of the same
    shipment would arrive without its lot."""

    _inherit = "healthcare.receipt.preparer"

    @api.model
    def _keep_announced(self, picking):
        """``[(order line, quantity, values)]`` of what is announced and not picked."""
        lines = picking.move_ids.move_line_ids.filtered(
            lambda line: (
                line.healthcare_shipment_id
                and not line.picked
                and line.state not in ("done", "cancel")
            )
        )
        return [
            (
                line.move_id.purchase_line_id,
                line.quantity,
                {
                    name: line._fields[name].convert_to_write(line[name], line)
                    for name in KEPT
                    if name in line._fields
                },
            )
            for line in lines
        ]

    @api.model
    def _restore_announced(self, picking, announced):
        """Write what is still to come into the rest of the receipt."""
        rest = self.env["stock.picking"].search(
            [
                ("backorder_id", "=", picking.id),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        if not rest or not announced:
            return
        open_lines = {move.purchase_line_id: move for move in self._open_moves(rest)}
        wanted = [row for row in announced if row[0] in open_lines]
        moves = self.env["stock.move"].union(*(open_lines[row[0]] for row in wanted))
        moves.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            [
                values
                | {
                    "picking_id": rest[:1].id,
                    "move_id": open_lines[order_line].id,
                    "quantity": quantity,
                    "location_id": rest[:1].location_id.id,
                    "location_dest_id": open_lines[order_line].location_dest_id.id,
                    "picked": False,
                }
                for order_line, quantity, values in wanted
            ]
        )
        shipments = self.env["healthcare.shipment"].browse(
            {values["healthcare_shipment_id"] for _line, _qty, values in wanted}
        )
        for shipment in shipments.sudo():
            shipment.picking_ids |= rest


class StockPicking(models.Model):
    """Receiving in parts keeps the announced rest; what is done closes the notice."""

    _inherit = "stock.picking"

    healthcare_late = fields.Boolean(
        string="Late", compute="_compute_healthcare_late", search="_search_late"
    )

    @api.depends("scheduled_date", "state")
    def _compute_healthcare_late(self):
        now = fields.Datetime.now()
        for picking in self:
            picking.healthcare_late = (
                picking.state not in ("done", "cancel", "draft")
                and bool(picking.scheduled_date)
                and picking.scheduled_date < now
            )

    def _search_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [
            ("state", "not in", ("done", "cancel", "draft")),
            ("scheduled_date", "<", fields.Datetime.now()),
        ]
        return late if True in value else ["!", "&", *late]

    def _action_done(self):
        # EXTENDS stock: see the preparer.
        preparer = self.env["healthcare.receipt.preparer"]
        kept = {
            picking: preparer._keep_announced(picking)
            for picking in self
            if picking.healthcare_shipment_ids
        }
        result = super()._action_done()
        for picking, announced in kept.items():
            if picking.state == "done" and announced:
                preparer._restore_announced(picking, announced)
        done = self.filtered(lambda row: row.state == "done" and row in kept)
        done.healthcare_shipment_ids.sudo()._close_received()
        lines = self.move_ids.purchase_line_id.filtered("healthcare_qty_backordered")
        self.env["healthcare.backorder"]._refresh(lines)
        return result


class HealthcareShipment(models.Model):
    """A notice is received when nothing of it is on its way any more."""

    _inherit = "healthcare.shipment"

    def _close_received(self):
        for shipment in self.filtered(lambda row: row.state == "expected"):
            lines = shipment.move_line_ids
            if lines and all(line.state in ("done", "cancel") for line in lines):
                shipment.state = "received"
