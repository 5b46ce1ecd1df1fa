"""Orders while a channel is down: which way they take, and what their form says."""

from odoo import api, fields, models


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    healthcare_continuity_notice = fields.Char(
        compute="_compute_healthcare_continuity_notice", compute_sudo=True
    )

    @api.depends("healthcare_transmission_ids.state", "partner_id", "state")
    def _compute_healthcare_continuity_notice(self):
        """One query for the policies in force."""
        rows = self.env["healthcare.continuity"].search([("state", "!=", "normal")])
        by_partner = {
            row.connection_id.partner_id.commercial_partner_id: row for row in rows
        }
        for order in self:
            row = by_partner.get(order.partner_id.commercial_partner_id)
            order.healthcare_continuity_notice = (
                row and order.state == "purchase" and row._words_for(order)
            )

    def _healthcare_transmit(self):
        # EXTENDS: while a channel is down its orders go by the policy at once.
        result = super()._healthcare_transmit()
        for order in self:
            row = order.sudo()._healthcare_current()[:1]
            if row.state != "queued" or not row.connection_id:
                continue
            policy = self.env["healthcare.continuity"]._for(row.connection_id)
            if policy.state == "active" and policy.policy != "hold":
                policy._take_over(order.sudo())
        return result

    def _healthcare_on_paper(self, reason):
        """Nothing leaves: the order is on the downtime pack, a person tells it."""
        self.ensure_one()
        self.sudo()._healthcare_current()._supersede()
        self._healthcare_row(
            channel=self.env._("On paper"), state="manual", reason=reason
        )
        self.sudo().healthcare_transmission_state = "manual"
        self._healthcare_start_timer()
        self._healthcare_note(self.env._("On the downtime pack"), reason)


class HealthcareContinuity(models.Model):
    _inherit = "healthcare.continuity"

    def _words_for(self, order):
        """The banner of an order of this supplier."""
        self.ensure_one()
        ways = {
            "hold": self.env._("orders wait until it is back"),
            "alternate": self.env._("orders go by %s", self.alternate_id.name),
            "paper": self.env._("orders are told by phone, print the downtime pack"),
        }
        if self.state == "active":
            return self.env._(
                "Continuity: %(channel)s is down since %(since)s (UTC); %(way)s.",
                channel=self.connection_id.name,
                since=str(self.started_at)[:16],
                way=ways[self.policy],
            )
        mine = self.item_ids.filtered(
            lambda row: row.order_id == order and row.state == "open"
        )
        return mine and self.env._(
            "Catching up: this order went by %(way)s while %(channel)s was down. "
            "Confirm on the worksheet that the supplier has it once.",
            way=mine[0].way,
            channel=self.connection_id.name,
        )
