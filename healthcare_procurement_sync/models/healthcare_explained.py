"""Explain this amount: lines of bills and orders, down to the document's line."""

from odoo import models


class AccountMoveLine(models.Model):
    """A line of a bill; one that no document names is explained by its bill."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "healthcare.explained"]

    def _healthcare_evidence(self):
        return super()._healthcare_evidence() or self.move_id._healthcare_evidence()

    def _healthcare_amount(self):
        if self.move_id.is_invoice():
            return self.price_subtotal, self.currency_id
        return super()._healthcare_amount()


class PurchaseOrderLine(models.Model):
    """A line of an order; the latest answer of the supplier first."""

    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "healthcare.explained"]

    def _healthcare_evidence(self):
        return super()._healthcare_evidence() or self.order_id._healthcare_evidence()

    def _healthcare_amount(self):
        return self.price_subtotal, self.currency_id
