"""Changes that nobody answers are asked for, once."""

from odoo import api, models

OVERDUE = "CHANGE_OVERDUE"


class HealthcareOrderChange(models.Model):
    _inherit = "healthcare.order.change"

    @api.model
    def _ask_overdue(self, now):
        """One question per change of ours that is older than the supplier's time."""
        waiting = self.search(
            [("initiator", "=", "buyer"), ("state", "=", "sent"), ("sent_at", "<", now)]
        )
        late = waiting.filtered(
            lambda change: (
                change.order_id._healthcare_after(
                    change.sent_at, change.order_id._healthcare_hours()
                )
                <= now
            )
        )
        self.env["healthcare.exception"].sudo()._open_many(
            [
                (change._overdue_finding(), None, None, change.company_id)
                for change in late
            ]
        )

    def _overdue_finding(self):
        exceptions = self.env["healthcare.exception"]
        order = self.order_id
        return exceptions._finding(
            OVERDUE,
            self.env._(
                "%(change)s: %(supplier)s has not answered (%(terms)s).",
                change=self.name,
                supplier=order.partner_id.name,
                terms="; ".join(self.line_ids.mapped("what")),
            ),
            model=order._name,
            res_id=order.id,
            amount=abs(self.amount),
            currency=order.currency_id.name,
            where=f"change buyer {self.number}",
            user_id=order.user_id.id or 0,
        )
