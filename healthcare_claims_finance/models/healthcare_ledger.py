"""Writing entries the fast way: explicit values, one create, one post, one match."""

from datetime import timedelta

from odoo import Command, api, models

from odoo.addons.healthcare_integration_base.errors import IntegrationError

from ..money import exact, ledger
from ..posting_types import ZERO


class ControlError(IntegrationError):
    """Control totals of an entry do not agree; nothing of it may stay."""


class HealthcareLedger(models.AbstractModel):
    """Entries of claims and remittances. One move never mixes companies.

    Values that Odoo would compute are given explicitly: leaving out
    ``analytic_distribution`` alone costs one query per line.
    """

    _name = "healthcare.ledger"
    _description = "Claims ledger"

    @api.model
    def _date(self, company, wanted):
        """(date, shifted): ``wanted`` or the first day after the latest lock.

        Odoo moves a locked date silently to a month's end, so the date is chosen here
        and compared after posting.
        """
        locks = company.sudo()._get_lock_date_violations(
            wanted, fiscalyear=True, sale=False, purchase=False, tax=False, hard=True
        )
        if not locks:
            return wanted, False
        return max(date for date, _field in locks) + timedelta(days=1), True

    @api.model
    def _line(self, account, amount, company, partner_id=False, **more):
        """Values of one journal item; ``amount`` exact, positive is a debit."""
        balance = ledger(amount)
        return {
            "account_id": account.id,
            "partner_id": partner_id,
            "balance": balance,
            "amount_currency": balance,
            "currency_id": company.currency_id.id,
            "display_type": "product",
            "tax_ids": [],
            "date_maturity": False,
            "product_id": False,
            "analytic_distribution": False,
            **more,
        }

    @api.model
    def _post(self, company, journal, date, lines, **more):
        """Create and post one entry.

        :raises ControlError: ``control.debit_credit`` or ``control.date``; the caller's
            savepoint takes the entry back.
        """
        total = sum((exact(line["balance"]) for line in lines), ZERO)
        if total:
            raise ControlError("control.debit_credit", "L1")
        moves = self.env["account.move"].with_company(company)
        move = moves.with_context(tracking_disable=True).create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "company_id": company.id,
                "date": date,
                "line_ids": [Command.create(line) for line in lines],
                **more,
            }
        )
        move._post(soft=False)
        if move.date != date or move.state != "posted":
            raise ControlError("control.date", "c.5")
        self._forget_balances()
        return move

    @api.model
    def _forget_balances(self):
        """Open amounts of claims are read from the ledger; what was read is old now."""
        self.env["healthcare.claim"].invalidate_model(
            ["open_amount", "patient_open_amount"]
        )

    @api.model
    def _reconcile(self, pairs):
        """Match groups of journal item ids in one plan with one shared prefetch."""
        plan = [tuple(pair) for pair in pairs if len(set(pair)) > 1]
        if not plan:
            return
        lines = self.env["account.move.line"].with_context(
            no_exchange_difference=True, no_cash_basis=True, tracking_disable=True
        )
        every = lines.browse(dict.fromkeys(line for pair in plan for line in pair))
        every.fetch(
            ["account_id", "amount_residual", "amount_residual_currency", "partner_id"]
        )
        every.move_id.fetch(["state", "move_type", "journal_id", "date"])
        lines._reconcile_plan(
            [every.browse(pair).with_prefetch(every._prefetch_ids) for pair in plan]
        )
        self._forget_balances()

    @api.model
    def _balances(self, move):
        """``{role: exact balance}`` of a posted entry, read back from its items."""
        totals = {}
        for line in move.line_ids:
            role = line.healthcare_role or ""
            totals[role] = totals.get(role, ZERO) + exact(line.balance)
        return {role: amount for role, amount in totals.items() if amount}

    @api.model
    def _open_items(self, account, claims, partner_ids=None):
        """Open items of ``account`` by (claim id, partner id), debits first.

        One query; ``{(claim id, partner id): [(line id, exact residual)]}``.
        """
        domain = [
            ("account_id", "=", account.id),
            ("healthcare_claim_id", "in", claims.ids),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
        if partner_ids:
            domain.append(("partner_id", "in", list(partner_ids)))
        lines = self.env["account.move.line"].search_fetch(
            domain,
            ["healthcare_claim_id", "partner_id", "amount_residual"],
            order="id",
        )
        found = {}
        for line in lines:
            key = (line.healthcare_claim_id.id, line.partner_id.id)
            found.setdefault(key, []).append((line.id, exact(line.amount_residual)))
        return found
