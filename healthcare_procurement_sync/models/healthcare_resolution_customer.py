"""Answers to questions about customers' orders."""

from odoo import models
from odoo.exceptions import UserError


class HealthcareException(models.Model):
    """A customer's price is answered for the whole order."""

    _inherit = "healthcare.exception"

    def _customer_order(self):
        order = self._document()
        if order._name != "healthcare.customer.order" or order.state != "question":
            raise UserError(self.env._("This order was decided meanwhile."))
        if "sale.order" in self.env:
            self.env["sale.order"].check_access("write")
        return order.sudo()

    def _settle_customer_order(self, order):
        """The other lines of the order asked the same."""
        self.env["healthcare.exception"]._resolve_for(
            order, ["CUSTOMER_PRICE"], self.env._("The order was confirmed.")
        )

    def _resolution_customer_confirm(self, _reason):
        order = self._customer_order()
        order._confirm()
        self._settle_customer_order(order)

    def _resolution_customer_accept(self, _reason):
        order = self._customer_order()
        lines = {line.sale_line_id: line for line in order.line_ids}
        for sold in order._sale().order_line:
            line = lines.get(sold.id)
            if line and line.stated_price:
                sold.price_unit = line.stated_price
                line.our_price = line.stated_price
        order._confirm()
        self._settle_customer_order(order)
