"""What a department asks for, from the first line to the last receipt."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..approval_rules import URGENT_REASONS
from .healthcare_approvable import GUARDED

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("in_approval", "In approval"),
    ("approved", "Approved"),
    ("partly_ordered", "Partly ordered"),
    ("ordered", "Ordered"),
    ("received", "Received"),
    ("closed", "Closed"),
    ("returned", "To be changed"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
]
OPEN = ("draft", "returned")
"""States in which the requester still writes."""
MOVES = {
    "draft": ("submitted", "cancelled"),
    "returned": ("submitted", "cancelled"),
    "submitted": ("in_approval", "approved", "ordered", "returned", "cancelled"),
    "in_approval": ("approved", "returned", "rejected", "cancelled"),
    "approved": ("partly_ordered", "ordered", "cancelled"),
    "partly_ordered": ("ordered", "received", "closed"),
    "ordered": ("received", "closed", "approved"),
    "received": ("closed",),
    "rejected": ("draft",),
    "cancelled": ("draft",),
    "closed": (),
}
PROTECTED = (
    "state",
    "name",
    "submitted_at",
    "external_number",
    "connection_id",
    "order_ids",
)


class HealthcareRequisition(models.Model):
    """Amounts are estimates in the company's currency before tax.

    The state is moved by its verbs only: nobody writes it.
    """

    _name = "healthcare.requisition"
    _description = "Requisition"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "product.catalog.mixin",
        "healthcare.approvable",
        "healthcare.traceable",
    ]
    _recorded = frozenset((*GUARDED, *PROTECTED, "external_fingerprint"))
    _order = "urgent desc, id desc"

    name = fields.Char(required=True, default="New", readonly=True, copy=False)
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    requester_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    requester_name = fields.Char(
        string="Requested by",
        readonly=True,
        help="As another system names the person.",
    )
    healthcare_facility_id = fields.Many2one(
        "healthcare.facility",
        string="Facility",
        required=True,
        index=True,
        tracking=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self._default_facility(),
    )
    delivery_point = fields.Char(help="Ward, room or dock at the facility.")
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Cost centre",
        compute="_compute_analytic_account_id",
        store=True,
        readonly=False,
        tracking=True,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    needed_by = fields.Date(
        required=True,
        tracking=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=7),
    )
    urgent = fields.Boolean(tracking=True)
    urgent_reason = fields.Selection(URGENT_REASONS, string="Why urgent")
    urgent_note = fields.Char(string="Urgent because")
    justification = fields.Text()
    sole_source = fields.Boolean(help="Only this supplier can deliver it; say why.")
    line_ids = fields.One2many(
        "healthcare.requisition.line", "requisition_id", string="Items", copy=True
    )
    amount = fields.Monetary(
        string="Estimate", compute="_compute_amount", store=True, help="Before tax."
    )
    off_contract_count = fields.Integer(compute="_compute_amount", store=True)
    submitted_at = fields.Datetime(readonly=True, copy=False)
    order_ids = fields.Many2many(
        "purchase.order",
        "healthcare_requisition_order_rel",
        "requisition_id",
        "order_id",
        string="Orders",
        readonly=True,
        copy=False,
    )
    order_count = fields.Integer(compute="_compute_order_count", compute_sudo=True)
    waits_for = fields.Char(compute="_compute_waits_for", compute_sudo=True)
    connection_id = fields.Many2one(
        "healthcare.connection", string="Came from", readonly=True, copy=False
    )
    external_number = fields.Char(readonly=True, copy=False)
    external_fingerprint = fields.Char(readonly=True, copy=False)
    editable = fields.Boolean(compute="_compute_editable")

    _external_uniq = models.UniqueIndex(
        "(connection_id, external_number) WHERE external_number IS NOT NULL"
    )
    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> 'New'")

    @api.model
    def _default_facility(self):
        """The one of the last requisition, else the only one."""
        last = self.search([("requester_id", "=", self.env.uid)], limit=1)
        if last:
            return last.healthcare_facility_id
        domain = [("company_id", "=", self.env.company.id)]
        found = self.env["healthcare.facility"].search(domain, limit=2)
        return found if len(found) == 1 else found.browse()

    @api.depends("healthcare_facility_id")
    def _compute_analytic_account_id(self):
        for row in self:
            own = row.healthcare_facility_id.sudo().analytic_account_id
            row.analytic_account_id = row.analytic_account_id or own

    @api.depends("line_ids.amount", "line_ids.on_contract")
    def _compute_amount(self):
        for row in self:
            row.amount = sum(row.line_ids.mapped("amount"))
            off = row.line_ids.filtered(lambda line: not line.on_contract)
            row.off_contract_count = len(off)

    @api.depends("order_ids")
    def _compute_order_count(self):
        for row in self:
            row.order_count = len(row.order_ids)

    @api.depends("state", "healthcare_approval_ids.state")
    def _compute_waits_for(self):
        for row in self:
            asked = row.state == "in_approval"
            row.waits_for = row._approval_waits_for() if asked else False

    @api.depends("state")
    def _compute_editable(self):
        for row in self:
            row.editable = row.state in OPEN

    @api.constrains("urgent", "urgent_reason", "state")
    def _check_urgent(self):
        for row in self:
            if row.urgent and not row.urgent_reason and row.state not in OPEN:
                raise ValidationError(self.env._("Say why it is urgent."))

    # -- who writes what -------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_foreign(vals)
            if vals.get("name", "New") == "New":
                company = self.env["res.company"].browse(vals.get("company_id") or [])
                sequence = self.env["ir.sequence"].with_company(
                    company or self.env.company
                )
                number = sequence.next_by_code("healthcare.requisition")
                vals["name"] = number or "New"
        rows = super().create(vals_list)
        rows._note_author()
        return rows

    def write(self, vals):
        self._refuse_foreign(vals)
        own = set(vals) - {"message_follower_ids", "activity_ids", "message_ids"}
        if not self.env.su and own and self.filtered(lambda row: not row.editable):
            raise UserError(
                self.env._(
                    "What was submitted is not changed. Ask to have it returned."
                )
            )
        result = super().write(vals)
        if own:
            self._note_author()
        return result

    def _refuse_foreign(self, vals):
        """:raises AccessError: the state, or somebody else as requester."""
        if self.env.su:
            return
        state = vals.get("state", "draft")
        if state != "draft" or any(vals.get(name) for name in PROTECTED[2:]):
            raise AccessError(self.env._("The state is moved by its buttons."))
        wanted = vals.get("requester_id") or self.env.context.get(
            "default_requester_id"
        )
        other = wanted not in (None, False, self.env.uid)
        if other and not self.env.user.has_group("purchase.group_purchase_user"):
            raise AccessError(self.env._("You request for yourself."))

    def _note_author(self):
        """Whoever enters or changes it does not approve it."""
        if self.env.su:
            return
        fresh = self.sudo().filtered(
            lambda row: row.editable and self.env.user not in row.healthcare_author_ids
        )
        if fresh:
            link = [fields.Command.link(self.env.uid)]
            super(HealthcareRequisition, fresh).write({"healthcare_author_ids": link})

    def _move(self, state, **values):
        """The one place in which the state changes.

        :raises UserError: this step does not lead there.
        """
        for row in self.sudo():
            if row.state == state:
                continue
            if state not in MOVES[row.state]:
                raise UserError(
                    self.env._(
                        "%(name)s is %(state)s: this is not possible any more.",
                        name=row.name,
                        state=dict(STATES)[row.state],
                    )
                )
            row.write({"state": state, **values})

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        if self.filtered(lambda row: row.state not in ("draft", "cancelled")):
            raise UserError(self.env._("Cancel it; what was asked stays on record."))
