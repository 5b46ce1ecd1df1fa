"""Orders that a supplier has are not edited: they are changed with him."""

from datetime import date

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .healthcare_order_change import OPEN
from .purchase_order_transmission import GONE

TERMS = ("product_qty", "price_unit", "date_planned")


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    healthcare_change_ids = fields.One2many("healthcare.order.change", "order_id")
    healthcare_change_count = fields.Integer(compute="_compute_healthcare_change")
    healthcare_change_waiting = fields.Char(
        string="Awaiting change acknowledgment", compute="_compute_healthcare_change"
    )
    healthcare_revision = fields.Integer(
        string="Revision", copy=False, readonly=True, help="Agreed changes so far."
    )

    @api.depends("healthcare_change_ids.state")
    def _compute_healthcare_change(self):
        for order in self:
            changes = order.healthcare_change_ids
            order.healthcare_change_count = len(changes)
            waiting = changes.filtered(lambda row: row.state in OPEN)[:1]
            words = [waiting.name, *waiting.line_ids.mapped("what")] if waiting else []
            order.healthcare_change_waiting = "; ".join(filter(None, words)) or False

    def _healthcare_change_flow(self):
        """The flow that carries a change of this order: that of the channel by which
        the order went, else of another channel of the supplier."""
        self.ensure_one()
        current = self.sudo()._healthcare_current().connection_id
        partner = self.partner_id | self.partner_id.commercial_partner_id
        flows = (
            self.env["healthcare.flow"]
            .sudo()
            .search(
                [
                    ("direction", "=", "out"),
                    ("kind", "=", "order_change"),
                    ("company_id", "=", self.company_id.id),
                    ("connection_id.state", "=", "live"),
                    ("connection_id.partner_id", "in", partner.ids),
                ]
            )
        )
        return flows.sorted(lambda flow: flow.connection_id != current)[:1]

    def _healthcare_is_gone(self):
        """Whether the supplier has this order and can be told of a change."""
        self.ensure_one()
        return (
            self.state == "purchase"
            and self.healthcare_transmission_state in GONE
            and bool(self._healthcare_change_flow())
        )

    def _healthcare_check_transmit_right(self):
        if not self.env.user.has_group("purchase.group_purchase_user"):
            raise AccessError(self.env._("Only a buyer changes orders."))
        self.check_access("write")

    # -- editing the form ------------------------------------------------------------

    def write(self, vals):
        # EXTENDS: what a buyer edits on an order that the supplier has becomes a change
        # that the supplier is asked for; the order changes when he accepts.
        if "order_line" in vals and not self.env.su and len(self) == 1:
            if self._healthcare_is_gone():
                vals = self._healthcare_divert(vals)
            else:
                result = super().write(vals)
                self._healthcare_renew()
                return result
        return super().write(vals)

    def _healthcare_renew(self):
        """What has not left yet says what the order says now."""
        if self.state != "purchase" or self.healthcare_transmission_state != "queued":
            return
        row = self.sudo()._healthcare_current()
        message = row.message_id.sudo()
        if message.state != "due":
            return
        row._supersede()
        self._healthcare_hand_over(message.flow_id, row.purpose or "original")

    def _healthcare_divert(self, vals):
        """Take the changed terms out of ``vals`` and ask the supplier for them."""
        rows, kept = [], []
        for command in vals["order_line"]:
            taken, rest = self._healthcare_split(command)
            rows += taken
            if rest:
                kept.append(rest)
        if rows:
            self._healthcare_request_change(rows)
        vals = dict(vals)
        vals["order_line"] = kept
        if rows and "date_planned" in vals:
            del vals["date_planned"]
        return vals

    def _healthcare_split(self, command):
        """``(change line values, what is left of the command)``."""
        lines = self.env["healthcare.order.change.line"]
        kind, line_id = command[0], command[1] if len(command) > 1 else 0
        if kind == Command.CREATE and command[2].get("product_id"):
            return [self._healthcare_added(command[2])], None
        line = self.order_line.filtered(lambda row: row.id == line_id)
        if not line or line.display_type:
            return [], command
        if kind in (Command.DELETE, Command.UNLINK):
            return [lines._values(line, quantity=0.0)], None
        if kind != Command.UPDATE or not set(command[2]) & set(TERMS):
            return [], command
        rest = {key: value for key, value in command[2].items() if key not in TERMS}
        terms = self._healthcare_terms(line, command[2])
        taken = [lines._values(line, **terms)] if terms else []
        return taken, Command.update(line.id, rest) if rest else None

    @api.model
    def _healthcare_terms(self, line, values):
        """What of ``values`` differs from the line."""
        terms = {}
        quantity, price = values.get("product_qty"), values.get("price_unit")
        if quantity is not None and quantity != line.product_qty:
            terms["quantity"] = quantity
        if price is not None and price != line.price_unit:
            terms["price"] = price
        day = fields.Date.to_date(values.get("date_planned") or None)
        planned = line.date_planned and line.date_planned.date()
        if isinstance(day, date) and day != planned:
            terms["day"] = day
        return terms

    def _healthcare_added(self, values):
        product = self.env["product.product"].browse(values["product_id"])
        unit = values.get("product_uom_id") or product.uom_id.id
        price = values.get("price_unit") or 0.0
        return {
            "product_id": product.id,
            "uom_id": unit,
            "action": "AI",
            "quantity_after": values.get("product_qty") or 0.0,
            "price_after": price,
            "date_after": fields.Date.to_date(values.get("date_planned") or None),
        }

    def action_healthcare_changes(self):
        """The changes of this order, with both versions."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_order_change_action"
        )
        return action | {"domain": [("order_id", "=", self.id)], "context": {}}

    # -- asking ----------------------------------------------------------------------

    def _healthcare_request_change(self, rows, reason="", kind="change"):
        """Ask the supplier for these changes; returns the change.

        :param rows: values of change lines.
        :raises UserError: one is open already, or a line may not change like that.
        """
        self.ensure_one()
        if not self.env.su:
            self._healthcare_check_transmit_right()
        if self.healthcare_change_ids.filtered(
            lambda row: row.initiator == "buyer" and row.state in OPEN
        ):
            raise UserError(
                self.env._(
                    "%s: a change is waiting for the supplier. Wait for the answer, or "
                    "withdraw it first.",
                    self.name,
                )
            )
        change = self._healthcare_new_change(rows, "buyer", kind, reason=reason)
        if kind == "change":
            change._check_allowed()
        if change._needs_approval():
            change._ask_for_approval()
        else:
            change._send()
        return change

    def _healthcare_new_change(self, rows, initiator, kind, **values):
        changes = self.env["healthcare.order.change"].sudo()
        mine = self.healthcare_change_ids.filtered(
            lambda row: row.initiator == initiator
        )
        change = changes.create(
            {
                "order_id": self.id,
                "number": max(mine.mapped("number"), default=0) + 1,
                "initiator": initiator,
                "kind": kind,
                "state": "to_approve" if initiator == "buyer" else "sent",
                "requested_by_id": self.env.uid,
                "line_ids": [Command.create(row) for row in rows],
                **values,
            }
        )
        change.amount = float(change.line_ids._difference())
        return change.sudo(self.env.su)
