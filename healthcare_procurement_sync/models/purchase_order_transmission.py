"""Sending orders: by which channel, and how far they got."""

from odoo import api, fields, models

from .healthcare_order_transmission import RANK

FINAL = ("acknowledged",)
GONE = ("sent", "delivered", "acknowledged", "manual")
WAITING = ("queued", "sent", "delivered", "rerouted", "manual")
"""Transmission states in which the supplier owes an answer."""


class PurchaseOrder(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order"

    healthcare_transmission_ids = fields.One2many(
        "healthcare.order.transmission", "order_id", readonly=True
    )
    healthcare_channel = fields.Char(
        string="Channel", compute="_compute_healthcare_channel"
    )
    healthcare_sent_at = fields.Datetime(string="Sent", copy=False, readonly=True)
    healthcare_delivered_at = fields.Datetime(
        string="Delivered", copy=False, readonly=True
    )
    healthcare_acknowledged_at = fields.Datetime(
        string="Acknowledged at", copy=False, readonly=True
    )
    healthcare_replaces_id = fields.Many2one(
        "purchase.order",
        string="Ordered here instead of",
        copy=False,
        readonly=True,
        index="btree_not_null",
    )

    @api.depends("healthcare_transmission_ids.state")
    def _compute_healthcare_channel(self):
        for order in self:
            row = order.sudo()._healthcare_current()
            order.healthcare_channel = row.channel or False

    def _healthcare_current(self):
        """The transmissions of these orders that count."""
        rows = self.healthcare_transmission_ids
        return rows.filtered(lambda row: row.state != "superseded")

    # -- channels --------------------------------------------------------------------

    def _healthcare_flows(self):
        """The flows by which the supplier can get this order, the best first."""
        self.ensure_one()
        partner = self.partner_id | self.partner_id.commercial_partner_id
        flows = (
            self.env["healthcare.flow"]
            .sudo()
            .search(
                [
                    ("direction", "=", "out"),
                    ("kind", "=", "purchase_order"),
                    ("company_id", "=", self.company_id.id),
                    ("connection_id.state", "=", "live"),
                    ("connection_id.partner_id", "in", partner.ids),
                ]
            )
        )
        preferred = partner.healthcare_channel_id
        return flows.sorted(
            lambda flow: (
                flow.connection_id not in preferred,
                RANK.get(flow.connection_id.connector, 2),
                flow.id,
            )
        )

    def _healthcare_transmit(self):
        # An order goes out once by itself; what went out before stays.
        if self._healthcare_supplier_knows():
            return
        for order in self:
            if order.healthcare_transmission_state == "queued":
                continue
            if order.healthcare_transmission_ids and not order._healthcare_withdrawn():
                continue
            flow = order._healthcare_flows()[:1]
            if flow:
                order._healthcare_first(flow)

    def _healthcare_supplier_knows(self):
        """Whether what happens now comes from the supplier. Only code says so: a
        context that a person brings along counts for nothing."""
        return self.env.su and self.env.context.get("healthcare_supplier_knows")

    def _healthcare_first(self, flow):
        """Hand over for the first time, or anew after the order was withdrawn."""
        again = self.sudo().healthcare_transmission_ids.filtered("sent_at")
        if again:
            self.sudo()._healthcare_current()._supersede()
            self.sudo().write(
                {
                    "healthcare_ack_state": "none",
                    "healthcare_acknowledged_at": False,
                    "healthcare_sent_at": False,
                    "healthcare_delivered_at": False,
                }
            )
            self.order_line.sudo().write({"healthcare_ack_state": "pending"})
        self._healthcare_hand_over(flow, purpose="replace" if again else "original")

    def _healthcare_withdrawn(self):
        """Whether the supplier was told that this order is void."""
        return False

    def _healthcare_hand_over(self, flow, purpose="original", reason=""):
        """Write the outbound message of this order for one channel.

        The key counts the transmissions: the same one never leaves twice.
        """
        self.ensure_one()
        sent = len(self.sudo().healthcare_transmission_ids)
        handler = self.env["healthcare.handler.purchase_order"].with_context(
            healthcare_purpose=purpose
        )
        subject = self._healthcare_subject()
        message = self.env["healthcare.message"]._outbox(
            flow,
            handler._compose(self)[0],
            record=self,
            subject=subject,
            key=f"{subject}:{sent}",
        )
        if self.priority == "1" and message.lane != "urgent":
            message.write({"lane": "urgent"})
            self.env["healthcare.drain"]._ring_after_commit("urgent")
        self._healthcare_row(
            message=message,
            connection=flow.connection_id,
            channel=flow.connection_id.name,
            purpose=purpose,
            reason=reason,
            state="queued",
        )
        self.sudo().healthcare_transmission_state = "rerouted" if reason else "queued"
        self._healthcare_start_timer()
        return message

    def _healthcare_row(self, message=None, connection=None, **values):
        return (
            self.env["healthcare.order.transmission"]
            .sudo()
            .create(
                {
                    "order_id": self.id,
                    "message_id": message.id if message else False,
                    "connection_id": connection.id if connection else False,
                    "user_id": self.env.uid,
                    **values,
                }
            )
        )

    def _healthcare_start_timer(self):
        """The acknowledgment is expected from now on; see the timer."""

    # -- what the channel says -------------------------------------------------------

    def _healthcare_reached(self, row):
        """The transmission that counts moved; never back from acknowledged."""
        for order in self.sudo():
            if order.healthcare_transmission_state in FINAL:
                continue
            order.write(
                {
                    "healthcare_transmission_state": row.state,
                    "healthcare_sent_at": row.sent_at,
                    "healthcare_delivered_at": row.delivered_at,
                }
            )

    def write(self, vals):
        # EXTENDS: an acknowledgment tells when it came, and stops the clock.
        fresh = self.browse()
        if vals.get("healthcare_transmission_state") == "acknowledged":
            fresh = self.filtered(lambda order: not order.healthcare_acknowledged_at)
        result = super().write(vals)
        if fresh:
            fresh.sudo()._healthcare_answered()
        return result

    def _healthcare_answered(self):
        """The supplier answered: he has these orders, whatever the channel said."""
        now = fields.Datetime.now()
        for order in self:
            first = order.healthcare_sent_at or now
            order._healthcare_write_quietly(
                {
                    "healthcare_acknowledged_at": now,
                    "healthcare_sent_at": first,
                    "healthcare_delivered_at": order.healthcare_delivered_at or now,
                }
            )
        rows = self._healthcare_current()
        rows.write({"state": "acknowledged"})
        for row in rows:
            row.sent_at = row.sent_at or now
            row.delivered_at = row.delivered_at or now

    def _healthcare_write_quietly(self, values):
        """Times only: nothing that :meth:`write` reacts to."""
        return super().write(values)

    def _healthcare_double(self, row):
        """The supplier has this order by two ways: ask the buyer within the hour."""
        self.ensure_one()
        current = self.sudo()._healthcare_current()
        exceptions = self.env["healthcare.exception"].sudo()
        finding = exceptions._finding(
            "DOUBLE_TRANSMISSION",
            self.env._(
                "%(order)s was sent by %(new)s because %(old)s did not answer. Now "
                "%(old)s has delivered it after all: the supplier may ship it twice.",
                order=self.name,
                new=current.channel or self.env._("another way"),
                old=row.channel,
            ),
            model=self._name,
            res_id=self.id,
            amount=self.amount_total,
            currency=self.currency_id.name,
            user_id=self.user_id.id or 0,
        )
        exceptions._open(finding, connection=row.connection_id)
