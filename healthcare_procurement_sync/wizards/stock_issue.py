"""Issue goods to a department or an encounter: stock, cost and charge in one step."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class HealthcareStockIssue(models.TransientModel):
    """What was used, where and for whom; it is booked as one delivery."""

    _name = "healthcare.stock.issue"
    _description = "Issue to a department"

    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, required=True
    )
    delivery_point_id = fields.Many2one(
        "healthcare.delivery.point",
        string="Department",
        required=True,
        domain="[('company_id', '=', company_id)]",
    )
    encounter_key = fields.Char(
        string="Encounter",
        help="An opaque token of the visit. Empty: the department bears the cost.",
    )
    used_at = fields.Datetime(required=True, default=fields.Datetime.now)
    line_ids = fields.One2many("healthcare.stock.issue.line", "issue_id")
    hint = fields.Char(compute="_compute_hint")

    @api.depends("encounter_key", "delivery_point_id", "line_ids.product_id")
    def _compute_hint(self):
        for issue in self:
            if not issue.encounter_key:
                issue.hint = issue.env._("Not charged: the department bears the cost.")
                continue
            facility = issue.delivery_point_id.facility_id
            without = issue.line_ids.product_id.filtered(
                lambda row, facility=facility: not row._healthcare_charge_code(facility)
            )
            issue.hint = (
                issue.env._(
                    "No charge code: %s. The goods are issued; charge capture is "
                    "asked.",
                    ", ".join(without.mapped("display_name")),
                )
                if facility and without
                else False
            )

    def action_issue(self):
        """Book the delivery; its usage goes to billing."""
        self.ensure_one()
        if not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("People of the stock issue goods."))
        lines = self.line_ids.filtered(lambda row: row.quantity > 0)
        if not lines:
            raise UserError(self.env._("Say what was used."))
        picking = self._picking(lines)
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": picking.id,
            "views": [(False, "form")],
        }

    def _picking(self, lines):
        point = self.delivery_point_id
        warehouse = point.facility_id.sudo().warehouse_id
        if not warehouse:
            raise UserError(self.env._("The facility has no warehouse."))
        booking = self.env["healthcare.stock.booking"]
        source, used = point._source(), booking._consumption_location(self.company_id)
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": source.id,
                "location_dest_id": used.id,
                "healthcare_delivery_point_id": point.id,
                "healthcare_encounter_key": self.encounter_key or False,
                "origin": point.display_name,
            }
        )
        for line in lines:
            line._check_enough(source)
            line._write_move(picking)
        picking.action_confirm()
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True, skip_expired=True).button_validate()
        if picking.state != "done":
            raise UserError(self.env._("The goods could not be issued."))
        return picking


class HealthcareStockIssueLine(models.TransientModel):
    """One item and lot; ``quantity`` in ``uom_id``."""

    _name = "healthcare.stock.issue.line"
    _description = "Issued item"

    issue_id = fields.Many2one(
        "healthcare.stock.issue", required=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product",
        string="Item",
        required=True,
        domain="[('is_storable', '=', True)]",
    )
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one("stock.lot", domain="[('product_id', '=', product_id)]")
    quantity = fields.Float(digits="Product Unit", default=1.0)
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    available = fields.Float(digits="Product Unit", compute="_compute_available")

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.product_id.uom_id

    @api.depends("product_id", "lot_id", "issue_id.delivery_point_id")
    def _compute_available(self):
        for line in self:
            point = line.issue_id.delivery_point_id
            line.available = 0.0
            if point and line.product_id:
                line.available = line._free(point._source())

    def _free(self, source):
        return (
            self.env["stock.quant"]
            .sudo()
            ._get_available_quantity(
                self.product_id, source.sudo(), lot_id=self.lot_id or None
            )
        )

    def _check_enough(self, source):
        """Nobody issues what is not there: a person at the shelf counts first."""
        if self.product_id.tracking != "none" and not self.lot_id:
            raise UserError(
                self.env._("Choose the lot of %s.", self.product_id.display_name)
            )
        wanted = self.uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )
        if self.product_id.uom_id.compare(wanted, self._free(source)) > 0:
            raise UserError(
                self.env._(
                    "There is not enough of %(item)s: %(free)s are free.",
                    item=self.product_id.display_name,
                    free=f"{self._free(source):g}",
                )
            )

    def _write_move(self, picking):
        ends = {
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        }
        self.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": self.product_id.id,
                "product_uom": self.uom_id.id,
                "product_uom_qty": self.quantity,
                "move_line_ids": [
                    fields.Command.create(
                        {
                            "picking_id": picking.id,
                            "product_id": self.product_id.id,
                            "product_uom_id": self.uom_id.id,
                            "quantity": self.quantity,
                            "lot_id": self.lot_id.id,
                            "picked": True,
                            **ends,
                        }
                    )
                ],
                **ends,
            }
        )
