"""The ledger side of a denial that was accepted."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..money import exact
from ..posting_types import ZERO


class HealthcareDenialCase(models.Model):
    """Writes a lost denial off: a price concession, with an approver's name on it."""

    _inherit = "healthcare.denial.case"

    def _write_off(self):
        """Post the write-off of one case and close it."""
        self.ensure_one()
        accounts = self.env["healthcare.account.role"]._accounts(self.company_id)
        writer = self.env["healthcare.ledger"]
        items = writer._open_items(
            accounts["AR_PAYER"], self.claim_id, self.payer_id.ids
        ).get((self.claim_id.id, self.payer_id.id), [])
        amount = min(
            exact(self.amount), sum((residual for _line, residual in items), ZERO)
        )
        if amount <= ZERO:
            raise UserError(self.env._("Nothing of this claim is open any more."))
        move = self._post_write_off(accounts, amount)
        credit = move.line_ids.filtered(lambda line: line.balance < 0)
        writer._reconcile([[credit.id, *(line for line, _residual in items)]])
        self.write({"state": "written_off", "writeoff_move_id": move.id})
        self.claim_id._add_event("written_off", "ledger", amount=float(amount))
        left = sum((rest for _line, rest in items), ZERO) - amount
        if not left and not self.claim_id.denial_ids.filtered("is_open"):
            self.claim_id.state = "closed"
        self._finish(self.env._("Written off by %(user)s.", user=self.env.user.name))

    def _post_write_off(self, accounts, amount):
        """D denial write-off, C insurance receivable, for exactly ``amount``."""
        writer = self.env["healthcare.ledger"]
        date, _shifted = writer._date(self.company_id, fields.Date.context_today(self))
        shared = {"name": self.claim_id.name, "healthcare_claim_id": self.claim_id.id}
        return writer._post(
            self.company_id,
            self.company_id.healthcare_remittance_journal_id,
            date,
            [
                writer._line(
                    accounts["DENIAL_WRITEOFF"],
                    amount,
                    self.company_id,
                    healthcare_role="DENIAL_WRITEOFF",
                    **shared,
                ),
                writer._line(
                    accounts["AR_PAYER"],
                    -amount,
                    self.company_id,
                    self.payer_id.id,
                    healthcare_role="AR_PAYER",
                    **shared,
                ),
            ],
            ref=self.name,
        )
