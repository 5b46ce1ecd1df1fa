"""Receipt lines know the ship notice that announced them."""

from odoo import fields, models


class StockMoveLine(models.Model):
    """Remembers which ship notice announced the goods."""

    _inherit = "stock.move.line"

    healthcare_shipment_id = fields.Many2one(
        "healthcare.shipment",
        string="Ship notice",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    healthcare_place = fields.Char(
        string="Place in the notice", readonly=True, copy=False
    )
