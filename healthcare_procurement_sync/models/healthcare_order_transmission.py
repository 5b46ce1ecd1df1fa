"""Each way on which an order was sent: where it went, and how far it got."""

from odoo import api, fields, models
from odoo.exceptions import UserError

TRANSMISSION = [
    ("not_sent", "Not sent"),
    ("queued", "Queued"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("acknowledged", "Acknowledged"),
    ("failed", "Not delivered"),
    ("rejected_syntax", "Unreadable for the supplier"),
    ("rerouted", "Sent another way"),
    ("manual", "Told by a person"),
    ("superseded", "Superseded"),
]
SUPERSEDED = "order.superseded"
"""Reason of a message that another way has replaced: it never leaves."""
STOPPABLE = ("draft", "due", "retry", "waiting", "uncertain", "failed", "dead")
BUSY = ("leased", "sending")
ARRIVED = ("sent", "acknowledged")
RANK = {"http": 0, "webhook": 0, "mailbox": 1, "folder": 2, "manual": 4, "portal": 3}
"""Which channel is tried first: an interface, then files, then the portal."""


class HealthcareOrderTransmission(models.Model):
    """One attempt to tell a supplier about an order, by one channel.

    The row that is not superseded is the one that counts. A superseded one stays: when
    its channel answers after all, the supplier has the order twice.
    """

    _name = "healthcare.order.transmission"
    _description = "Order transmission"
    _order = "id desc"
    _rec_name = "channel"

    order_id = fields.Many2one(
        "purchase.order", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    message_id = fields.Many2one(
        "healthcare.message", readonly=True, index="btree_not_null"
    )
    connection_id = fields.Many2one("healthcare.connection", readonly=True)
    channel = fields.Char(readonly=True, required=True)
    state = fields.Selection(TRANSMISSION, required=True, readonly=True)
    purpose = fields.Char(readonly=True, default="original")
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    sent_at = fields.Datetime(readonly=True)
    delivered_at = fields.Datetime(readonly=True)
    superseded_at = fields.Datetime(readonly=True)

    _one_current = models.UniqueIndex(
        "(order_id) WHERE state <> 'superseded'",
        "An order is on its way by one channel at a time.",
    )

    def _supersede(self):
        """Take these off the road: what has not left never will.

        :raises UserError: one is being handed over at this moment.
        """
        for row in self.filtered(lambda one: one.state != "superseded"):
            message = row.message_id.sudo()
            if message.state in BUSY:
                raise UserError(
                    self.env._(
                        "%(order)s is being handed over at this moment. Try again in "
                        "a minute: then it is known whether it arrived.",
                        order=row.order_id.name,
                    )
                )
            if message.state in (*STOPPABLE, "refused"):
                message._move("skipped", code=SUPERSEDED)
                self.env["healthcare.exception"]._settle(
                    message.ids, "resolved", self.env._("Sent another way.")
                )
        self.write({"state": "superseded", "superseded_at": fields.Datetime.now()})
        # The index lets the next one in only when this one stands in the database.
        self.flush_recordset()

    def _reached(self, state, message):
        """The message of these rows reached a state of the engine."""
        now = fields.Datetime.now()
        for row in self:
            if row.state == "superseded":
                if state in ARRIVED:
                    row._arrived_late()
                continue
            target = row._target(state, message)
            if not target or row.state == "acknowledged":
                continue
            values = {"state": target}
            if target in ("sent", "delivered"):
                values["sent_at"] = row.sent_at or now
            if target == "delivered":
                values["delivered_at"] = row.delivered_at or now
            row.write(values)
            row.order_id._healthcare_reached(row)

    def _target(self, state, message):
        """How far the order is when its message is in ``state``; None: as before."""
        if state == "refused":
            rejected = message.code == "ack.rejected"
            return "rejected_syntax" if rejected else "failed"
        if state == "sent" and self._proves_arrival(message):
            return "delivered"
        return {
            "sent": "sent",
            "acknowledged": "delivered",
            "dead": "failed",
            "failed": "failed",
            "uncertain": "failed",
        }.get(state)

    @api.model
    def _proves_arrival(self, message):
        """An HTTP answer is a receipt, unless the syntax has a receipt of its own."""
        adapter = message.connection_id._adapter()
        return adapter._proves_arrival and message.codec not in ("x12", "edifact")

    def _arrived_late(self):
        """The channel that was given up delivered after all."""
        self.ensure_one()
        self.sent_at = self.sent_at or fields.Datetime.now()
        self.order_id._healthcare_double(self)


class HealthcareMessage(models.Model):
    """What another way has replaced is not sent round again by anybody."""

    _inherit = "healthcare.message"

    def _is_barred(self):
        return super()._is_barred() or (self.state, self.code) == (
            "skipped",
            SUPERSEDED,
        )
