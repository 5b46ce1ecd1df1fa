"""Send a price dispute to the supplier."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class HealthcarePriceDisputeSend(models.TransientModel):
    """Address and words; the dossier and the link are added."""

    _name = "healthcare.price.dispute.send"
    _description = "Send a price dispute"

    dispute_id = fields.Many2one("healthcare.price.dispute", required=True)
    email_to = fields.Char(
        string="To", compute="_compute_letter", store=True, readonly=False
    )
    subject = fields.Char(compute="_compute_letter", store=True, readonly=False)
    body = fields.Html(compute="_compute_letter", store=True, readonly=False)

    @api.depends("dispute_id")
    def _compute_letter(self):
        for letter in self:
            dispute = letter.dispute_id
            bill = dispute.move_id.ref or dispute.order_ids[:1].name or dispute.name
            letter.email_to = dispute.email_to or dispute.partner_id.email
            letter.subject = self.env._(
                "%(dispute)s: price on %(bill)s", dispute=dispute.name, bill=bill
            )
            letter.body = Markup("<p>%s</p>") % self.env._(
                "On %(bill)s we found prices above what we agreed, %(amount)s in all. "
                "The attached dossier shows contract, order, acknowledgment and "
                "invoice of each. Please answer within ten days.",
                bill=bill,
                amount=f"{dispute.amount:.2f} {dispute.currency_id.name or ''}",
            )

    def action_send(self):
        """Queue the letter."""
        self.ensure_one()
        if not email_normalize(self.email_to or ""):
            raise UserError(self.env._("Enter the supplier's e-mail address."))
        self.dispute_id._send(self.email_to, self.subject, self.body)
        return {"type": "ir.actions.act_window_close"}
