"""New prices of a contract in force: approved or refused by two people, all at once."""

from markupsafe import Markup

from odoo import fields, models

from ..match_units import as_decimal

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


class HealthcareSupplierContractLine(models.Model):
    """Prices that wait, and what they follow."""

    _inherit = "healthcare.supplier.contract.line"

    def _change_from(self, before):
        """Price and change against the price that this one follows, if any."""
        old, new = as_decimal(before[:1].price), as_decimal(self.price)
        if not old:
            return {}
        change = float((new - old) / old * 100)
        return {"previous_price": float(old), "change_pct": change}

    def _hold(self, channel, connection=None, message_id=0):
        """Keep prices back until two people approved them, where the contract is in
        force already; the shield of master data asks them, once per contract.

        :param channel: how they came: manual, portal, edi, api or file.
        """
        shield = self.env["healthcare.master.change"]
        lines = self.sudo()
        lines.write({"state": "held"})
        for line in lines:
            line.write(line._change_from(line._followed()))
        for contract in lines.contract_id:
            # A later wish replaces the one that waits, so it asks for all of them.
            held = contract.line_ids.filtered(lambda line: line.state == "held")
            shield._hold(
                contract,
                {"approved_line_ids": ",".join(map(str, sorted(held.ids)))},
                channel,
                connection=connection,
                message_id=message_id,
                requester=self.env.user,
            )
            contract._tell_held(held)


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
