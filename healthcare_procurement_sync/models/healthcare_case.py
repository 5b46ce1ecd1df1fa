"""From requisition to payment: what belongs to the case of an order."""

from odoo import models


class PurchaseOrder(models.Model):
    """The order stands for its case."""

    _inherit = "purchase.order"
    _healthcare_search_fields = ("name", "partner_ref")

    def _healthcare_trace_records(self):
        bills = self.invoice_ids
        return [self, self.picking_ids, bills, bills._healthcare_payments()]

    def _healthcare_trace_events(self):
        if not self.date_approve:
            return []
        return [(self.date_approve, self.env._("Confirmed"))]


class StockPicking(models.Model):
    """A receipt belongs to its order."""

    _inherit = "stock.picking"
    _healthcare_search_fields = ("name",)

    def _healthcare_case(self):
        return self.purchase_id or self

    def _healthcare_trace_events(self):
        return [(self.date_done, self.env._("Received"))] if self.date_done else []


class AccountMove(models.Model):
    """A bill belongs to its order."""

    _inherit = "account.move"
    _healthcare_search_fields = ("name", "ref")

    def _healthcare_case(self):
        orders = self.line_ids.purchase_line_id.order_id
        return orders if len(orders) == 1 else super()._healthcare_case()

    def _healthcare_payments(self):
        """The payments that settled these bills."""
        items = self.sudo().line_ids
        matched = (
            items.matched_debit_ids.debit_move_id
            | items.matched_credit_ids.credit_move_id
        )
        return (matched.move_id - self.sudo()).with_env(self.env)
