"""The answers to what a supplier says about a whole order."""

import dataclasses

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.models.healthcare_handler import Incoming

from ..acknowledgment_codes import REORDER_AS

ORDER_KINDS = [
    ("standard", "Stand-alone order"),
    ("just_in_time", "Just in time"),
    ("extended", "Extended delivery"),
    ("drop_ship", "Shipped to the facility by the maker"),
    ("surge", "Surge order"),
]


class PurchaseOrder(models.Model):
    """In which way the supplier is to deliver an order."""

    _inherit = "purchase.order"

    healthcare_order_kind = fields.Selection(
        ORDER_KINDS,
        string="Way of ordering",
        default="standard",
        required=True,
        tracking=True,
    )

    def _healthcare_reroute_order(self):
        """All open lines again, each with its best other supplier; linked both ways.

        :return: the new orders.
        :raises UserError: no line has another supplier.
        """
        self.ensure_one()
        by_partner = {}
        for line in self.order_line.filtered("product_id"):
            others = line._healthcare_alternate_suppliers()
            if others and line._healthcare_open() > 0:
                by_partner.setdefault(others[0], []).append(line)
        if not by_partner:
            raise UserError(
                self.env._("No other supplier is known for any item of this order.")
            )
        orders = self.browse()
        for partner, lines in by_partner.items():
            orders |= self._healthcare_copy_to(partner, lines)
        return orders

    def _healthcare_copy_to(self, partner, lines):
        fresh = lines[0]._healthcare_reorder(partner)
        for line in lines[1:]:
            fresh.order_line = [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "product_qty": float(line._healthcare_open()),
                        "product_uom_id": line.product_uom_id.id,
                        "date_planned": line.date_planned,
                        "analytic_distribution": line.analytic_distribution,
                        "healthcare_replaces_id": line.id,
                    }
                )
            ]
        if "healthcare_replaces_id" in self._fields:
            fresh.healthcare_replaces_id = self
        return fresh


class HealthcareException(models.Model):
    """What the buttons of a question about a whole order do."""

    _inherit = "healthcare.exception"

    def _resolution_reroute_order(self, _reason):
        """Another supplier delivers; what this one refused is off its order."""
        order = self._document()
        fresh = order._healthcare_reroute_order()
        moved = fresh.order_line.healthcare_replaces_id
        for line in moved.filtered(lambda row: row.order_id == order):
            line._healthcare_reduce(line._healthcare_open())
        self._close_by(
            self._answer_name("reroute_order"), ", ".join(fresh.mapped("name"))
        )
        if len(fresh) == 1:
            return self._show_form(fresh)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders"),
            "res_model": "purchase.order",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", fresh.ids)],
        }

    def _resolution_fix_and_resend(self, _reason):
        """The order was corrected: it goes to the supplier again, and is open again."""
        order = self._document()
        lines = order.order_line.filtered(
            lambda line: (
                line.healthcare_ack_state
                in ("rejected", "cancelled_by_supplier", "on_hold")
            )
        )
        lines.write(
            {
                "healthcare_ack_state": "pending",
                "healthcare_qty_confirmed": 0.0,
                "healthcare_qty_cancelled": 0.0,
            }
        )
        order.sudo().write({"healthcare_ack_state": "none"})
        order._healthcare_send_anew()

    def _resolution_cancel_order(self, reason):
        """The order is given up; the supplier refused it or is told."""
        order = self._document()
        order.button_cancel()
        order._message_log(body=reason)

    def _resolution_reorder_as(self, _reason):
        """The same item again, in the way the supplier asks for."""
        line = self._order_line()
        codes = (line.healthcare_ack_codes or "").split(",")
        kind = next((REORDER_AS[code] for code in codes if code in REORDER_AS), None)
        if not kind:
            raise UserError(self.env._("The supplier did not say in which way."))
        fresh = line._healthcare_reorder(
            line.order_id.partner_id, healthcare_order_kind=kind
        )
        line._healthcare_reduce(line._healthcare_open())
        self._close_by(self._answer_name("reorder_as"), fresh.name)
        return self._show_form(fresh)

    def _resolution_accept_counter_offer(self, _reason):
        """The supplier's proposal is taken as an acknowledgment of the order."""
        message = self.message_id.sudo()
        if not message:
            raise UserError(self.env._("The message with the offer is not there."))
        document = dataclasses.replace(message._document(), status="AC")
        handler = (
            self.env["healthcare.handler.order_acknowledgment"]
            .with_user(message.connection_id.service_user_id)
            .with_company(message.company_id)
            .sudo(False)
        )
        row = Incoming(
            message.id,
            message.uuid,
            message.connection_id,
            message.flow_id,
            document,
        )
        outcome = handler._apply([row])[0]
        if outcome.state not in ("done", "partly"):
            raise UserError(self.env._("The offer cannot be taken any more."))
        self.env["healthcare.exception"]._open_many(
            [(found, message, None, message.company_id) for found in outcome.findings]
        )

    def _resolution_ask_supplier(self, reason):
        """The question goes to the supplier; it stays open until the answer comes."""
        record = self._document()
        order = self._order_asked_about(record)
        thread, supplier = order or record.partner_id, record.partner_id
        thread.sudo().message_post(
            body=reason,
            partner_ids=supplier.ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.sudo().write({"stage": "waiting"})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _order_asked_about(self, record):
        """The order that a line, a shipment or the order itself belongs to."""
        if record._name == "purchase.order":
            return record
        if "order_id" in record._fields:
            return record.order_id[:1]
        return record.sudo().picking_ids.purchase_id[:1]

    def _resolution_noted(self, _reason):
        """Nothing needs to be changed."""
        self._document()
