"""Money in the bank meets the remittance that announced it."""

from datetime import timedelta

from odoo import api, fields, models

from ..money import exact
from ..posting_types import ZERO
from ..settlement_rules import Awaited, match_bank_line, words_of

WAITING = ("awaiting_eft", "partially_settled")
AROUND = timedelta(days=60)
"""How far apart cash without a remittance and its remittance may be."""


class AccountBankStatementLine(models.Model):
    """A bank line settles the clearing account, or waits as unapplied cash.

    Only money that names a remittance, a payer's trace id or a payer is taken; every
    other line keeps Odoo's own way.
    """

    _inherit = "account.bank.statement.line"

    healthcare_remittance_ids = fields.Many2many(
        "healthcare.remittance", string="Remittances", readonly=True, copy=False
    )
    healthcare_payer_id = fields.Many2one(
        "res.partner", string="Payer", readonly=True, copy=False, index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account: the counterpart account must be known before the entry is.
        plans = [self._healthcare_plan(vals) for vals in vals_list]
        if len(vals_list) > 1 and any(plans):
            # One by one: a line must see what the line before it settled.
            return self.browse().concat(*(self.create([vals]) for vals in vals_list))
        for vals, plan in zip(vals_list, plans, strict=True):
            vals.update(plan.get("vals", {}))
        lines = super().create(vals_list)
        for line, plan in zip(lines, plans, strict=True):
            if plan.get("remittances"):
                line._healthcare_settle(plan["remittances"])
            elif plan:
                line._healthcare_mark(plan["role"])
        return lines

    def action_undo_reconciliation(self):
        # EXTENDS account: the line has its first counterpart again and pays nothing.
        result = super().action_undo_reconciliation()
        ours = self.filtered(
            lambda line: line.healthcare_payer_id or line.healthcare_remittance_ids
        )
        ours.sudo().write(
            {"healthcare_remittance_ids": False, "healthcare_payer_id": False}
        )
        return result

    @api.model
    def _healthcare_plan(self, vals):
        """``{}`` when the line is none of ours, else what to add and what it pays."""
        statement = self.env["account.bank.statement"].browse(vals.get("statement_id"))
        journal = self.env["account.journal"].browse(vals.get("journal_id"))
        journal = journal or statement.journal_id
        amount = exact(float(vals.get("amount") or 0.0))
        taken = vals.get("counterpart_account_id") or "line_ids" in vals
        if not amount or not journal or taken:
            return {}
        company = journal.company_id
        roles = self.env["healthcare.account.role"].sudo()
        accounts = {
            row.role: row.account_id
            for row in roles.search([("company_id", "=", company.id)])
        }
        if not accounts:
            return {}
        role, partner, remittances = self._healthcare_role(vals, amount, company)
        if not role:
            return {}
        more = {
            "counterpart_account_id": accounts[role].id,
            "partner_id": partner.id,
            "healthcare_payer_id": partner.healthcare_is_payer and partner.id,
        }
        return {"vals": more, "role": role, "remittances": remittances}

    @api.model
    def _healthcare_role(self, vals, amount, company):
        """(role, partner, remittances) of a bank line; no role: it is none of ours."""
        words = words_of(f"{vals.get('payment_ref') or ''} {vals.get('ref') or ''}")
        remittances = self.env["healthcare.remittance"].sudo()
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        patient = bool(partner.sudo().healthcare_patient_key)
        if amount < ZERO:
            role = "PATIENT_REFUND_LIAB" if patient else "PAYER_REFUND_LIAB"
            known = patient or partner.healthcare_is_payer
            due = known and self._healthcare_due(role, partner, company)
            return (role if due and due >= -amount else "", partner, remittances)
        if patient:
            return "PATIENT_DEPOSIT", partner, remittances
        payer = self._healthcare_payer(vals, words, company)
        found = self._healthcare_match(amount, vals.get("date"), payer, words, company)
        if found:
            return "REMIT_CLEARING", found.payer_id[:1], found
        return ("UNAPPLIED_CASH" if payer else "", payer, remittances)

    @api.model
    def _healthcare_refunds(self, role, partner, company):
        """Open refund items of a partner, oldest first."""
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("healthcare_role", "=", role),
                    ("partner_id", "=", partner.id),
                    ("company_id", "=", company.id),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                ],
                order="id",
            )
        )

    @api.model
    def _healthcare_due(self, role, partner, company):
        """What is owed back to a payer or a patient."""
        items = self._healthcare_refunds(role, partner, company)
        return -sum((exact(item.amount_residual) for item in items), ZERO)

    @api.model
    def _healthcare_payer(self, vals, words, company):
        """The payer of a bank line: its partner, or the trace id in its text."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        if partner.commercial_partner_id.healthcare_is_payer:
            return partner.commercial_partner_id
        identifiers = self.env["healthcare.payer.identifier"]
        for word in words:
            payers = identifiers._payers_by_trace(word, company)
            if len(payers) == 1:
                return payers
        return partner.browse()

    @api.model
    def _healthcare_match(self, amount, date, payer, words, company):
        """The remittances that the money is for, by the ladder of rules."""
        remittances = self.env["healthcare.remittance"].sudo()
        domain = [
            ("company_id", "=", company.id),
            ("settlement_state", "in", WAITING),
            ("move_id", "!=", False),
            "|",
            ("expected_trace", "in", words),
            ("payer_id", "=", payer.id or 0),
        ]
        found = remittances.search(domain, limit=500)
        awaited = [
            Awaited(
                row.id,
                row.expected_trace or "",
                row.payer_id.id,
                exact(row.payment) - exact(row.settled_amount),
                row.payment_date,
            )
            for row in found
        ]
        when = fields.Date.to_date(date) or fields.Date.context_today(self)
        _rule, keys = match_bank_line(amount, when, payer.id, words, awaited)
        return remittances.browse(keys)

    def _healthcare_counterparts(self, role):
        return self.move_id.line_ids.filtered(
            lambda line: (
                line.account_id.account_type != "asset_cash"
                and not line.reconciled
                and (not line.healthcare_role or line.healthcare_role == role)
            )
        )

    def _healthcare_settle(self, remittances):
        """Match the clearing items of the remittances with this money."""
        self.ensure_one()
        counterpart = self._healthcare_counterparts("REMIT_CLEARING")
        counterpart.write({"healthcare_role": "REMIT_CLEARING"})
        self.sudo().healthcare_remittance_ids = remittances
        remittances._settle_with(counterpart, exact(self.amount))

    def _healthcare_mark(self, role):
        """Money of a role without a remittance; refunds meet what was due."""
        self.ensure_one()
        counterpart = self._healthcare_counterparts(role)
        counterpart.write({"healthcare_role": role})
        if self.amount < 0:
            due = self._healthcare_refunds(role, self.partner_id, self.company_id)
            self.env["healthcare.ledger"]._reconcile([(due | counterpart).ids])

    @api.model
    def _healthcare_apply_waiting(self, remittances):
        """Unapplied cash that is for one of ``remittances`` moves to its clearing.

        The same ladder as for money that comes later. Posts D unapplied cash, C
        remittance clearing, and matches both sides.
        """
        moves = self.env["account.move"]
        for remittance in remittances:
            if remittance.settlement_state not in WAITING or not remittance.move_id:
                continue
            for line in self._healthcare_waiting_for(remittance):
                if line._healthcare_paid_by_ladder() == remittance:
                    moves |= remittance.sudo()._apply_waiting(line)
        return moves

    @api.model
    def _healthcare_waiting_for(self, remittance):
        """Unapplied cash of the payer around the payment's date, oldest first."""
        day = remittance.payment_date or fields.Date.context_today(self)
        return self.sudo().search(
            [
                ("company_id", "=", remittance.company_id.id),
                ("healthcare_payer_id", "=", remittance.payer_id.id),
                ("healthcare_remittance_ids", "=", False),
                ("amount", ">", 0),
                ("date", ">=", day - AROUND),
                ("date", "<=", day + AROUND),
            ],
            order="date, id",
            limit=100,
        )

    def _healthcare_paid_by_ladder(self):
        """The remittances that this waiting cash is for, by what is known now."""
        self.ensure_one()
        return self._healthcare_match(
            exact(self.amount),
            self.date,
            self.healthcare_payer_id,
            words_of(f"{self.payment_ref or ''} {self.ref or ''}"),
            self.company_id,
        )
