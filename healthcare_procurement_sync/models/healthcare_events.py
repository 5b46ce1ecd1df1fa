"""What buying tells its listeners, in the transaction in which it happens."""

from odoo import models

BILLS = ("in_invoice", "in_refund", "in_receipt")


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    def _healthcare_confirmed(self):
        result = super()._healthcare_confirmed()
        self._healthcare_emit("purchase_order.confirmed")
        return result

    def write(self, vals):
        codes = {"to approve": "to_approve", "cancel": "cancelled"}
        code = codes.get(vals.get("state"))
        moved = code and self.filtered(lambda order: order.state != vals["state"])
        result = super().write(vals)
        if moved:
            moved._healthcare_emit(f"purchase_order.{code}")
        return result

    def _healthcare_emit(self, event_type):
        if not self.env["healthcare.subscription"]._listening(event_type):
            return
        for order in self:
            data = {
                "number": order.name,
                "supplier": order.partner_id.ref or order.partner_id.id,
                "state": order.state,
                "amount": f"{order.amount_total:.2f}",
                "currency": order.currency_id.name,
                "lines": len(order.order_line.filtered("product_id")),
            }
            self.env["healthcare.event"]._emit(event_type, order, data)


class StockPicking(models.Model):
    # EXTENDS stock
    _inherit = "stock.picking"

    def _action_done(self):
        before = self.filtered(lambda picking: picking.state == "done")
        result = super()._action_done()
        done = (self - before).filtered(lambda picking: picking.state == "done")
        for picking in done:
            received = picking.picking_type_code == "incoming"
            picking._healthcare_emit("receipt.done" if received else "stock.issued")
        return result

    def _healthcare_emit(self, event_type):
        if not self.env["healthcare.subscription"]._listening(event_type):
            return
        data = {
            "number": self.name,
            "origin": self.origin or None,
            "orders": self.move_ids.purchase_line_id.order_id.mapped("name"),
            "lines": len(self.move_ids),
        }
        self.env["healthcare.event"]._emit(event_type, self, data)


class AccountMove(models.Model):
    # EXTENDS account
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._healthcare_emit_bills("bill.posted")
        return posted

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._healthcare_emit_bills("bill.paid")
        return result

    def _healthcare_emit_bills(self, event_type):
        if not self.env["healthcare.subscription"]._listening(event_type):
            return
        for bill in self.filtered(lambda move: move.move_type in BILLS):
            data = {
                "number": bill.name,
                "reference": bill.ref or None,
                "amount": f"{bill.amount_total:.2f}",
                "currency": bill.currency_id.name,
                "payment_state": bill.payment_state,
                "orders": bill.line_ids.purchase_line_id.order_id.mapped("name"),
            }
            self.env["healthcare.event"]._emit(event_type, bill, data)
