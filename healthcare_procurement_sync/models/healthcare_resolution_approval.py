"""The answers to questions about approvals, budgets, urgent orders and suppliers."""

from odoo import models
from odoo.exceptions import UserError


class HealthcareException(models.Model):
    """One method per button; the document is right afterwards."""

    _inherit = "healthcare.exception"

    def _stuck_approval(self):
        """The open decision that this question is about."""
        number = (self.where or "").removeprefix("approval:")
        approvals = self.env["healthcare.approval"].sudo()
        approval = approvals.browse(int(number) if number.isdigit() else 0).exists()
        if not approval or approval.state != "pending":
            raise UserError(self.env._("The decision was made meanwhile."))
        return approval

    def _resolution_delegate_approval(self, reason):
        """The next one who may decide is asked."""
        self._stuck_approval()._reassign()

    def _resolution_escalate_approval(self, reason):
        """Those whom the rule escalates to are asked."""
        self._stuck_approval()._escalate()

    def _requisition(self):
        record = self._record()
        if not record or record._name != "healthcare.requisition":
            raise UserError(self.env._("The requisition is gone."))
        return record.sudo()

    def _resolution_accept_overrun(self, reason):
        """Beyond the budget, with a reason: the approval goes on."""
        requisition = self._requisition()
        if self.env.user in requisition._approval_involved():
            raise UserError(self.env._("Somebody else accepts your own overrun."))
        requisition._message_log(
            body=self.env._(
                "%(user)s accepted that the budget is exceeded: %(why)s",
                user=self.env.user.name,
                why=reason,
            )
        )
        requisition.with_env(self.env)._go_on()

    def _resolution_return_requisition(self, reason):
        """The requester changes it."""
        requisition = self._requisition()
        requisition._approval_withdraw()
        requisition._move("returned")
        requisition._message_log(body=reason)
        requisition.message_notify(
            partner_ids=requisition.requester_id.partner_id.ids,
            subject=requisition.name,
            body=reason,
        )

    def _resolution_source_requisition(self, reason):
        """The buyer chose a supplier on the lines: make the orders."""
        requisition = self._requisition()
        lines = requisition.line_ids.filtered(lambda line: not line._is_ordered())
        lines._quote()
        missing = lines.filtered(
            lambda line: not requisition._may_order_from(line.partner_id)
        )
        if missing:
            raise UserError(
                self.env._(
                    "Choose a supplier for: %s.",
                    ", ".join(missing.product_id.mapped("display_name")),
                )
            )
        requisition._make_orders()

    def _resolution_stop_urgent(self, reason):
        """The order that was refused afterwards is cancelled."""
        order = self._document()
        order.button_cancel()
        if order.state != "cancel":
            raise UserError(self.env._("%s cannot be cancelled any more.", order.name))

    def _resolution_keep_urgent(self, reason):
        """It cannot be stopped: kept, with a reason, on the record."""
        order = self._document()
        order._message_log(
            body=self.env._(
                "%(user)s keeps the order although it was refused: %(why)s",
                user=self.env.user.name,
                why=reason,
            )
        )

    # -- asked for, decided elsewhere ------------------------------------------------

    def _resolution_approve_item(self, _reason):
        """The item may be requested from now on; whoever asked for it is told."""
        product = self._document()
        product.sudo().product_tmpl_id.healthcare_requestable = True
        self._tell_requester(
            self.env._("%s may be requested now.", product.display_name)
        )

    def _resolution_refuse_item(self, reason):
        """The item stays out of the catalogue; whoever asked for it reads why."""
        product = self._document()
        self._tell_requester(
            self.env._(
                "%(item)s is not approved for use: %(why)s",
                item=product.display_name,
                why=reason,
            )
        )

    def _tell_requester(self, words):
        """On the item, and to the requester of the requisition that brought it."""
        self._document().sudo()._message_log(body=words)
        message = self.message_id.sudo()
        if not message.reference:
            return
        asked = [
            ("connection_id", "=", message.connection_id.id),
            ("external_number", "=", message.reference),
        ]
        for requisition in self.env["healthcare.requisition"].sudo().search(asked):
            requisition._message_log(body=words)
            requisition.message_notify(
                partner_ids=requisition.requester_id.partner_id.ids,
                subject=requisition.name,
                body=words,
            )

    def _resolution_ask_tool_again(self, _reason):
        """The same question leaves for the approval tool once more."""
        approval = self._stuck_approval()
        flow = approval._tool_flow()
        if not flow:
            raise UserError(self.env._("No flow leads to the approval tool."))
        approval._to_tool(flow, f"again:{self.id}")
