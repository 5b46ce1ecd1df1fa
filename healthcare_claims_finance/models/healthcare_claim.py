"""A claim as sent to a payer: operational, no ledger effect until recognised."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..money import exact

STATES = [
    ("draft", "Draft"),
    ("ready", "Ready"),
    ("submitted", "Submitted"),
    ("rejected", "Rejected at the front door"),
    ("accepted", "Accepted"),
    ("pended", "Pended"),
    ("paid", "Paid"),
    ("partially_denied", "Partially denied"),
    ("denied", "Denied"),
    ("awaiting_remit", "Awaiting remittance"),
    ("superseded", "Replaced"),
    ("void_pending", "Void requested"),
    ("voided", "Voided"),
    ("closed", "Closed"),
]
RECOGNISABLE = {
    "accepted": ("accepted", "pended"),
    "submitted": ("submitted", "accepted", "pended"),
}


def normal_number(number):
    """A claim number without leading zeros, punctuation and case."""
    return "".join(c for c in (number or "").upper() if c.isalnum()).lstrip("0")


class HealthcareClaim(models.Model):
    """One submitted version of a claim to one payer. No name, birth date or diagnosis.

    ``name`` is the patient control number; ``frequency`` 1 original, 7 replacement, 8
    void. ``charge`` in the company's currency. The ledger holds the balance; nothing
    here is a balance of record.
    """

    _name = "healthcare.claim"
    _description = "Claim"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.traceable"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Claim number", required=True, index=True)
    match_key = fields.Char(compute="_compute_match_key", store=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    payer_id = fields.Many2one("res.partner", required=True, index=True)
    next_payer_id = fields.Many2one(
        "res.partner", help="The payer that comes after this one."
    )
    patient_key = fields.Char(
        help="Opaque; only the claims system can turn it back into a person."
    )
    claim_type = fields.Selection(
        [("837P", "Professional"), ("837I", "Institutional"), ("837D", "Dental")],
        string="Claim type",
        default="837P",
    )
    frequency = fields.Char(default="1", required=True)
    sequence_code = fields.Selection(
        [("P", "Primary"), ("S", "Secondary"), ("T", "Tertiary")],
        string="Payer position",
        default="P",
    )
    filing_indicator = fields.Char()
    facility_type = fields.Char()
    facility_code = fields.Char(string="Billing provider", index="btree_not_null")
    payer_claim_number = fields.Char(
        string="Payer claim number", index="btree_not_null"
    )
    original_claim_id = fields.Many2one("healthcare.claim", index="btree_not_null")
    service_from = fields.Date()
    service_to = fields.Date()
    submitted_date = fields.Date(string="Submitted")
    accepted_date = fields.Date()
    remit_date = fields.Date(string="Last remittance", readonly=True)
    charge = fields.Monetary(required=True, aggregator="sum")
    expected_amount = fields.Monetary(help="What the contract allows; 0: not known.")
    estimate_amount = fields.Monetary(
        string="Expected revenue",
        help="Estimate for recognition; the contract's amount when 0.",
    )
    allowance_open = fields.Monetary(readonly=True, copy=False)
    gross_up_open = fields.Monetary(readonly=True, copy=False)
    paid_amount = fields.Monetary(string="Paid", readonly=True, copy=False)
    adjusted_amount = fields.Monetary(string="Adjusted", readonly=True, copy=False)
    patient_amount = fields.Monetary(
        string="Patient's share", readonly=True, copy=False
    )
    denied_amount = fields.Monetary(string="Denied", readonly=True, copy=False)
    open_amount = fields.Monetary(
        string="Open", compute="_compute_open_amount", compute_sudo=True
    )
    patient_open_amount = fields.Monetary(
        string="Open with patient",
        compute="_compute_open_amount",
        compute_sudo=True,
    )
    recognised = fields.Boolean(readonly=True, copy=False, index=True)
    adjudicated = fields.Boolean(readonly=True, copy=False)
    recognition_batch_id = fields.Many2one(
        "healthcare.posting.batch", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        STATES, required=True, default="draft", tracking=True, index=True
    )
    line_ids = fields.One2many("healthcare.claim.line", "claim_id")
    event_ids = fields.One2many("healthcare.claim.status.event", "claim_id")
    denial_ids = fields.One2many("healthcare.denial.case", "claim_id")
    denial_count = fields.Integer(compute="_compute_denial_count")
    remittance_claim_ids = fields.One2many("healthcare.remittance.claim", "claim_id")

    _version_uniq = models.UniqueIndex(
        "(company_id, name, frequency, payer_id) WHERE frequency != '7'",
        "This version of the claim is here already.",
    )
    _replacement_uniq = models.UniqueIndex(
        "(company_id, name, payer_id, charge, COALESCE(submitted_date, '2000-01-01'))"
        " WHERE frequency = '7'",
        "This replacement of the claim is here already.",
    )

    @api.depends("name")
    def _compute_match_key(self):
        for claim in self:
            claim.match_key = normal_number(claim.name)

    def _compute_open_amount(self):
        """What payers and the patient still owe by the ledger; one grouped query."""
        payers, patients = {}, {}
        for claim, account_type, residual in self._ledger_groups():
            role = patients if account_type else payers
            role[claim] = role.get(claim, 0.0) + residual
        for claim in self:
            claim.open_amount = payers.get(claim.id, 0.0)
            claim.patient_open_amount = patients.get(claim.id, 0.0)

    def _ledger_groups(self):
        """(claim id, is patient, residual) of posted receivables of these claims."""
        groups = self.env["account.move.line"]._read_group(
            [
                ("healthcare_claim_id", "in", self.ids),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
            ],
            ["healthcare_claim_id", "healthcare_role"],
            ["amount_residual:sum"],
        )
        return [
            (claim.id, role == "AR_PATIENT", residual)
            for claim, role, residual in groups
        ]

    @api.depends("denial_ids.state")
    def _compute_denial_count(self):
        for claim in self:
            claim.denial_count = len(claim.denial_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recognised(self):
        if any(claim.recognised for claim in self):
            raise UserError(
                self.env._("A recognised claim cannot be deleted. Void it instead.")
            )

    def action_accept(self):
        """The payer took the claim into adjudication; it may be recognised."""
        self._add_event("accepted", "person")
        self.filtered(lambda c: c.state in ("draft", "ready", "submitted")).write(
            {"state": "accepted", "accepted_date": fields.Date.context_today(self)}
        )

    def action_recognise(self):
        """Put the claims that are due into the ledger; opens the batches."""
        batches = self.env["healthcare.posting.batch"]._recognise(self)
        if not batches:
            raise UserError(
                self.env._(
                    "None of these claims is due: they are recognised already, or "
                    "not yet %(trigger)s.",
                    trigger=self.env.company.healthcare_recognition_trigger,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.posting.batch",
            "name": self.env._("Recognition"),
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", batches.ids)],
        }

    def action_open_entries(self):
        """The journal items of this claim."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_account_moves_all"
        )
        return action | {
            "domain": [("healthcare_claim_id", "=", self.id)],
            "context": {},
        }

    def action_open_denials(self):
        """The denial cases of this claim."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_claims_finance.healthcare_denial_case_action"
        )
        return action | {"domain": [("claim_id", "=", self.id)], "context": {}}

    def _recognisable(self):
        """The claims that may enter the ledger now.

        A replacement is not recognised while its original is: the payer first takes the
        original back, and the receivable would stand twice.
        """
        return self.filtered(
            lambda claim: (
                not claim.recognised
                and claim.frequency != "8"
                and claim.company_id.healthcare_recognition != "on_remittance"
                and claim.state
                in RECOGNISABLE[claim.company_id.healthcare_recognition_trigger]
                and not claim.original_claim_id.recognised
            )
        )

    @api.model
    def _cron_recognise(self):
        """Recognise what is due in every company, one commit per company."""
        for company in self.env["res.company"].search(
            [("chart_template", "!=", False)]
        ):
            claims = self.with_company(company).search(
                [
                    ("company_id", "=", company.id),
                    ("recognised", "=", False),
                    ("state", "in", ("submitted", "accepted", "pended")),
                ]
            )
            self.env["healthcare.posting.batch"].with_company(company)._recognise(
                claims
            )

    def _add_event(self, code, source, where="", amount=None):
        """Append one row to the claims' status history."""
        self.env["healthcare.claim.status.event"].sudo().create(
            [claim._event_values(code, source, where, amount) for claim in self]
        )

    def _event_values(self, code, source, where="", amount=None):
        return {
            "claim_id": self.id,
            "code": code,
            "source": source,
            "where": where or False,
            "amount": float(amount or 0),
        }

    def _acknowledgment_values(self, outcome, answer, reference, day):
        """The row of history of what the payer's front door said.

        :param outcome: accepted, rejected, received or unknown.
        """
        values = self._event_values(outcome, "acknowledgment", answer.where)
        return values | {
            "reference": reference,
            "effective_date": day,
            "payer_codes": ", ".join(self._payer_codes(answer.reports)) or False,
        }

    @api.model
    def _payer_codes(self, reports):
        """``A7:562:85`` of each code: category, status, entity."""
        return [
            ":".join(filter(None, (code.category, code.code, code.entity)))
            for report in reports
            for code in report.codes
        ]

    def _patient_token(self):
        """The key of the patient's account; the claim stands in when none was sent."""
        return self.patient_key or f"claim-{self.name}"

    def _allowed_estimate(self):
        """What recognition expects to be paid, exact; None when nothing is known."""
        amount = self.estimate_amount or self.expected_amount
        return exact(amount) if amount else None
