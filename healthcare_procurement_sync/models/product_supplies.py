"""Stock and usage of items by facility, for who has to decide about them."""

from datetime import datetime, time

from odoo import models
from odoo.exceptions import UserError

from ..match_units import as_decimal


class ProductProduct(models.Model):
    """Asks the days of supply in one set."""

    _inherit = "product.product"

    def _healthcare_supplies(self, facilities):
        """``{(item, facility): Supply}`` of items that are kept in stock."""
        stored = self.filtered("is_storable")
        reckon = getattr(stored, "_healthcare_days_of_supply", None)
        if not stored or not facilities or reckon is None:
            return {}
        return reckon(facilities)


class PurchaseOrderLine(models.Model):
    """Whether a line is back-ordered, and its balance elsewhere."""

    _inherit = "purchase.order.line"

    def _healthcare_still_backordered(self):
        """The supplier owes a part of the line, and it has not come meanwhile."""
        self.ensure_one()
        return bool(
            self.order_id.state == "purchase"
            and self.healthcare_qty_backordered > 0
            and self.qty_received < self.product_qty
            and self.healthcare_ack_state
            not in ("rejected", "cancelled_by_supplier", "substituted")
        )

    def _healthcare_say_to_supplier(self, body):
        """A message to the supplier about this line, kept on the order."""
        for line in self:
            order = line.order_id.sudo()
            order.message_post(
                body=self.env._(
                    "Order %(order)s, line %(line)s, %(item)s: %(text)s",
                    order=order.name,
                    line=line.healthcare_number,
                    item=line.product_id.display_name,
                    text=body,
                ),
                partner_ids=order.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )

    def _healthcare_cancel_balance(self, quantity, words):
        """What the supplier owes is not wanted any more: receipts stop at once, and the
        supplier is asked by an order change, or told where no channel takes one."""
        self.ensure_one()
        order = self.order_id
        quantity = min(as_decimal(quantity), self._healthcare_open())
        change = self._healthcare_balance_change(quantity)
        self._healthcare_reduce(quantity)
        if change:
            change = order.sudo()._healthcare_new_change(
                [change], "buyer", "change", reason=words
            )
            change._send()
            return
        self._healthcare_say_to_supplier(
            self.env._(
                "please cancel the balance of %(quantity)s %(unit)s. %(words)s",
                quantity=f"{quantity.normalize():f}",
                unit=self.product_uom_id.name,
                words=words,
            )
        )

    def _healthcare_balance_change(self, quantity):
        """Values of the change line, or None: nobody takes it, or one is on its way."""
        order = self.order_id
        waiting = order.healthcare_change_waiting
        refused = self.healthcare_ack_state in ("rejected", "cancelled_by_supplier")
        if refused or waiting or not order._healthcare_is_gone():
            return None
        left = float(as_decimal(self.product_qty) - quantity)
        lines = self.env["healthcare.order.change.line"].sudo()
        return lines._values(self, quantity=left) | {"stopped": True}

    def _healthcare_reroute_balance(self, backorder=None, quantity=None):
        """The balance is ordered from the best other supplier; this one is told.

        :return: the action that opens the new order.
        :raises UserError: nobody else is known for the item.
        """
        self.ensure_one()
        others = self._healthcare_alternate_suppliers()
        if not others:
            raise UserError(
                self.env._(
                    "No other supplier is known for %s. Add one on the item first.",
                    self.product_id.display_name,
                )
            )
        if quantity is None:
            quantity = self.healthcare_qty_backordered or self._healthcare_open()
        fresh = self._healthcare_reorder(others[0], quantity)
        words = self.env._(
            "Ordered from %(supplier)s (%(order)s).",
            supplier=others[0].display_name,
            order=fresh.name,
        )
        self._healthcare_cancel_balance(quantity, words)
        if backorder:
            backorder._decide("moved", words)
        return {
            "type": "ir.actions.act_window",
            "res_model": "purchase.order",
            "res_id": fresh.id,
            "views": [(False, "form")],
        }

    def _healthcare_split_balance(self):
        """The back-ordered part becomes a line of its own with its own date."""
        self.ensure_one()
        balance = as_decimal(self.healthcare_qty_backordered)
        if balance <= 0 or balance >= as_decimal(self.product_qty):
            raise UserError(self.env._("There is no part of this line to split off."))
        price = self.price_unit
        promised = self.healthcare_backorder_date or self.healthcare_promised_date
        line = self.with_context(healthcare_no_rematch=True)
        line.product_qty = float(as_decimal(self.product_qty) - balance)
        planned = promised and datetime.combine(promised, time(12))
        fresh = line.copy(
            {
                "order_id": self.order_id.id,
                "product_qty": float(balance),
                "price_unit": price,
                "date_planned": planned or self.date_planned,
            }
        )
        fresh.write({"price_unit": price})
        fresh._healthcare_agree()
        fresh.write(
            {
                "healthcare_replaces_id": self.id,
                "healthcare_ack_state": "backordered",
                "healthcare_qty_backordered": float(balance),
                "healthcare_promised_date": promised,
                "healthcare_backorder_date": promised,
                "healthcare_ack_date": self.healthcare_ack_date,
                "healthcare_answered_at": self.healthcare_answered_at,
            }
        )
        self.write(
            {"healthcare_qty_backordered": 0.0, "healthcare_ack_state": "accepted"}
        )
        rows = self.env["healthcare.backorder"]
        rows._refresh(self | fresh)
        rows.search([("order_line_id", "=", fresh.id)])._decide(
            "waiting", self.env._("Split off and waited for.")
        )
        return fresh

    def _healthcare_plan(self, day):
        """The goods are expected on ``day``; receipts move with it."""
        for line in self:
            clock = line.date_planned.time() if line.date_planned else time(12)
            line.write(
                {
                    "date_planned": datetime.combine(day, clock),
                    "healthcare_ack_state": "accepted",
                }
            )


class PurchaseOrder(models.Model):
    """Sending a corrected order again."""

    _inherit = "purchase.order"

    def _healthcare_send_anew(self):
        """By the supplier's channel; by a message where it has none."""
        for order in self:
            if order.healthcare_transmission_state == "queued":
                order._healthcare_renew()
            elif order.healthcare_has_channel:
                order._healthcare_send_again(self.env._("The order was corrected."))
            else:
                order.sudo().message_post(
                    body=self.env._(
                        "Order %s was corrected. Please confirm.", order.name
                    ),
                    partner_ids=order.partner_id.ids,
                    subtype_xmlid="mail.mt_comment",
                )
