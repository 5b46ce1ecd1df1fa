"""A denied amount with an owner and a deadline; the money stays in the receivable."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("new", "New"),
    ("triaged", "Sorted"),
    ("working", "In work"),
    ("appealed", "Appealed"),
    ("won", "Won"),
    ("partly_won", "Won in part"),
    ("overturned", "Overturned"),
    ("lost", "Lost"),
    ("written_off", "Written off"),
    ("patient_billed", "Billed to the patient"),
    ("superseded", "Taken back by the payer"),
    ("closed", "Closed"),
]
OPEN = ("new", "triaged", "working", "appealed", "lost")


class HealthcareDenialCase(models.Model):
    """One denied amount of one claim, line and code; amounts in the company's currency.

    ``deadline`` is the last day of a first appeal: the remittance's date and the
    payer's window, 60 days when the payer has none. No clinical details come in here.
    """

    _name = "healthcare.denial.case"
    _description = "Denial"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.traceable"]
    _order = "deadline, amount desc, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("denial", "Denied"), ("noncovered_patient", "Not covered, patient owes")],
        required=True,
        readonly=True,
        default="denial",
    )
    claim_id = fields.Many2one(
        "healthcare.claim",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    remittance_claim_id = fields.Many2one(
        "healthcare.remittance.claim", readonly=True, index="btree_not_null"
    )
    remittance_id = fields.Many2one(
        "healthcare.remittance", readonly=True, index="btree_not_null"
    )
    payer_id = fields.Many2one("res.partner", required=True, readonly=True, index=True)
    group_code = fields.Char(string="Group", readonly=True)
    reason_code = fields.Char(string="Reason code", readonly=True, index=True)
    reason_id = fields.Many2one("healthcare.adjustment.reason", readonly=True)
    remark_codes = fields.Char(string="Remarks", readonly=True)
    line_control_number = fields.Char(string="Line", readonly=True)
    amount = fields.Monetary(string="Denied", readonly=True)
    expected_amount = fields.Monetary(
        string="Worth", readonly=True, help="What the contract allows for it."
    )
    recovered_amount = fields.Monetary(string="Recovered", readonly=True)
    category_id = fields.Many2one(
        "healthcare.denial.category", tracking=True, index=True
    )
    advice = fields.Text(related="category_id.advice")
    notice_date = fields.Date(readonly=True)
    deadline = fields.Date(tracking=True, index=True)
    deadline_assumed = fields.Boolean(readonly=True)
    days_left = fields.Integer(string="Days left", compute="_compute_days_left")
    statement_hold = fields.Boolean(
        string="Hold the patient's statement", tracking=True
    )
    user_id = fields.Many2one("res.users", string="Owner", tracking=True, index=True)
    state = fields.Selection(
        STATES, required=True, default="new", tracking=True, index=True
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    writeoff_move_id = fields.Many2one("account.move", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(claim_id, payer_id, kind, COALESCE(line_control_number, ''), group_code, "
        "reason_code, amount) WHERE state IN ('new', 'triaged', 'working', 'appealed')",
        "This denial is being worked already.",
    )

    @api.depends("claim_id.name", "group_code", "reason_code")
    def _compute_name(self):
        for case in self:
            case.name = f"{case.claim_id.name} {case.group_code}-{case.reason_code}"

    @api.depends("state")
    def _compute_is_open(self):
        for case in self:
            case.is_open = case.state in OPEN

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", OPEN)]

    @api.depends("deadline")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for case in self:
            case.days_left = (case.deadline - today).days if case.deadline else 0

    def action_take(self):
        """Become the owner; the activity follows."""
        self.write({"user_id": self.env.uid})
        self.activity_ids.write({"user_id": self.env.uid})

    def action_start(self):
        """Begin to work on it."""
        self._move(("new", "triaged"), "working")

    def action_appeal(self):
        """The appeal was sent to the payer."""
        self._move(("new", "triaged", "working"), "appealed")

    def action_lost(self):
        """The payer upheld the denial; what follows is a write-off or the patient."""
        self._move(("working", "appealed"), "lost")

    def action_close(self):
        """Close without an effect on the ledger, as a duplicate for example."""
        self._move(OPEN, "closed")
        self._finish(self.env._("Closed by %(user)s.", user=self.env.user.name))

    def _move(self, allowed, state):
        wrong = self.filtered(lambda case: case.state not in allowed)
        if wrong:
            raise UserError(
                self.env._(
                    "%(name)s is %(state)s; this step is not possible from there.",
                    name=wrong[0].name,
                    state=dict(STATES)[wrong[0].state],
                )
            )
        self.write({"state": state})

    def action_write_off(self):
        """Write the denied amount off. Needs a remittance approver.

        Posts D denial write-off, C insurance receivable, at most what is still open.
        """
        if not self.env.user.has_group(
            "healthcare_claims_finance.group_remittance_approver"
        ):
            raise AccessError(
                self.env._("Only a remittance approver can write a denial off.")
            )
        for case in self:
            if case.state not in OPEN or case.kind != "denial":
                raise UserError(self.env._("There is nothing to write off here."))
            case._write_off()

    def _finish(self, reason):
        """Activities done, exceptions solved."""
        self.activity_ids.action_feedback(feedback=reason)
        self.env["healthcare.exception"]._resolve_for(
            self, ("DENIAL", "NONCOVERED_PATIENT"), reason
        )

    def _supersede(self):
        """The payer took the adjudication back; its denials are no longer true."""
        cases = self.filtered("is_open")
        cases.write({"state": "superseded"})
        cases._finish(self.env._("The payer took the adjudication back."))

    def _paid_after_all(self, still_open, remittance):
        """The payer paid: won, in part when something is still open.

        A case that the payer took back and then paid was overturned.
        """
        older = self.filtered(lambda case: case.remittance_id != remittance)
        older.filtered(lambda case: case.state == "superseded").write(
            {"state": "overturned"}
        )
        cases = older.filtered("is_open")
        if not cases:
            return
        cases.write({"state": "partly_won" if still_open else "won"})
        cases._finish(self.env._("Paid by remittance %(name)s.", name=remittance.name))
