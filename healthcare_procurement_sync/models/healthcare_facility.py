"""Facilities in buying and stock: their warehouse, their number, their cost centre."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.healthcare_integration_base.identifiers import IdentifierError, gln


class HealthcareFacility(models.Model):
    """``gln`` GS1 Global Location Number, 13 digits with check digit; never inherited
    by the units of a facility: each place has its own."""

    _inherit = "healthcare.facility"

    warehouse_id = fields.Many2one(
        "stock.warehouse",
        domain="[('company_id', '=', company_id)]",
        index="btree_not_null",
        tracking=True,
        help="Orders that are received there are orders of this facility.",
    )
    gln = fields.Char(string="GLN", help="Where suppliers deliver to, as GS1 names it.")
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Cost centre",
        help="Taken where a document names none.",
    )
    tax_exempt = fields.Boolean(
        help="Suppliers may not charge sales tax on what is delivered here."
    )

    _warehouse_uniq = models.UniqueIndex(
        "(warehouse_id) WHERE active AND warehouse_id IS NOT NULL",
        "This warehouse belongs to another facility already.",
    )

    @api.constrains("gln")
    def _check_gln(self):
        for facility in self.filtered("gln"):
            try:
                gln(facility.gln)
            except IdentifierError as error:
                raise ValidationError(
                    self.env._("%(number)s is no GLN.", number=facility.gln)
                ) from error

    @api.constrains("warehouse_id", "company_id")
    def _check_warehouse(self):
        for facility in self.filtered("warehouse_id"):
            if facility.warehouse_id.company_id != facility.company_id:
                raise ValidationError(
                    self.env._("A facility and its warehouse share a company.")
                )

    @api.model
    def _of_warehouses(self, warehouses):
        """``{warehouse: facility}`` for those that belong to one; one query."""
        rows = self.sudo().search([("warehouse_id", "in", warehouses.ids)])
        return {row.warehouse_id: row.sudo(False) for row in rows}


class StockWarehouse(models.Model):
    """A warehouse knows its facility."""

    _inherit = "stock.warehouse"

    healthcare_facility_ids = fields.One2many("healthcare.facility", "warehouse_id")
    healthcare_facility_id = fields.Many2one(
        "healthcare.facility",
        string="Facility",
        compute="_compute_healthcare_facility_id",
        search="_search_healthcare_facility_id",
    )

    @api.depends("healthcare_facility_ids")
    def _compute_healthcare_facility_id(self):
        for warehouse in self:
            warehouse.healthcare_facility_id = warehouse.healthcare_facility_ids[:1]

    def _search_healthcare_facility_id(self, operator, value):
        return [("healthcare_facility_ids", operator, value)]


class PurchaseOrder(models.Model):
    """An order is placed for the facility that receives it."""

    _inherit = "purchase.order"

    healthcare_facility_id = fields.Many2one(
        "healthcare.facility",
        string="Facility",
        compute="_compute_healthcare_facility_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('company_id', '=', company_id)]",
        help="Proposed from the warehouse of the receipt.",
    )

    @api.depends("picking_type_id")
    def _compute_healthcare_facility_id(self):
        facilities = self.env["healthcare.facility"]._of_warehouses(
            self.picking_type_id.warehouse_id
        )
        for order in self:
            warehouse = order.picking_type_id.warehouse_id
            order.healthcare_facility_id = (
                facilities.get(warehouse) or order.healthcare_facility_id
            )
