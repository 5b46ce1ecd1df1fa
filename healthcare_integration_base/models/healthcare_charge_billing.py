"""From a complete charge to billing and back: answers, reversals, a person's verbs."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..charge_state import BILLABLE
from ..outcome import Finding
from .healthcare_charge import QUESTION

QUESTIONS = (*QUESTION.values(), "CHARGE_REJECTED")


class HealthcareCharge(models.Model):
    """Billing's side of the record. Whoever bills calls ``_acknowledge`` and
    ``_refuse``; what waits for it is in the state *handed_off*."""

    _inherit = "healthcare.charge"

    def _hand_off(self):
        """Offer to billing what is complete; costs without a charge end here."""
        free = self.filtered(lambda row: not row.chargeable)
        free.filtered(lambda row: row.state != "not_charged")._move_to("not_charged")
        ready = self - free
        ready._move_to("handed_off")
        ready._tell_billing()

    def _tell_billing(self):
        """Tell listeners; an addon that bills takes the records or sends them on."""
        if not self.env["healthcare.subscription"]._listening("charge.ready"):
            return
        for charge in self:
            data = {
                "event": charge.event_id,
                "item": charge.item_code or None,
                "quantity": format(charge.quantity, ".6g"),
                "charge_code": charge.charge_code or None,
                "facility": charge.facility_id.code or None,
                "reversal": bool(charge.reversal_of_id),
            }
            self.env["healthcare.event"]._emit("charge.ready", charge, data)

    def _acknowledge(self, reference=""):
        """Billing took it; ``reference`` is billing's own number."""
        self._move_to("acknowledged")
        self.sudo().write({"billing_reference": reference or False})
        self.env["healthcare.exception"]._resolve_for(
            self, ["CHARGE_REJECTED"], self.env._("Billing accepted it.")
        )

    def _refuse(self, reason):
        """Billing refuses it; its owner is asked. ``reason`` in words, no payload."""
        self._move_to("rejected")
        self.sudo().with_context(healthcare_no_progress=True).write({"note": reason})
        for charge in self:
            self.env["healthcare.exception"]._open(
                Finding(
                    "CHARGE_REJECTED",
                    self.env._(
                        "Billing refuses item %(item)s: %(reason)s",
                        item=charge.item_code or "?",
                        reason=reason,
                    ),
                    model=charge._name,
                    res_id=charge.id,
                    amount=charge._at_stake(),
                ),
                company=charge.company_id,
            )

    def _reverse(self, event_id=None, source=None, used_at=None):
        """Take back: an opposite record for each, and a credit where it was billed.

        :return: the reversals; what was not with billing yet is only taken back.
        :raises UserError: it was taken back before.
        """
        reversals = self.browse()
        self.sudo().lock_for_update()
        self.invalidate_recordset(["state"])
        for charge in self:
            billed = charge.state in BILLABLE
            values = charge.copy_data(
                charge._reversal_values(event_id, source, used_at)
            )
            charge._move_to("reversed")
            reversal = self.sudo().create(values)
            reversal._after_reversal(charge)
            reversal._move_to("stock_issued" if charge._left_stock() else "validated")
            if billed and charge.chargeable and charge.charge_code:
                reversal._hand_off()
            else:
                reversal._move_to("not_charged")
            self.env["healthcare.exception"]._resolve_for(
                charge, QUESTIONS, self.env._("The use was taken back.")
            )
            reversals |= reversal
        return reversals

    def _reversal_values(self, event_id, source, used_at):
        return {
            "event_id": event_id or f"{self.event_id}/R",
            "source": source or self.source,
            "used_at": used_at or fields.Datetime.now(),
            "quantity": -self.quantity,
            "wasted": -self.wasted,
            "cost": -self.cost,
            "amount": -self.amount,
            "reversal_of_id": self.id,
            "problem": False,
        }

    def _after_reversal(self, original):
        """Hook: the goods of ``original`` come back; ``self`` is its reversal."""

    def _left_stock(self):
        """Hook: whether goods left the books for this record."""
        return False

    def action_reverse(self):
        """Take back, by a person."""
        self._check_may_correct()
        reversal = self.sudo()._reverse()[:1]
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": reversal.id,
            "views": [(False, "form")],
        }

    def action_not_charged(self):
        """Decide that it costs but is not billed."""
        self._check_may_correct()
        self.sudo()._do_not_charge()

    def _do_not_charge(self):
        self._move_to("not_charged")
        self.with_context(healthcare_no_progress=True).write(
            {"problem": False, "amount": 0.0}
        )
        self.env["healthcare.exception"]._resolve_for(
            self, QUESTIONS, self.env._("It is not charged.")
        )

    def action_send_again(self):
        """After a refusal: complete, then once more to billing."""
        self._check_may_correct()
        self.sudo()._send_again()

    def _send_again(self):
        for charge in self:
            if charge._problem():
                raise UserError(charge._question())
        self._move_to("handed_off")
        self.env["healthcare.exception"]._resolve_for(
            self, ["CHARGE_REJECTED"], self.env._("It was sent to billing again.")
        )
        self._tell_billing()

    def _check_may_correct(self):
        group = "healthcare_integration_base.group_charge_capture"
        if not (self.env.su or self.env.user.has_group(group)):
            raise AccessError(self.env._("This is for charge capture."))
        self.check_access("write")
