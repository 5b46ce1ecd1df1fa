"""Recognition: claims enter the ledger in batches of one day, payer and facility."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ..money import exact, ledger
from ..posting_types import ZERO


class HealthcarePostingBatch(models.Model):
    """One entry that recognises the claims of one day, payer and facility.

    One receivable item per claim, revenue as one sum. ``charge`` is the control total:
    it must equal the charges of the claims and the receivable of the entry.
    """

    _name = "healthcare.posting.batch"
    _description = "Claims posting batch"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [("recognition", "Recognition")],
        required=True,
        readonly=True,
        default="recognition",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    payer_id = fields.Many2one("res.partner", required=True, readonly=True)
    facility_code = fields.Char(string="Billing provider", readonly=True)
    date = fields.Date(required=True, readonly=True)
    period_shifted = fields.Boolean(readonly=True)
    policy = fields.Char(required=True, readonly=True)
    claim_ids = fields.One2many(
        "healthcare.claim", "recognition_batch_id", readonly=True
    )
    claim_count = fields.Integer(readonly=True)
    charge = fields.Monetary(readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Journal entry", readonly=True, check_company=True
    )

    @api.model
    def _recognise(self, claims):
        """Recognise those of ``claims`` that are due; returns the batches.

        :raises ControlError: when an entry's totals are not the claims'; the whole call
            is then taken back by its transaction.
        """
        batches = self.browse()
        groups = defaultdict(claims.browse)
        today = fields.Date.context_today(self)
        for claim in claims._recognisable():
            day = claim.accepted_date or claim.submitted_date or today
            key = (claim.company_id, claim.payer_id, claim.facility_code or "", day)
            groups[key] |= claim
        for (company, payer, facility, day), group in groups.items():
            batches |= self._recognise_group(company, payer, facility, day, group)
        return batches

    @api.model
    def _recognise_group(self, company, payer, facility, day, claims):
        policy = company.healthcare_recognition
        ledger_model = self.env["healthcare.ledger"]
        date, shifted = ledger_model._date(company, day)
        batch = self.create(
            {
                "name": f"{payer.display_name} {date} {facility}".strip(),
                "company_id": company.id,
                "payer_id": payer.id,
                "facility_code": facility or False,
                "date": date,
                "period_shifted": shifted,
                "policy": policy,
                "claim_count": len(claims),
                "charge": ledger(sum((exact(c.charge) for c in claims), ZERO)),
            }
        )
        lines = batch._receivables(claims, policy) + batch._revenue(claims, policy)
        batch.move_id = ledger_model._post(
            company,
            company.healthcare_recognition_journal_id,
            date,
            lines,
            ref=batch.name,
        )
        claims.sudo().write({"recognised": True, "recognition_batch_id": batch.id})
        claims._add_event("recognised", "ledger")
        batch._keep_estimates(claims, policy)
        return batch

    def _receivables(self, claims, policy):
        accounts = self.env["healthcare.account.role"]._accounts(self.company_id)
        due = self.date + timedelta(days=self.payer_id.healthcare_payment_days or 30)
        rows = self.env["healthcare.ledger"]
        return [
            rows._line(
                accounts["AR_PAYER"],
                self._recognised_amount(claim, policy),
                self.company_id,
                claim.payer_id.id,
                name=claim.name,
                date_maturity=due,
                healthcare_role="AR_PAYER",
                healthcare_claim_id=claim.id,
            )
            for claim in claims
        ]

    def _revenue(self, claims, policy):
        accounts = self.env["healthcare.account.role"]._accounts(self.company_id)
        amount = sum((self._recognised_amount(c, policy) for c in claims), ZERO)
        allowance = sum((self._allowance(c, policy) for c in claims), ZERO)
        rows = [
            ("REV_NET" if policy == "net" else "REV_GROSS", -amount),
            ("REV_CONTRA", allowance),
            ("AR_ALLOWANCE", -allowance),
        ]
        return [
            self.env["healthcare.ledger"]._line(
                accounts[role],
                value,
                self.company_id,
                name=self.name,
                healthcare_role=role,
            )
            for role, value in rows
            if value
        ]

    @staticmethod
    def _recognised_amount(claim, policy):
        if policy != "net":
            return exact(claim.charge)
        estimate = claim._allowed_estimate()
        return exact(claim.charge) if estimate is None else estimate

    @staticmethod
    def _allowance(claim, policy):
        """Charge less what is expected, for the policy with an estimated allowance."""
        estimate = claim._allowed_estimate()
        if policy != "gross_allowance" or estimate is None:
            return ZERO
        return exact(claim.charge) - estimate

    def _keep_estimates(self, claims, policy):
        """Remember what the first adjudication has to release or gross up."""
        if policy not in ("gross_allowance", "net"):
            return
        for claim in claims.sudo():
            gap = exact(claim.charge) - self._recognised_amount(claim, policy)
            claim.write(
                {
                    "allowance_open": ledger(self._allowance(claim, policy)),
                    "gross_up_open": ledger(gap),
                }
            )

    def action_open_entry(self):
        """The journal entry of the batch."""
        self.ensure_one()
        return self.move_id._get_records_action()
