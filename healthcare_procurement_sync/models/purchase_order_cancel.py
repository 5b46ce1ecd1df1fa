"""Cancelling an order that the supplier has, and who approves a change."""

from odoo import models
from odoo.exceptions import UserError

from .healthcare_order_change import OPEN
from .purchase_order_line import RISE_AMOUNT, RISE_SHARE


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    def button_cancel(self):
        # EXTENDS: what has not left never leaves; what the supplier has he is asked to
        # cancel. Receipts stop now, in either case.
        told = self.browse()
        if not self._healthcare_supplier_knows():
            told = self.filtered(lambda order: order._healthcare_is_gone())
            told._healthcare_check_cancel()
        before = {order: order._healthcare_cancel_rows() for order in told}
        result = super().button_cancel()
        for order in self.filtered(lambda row: row.state == "cancel"):
            if order in told:
                order._healthcare_ask_cancel(before[order])
            elif order.healthcare_transmission_state in ("queued", "failed"):
                order.sudo()._healthcare_current()._supersede()
                order.sudo().healthcare_transmission_state = "not_sent"
        return result

    def _healthcare_cancel_rows(self):
        lines = self.env["healthcare.order.change.line"]
        return [
            lines._values(line, quantity=0.0) | {"stopped": True}
            for line in self.order_line.filtered("product_id")
        ]

    def _healthcare_check_cancel(self):
        """:raises UserError: goods are on their way."""
        for line in self.order_line.filtered("product_id"):
            if line._healthcare_announced() > line.qty_received:
                raise UserError(
                    self.env._(
                        "%s: goods are on their way. Receive and return them, or ask "
                        "the supplier to stop the delivery first.",
                        line.order_id.name,
                    )
                )

    def _healthcare_ask_cancel(self, rows):
        open_changes = self.healthcare_change_ids.filtered(
            lambda row: row.initiator == "buyer" and row.state in OPEN
        )
        # Whatever we asked for before: now nothing of it is wanted.
        open_changes.sudo().write({"state": "withdrawn"})
        open_changes.flush_recordset()
        change = self._healthcare_new_change(rows, "buyer", "cancel")
        change._send()

    def _healthcare_withdrawn(self):
        # EXTENDS: after a cancellation that was told the order goes out anew.
        cancelled = self.healthcare_change_ids.filtered(
            lambda row: (
                row.kind == "cancel" and row.state in ("sent", "accepted", "partial")
            )
        )
        nothing_left = not self.sudo()._healthcare_current()
        return bool(cancelled) or nothing_left


class HealthcareOrderChange(models.Model):
    _inherit = "healthcare.order.change"

    def _needs_approval(self):
        """Whether the first approval of the order does not cover this change.

        The total may rise by 5 % or 250, whichever is more; a price above contract
        needs a second person in any case.
        """
        self.ensure_one()
        order = self.order_id.sudo(False)
        if self.env.su or self.env.user.has_group("purchase.group_purchase_manager"):
            return False
        handler = self.env["healthcare.handler.order_acknowledgment"].sudo()
        for line in self.line_ids.filtered("order_line_id"):
            if line.price_after > line.price_before:
                contract = handler._contract_price(line.order_line_id.sudo())
                if contract is not None and line.price_after > float(contract):
                    return True
        if order.company_id.po_double_validation != "two_step":
            return False
        limit = max(order.amount_total * RISE_SHARE, RISE_AMOUNT)
        return self.amount > limit

    def _ask_for_approval(self):
        managers = self.env.ref("purchase.group_purchase_manager").sudo().user_ids
        people = managers.filtered(
            lambda user: (
                not user.share
                and user != self.env.user
                and self.company_id in user.company_ids
                and not user.healthcare_service_account
            )
        )
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=(people[:1] or self.env.user).id,
            summary=self.env._("Approve the change of an order"),
        )
