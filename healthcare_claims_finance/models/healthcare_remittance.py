"""A remittance: one payment of a payer and the claims it explains (835, one ST/SE)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("parsed", "Received"),
    ("balanced", "Checked"),
    ("to_approve", "To approve"),
    ("posted", "Posted"),
    ("posted_partial", "Posted in part"),
    ("no_financial_effect", "No financial effect"),
    ("quarantined", "Quarantined"),
    ("rejected_duplicate", "Duplicate"),
    ("replaced", "Replaced"),
]
LIVE = ("parsed", "balanced", "to_approve", "posted", "posted_partial")
DONE = ("posted", "posted_partial", "no_financial_effect")


class HealthcareRemittance(models.Model):
    """One payment. ``name`` is the trace number (TRN02), ``payment`` BPR02.

    ``identity`` is the same for a resend in a new envelope; ``content_hash`` tells a
    resend from other content under the same identity. A quarantined remittance never
    changes: the payer sends a replacement, or an approved person overrides.
    """

    _name = "healthcare.remittance"
    _description = "Remittance"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.traceable"]
    _order = "payment_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Trace number", required=True, readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    payer_id = fields.Many2one("res.partner", tracking=True, index=True)
    payer_code = fields.Char(readonly=True)
    payer_trace_id = fields.Char(readonly=True)
    payee_code = fields.Char(readonly=True)
    handling = fields.Char(readonly=True)
    method = fields.Char(string="Payment method", readonly=True)
    payment_date = fields.Date(readonly=True, index=True)
    production_date = fields.Date(readonly=True)
    payment = fields.Monetary(readonly=True)
    credit_debit = fields.Char(readonly=True)
    stated_currency = fields.Char(readonly=True)
    interchange_number = fields.Char(readonly=True)
    set_number = fields.Char(readonly=True)
    where = fields.Char(string="Place", readonly=True)
    identity = fields.Char(required=True, readonly=True)
    content_hash = fields.Char(required=True, readonly=True)
    file_hash = fields.Char(readonly=True)
    state = fields.Selection(
        STATES,
        required=True,
        default="parsed",
        readonly=True,
        tracking=True,
        index=True,
        group_expand="_group_expand_state",
    )
    settlement_state = fields.Selection(
        [
            ("not_applicable", "No money"),
            ("awaiting_eft", "Awaiting money"),
            ("partially_settled", "Settled in part"),
            ("settled", "Settled"),
            ("over", "More than expected"),
            ("voided", "Voided"),
        ],
        string="Money",
        required=True,
        default="awaiting_eft",
        readonly=True,
        tracking=True,
    )
    settled_amount = fields.Monetary(readonly=True)
    expected_trace = fields.Char(
        string="Expected in the bank as",
        readonly=True,
        index="btree_not_null",
        help="The trace number, or that of the payment that replaced a voided one.",
    )
    balance_badge = fields.Selection(
        [
            ("balanced", "Balanced"),
            ("service", "Line differs"),
            ("claim", "Claim differs"),
            ("transaction", "Payment differs"),
            ("other", "Held"),
        ],
        string="Balance",
        default="balanced",
        readonly=True,
    )
    problem = fields.Char(
        string="Failed checks",
        readonly=True,
        help="service:claim:line, claim:claim, transaction, or the code of the reason.",
    )
    warnings = fields.Char(string="Remarks", readonly=True)
    claim_ids = fields.One2many("healthcare.remittance.claim", "remittance_id")
    plb_ids = fields.One2many("healthcare.remittance.plb", "remittance_id")
    row_ids = fields.One2many("healthcare.posting.row", "remittance_id")
    unmatched_claim_ids = fields.One2many(
        "healthcare.remittance.claim",
        "remittance_id",
        domain=[("state", "=", "suspended")],
    )
    denial_ids = fields.One2many("healthcare.denial.case", "remittance_id")
    claim_count = fields.Integer(string="Claims", readonly=True)
    unmatched_count = fields.Integer(string="Unmatched", readonly=True)
    denied_count = fields.Integer(string="Denied", readonly=True)
    charge_total = fields.Monetary(readonly=True)
    paid_total = fields.Monetary(readonly=True)
    co_total = fields.Monetary(string="Contractual (CO)", readonly=True)
    pr_total = fields.Monetary(string="Patient (PR)", readonly=True)
    oa_total = fields.Monetary(string="Other (OA)", readonly=True)
    pi_total = fields.Monetary(string="Payer initiated (PI)", readonly=True)
    plb_total = fields.Monetary(string="Provider level", readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Journal entry", readonly=True, check_company=True
    )
    accounting_date = fields.Date(readonly=True)
    period_shifted = fields.Boolean(readonly=True)
    poster_id = fields.Many2one("res.users", readonly=True)
    approver_id = fields.Many2one("res.users", readonly=True)
    approved_at = fields.Datetime(readonly=True)

    _identity_uniq = models.UniqueIndex(
        "(company_id, identity) WHERE state NOT IN "
        "('quarantined', 'rejected_duplicate', 'replaced')",
        "This payment is here already.",
    )
    _awaiting = models.Index(
        "(company_id, expected_trace) WHERE settlement_state "
        "IN ('awaiting_eft', 'partially_settled')"
    )

    @api.model
    def _group_expand_state(self, values, _domain):
        """The board's columns in the order of the work; rare ones only when filled."""
        always = {"balanced", "to_approve", "posted"}
        return [state for state, _name in STATES if state in always or state in values]

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A remittance is evidence of a payment and cannot be deleted.")
        )

    def action_post(self):
        """Post what is checked and ready; opens exceptions for the rest."""
        for remittance in self:
            if remittance.state not in ("parsed", "balanced"):
                raise UserError(
                    self.env._(
                        "Remittance %(name)s is not ready to post: it is %(state)s.",
                        name=remittance.name,
                        state=dict(STATES)[remittance.state],
                    )
                )
            remittance.poster_id = self.env.user
            remittance._process_open(post=True)

    def action_approve(self):
        """Post a remittance above the limit. The approver is not the poster."""
        if not self.env.user.has_group(
            "healthcare_claims_finance.group_remittance_approver"
        ):
            raise AccessError(
                self.env._("Only a remittance approver can release this posting.")
            )
        for remittance in self:
            remittance._check_approval()
            remittance.write(
                {"approver_id": self.env.uid, "approved_at": fields.Datetime.now()}
            )
            remittance._process_open(post=True)

    def _check_approval(self):
        self.ensure_one()
        if self.state != "to_approve":
            raise UserError(
                self.env._(
                    "Remittance %(name)s does not wait for an approval.", name=self.name
                )
            )
        if self.env.user in self.create_uid | self.poster_id:
            raise UserError(
                self.env._("The approver must be another person than the poster.")
            )

    def action_check_again(self):
        """Look at a held remittance again, after a payer was identified for example.

        Amounts are never edited: an unbalanced remittance stays where it is.
        """
        for remittance in self:
            if remittance.state not in ("quarantined", "parsed"):
                raise UserError(
                    self.env._("Only a held remittance can be checked again.")
                )
            if remittance.problem == "identity_conflict":
                raise UserError(
                    self.env._(
                        "Another remittance has this identity. Ask the payer which "
                        "of the two counts."
                    )
                )
            remittance._process_open()

    def action_open_entry(self):
        """The journal entry."""
        self.ensure_one()
        return self.move_id._get_records_action()

    def action_open_denials(self):
        """The denials of this remittance."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "healthcare_claims_finance.healthcare_denial_case_action"
        )
        return action | {"domain": [("remittance_id", "=", self.id)], "context": {}}

    def _process_open(self, post=None):
        """Process outside a message: exceptions are opened here, solved ones closed."""
        self.ensure_one()
        self.env["healthcare.exception"]._resolve_for(
            self,
            ("OUT_OF_BALANCE", "PAYER_UNKNOWN", "APPROVAL_NEEDED", "POSTING_CONTROL"),
            self.env._("Looked at again by %(user)s.", user=self.env.user.name),
        )
        result = self._process(post=post)
        self.env["healthcare.exception"]._open_many(
            [(finding, None, None, self.company_id) for finding in result.findings]
        )
        return result

    def action_void(self, replaced_by=""):
        """The payer voided the payment instrument.

        :param str replaced_by: the number of the instrument that replaces it without a
            new remittance: only the expected money changes its name, nothing is posted.
        """
        self.ensure_one()
        if self.settlement_state not in ("awaiting_eft", "partially_settled"):
            raise UserError(self.env._("No money is awaited for this remittance."))
        values = (
            {"expected_trace": replaced_by}
            if replaced_by
            else {"settlement_state": "voided"}
        )
        self.write(values)
