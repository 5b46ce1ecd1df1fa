"""The entry of a remittance: one move, one receivable item per claim, controls."""

import hashlib
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from odoo import fields, models

from ..money import exact, ledger
from ..posting_tables import PARTNER_ROLES
from ..posting_types import ZERO
from .healthcare_ledger import ControlError

CLAIM_ROLES = ("AR_PAYER", "AR_PATIENT", "REMIT_SUSPENSE", "PAYER_REFUND_LIAB")


class HealthcareRemittance(models.Model):
    """Writes what the engine decided and proves it before the commit."""

    _inherit = "healthcare.remittance"

    def _write_entry(self, document, posting, books):
        """Rows, entry, matching and controls L1-L4.

        :raises ControlError: on any difference; the caller's savepoint takes it back.
        """
        self.ensure_one()
        rows = self._resolve_patients(posting.rows, books)
        if not any(row.amount for row in rows):
            self._write_rows(rows, self.env["account.move"])
            return
        move, lines = self._post_rows(rows, "remittance", self._wanted_date())
        self._write_rows(rows, move)
        self._reconcile_rows(move, lines, books)
        self._check_controls(document, posting, move, books)
        self.write(
            {
                "move_id": move.id,
                "accounting_date": move.date,
                "period_shifted": move.date != self._wanted_date(),
            }
        )

    def _wanted_date(self):
        return self.payment_date or fields.Date.context_today(self)

    def _resolve_patients(self, rows, books):
        """Rows with patient accounts instead of their keys; partners made in one go."""
        tokens = {
            row.partner.removeprefix("patient:")
            for row in rows
            if isinstance(row.partner, str)
        }
        partners = self.env["res.partner"]._healthcare_patients(tokens, self.company_id)
        books.patients = {f"patient:{key}": p.id for key, p in partners.items()}
        return [self._with_partner(row, books.patients) for row in rows]

    def _with_partner(self, row, patients):
        partner = patients.get(row.partner, row.partner)
        if partner is None and row.role in PARTNER_ROLES:
            partner = self.payer_id.id
        return replace(row, partner=partner)

    def _post_rows(self, rows, effect, wanted):
        """(posted move, {group: item}) of ``rows``; ``effect`` names it in the key."""
        company = self.company_id
        writer = self.env["healthcare.ledger"]
        date, _shifted = writer._date(company, wanted)
        groups = defaultdict(lambda: ZERO)
        for row in rows:
            groups[self._group(row)] += row.amount
        groups = {key: amount for key, amount in groups.items() if amount}
        names = self._item_names(rows)
        accounts = self.env["healthcare.account.role"]._accounts(company)
        values = [
            self._item(accounts, key, amount, names) for key, amount in groups.items()
        ]
        identity = f"{company.id}|{self.identity}|{effect}"
        move = writer._post(
            company,
            company.healthcare_remittance_journal_id,
            date,
            values,
            ref=self.name,
            healthcare_remittance_id=self.id,
            healthcare_posting_key=hashlib.sha256(identity.encode()).hexdigest(),
        )
        items = move.line_ids.sorted("id")
        if len(items) != len(values):
            raise ControlError("control.items", "L4")
        return move, dict(zip(groups, items.ids, strict=True))

    def _group(self, row):
        """What becomes one journal item: claims apart, everything else summed."""
        ordinal = row.ordinal if row.role in CLAIM_ROLES else 0
        claim = row.claim if row.role in CLAIM_ROLES else None
        by_part = row.role == "AR_PATIENT" or (ordinal and row.component == "estimate")
        reference = row.reference if row.role in PARTNER_ROLES else ""
        reference = "" if row.role == "REMIT_CLEARING" else reference
        return (
            row.role,
            row.partner if row.role in PARTNER_ROLES else None,
            claim,
            ordinal,
            row.component if by_part else "",
            reference,
            row.reversal,
        )

    def _item_names(self, rows):
        """Claim numbers by claim id and by place in the remittance."""
        claims = self.env["healthcare.claim"].browse({r.claim for r in rows if r.claim})
        names = {claim.id: claim.name for claim in claims}
        places = {row.ordinal: row.claim_number for row in self.claim_ids}
        return {"claim": names, "place": places}

    def _item(self, accounts, key, amount, names):
        role, partner, claim, ordinal, component, reference, _reversal = key
        name = (
            names["claim"].get(claim)
            or reference
            or names["place"].get(ordinal)
            or self.name
        )
        due = False
        if role in ("AR_PAYER", "AR_PATIENT"):
            due = self._wanted_date() + timedelta(days=30)
        return self.env["healthcare.ledger"]._line(
            accounts[role],
            amount,
            self.company_id,
            partner or False,
            name=name,
            date_maturity=due,
            healthcare_role=role,
            healthcare_claim_id=claim or False,
            healthcare_component=component or False,
        )

    def _write_rows(self, rows, move):
        """Keep every decision: the entry is a sum, the rows explain it."""
        by_ordinal = {row.ordinal: row.id for row in self.claim_ids}
        self.env["healthcare.posting.row"].create(
            [
                {
                    "remittance_id": self.id,
                    "remittance_claim_id": by_ordinal.get(row.ordinal, False),
                    "company_id": self.company_id.id,
                    "move_id": move.id,
                    "role": row.role,
                    "partner_id": row.partner or False,
                    "claim_id": row.claim or False,
                    "component": row.component,
                    "amount": ledger(row.amount),
                    "reference": row.reference,
                    "where": row.where,
                    "reversal": row.reversal,
                }
                for row in rows
                if row.amount
            ]
        )

    def _reconcile_rows(self, move, lines, books):
        """Match all claims, takebacks and a clearing of zero in one plan."""
        pairs = defaultdict(list)
        for key, item in lines.items():
            role, partner, claim, _ordinal, _part, reference, _reversal = key
            if role in ("AR_PAYER", "AR_PATIENT") and claim:
                pairs[role, claim, partner].append(item)
            elif role == "PAYER_RECOUP":
                pairs[role, reference, partner].append(item)
            elif role == "REMIT_CLEARING" and not self.payment:
                pairs[role, "", partner].append(item)
        for (role, claim, partner), items in pairs.items():
            if role == "AR_PAYER":
                items += [line for line, _rest in books.items.get((claim, partner), ())]
        for key, items in self._older_items(move, pairs).items():
            pairs[key] += items
        self.env["healthcare.ledger"]._reconcile(pairs.values())

    def _older_items(self, move, pairs):
        """Open patient and takeback items that this entry may meet; one query.

        A patient's debit meets nothing older; only a reversal credits the patient.
        """
        credited = {line.healthcare_role for line in move.line_ids if line.balance < 0}
        roles = {key[0] for key in pairs} & {"AR_PATIENT", "PAYER_RECOUP"}
        if "AR_PATIENT" not in credited:
            roles -= {"AR_PATIENT"}
        if not roles:
            return {}
        items = self.env["account.move.line"].search(
            [
                ("healthcare_role", "in", list(roles)),
                ("partner_id", "in", list({key[2] for key in pairs})),
                ("move_id", "!=", move.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        found = defaultdict(list)
        for item in items:
            role = item.healthcare_role
            what = item.healthcare_claim_id.id if role == "AR_PATIENT" else item.name
            key = (role, what, item.partner_id.id)
            if key in pairs:
                found[key].append(item.id)
        return found

    def _check_controls(self, document, posting, move, books):
        """L2 the payment, L3 each claim, L4 all totals, read back from the ledger."""
        balances = self.env["healthcare.ledger"]._balances(move)
        if balances.get("REMIT_CLEARING", ZERO) != document.payment:
            raise ControlError("control.payment", "L2")
        wanted = defaultdict(lambda: ZERO)
        for row in posting.rows:
            wanted[row.role] += row.amount
        if balances != {role: amount for role, amount in wanted.items() if amount}:
            raise ControlError("control.roles", "L4")
        self._check_staging(document)
        self._check_claims(books)

    def _check_staging(self, document):
        """L4: what is stored is what the document said."""
        stored = (
            len(self.claim_ids),
            exact(self.paid_total),
            exact(self.plb_total),
            sum((exact(row.paid) for row in self.claim_ids), ZERO),
        )
        paid = sum((row.paid for row in document.claims), ZERO)
        taken = sum((row.amount for row in document.provider_adjustments), ZERO)
        if stored != (len(document.claims), paid, taken, paid):
            raise ControlError("control.staging", "L4")

    def _check_claims(self, books):
        """L3: every open balance is what the engine left; none sinks below zero."""
        claims = self.env["healthcare.claim"].browse(
            {claim for claim, _payer in books.accounts}
        )
        accounts = self.env["healthcare.account.role"]._accounts(self.company_id)
        items = self.env["healthcare.ledger"]._open_items(
            accounts["AR_PAYER"], claims, self.payer_id.ids
        )
        for key, account in books.accounts.items():
            if account.virtual:
                continue
            left = sum((rest for _line, rest in items.get(key, ())), ZERO)
            before = sum((rest for _line, rest in books.items.get(key, ())), ZERO)
            if left != account.open or left < min(before, ZERO):
                raise ControlError("control.claim", "L3")
