"""Only suppliers that are approved, documented and free get orders."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    """Asked when an order is confirmed and again when it is approved: a licence may
    have expired in between, and a scheduled job asks the same question."""

    _inherit = "purchase.order"

    healthcare_supplier_note = fields.Char(compute="_compute_healthcare_supplier_note")
    healthcare_supplier_stops = fields.Boolean(
        compute="_compute_healthcare_supplier_note"
    )

    @api.depends("partner_id", "company_id", "state")
    def _compute_healthcare_supplier_note(self):
        for order in self:
            order.healthcare_supplier_note = False
            order.healthcare_supplier_stops = False
            if not order.partner_id or order.state in ("purchase", "cancel"):
                continue
            allowed, why = order.partner_id._healthcare_orderable(order.company_id)
            warnings = order.partner_id._healthcare_order_warnings(order.company_id)
            order.healthcare_supplier_stops = not allowed
            order.healthcare_supplier_note = why or ". ".join(warnings) or False

    def _confirmation_error_message(self):
        # EXTENDS purchase
        return super()._confirmation_error_message() or self._healthcare_why_not()

    def _healthcare_why_not(self):
        """Why this order may not go to its supplier, or False."""
        allowed, why = self.partner_id._healthcare_orderable(self.company_id)
        return False if allowed else why

    def button_approve(self, force=False):
        # EXTENDS purchase
        for order in self.filtered(
            lambda row: row.state in ("draft", "sent", "to approve")
        ):
            why = order._healthcare_why_not()
            if why:
                raise UserError(why)
        return super().button_approve(force=force)
