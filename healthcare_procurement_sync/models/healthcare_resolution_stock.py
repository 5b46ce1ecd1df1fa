"""One-click answers about stock and usage."""

from odoo import models
from odoo.exceptions import UserError


class HealthcareException(models.Model):
    """Each answer changes stock, or what is asked of it; the document shows it."""

    _inherit = "healthcare.exception"

    # -- shortages -------------------------------------------------------------------

    def _resolution_shortage_cover(self, _reason):
        """Who has it; the question closes when it is there."""
        return self._document().action_cover()

    def _resolution_shortage_transfer(self, _reason):
        alert = self._document()
        covers = self.env["healthcare.stock.cover"]
        cover = covers._prepare(alert.product_id, alert.facility_id)
        line = cover.line_ids.filtered(lambda row: row.kind == "transfer")[:1]
        if not line:
            raise UserError(
                self.env._("No facility has more than it needs. Order it instead.")
            )
        line.action_take()

    def _resolution_shortage_accept(self, reason):
        self._document().sudo().message_post(
            body=self.env._("Goes on without it: %s", reason)
        )

    def _resolution_reservation_cover(self, _reason):
        movement = self._document().sudo()
        waiting = movement.move_ids.filtered(
            lambda move: move.state in ("confirmed", "partially_available")
        )
        waiting._action_assign()
        if any(move.state != "assigned" for move in waiting):
            raise UserError(self.env._("There is still not enough of it."))

    # -- counts ----------------------------------------------------------------------

    def _resolution_count_propose(self, _reason):
        self._document().action_propose_count()

    def _resolution_count_keep(self, reason):
        self._document().sudo().message_post(
            body=self.env._("Odoo's figures stay: %s", reason)
        )

    def _resolution_items_leave(self, reason):
        """Of a snapshot or of a supplier's report."""
        self._document().sudo().message_post(
            body=self.env._("Unknown items are left alone: %s", reason)
        )

    def _negative_quants(self):
        record = self._document().sudo()
        moves = record.move_ids if "move_ids" in record._fields else record.move_id
        return (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("product_id", "in", moves.product_id.ids),
                    ("location_id", "in", moves.location_id.ids),
                    ("quantity", "<", 0),
                ]
            )
        )

    def _resolution_negative_count(self, _reason):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Below zero"),
            "res_model": "stock.quant",
            "views": [(False, "list")],
            "domain": [("id", "in", self._negative_quants().ids)],
            "context": {"inventory_mode": True},
        }

    def _resolution_negative_zero(self, reason):
        quants = self._negative_quants().with_context(
            inventory_mode=True, inventory_name=reason
        )
        for quant in quants:
            quant.inventory_quantity = 0
        quants.action_apply_inventory()

    # -- usage -----------------------------------------------------------------------

    def _resolution_usage_lot_told(self, reason):
        """What is left of the lot goes where nobody takes it from."""
        charge = self._document().sudo()
        charge._quarantine_lot()
        charge.message_post(body=reason)

    def _resolution_charge_code_item(self, _reason):
        """A charge code for the item; what waits for it goes on."""
        charge = self._charge()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Charge code"),
            "res_model": "healthcare.charge.code",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_product_id": charge.product_id.id,
                "default_facility_id": charge.facility_id.id,
                "default_company_id": charge.company_id.id,
                "default_valid_from": charge.used_at.date(),
            },
        }


class HealthcareCharge(models.Model):
    """The rest of a lot that should not have been used."""

    _inherit = "healthcare.charge"

    def _quarantine_lot(self):
        self.ensure_one()
        lot = self.lot_id
        warehouse = self.facility_id.warehouse_id
        if not lot or not warehouse:
            return
        target = self._quarantine_location(warehouse)
        quants = self.env["stock.quant"].search(
            [
                ("lot_id", "=", lot.id),
                ("location_id", "child_of", warehouse.view_location_id.id),
                ("location_id.healthcare_unusable", "=", False),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
            ]
        )
        for quant in quants:
            quant.move_quants(location_dest_id=target, message=self.env._("Quarantine"))

    def _quarantine_location(self, warehouse):
        Locations = self.env["stock.location"]
        found = Locations.search(
            [
                ("warehouse_id", "=", warehouse.id),
                ("healthcare_unusable", "=", True),
                ("usage", "=", "internal"),
            ],
            limit=1,
        )
        return found or Locations.create(
            {
                "name": self.env._("Quarantine"),
                "location_id": warehouse.view_location_id.id,
                "usage": "internal",
                "healthcare_unusable": True,
            }
        )
