"""Urgent orders: since when, what is next, whose turn it is."""

from datetime import timedelta

from odoo import api, fields, models

DONE = ("full",)


class ResConfigSettings(models.TransientModel):
    # EXTENDS base
    _inherit = "res.config.settings"

    healthcare_urgent_limit = fields.Monetary(
        related="company_id.healthcare_urgent_limit",
        readonly=False,
        currency_field="company_currency_id",
    )
    healthcare_requisition_confirm = fields.Boolean(
        related="company_id.healthcare_requisition_confirm", readonly=False
    )


class PurchaseOrder(models.Model):
    """The list of urgent orders reads these; nothing of it is stored."""

    _inherit = "purchase.order"

    healthcare_waits_for = fields.Char(
        string="Waits for", compute="_compute_healthcare_waits_for", compute_sudo=True
    )
    healthcare_urgent_timer = fields.Char(
        string="Urgent for", compute="_compute_healthcare_urgent"
    )
    healthcare_urgent_next = fields.Char(
        string="Next", compute="_compute_healthcare_urgent"
    )
    healthcare_urgent_late = fields.Boolean(compute="_compute_healthcare_urgent")

    @api.depends("healthcare_approval_ids.state", "healthcare_approval_state")
    def _compute_healthcare_waits_for(self):
        for order in self:
            asked = order.healthcare_approval_state in ("waiting", "retrospective")
            open_rows = order.healthcare_approval_ids.filtered(
                lambda row: row.state == "pending"
            )
            source = order if open_rows else order.healthcare_requisition_ids[:1]
            order.healthcare_waits_for = asked and (
                (source or order)._approval_waits_for()
            )

    @api.depends(
        "priority",
        "state",
        "healthcare_urgent_since",
        "healthcare_approval_state",
        "healthcare_transmission_state",
        "healthcare_ack_state",
        "receipt_status",
    )
    def _compute_healthcare_urgent(self):
        now = fields.Datetime.now()
        for order in self:
            since = order.healthcare_urgent_since or order.create_date
            urgent = order.priority == "1" and since
            order.healthcare_urgent_timer = urgent and _span(now - since)
            words, late = order._healthcare_urgent_step(now) if urgent else ("", False)
            order.healthcare_urgent_next = words
            order.healthcare_urgent_late = late

    def _healthcare_urgent_step(self, now):
        """What has to happen next, and whether it is overdue."""
        since = self.healthcare_urgent_since or self.create_date
        hours = self.company_id.healthcare_ack_hours_urgent or 4.0
        late = now > since + timedelta(hours=hours)
        if self.state == "cancel" or self.receipt_status in DONE:
            return self.env._("Done"), False
        if self.state == "to approve":
            return self.env._("Approve"), late
        if self.state != "purchase":
            return self.env._("Confirm"), late
        if self.healthcare_transmission_state in ("failed", "not_sent"):
            return self.env._("Send to the supplier"), late
        if self.healthcare_ack_state == "none":
            return self.env._("Supplier confirms"), late
        overdue = bool(self.date_planned and self.date_planned < now)
        return self.env._("Receive"), overdue


def _span(delta):
    """A time span as a person says it: 3 h 20 min, 2 d 4 h."""
    minutes = max(int(delta.total_seconds() // 60), 0)
    days, minutes = divmod(minutes, 1440)
    hours, minutes = divmod(minutes, 60)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
