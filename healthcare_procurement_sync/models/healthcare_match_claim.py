"""Price claims that follow from a bill or are settled by a credit."""

from odoo import api, models

from ..match_units import as_decimal


class HealthcareMatchBuilder(models.AbstractModel):
    """Opens a claim for what was paid above the contract, settles it by a credit."""

    _inherit = "healthcare.match.builder"

    @api.model
    def _follow_up(self, row):
        """Open or settle price claims of a bill that took effect."""
        if row.match.state not in ("posted", "released"):
            return
        order_lines = self._order_lines(row.orders)
        for line in row.result.lines:
            order_line = order_lines.get(line.order_line)
            if "CLAIM_OPENED" in line.info:
                self._open_claim(row, line, order_line)
            if "CLAIM_SETTLED" in line.info:
                self._settle_claims(row, line, order_line)

    @api.model
    def _open_claim(self, row, line, order_line):
        self.env["healthcare.supplier.claim"].create(
            {
                "name": self.env._(
                    "%(bill)s, line %(line)s: above contract",
                    bill=row.document.invoice_number,
                    line=line.number,
                ),
                "partner_id": row.partner.id,
                "order_line_id": order_line.id,
                "move_id": row.match.move_id.id,
                "currency_id": self._currency(row).id,
                "amount": line.price_var_contract,
            }
        )

    @api.model
    def _settle_claims(self, row, line, order_line):
        claims = self.env["healthcare.supplier.claim"].search(
            [
                ("order_line_id", "=", order_line.id),
                ("state", "=", "open"),
            ],
            order="id",
        )
        rest = line.extension
        for claim in claims:
            open_amount = as_decimal(claim.amount) - as_decimal(claim.settled_amount)
            used = min(rest, open_amount)
            rest -= used
            settled = as_decimal(claim.settled_amount) + used
            claim.sudo()._take_back_memo()
            claim.write(
                {
                    "settled_amount": settled,
                    "credit_id": row.match.move_id.id,
                    "state": "settled" if used == open_amount else "open",
                }
            )
