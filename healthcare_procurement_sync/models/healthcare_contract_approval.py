"""New prices of a contract in force: approved or refused by two people, all at once."""

from markupsafe import Markup

from odoo import fields, models

SHOWN = 20


class HealthcareSupplierContract(models.Model):
    """``approved_line_ids`` (``12,13``) is what the shield writes after the second
    approval."""

    _inherit = "healthcare.supplier.contract"

    approved_line_ids = fields.Char(
        compute="_compute_approved_line_ids", inverse="_inverse_approved_line_ids"
    )

    def _compute_approved_line_ids(self):
        for contract in self:
            contract.approved_line_ids = False

    def _inverse_approved_line_ids(self):
        lines = self.env["healthcare.supplier.contract.line"]
        for contract in self:
            chosen = lines.browse(_ids(contract.approved_line_ids)).exists()
            chosen.filtered(
                lambda line, contract=contract: (
                    line.state == "held" and line.contract_id == contract
                )
            )._approve()

    def _tell_held(self, lines):
        """What waits, price by price, in the chatter of the contract."""
        row = Markup("<li>%s: %s → %s %s</li>")
        words = Markup().join(
            row
            % (
                line.product_id.display_name,
                line.previous_price or "–",
                line.price,
                self.currency_id.name,
            )
            for line in lines[:SHOWN]
        )
        self._message_log(
            body=Markup("<p>%s</p><ul>%s</ul>")
            % (
                self.env._(
                    "%(count)s new prices wait for two approvals.", count=len(lines)
                ),
                words,
            )
        )


class HealthcareMasterChange(models.Model):
    """What a rejected change leaves behind."""

    _inherit = "healthcare.master.change"

    def _discard(self):
        # EXTENDS healthcare_procurement_sync: refused prices stay for the record.
        result = super()._discard()
        if self.res_model == "healthcare.supplier.contract":
            lines = self.env["healthcare.supplier.contract.line"].sudo()
            ids = (self.values or {}).get("approved_line_ids")
            lines.browse(_ids(ids)).exists().filtered(
                lambda line: line.state == "held"
            ).write({"state": "refused"})
        return result


def _ids(text):
    """Ids of a text ``12,13``: a protected change keeps plain values only."""
    return [int(part) for part in (text or "").split(",") if part]
