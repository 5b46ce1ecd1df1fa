"""What a requisition and an order have in common: they need people's consent."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..approval_rules import covers, from_plain, needed

APPROVAL_STATES = [
    ("none", "None needed"),
    ("waiting", "Waits for approval"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("returned", "Sent back"),
    ("retrospective", "Ordered, approval to follow"),
]
GUARDED = (
    # Neither by a value nor by a default of the context (healthcare.recorded).
    "healthcare_approval_state",
    "healthcare_approved_basis",
    "healthcare_approved_total",
    "healthcare_author_ids",
    "healthcare_requisition_ids",
)
"""What only the product itself writes: whoever could write it could approve."""


class HealthcareApprovable(models.AbstractModel):
    """Asks the matrix, asks people step by step, remembers what they said yes to.

    A document says what it is by :meth:`_approval_kind`, ``_approval_facts``,
    ``_approval_basis``, ``_approval_involved`` and ``_approval_summary``, and acts in
    ``_approval_granted`` and ``_approval_denied``.
    """

    _name = "healthcare.approvable"
    _description = "Document that needs approval"
    _inherit = ["healthcare.recorded"]
    _recorded = frozenset(GUARDED)

    healthcare_approval_state = fields.Selection(
        APPROVAL_STATES,
        string="Approval",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    healthcare_approved_basis = fields.Json(readonly=True, copy=False)
    healthcare_approved_total = fields.Float(
        string="Approved total",
        digits=(16, 2),
        readonly=True,
        copy=False,
        help="In the company's currency, before tax.",
    )
    healthcare_author_ids = fields.Many2many(
        "res.users",
        string="Prepared by",
        readonly=True,
        copy=False,
        help="Who entered or changed items and amounts; they do not approve them.",
    )
    healthcare_approval_ids = fields.One2many(
        "healthcare.approval",
        "res_id",
        string="Approvals",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
    )
    healthcare_may_decide = fields.Boolean(compute="_compute_healthcare_may_decide")

    @api.depends_context("uid")
    @api.depends("healthcare_approval_ids.state")
    def _compute_healthcare_may_decide(self):
        for record in self:
            record.healthcare_may_decide = any(
                row.may_decide for row in record.healthcare_approval_ids
            )

    # -- the hooks of a document -----------------------------------------------------

    def _approval_kind(self):
        raise NotImplementedError

    def _approval_facts(self):
        """:class:`~..approval_rules.Facts` of the document as it stands."""
        raise NotImplementedError

    def _approval_basis(self):
        """:class:`~..approval_rules.Basis` of the document as it stands."""
        raise NotImplementedError

    def _approval_involved(self):
        """Users who asked for it or prepared it."""
        return self.create_uid | self.healthcare_author_ids

    def _approval_summary(self, approval):
        """What the approver reads: HTML."""
        raise NotImplementedError

    def _approval_granted(self, approvals):
        """Everybody said yes."""

    def _approval_denied(self, approval):
        """Somebody said no, or sent it back."""

    # -- protecting what was approved ------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._approval_refuse_forgery({k: v for k, v in vals.items() if v})
        return super().create(vals_list)

    def write(self, vals):
        self._approval_refuse_forgery(vals)
        return super().write(vals)

    @api.model
    def _approval_refuse_forgery(self, vals):
        """:raises UserError: a caller who writes what only a decision may write."""
        # Erasing what was approved would open the order as well.
        if not self.env.su and any(name in vals for name in GUARDED):
            raise UserError(
                self.env._("An approval is given by its approver, not written.")
            )

    # -- asking the matrix -----------------------------------------------------------

    def _approval_rules(self):
        """The matrix of the company for this kind of document."""
        return self.env["healthcare.approval.rule"]._for(
            self.company_id, self._approval_kind()
        )

    def _approval_missing(self):
        """The rules whose decision is still to be had; () when none is."""
        self.ensure_one()
        rules = self._approval_rules()
        if not rules:
            return ()
        record = self.sudo()
        wanted = needed(rules, record._approval_facts())
        approved = from_plain(record.healthcare_approved_basis)
        if not wanted or covers(approved, record._approval_basis(), wanted):
            return ()
        return tuple(wanted)

    # -- small things ----------------------------------------------------------------

    def _approval_facility(self):
        return self.healthcare_facility_id

    def _approval_requester(self):
        return self.create_uid

    def _approval_waits_for(self):
        """Names of those who are asked now, for messages."""
        rows = self.sudo().healthcare_approval_ids.filtered(
            lambda row: row.state == "pending"
        )
        names = [row.connection_id.name or row.user_id.name or "" for row in rows]
        return ", ".join(filter(None, names)) or self.env._("nobody")

    def action_healthcare_approve(self):
        """Say yes to what is asked of me about this document."""
        for record in self:
            rows = record.sudo().healthcare_approval_ids.sudo(False)
            mine = rows.filtered("may_decide")
            if not mine:
                raise UserError(
                    self.env._(
                        "%(document)s waits for: %(people)s.",
                        document=record.name,
                        people=record._approval_waits_for(),
                    )
                )
            mine.action_approve()
        return True

    def action_healthcare_refuse(self):
        """Ask why, then say no to what is asked of me."""
        return self.healthcare_approval_ids.filtered("may_decide").action_refuse()

    def action_healthcare_return(self):
        """Ask what has to change, then send it back."""
        return self.healthcare_approval_ids.filtered("may_decide").action_return()

    @api.model
    def _approval_deadline(self, rule, retrospective):
        """Hours of the rule; what is approved afterwards by the next working day."""
        now = fields.Datetime.now()
        hours = now + timedelta(hours=rule.hours)
        if not retrospective:
            return hours
        day = now + timedelta(days=1)
        holidays = self.env["healthcare.holiday"]._days(
            rule.company_id, day.date(), day.date() + timedelta(days=14)
        )
        while day.weekday() > 4 or day.date() in holidays:
            day += timedelta(days=1)
        return day

    @api.model
    def _approval_traits(self, **flags):
        return frozenset(name for name, value in flags.items() if value)

    @api.model
    def _approval_by_company(self):
        found = defaultdict(lambda: self.browse())
        for record in self:
            found[record.company_id] |= record
        return found
