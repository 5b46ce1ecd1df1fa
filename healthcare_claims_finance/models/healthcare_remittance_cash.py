"""A remittance and its money: clearing, settlement, waiting cash, late payments."""

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.outcome import Finding

from ..money import exact, ledger
from ..posting_types import ZERO
from ..settlement_rules import business_days

LATE_AFTER = 4


class HealthcareRemittance(models.Model):
    """Settles; the bank line itself is Odoo's statement line."""

    _inherit = "healthcare.remittance"

    def _clearing_items(self):
        return self.move_id.line_ids.filtered(
            lambda line: (
                line.healthcare_role == "REMIT_CLEARING" and not line.reconciled
            )
        )

    def _settle_with(self, counterpart, amount):
        """Match ``counterpart`` (a credit on clearing) and share ``amount`` out."""
        writer = self.env["healthcare.ledger"]
        items = self._clearing_items() | counterpart
        writer._reconcile([items.ids])
        rest = amount
        for number, remittance in enumerate(self, 1):
            left = exact(remittance.payment) - exact(remittance.settled_amount)
            part = rest if number == len(self) else min(left, rest)
            rest -= part
            remittance._add_settled(part)

    def _add_settled(self, part):
        self.ensure_one()
        settled = exact(self.settled_amount) + part
        difference = settled - exact(self.payment)
        state = "settled"
        if difference:
            state = "over" if difference > ZERO else "partially_settled"
        self.write({"settled_amount": ledger(settled), "settlement_state": state})
        self.env["healthcare.exception"]._resolve_for(
            self, ("EFT_LATE",), self.env._("The money arrived.")
        )

    def _recompute_settlement(self):
        """Read from the clearing account what arrived, after a match was undone."""
        for remittance in self.filtered("move_id"):
            if remittance.settlement_state in ("not_applicable", "voided"):
                continue
            items = remittance.move_id.line_ids.filtered(
                lambda item: item.healthcare_role == "REMIT_CLEARING"
            )
            missing = sum((exact(item.amount_residual) for item in items), ZERO)
            settled = exact(remittance.payment) - missing
            state = "partially_settled" if settled else "awaiting_eft"
            remittance.write(
                {
                    "settled_amount": ledger(settled),
                    "settlement_state": state if missing else "settled",
                }
            )

    def _apply_waiting(self, line):
        """Move the unapplied cash of one bank line to this remittance's clearing."""
        self.ensure_one()
        waiting = line._healthcare_counterparts("UNAPPLIED_CASH")
        accounts = self.env["healthcare.account.role"]._accounts(self.company_id)
        writer = self.env["healthcare.ledger"]
        date, _shifted = writer._date(
            self.company_id, max(line.date, self.move_id.date)
        )
        amount = exact(line.amount)
        move = writer._post(
            self.company_id,
            self.company_id.healthcare_remittance_journal_id,
            date,
            [
                writer._line(
                    accounts[role],
                    value,
                    self.company_id,
                    self.payer_id.id,
                    name=self.name,
                    healthcare_role=role,
                )
                for role, value in (
                    ("UNAPPLIED_CASH", amount),
                    ("REMIT_CLEARING", -amount),
                )
            ],
            ref=self.name,
            healthcare_remittance_id=self.id,
        )
        debit, credit = move.line_ids.sorted(lambda item: -item.balance)
        writer._reconcile([(waiting | debit).ids])
        line.healthcare_remittance_ids = self
        self._settle_with(credit, amount)
        return move

    @api.model
    def _cron_check_money(self, today=None):
        """Open EFT_LATE for money that is missing four business days after its date.

        :param date today: for tests and dated control runs
        :return: the late remittances
        """
        today = today or fields.Date.context_today(self)
        waiting = self.search(
            [
                ("settlement_state", "in", ("awaiting_eft", "partially_settled")),
                ("move_id", "!=", False),
                ("payment_date", "<", today),
            ]
        )
        late = waiting.filtered(
            lambda r: business_days(r.payment_date, today) > LATE_AFTER
        )
        self.env["healthcare.exception"]._open_many(
            [(r._late_finding(today), None, None, r.company_id) for r in late]
        )
        return late

    def _late_finding(self, today):
        self.ensure_one()
        days = business_days(self.payment_date, today)
        return Finding(
            "EFT_LATE",
            self.env._(
                "Remittance %(name)s: no money for %(days)s business days.",
                name=self.name,
                days=days,
            ),
            self._name,
            self.id,
            exact(self.payment) - exact(self.settled_amount),
            self.currency_id.name,
        )
