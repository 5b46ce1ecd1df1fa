"""One-click answers about orders on their way and their changes."""

from odoo import models
from odoo.exceptions import UserError


class HealthcareException(models.Model):
    # EXTENDS healthcare_integration_base
    _inherit = "healthcare.exception"

    def _transmitted_order(self):
        """The order this question stands on, as this user may see it.

        A missing receipt stands on the message: its order is behind it.
        """
        record = self._record()
        if record and record._name == "purchase.order":
            return self._document()
        links = self.message_id.sudo().lineage_ids.filtered(
            lambda row: row.res_model == "purchase.order"
        )
        order = self.env["purchase.order"].browse(links[:1].res_id).exists()
        if not order:
            raise UserError(self.env._("There is no order behind this question."))
        order.check_access("read")
        return order

    def _asked_change(self):
        """The change that the place of this question names."""
        order = self._transmitted_order()
        words = (self.where or "").split()
        if len(words) == 3 and words[0] == "change" and words[2].isdigit():
            return order.healthcare_change_ids.filtered(
                lambda row: row.initiator == words[1] and row.number == int(words[2])
            )
        raise UserError(self.env._("The change behind this question is gone."))

    def _resolution_order_resend(self, reason):
        """Send the order once more; the clock of the answer begins again."""
        self._transmitted_order()._healthcare_send_again(reason or self.name[:80])

    def _resolution_order_call(self, reason):
        """The supplier was called: who said what stands on the order."""
        order = self._transmitted_order()
        order._healthcare_check_transmit()
        order._healthcare_note(self.env._("Called the supplier"), reason)
        order.sudo()._healthcare_expect_answer()

    def _resolution_order_switch(self, _reason):
        """Ask for the channel, then send the order that way."""
        order = self._transmitted_order()
        return order._healthcare_open_transmit("switch", self)

    def _resolution_double_cancel(self, reason):
        """The supplier cancels one of the two: what was agreed stands on the order."""
        order = self._transmitted_order()
        order._healthcare_check_transmit()
        order._healthcare_note(
            self.env._("The supplier was asked to cancel one of the two"), reason
        )

    def _resolution_double_accept(self, reason):
        """The supplier takes both for one order."""
        order = self._transmitted_order()
        order._healthcare_check_transmit()
        order._healthcare_note(
            self.env._("The supplier takes both transmissions for one order"), reason
        )

    def _resolution_change_keep(self, reason):
        """The order stays as it was before the change."""
        change = self._asked_change()
        change.order_id._healthcare_check_transmit_right()
        change.order_id._healthcare_note(
            self.env._("%s: the order stays as it was", change.name), reason
        )

    def _resolution_change_take_offer(self, _reason):
        """Take the terms that the supplier offered instead."""
        change = self._asked_change()
        change.order_id._healthcare_check_transmit_right()
        offered = change.line_ids.filtered(lambda row: row.answer == "changed")
        faults = [fault for row in offered for fault in row._faults("offered")]
        if faults:
            raise UserError("\n".join(faults))
        change._check_offer_right()
        offered.sudo()._apply_terms("offered")
        offered.sudo().write({"answer": "accepted"})
        change._settle("accepted")

    def _resolution_change_accept_supplier(self, reason):
        """Do what the supplier wants, and tell him."""
        change = self._asked_change()
        change.order_id._healthcare_check_transmit_right()
        change._check_offer_right()
        change._decide(True, reason)

    def _resolution_change_refuse_supplier(self, reason):
        """The order stays as agreed, and the supplier is told."""
        change = self._asked_change()
        change.order_id._healthcare_check_transmit_right()
        change._decide(False, reason)

    def _resolution_cancel_reopen(self, reason):
        """The goods will come: open the order again, without sending it again."""
        change = self._asked_change()
        order = change.order_id
        order._healthcare_check_transmit_right()
        known = order.sudo().with_context(healthcare_supplier_knows=True)
        known.button_draft()
        known.button_confirm()
        order._healthcare_note(
            self.env._("Open again: the supplier does not cancel"), reason
        )


class HealthcareOrderChange(models.Model):
    _inherit = "healthcare.order.change"

    def _check_offer_right(self):
        """:raises UserError: the first approval does not cover what is taken now."""
        if self._needs_approval():
            raise UserError(
                self.env._(
                    "%s: this is beyond what was approved. Ask a purchase manager to "
                    "answer.",
                    self.order_id.name,
                )
            )
