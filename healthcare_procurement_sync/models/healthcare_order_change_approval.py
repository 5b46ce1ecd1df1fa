"""Changes that a supplier is asked for: our own approvers are asked first."""

from odoo import models


class HealthcareOrderChange(models.Model):
    """With an approval matrix it decides; else the rule of the change itself counts."""

    _inherit = "healthcare.order.change"

    def _is_governed(self):
        return self.order_id._healthcare_governed(self.company_id)

    def _needs_approval(self):
        # EXTENDS
        if not self._is_governed():
            return super()._needs_approval()
        if self.kind == "cancel":
            return False
        return bool(self._approval_proposal()[1])

    def _approval_proposal(self):
        lines = self.line_ids.sudo()
        return self.order_id._healthcare_try(lambda: lines._apply_terms("after"))

    def _ask_for_approval(self):
        # EXTENDS
        if not self._is_governed():
            return super()._ask_for_approval()
        proposal, rules = self._approval_proposal()
        lines = self.line_ids.sudo()
        known = lines.filtered("order_line_id")
        proposal |= {
            "change": self.id,
            "lines": {
                str(line.order_line_id.id): {
                    "product_qty": line.quantity_after,
                    "price_unit": line.price_after,
                }
                for line in known
            },
            "added": [
                {
                    "name": line.product_id.display_name,
                    "unit": line.uom_id.name,
                    "after": [line.quantity_after, line.price_after],
                }
                for line in lines - known
            ],
        }
        self.order_id.sudo()._healthcare_note_authors()
        return self.order_id._approval_ask(
            rules, proposal=proposal, why=self.reason or self.name
        )

    def action_approve(self):
        # EXTENDS: the button of the change is the answer of who presses it.
        governed = self.filtered(lambda row: row._is_governed())
        for change in governed:
            change.order_id.action_healthcare_approve()
        return super(HealthcareOrderChange, self - governed).action_approve()

    def action_withdraw(self):
        # EXTENDS
        result = super().action_withdraw()
        for change in self:
            asked = change.order_id.sudo().healthcare_approval_ids.filtered(
                lambda row, number=change.id: (
                    row.state in ("pending", "waiting")
                    and (row.proposal or {}).get("change") == number
                )
            )
            asked._supersede()
        return result

    def _approved(self):
        """Everybody said yes: it leaves."""
        for change in self.filtered(lambda row: row.state == "to_approve"):
            change.approved_by_id = self.env.uid
            change._send()

    def _refused(self, why):
        """Somebody said no: it does not leave."""
        for change in self.filtered(lambda row: row.state == "to_approve"):
            change.write({"state": "withdrawn", "answer": why[:256]})
