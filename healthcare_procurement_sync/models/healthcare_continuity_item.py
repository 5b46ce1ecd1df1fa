"""The catch-up worksheet: what was done another way, to confirm or to cancel."""

from odoo import fields, models
from odoo.exceptions import AccessError


class HealthcareContinuityItem(models.Model):
    """One thing that was done by another way, to confirm or to cancel."""

    _name = "healthcare.continuity.item"
    _description = "Catch-up line"
    _order = "state desc, id"
    _rec_name = "order_id"

    continuity_id = fields.Many2one(
        "healthcare.continuity", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="continuity_id.company_id", store=True)
    order_id = fields.Many2one("purchase.order", required=True, readonly=True)
    partner_id = fields.Many2one(related="order_id.partner_id")
    amount_total = fields.Monetary(related="order_id.amount_total")
    currency_id = fields.Many2one(related="order_id.currency_id")
    transmission_state = fields.Selection(
        related="order_id.healthcare_transmission_state"
    )
    message_id = fields.Many2one(
        "healthcare.message", string="Instead of", readonly=True
    )
    way = fields.Char(string="Done by", readonly=True)
    state = fields.Selection(
        [("open", "To settle"), ("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        readonly=True,
    )
    note = fields.Char()
    settled_by_id = fields.Many2one("res.users", readonly=True)
    settled_at = fields.Datetime(readonly=True)

    _one_open = models.UniqueIndex("(continuity_id, order_id) WHERE state = 'open'")

    def action_confirm(self):
        """The supplier has this order once."""
        self._settle("confirmed")

    def action_cancel(self):
        """The supplier is not to deliver it: the order is cancelled with him."""
        for row in self:
            if row.order_id.state == "purchase":
                row.order_id.button_cancel()
        self._settle("cancelled")

    def _settle(self, state):
        if not self.env.user.has_group("purchase.group_purchase_user"):
            raise AccessError(self.env._("A buyer settles the worksheet."))
        self.check_access("read")
        still_open = self.filtered(lambda row: row.state == "open")
        still_open.sudo().write(
            {
                "state": state,
                "settled_by_id": self.env.uid,
                "settled_at": fields.Datetime.now(),
            }
        )
        self.env["healthcare.audit.entry"]._log(f"continuity.{state}", still_open)
        self.continuity_id._close_if_settled()
