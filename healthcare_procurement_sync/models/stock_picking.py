"""Receipts: prepared by ship notices, releasing bills that wait for them."""

from odoo import fields, models


class StockPicking(models.Model):
    """Adds messages and exceptions, and tells waiting bills that goods arrived."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "healthcare.traceable"]

    healthcare_shipment_ids = fields.Many2many(
        "healthcare.shipment", string="Ship notices", readonly=True, copy=False
    )

    def _action_done(self):
        # EXTENDS stock: a bill that came before the goods is matched again.
        result = super()._action_done()
        done = self.filtered(lambda picking: picking.state == "done")
        orders = done.move_ids.purchase_line_id.order_id
        self.env["healthcare.match"]._rematch_orders(
            orders, self.env._("Goods were received.")
        )
        return result
