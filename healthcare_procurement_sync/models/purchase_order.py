"""Purchase orders that leave electronically and come back acknowledged."""

from odoo import SUPERUSER_ID, api, fields, models

from .healthcare_order_transmission import TRANSMISSION

ACKNOWLEDGMENT = [
    ("none", "Not acknowledged"),
    ("partial", "Partly acknowledged"),
    ("accepted", "Accepted"),
    ("changed", "Accepted with changes"),
    ("on_hold", "On hold"),
    ("rejected", "Rejected"),
]


class PurchaseOrder(models.Model):
    """Adds transmission and acknowledgment, apart from Odoo's own order state.

    RFQ *sent* in Odoo means that somebody e-mailed it; it says nothing here.
    """

    _name = "purchase.order"
    _inherit = ["purchase.order", "healthcare.traceable"]

    healthcare_transmission_state = fields.Selection(
        TRANSMISSION,
        string="Transmission",
        default="not_sent",
        required=True,
        copy=False,
        readonly=True,
        tracking=True,
        index=True,
    )
    healthcare_ack_state = fields.Selection(
        ACKNOWLEDGMENT,
        string="Acknowledgment",
        default="none",
        required=True,
        copy=False,
        readonly=True,
        tracking=True,
    )
    healthcare_ack_date = fields.Date(
        string="Acknowledged on", copy=False, readonly=True
    )
    healthcare_match_ids = fields.One2many("healthcare.match", "order_id")
    healthcare_substitution_ids = fields.One2many(
        "healthcare.order.substitution", "order_id", readonly=True
    )
    healthcare_has_channel = fields.Boolean(compute="_compute_healthcare_has_channel")
    healthcare_held_count = fields.Integer(compute="_compute_healthcare_held_count")

    def _compute_healthcare_held_count(self):
        groups = self.env["healthcare.match"]._read_group(
            [("order_id", "in", self.ids), ("state", "=", "held")],
            ["order_id"],
            ["__count"],
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.healthcare_held_count = counts.get(order.id, 0)

    @api.depends("partner_id", "company_id")
    def _compute_healthcare_has_channel(self):
        for order in self:
            order.healthcare_has_channel = bool(
                self.env["healthcare.flow"]._outbound_for(
                    order.partner_id, "purchase_order", order.company_id
                )
            )

    def _approval_allowed(self):
        # EXTENDS purchase: the superuser is a purchase manager by definition, so a
        # scheduled job would pass the second approval. Only a person may.
        if self.env.uid == SUPERUSER_ID and self.company_id.po_double_validation != (
            "one_step"
        ):
            limit = self.env.company.currency_id._convert(
                self.company_id.po_double_validation_amount,
                self.currency_id,
                self.company_id,
                self.date_order or fields.Date.today(),
            )
            return self.amount_total < limit
        return super()._approval_allowed()

    def button_approve(self, force=False):
        # EXTENDS purchase: the outbound message is written in the transaction of the
        # approval, so it leaves if and only if the order is confirmed.
        before = self.filtered(lambda order: order.state == "purchase")
        result = super().button_approve(force=force)
        fresh = (self - before).filtered(lambda order: order.state == "purchase")
        fresh._healthcare_confirmed()
        return result

    def write(self, vals):
        # EXTENDS purchase: a bill may wait for the order to be opened again.
        result = super().write(vals)
        if vals.get("state") == "purchase":
            self.env["healthcare.match"]._rematch_orders(
                self, self.env._("The order was confirmed.")
            )
        return result

    def _healthcare_number_lines(self):
        """Give each item line that has none the next number of its order."""
        for order in self:
            lines = order.order_line.filtered(lambda line: not line.display_type)
            number = max(lines.mapped("healthcare_number"), default=0)
            fresh = lines.filtered(lambda line: not line.healthcare_number)
            for line in fresh.sorted(lambda line: (line.sequence, line.id)):
                number += 1
                line.healthcare_number = number

    def _healthcare_confirmed(self):
        """Freeze agreed prices, queue the order for its supplier, wake what waits."""
        self.order_line._healthcare_agree()
        self._healthcare_transmit()
        self.env["healthcare.message"]._arrived(
            [order._healthcare_subject() for order in self]
        )

    def _healthcare_subject(self):
        return f"order:{self.name}"

    def action_healthcare_send(self):
        """Queue orders that were confirmed before their supplier had a channel."""
        waiting = self.filtered(
            lambda order: (
                order.state == "purchase"
                and order.healthcare_transmission_state == "not_sent"
            )
        )
        waiting._healthcare_transmit()

    def action_open_healthcare_matches(self):
        """The bills of this order that are held."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_match_action"
        )
        return action | {"domain": [("order_id", "=", self.id)], "context": {}}

    @api.model
    def _healthcare_by_number(self, numbers, company, partner=None):
        """``{number: order}`` of confirmed or closed orders; one query.

        :param partner: only this supplier's orders: nobody answers another's order.
        """
        domain = [("name", "in", list(set(numbers))), ("company_id", "=", company.id)]
        if partner:
            domain.append(("partner_id", "child_of", partner.commercial_partner_id.id))
        return {order.name: order for order in self.search(domain)}
