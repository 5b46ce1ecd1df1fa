"""Reordering rules that wait to be computed after a price list."""

from odoo import api, fields, models

POINTS = 500
"""Rules computed in one transaction of the schedule."""
COMPUTED = ("qty_to_order_computed", "deadline_date")


class StockWarehouseOrderpoint(models.Model):
    """A list may touch the vendors of thousands of items; each rule is then computed
    once, in slices, and not once per row of the list.
    """

    _inherit = "stock.warehouse.orderpoint"

    healthcare_waits = fields.Boolean(
        string="To be computed after a price list", readonly=True, copy=False
    )
    _healthcare_waits_idx = models.Index("(id) WHERE healthcare_waits")

    def _healthcare_mark(self):
        """Remember these rules and wake the schedule."""
        if not self:
            return
        self.env.cr.execute(
            "UPDATE stock_warehouse_orderpoint SET healthcare_waits = TRUE "
            "WHERE id = ANY(%s)",
            [self.ids],
        )
        self.invalidate_recordset(["healthcare_waits"])
        self.env.ref("healthcare_procurement_sync.cron_orderpoints")._trigger()

    @api.model
    def _healthcare_compute_waiting(self):
        """Compute one slice; the schedule goes on while rules are left."""
        waiting = self.search([("healthcare_waits", "=", True)], limit=POINTS)
        for name in COMPUTED:
            if name in self._fields:
                self.env.add_to_compute(self._fields[name], waiting)
        waiting.write({"healthcare_waits": False})
        self.env.flush_all()
        left = self.search_count([("healthcare_waits", "=", True)])
        if self.env.context.get("cron_id"):
            self.env["ir.cron"]._commit_progress(len(waiting), remaining=left)
        return left
