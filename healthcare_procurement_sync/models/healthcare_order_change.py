"""Changes of orders that a supplier has: asked for, answered, then done."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("to_approve", "To approve"),
    ("sent", "Awaiting the other side"),
    ("accepted", "Accepted"),
    ("partial", "Partly accepted"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
]
OPEN = ("to_approve", "sent")


class HealthcareOrderChange(models.Model):
    """One change of one order, with both versions.

    The order says what was agreed: its lines change when the other side accepts. Only a
    cancelled line stops its receipts at once.
    """

    _name = "healthcare.order.change"
    _description = "Order change"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.traceable"]
    _order = "id desc"
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name")
    order_id = fields.Many2one(
        "purchase.order", required=True, index=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="order_id.partner_id")
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    number = fields.Integer(readonly=True, required=True)
    initiator = fields.Selection(
        [("buyer", "Us"), ("supplier", "Supplier")], required=True, readonly=True
    )
    kind = fields.Selection(
        [("change", "Change"), ("cancel", "Cancellation")],
        required=True,
        readonly=True,
        default="change",
    )
    state = fields.Selection(STATES, required=True, readonly=True, tracking=True)
    line_ids = fields.One2many("healthcare.order.change.line", "change_id")
    reason = fields.Char(string="Why", readonly=True)
    answer = fields.Char(string="What the other side wrote", readonly=True)
    supplier_number = fields.Char(string="Supplier's number", readonly=True)
    requested_by_id = fields.Many2one("res.users", string="Asked by", readonly=True)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True)
    sent_at = fields.Datetime(string="Sent", readonly=True)
    answered_at = fields.Datetime(string="Answered", readonly=True)
    amount = fields.Monetary(string="Difference", readonly=True)
    message_id = fields.Many2one("healthcare.message", readonly=True)
    fingerprint = fields.Char(readonly=True, index=True)

    _number_uniq = models.Constraint(
        "UNIQUE(order_id, initiator, number)", "A change has a number of its own."
    )
    _one_open = models.UniqueIndex(
        "(order_id) WHERE initiator = 'buyer' AND state IN ('to_approve', 'sent')",
        "One change at a time: wait for the answer, or withdraw the first one.",
    )

    @api.depends("order_id.name", "number", "kind", "initiator")
    def _compute_name(self):
        for change in self:
            words = {
                ("buyer", "change"): self.env._("Change %s"),
                ("buyer", "cancel"): self.env._("Cancellation %s"),
                ("supplier", "change"): self.env._("Supplier's change %s"),
                ("supplier", "cancel"): self.env._("Supplier's cancellation %s"),
            }
            text = words.get((change.initiator, change.kind), "%s")
            number = text % (change.number or "")
            change.name = f"{change.order_id.name}: {number}"

    # -- our way out -----------------------------------------------------------------

    def _flow(self):
        """The flow that carries changes to the supplier; see the order."""
        return self.order_id._healthcare_change_flow()

    def _send(self):
        """Write the outbound message; what is cancelled stops its receipts now."""
        handler = self.env["healthcare.handler.order_change"]
        for change in self:
            flow = change._flow()
            subject = change.order_id._healthcare_subject()
            message = self.env["healthcare.message"]._outbox(
                flow,
                handler._compose(change)[0],
                record=change.order_id,
                subject=subject,
                key=f"{subject}:change:{change.initiator}:{change.number}",
            )
            message._trace(change, "linked")
            values = {"message_id": message.id, "sent_at": fields.Datetime.now()}
            if change.initiator == "buyer":
                values["state"] = "sent"
            change.sudo().write(values)
            cancelled = change.line_ids.filtered(lambda line: line.action == "DI")
            if change.initiator == "buyer":
                cancelled.sudo()._apply_terms("after")

    def action_approve(self):
        """A second person lets the change leave."""
        if not self.env.user.has_group("purchase.group_purchase_manager"):
            raise AccessError(self.env._("A purchase manager approves changes."))
        for change in self:
            change.check_access("read")
            if change.state != "to_approve":
                raise UserError(self.env._("%s waits for nobody.", change.name))
            if change.requested_by_id == self.env.user:
                raise UserError(
                    self.env._("Nobody approves his own change: ask another manager.")
                )
            change.sudo().write({"approved_by_id": self.env.uid})
            change._send()
            change.activity_ids.sudo().action_feedback()

    def action_withdraw(self):
        """Take back a change that has not left, or that nobody answered."""
        for change in self:
            change.order_id._healthcare_check_transmit_right()
            if change.state not in OPEN or change.initiator != "buyer":
                raise UserError(self.env._("%s is answered.", change.name))
            message = change.message_id.sudo()
            if message and message.state not in ("due", "retry", "failed", "dead"):
                raise UserError(
                    self.env._(
                        "The supplier has this change. Wait for the answer, then "
                        "change it back."
                    )
                )
            if message:
                message._move("skipped", code="order.superseded")
            change.line_ids.filtered(lambda line: line.action == "DI").sudo().filtered(
                "stopped"
            )._apply_terms("before")
            change.sudo().write({"state": "withdrawn"})
            change.flush_recordset()
            change.activity_ids.sudo().unlink()

    # -- what came back --------------------------------------------------------------

    def _settle(self, state, answer=""):
        """The other side has answered; the order tells it."""
        self.ensure_one()
        values = {"state": state, "answered_at": fields.Datetime.now()}
        if answer:
            values["answer"] = answer[:256]
        self.sudo().write(values)
        if state in ("accepted", "partial"):
            order = self.order_id.sudo()
            order.healthcare_revision += 1
        words = dict(self._fields["state"]._description_selection(self.env))
        self.order_id.sudo()._message_log(body=f"{self.name}: {words[state]}")

    def _decide(self, accept, reason=""):
        """A buyer answers what the supplier asked for.

        :raises UserError: it is answered already.
        """
        self.ensure_one()
        if self.state not in ("sent", "partial"):
            raise UserError(self.env._("%s is answered.", self.name))
        if accept:
            self._check_allowed()
            self.line_ids.sudo()._apply_terms("after")
        self.line_ids.sudo().write({"answer": "accepted" if accept else "rejected"})
        self._settle("accepted" if accept else "rejected", reason)
        if self.kind == "cancel" and accept:
            self.order_id.sudo().with_context(
                healthcare_supplier_knows=True
            ).button_cancel()
        if self._flow():
            self._send()

    def _check_allowed(self):
        """:raises UserError: a line was received, announced or billed meanwhile."""
        faults = [fault for line in self.line_ids for fault in line._faults()]
        if faults:
            raise UserError("\n".join(faults))
