"""Natural keys of what suppliers ship."""

from odoo import fields, models


class HealthcareShipment(models.Model):
    """One shipment of a supplier, whatever envelope its notice came in."""

    _name = "healthcare.shipment"
    _description = "Ship notice"
    _order = "id desc"

    name = fields.Char(string="Shipment", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    connection_id = fields.Many2one(
        "healthcare.connection", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    state = fields.Selection(
        [
            ("expected", "Expected"),
            ("received", "Received"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="expected",
        readonly=True,
    )
    fingerprint = fields.Char(required=True, readonly=True)
    shipped_date = fields.Date(readonly=True)
    expected_date = fields.Date(readonly=True)
    carrier = fields.Char(readonly=True)
    tracking = fields.Char(readonly=True)
    bill_of_lading = fields.Char(readonly=True)
    picking_ids = fields.Many2many("stock.picking", string="Receipts", readonly=True)
    move_line_ids = fields.One2many(
        "stock.move.line", "healthcare_shipment_id", readonly=True
    )

    _name_uniq = models.UniqueIndex("(company_id, connection_id, name)")
