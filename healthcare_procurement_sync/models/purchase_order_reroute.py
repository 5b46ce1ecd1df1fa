"""Sending an order again, another way, by phone, or to another supplier."""

from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from .healthcare_order_transmission import BUSY
from .purchase_order_transmission import GONE

PHONE = "phone"


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    # -- by hand ---------------------------------------------------------------------

    def _healthcare_check_transmit(self):
        """:raises AccessError: not a buyer. :raises UserError: not confirmed."""
        if not self.env.su and not self.env.user.has_group(
            "purchase.group_purchase_user"
        ):
            raise AccessError(self.env._("Only a buyer sends orders."))
        self.check_access("write")
        for order in self:
            if order.state != "purchase":
                raise UserError(
                    self.env._(
                        "%(order)s is not confirmed: only a confirmed order is sent.",
                        order=order.name,
                    )
                )

    def _healthcare_send_again(self, reason):
        """Send these orders once more by the channel they went.

        What surely did not arrive leaves under its old key. What the supplier could not
        read leaves anew with new numbers. What may have arrived is marked as duplicate,
        so that nobody ships it twice.

        :raises UserError: no channel, or it is on its way at this moment.
        """
        self._healthcare_check_transmit()
        for order in self:
            row = order.sudo()._healthcare_current()
            flow = row.message_id.sudo().flow_id or order._healthcare_flows()[:1]
            if not flow or flow.connection_id.state != "live":
                raise UserError(
                    order.env._(
                        "%(order)s: this channel is closed. Choose another one.",
                        order=order.name,
                    )
                )
            order._healthcare_again(row, flow, reason)
            order._healthcare_note(self.env._("Sent again"), reason)

    def _healthcare_again(self, row, flow, reason):
        message = row.message_id.sudo()
        if message.state in (*BUSY, "due"):
            raise UserError(
                self.env._("%(order)s is on its way already.", order=self.name)
            )
        if message.state in ("failed", "dead", "retry", "waiting"):
            now = self.env.cr.now()
            message._move("due", code="again", comment=reason, due_at=now, tries=0)
            self.env["healthcare.drain"]._ring_after_commit(message.lane)
            row.state = "queued"
            self.sudo().healthcare_transmission_state = "queued"
            return
        arrived = row.state in GONE or message.state == "uncertain"
        row._supersede()
        self._healthcare_hand_over(flow, "duplicate" if arrived else "original")
        self.sudo().healthcare_transmission_state = "queued"

    def _healthcare_reroute(self, channel, reason):
        """Send these orders another way; the way they went never sends them again.

        :param channel: a connection of the supplier, ``"phone"`` for what a person
            told, or another supplier (partner).
        :raises UserError: the channel takes no orders of this supplier.
        """
        self._healthcare_check_transmit()
        if not (reason or "").strip():
            raise UserError(self.env._("Write in a few words why."))
        for order in self:
            if channel == PHONE:
                order._healthcare_by_phone(reason)
            elif channel._name == "res.partner":
                order._healthcare_order_elsewhere(channel, reason)
            else:
                order._healthcare_by_channel(channel, reason)

    def _healthcare_by_channel(self, connection, reason):
        flow = self._healthcare_flows().filtered(
            lambda one: one.connection_id == connection
        )[:1]
        if not flow:
            raise UserError(
                self.env._(
                    "%(channel)s takes no orders of %(supplier)s.",
                    channel=connection.name,
                    supplier=self.partner_id.name,
                )
            )
        rows = self.sudo()._healthcare_current()
        maybe = any(
            row.state in GONE or row.message_id.sudo().state in ("uncertain", "sent")
            for row in rows
        )
        rows._supersede()
        self._healthcare_hand_over(
            flow, "confirmation" if maybe else "original", reason
        )
        self._healthcare_note(
            self.env._("Sent another way: %s", connection.name), reason
        )

    def _healthcare_by_phone(self, reason):
        """A person told the supplier; who, when and to whom stays on record."""
        self.sudo()._healthcare_current()._supersede()
        now = fields.Datetime.now()
        self._healthcare_row(
            channel=self.env._("By phone"),
            state="manual",
            reason=reason,
            sent_at=now,
            purpose="confirmation",
        )
        self.sudo().write(
            {"healthcare_transmission_state": "manual", "healthcare_sent_at": now}
        )
        self._healthcare_start_timer()
        self._healthcare_note(self.env._("Told by a person"), reason)

    def _healthcare_order_elsewhere(self, partner, reason):
        """What is still open of this order, as a draft order to another supplier.

        :raises UserError: goods came or are on their way: cancel the balance instead.
        """
        lines = self.order_line.filtered("product_id")
        if any(line.qty_received for line in lines):
            raise UserError(
                self.env._(
                    "%(order)s is partly received. Order the balance elsewhere line by "
                    "line.",
                    order=self.name,
                )
            )
        other = self.create(
            {
                "partner_id": partner.id,
                "company_id": self.company_id.id,
                "picking_type_id": self.picking_type_id.id,
                "origin": self.name,
                "priority": self.priority,
                "healthcare_urgent_reason": self.healthcare_urgent_reason,
                "healthcare_replaces_id": self.id,
                # Without prices: those of the other supplier apply.
                "order_line": lines._healthcare_elsewhere(),
            }
        )
        self.button_cancel()
        self.sudo()._healthcare_current()._supersede()
        self.sudo().healthcare_transmission_state = "superseded"
        self._healthcare_note(
            self.env._("Ordered from %(name)s instead", name=partner.name), reason
        )
        return other

    def _healthcare_note(self, what, reason):
        """Buyers see it in the chatter, auditors in the trail."""
        words = f"{what}: {reason}" if reason else what
        self._message_log(body=words)
        self.env["healthcare.audit.entry"].sudo()._log("order.sent", self, words)


class PurchaseOrderLine(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order.line"

    def _healthcare_elsewhere(self):
        """Commands for the same lines on an order to another supplier."""
        return [
            Command.create(
                {
                    "product_id": line.product_id.id,
                    "product_qty": line.product_qty,
                    "product_uom_id": line.product_uom_id.id,
                    "analytic_distribution": line.analytic_distribution,
                }
            )
            for line in self
        ]
