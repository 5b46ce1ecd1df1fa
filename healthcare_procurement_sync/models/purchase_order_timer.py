"""The clock of the acknowledgment: target, reminder, question to the buyer."""

from datetime import timedelta

from odoo import api, fields, models

from .purchase_order_transmission import WAITING

HOURS, URGENT_HOURS = 24.0, 4.0
OVERDUE = "ACK_OVERDUE"
SLICE = 200


class ResCompany(models.Model):
    # EXTENDS base
    _inherit = "res.company"

    healthcare_ack_hours = fields.Float(
        string="Suppliers answer within (hours)", default=HOURS
    )
    healthcare_ack_hours_urgent = fields.Float(
        string="Urgent orders within (hours)", default=URGENT_HOURS
    )


class ResConfigSettings(models.TransientModel):
    # EXTENDS base
    _inherit = "res.config.settings"

    healthcare_ack_hours = fields.Float(
        related="company_id.healthcare_ack_hours", readonly=False
    )
    healthcare_ack_hours_urgent = fields.Float(
        related="company_id.healthcare_ack_hours_urgent", readonly=False
    )


class ResPartner(models.Model):
    # EXTENDS base
    _inherit = "res.partner"

    healthcare_channel_id = fields.Many2one(
        "healthcare.connection",
        string="Orders by",
        domain="[('partner_id', '=', id)]",
        copy=False,
        groups="purchase.group_purchase_user",
        help="The channel that is used when the supplier has several. Empty: an "
        "interface before files, files before the portal.",
    )
    healthcare_ack_hours = fields.Float(
        string="Answers within (hours)",
        groups="purchase.group_purchase_user",
        help="Working hours until this supplier must have answered an order; 0: as "
        "set for the company. At half of the time the supplier is reminded, then the "
        "buyer is asked.",
    )


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    healthcare_ack_timer = fields.Selection(
        [
            ("running", "Waiting for the supplier"),
            ("reminded", "Supplier reminded"),
            ("overdue", "Overdue"),
        ],
        string="Answer",
        copy=False,
        readonly=True,
    )
    healthcare_ack_remind_at = fields.Datetime(copy=False, readonly=True)
    healthcare_ack_due_at = fields.Datetime(
        string="Answer expected", copy=False, readonly=True
    )

    _healthcare_ack_clock = models.Index(
        "(healthcare_ack_due_at) WHERE healthcare_ack_timer IN ('running', 'reminded')"
    )

    def _healthcare_start_timer(self):
        # Urgent orders are counted from the moment they are confirmed, night and day.
        result = super()._healthcare_start_timer()
        for order in self.sudo():
            order.write(
                {
                    "healthcare_ack_timer": False,
                    "healthcare_ack_due_at": False,
                    "healthcare_ack_remind_at": False,
                }
            )
            if order.priority == "1" or order.healthcare_transmission_state == "manual":
                order._healthcare_expect_answer()
        return result

    def _healthcare_reached(self, row):
        result = super()._healthcare_reached(row)
        for order in self.sudo():
            sent = order.healthcare_transmission_state in ("sent", "delivered")
            if sent and not order.healthcare_ack_timer:
                order._healthcare_expect_answer()
        return result

    def _healthcare_expect_answer(self):
        start = fields.Datetime.now()
        due = self._healthcare_after(start, self._healthcare_hours())
        self.write(
            {
                "healthcare_ack_timer": "running",
                "healthcare_ack_due_at": due,
                "healthcare_ack_remind_at": start + (due - start) / 2,
            }
        )

    def _healthcare_hours(self):
        """Hours in which the supplier of this order must answer."""
        company = self.company_id
        own = self.partner_id.commercial_partner_id.healthcare_ack_hours
        normal = own or company.healthcare_ack_hours or HOURS
        if self.priority != "1":
            return normal
        return min(normal, company.healthcare_ack_hours_urgent or URGENT_HOURS)

    def _healthcare_after(self, start, hours):
        """``hours`` after ``start`` (UTC): of work, or of the clock when urgent."""
        calendar = self.company_id.resource_calendar_id
        if self.priority != "1" and calendar:
            planned = calendar.plan_hours(hours, start, compute_leaves=True)
            if planned:
                return fields.Datetime.to_datetime(planned).replace(tzinfo=None)
        return start + timedelta(hours=hours)

    def _healthcare_answered(self):
        result = super()._healthcare_answered()
        self._healthcare_stop_timer()
        return result

    def _healthcare_stop_timer(self):
        self.filtered("healthcare_ack_timer").write({"healthcare_ack_timer": False})
        self.env["healthcare.exception"]._resolve_for(
            self, [OVERDUE], self.env._("The supplier has answered.")
        )

    def button_cancel(self):
        result = super().button_cancel()
        gone = self.sudo().filtered(lambda order: order.state == "cancel")
        gone._healthcare_stop_timer()
        return result

    # -- schedule --------------------------------------------------------------------

    @api.model
    def _cron_healthcare_ack(self):
        """Remind suppliers at half of their time, ask buyers at its end."""
        now = fields.Datetime.now()
        waiting = [
            ("state", "=", "purchase"),
            ("healthcare_transmission_state", "in", WAITING),
        ]
        late = self.search(
            [
                *waiting,
                ("healthcare_ack_timer", "in", ("running", "reminded")),
                ("healthcare_ack_due_at", "<=", now),
            ],
            limit=SLICE,
        )
        late._healthcare_overdue()
        soon = self.search(
            [
                *waiting,
                ("healthcare_ack_timer", "=", "running"),
                ("healthcare_ack_remind_at", "<=", now),
            ],
            limit=SLICE,
        )
        soon._healthcare_remind()
        self.env["healthcare.order.change"]._ask_overdue(now)
        if len(late) == SLICE or len(soon) == SLICE:
            self.env.ref(
                "healthcare_procurement_sync.ir_cron_acknowledgments"
            )._trigger()

    def _healthcare_remind(self):
        """Ask these suppliers once for their answer, with a link to give it."""
        for order in self:
            order._healthcare_mail("remind")
        self.write({"healthcare_ack_timer": "reminded"})

    def _healthcare_overdue(self):
        """One question per order, to its buyer; it goes up by itself when unsolved."""
        exceptions = self.env["healthcare.exception"].sudo()
        rows = []
        for order in self:
            finding = exceptions._finding(
                OVERDUE,
                self.env._(
                    "%(order)s: %(supplier)s has not answered. Sent by %(channel)s, "
                    "answer expected until %(due)s (UTC).",
                    order=order.name,
                    supplier=order.partner_id.name,
                    channel=order.healthcare_channel or self.env._("hand"),
                    due=fields.Datetime.to_string(order.healthcare_ack_due_at)[:16],
                ),
                model=order._name,
                res_id=order.id,
                amount=order.amount_untaxed,
                currency=order.currency_id.name,
                user_id=order.user_id.id or 0,
            )
            rows.append((finding, None, None, order.company_id))
        exceptions._open_many(rows)
        self.write({"healthcare_ack_timer": "overdue"})
