"""Deliveries and invoices of customers' orders go back the way the order came."""

from odoo import models

OUT = ("out_invoice", "out_refund")


class StockPicking(models.Model):
    # EXTENDS stock
    _inherit = "stock.picking"

    def _action_done(self):
        before = self.filtered(lambda picking: picking.state == "done")
        result = super()._action_done()
        done = (self - before).filtered(
            lambda row: row.state == "done" and row.picking_type_code == "outgoing"
        )
        if "sale_id" in self._fields and done.sale_id:
            done._healthcare_announce()
        return result

    def _healthcare_announce(self):
        """A ship notice to each customer who ordered electronically."""
        orders = self.env["healthcare.customer.order"]._of_sales(self.sale_id)
        handler = self.env["healthcare.handler.ship_notice"]
        for picking in self:
            order = orders.get(picking.sale_id.id)
            if order:
                order._send(
                    "ship_notice",
                    lambda row=picking, of=order: handler._announced(row, of),
                    picking,
                    "customer-asn",
                )

    def _healthcare_case(self):
        if "sale_id" in self._fields and self.sale_id:
            orders = self.env["healthcare.customer.order"]._of_sales(self.sale_id)
            if orders:
                return next(iter(orders.values())).with_env(self.env)
        return super()._healthcare_case()


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    def _healthcare_customer_orders(self):
        """``{invoice: customers' orders that it bills}``; two queries for all, none
        without Sales."""
        lines = self.sudo().invoice_line_ids
        if not lines or "sale_line_ids" not in lines._fields:
            return {}
        known = self.env["healthcare.customer.order"]._of_sales(
            lines.sale_line_ids.order_id
        )
        return {
            invoice: [
                known[sale.id]
                for sale in invoice.sudo().invoice_line_ids.sale_line_ids.order_id
                if sale.id in known
            ]
            for invoice in self
            if known
        }

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted.filtered(lambda move: move.move_type in OUT)._healthcare_bill_customers()
        return posted

    def _healthcare_bill_customers(self):
        handler = self.env["healthcare.handler.supplier_invoice"]
        for invoice, orders in self._healthcare_customer_orders().items():
            for order in orders:
                order._send(
                    "supplier_invoice",
                    lambda row=invoice, of=order: handler._billed(row, of),
                    invoice,
                    "customer-invoice",
                )

    def _healthcare_case(self):
        orders = self._healthcare_customer_orders().get(self, [])
        if len(orders) == 1:
            return orders[0].with_env(self.env)
        return super()._healthcare_case()
