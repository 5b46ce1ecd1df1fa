"""The approval matrix: who decides about which requests."""

from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..approval_rules import Rule

CONDITIONS = [
    ("off_contract", "Items without contract price"),
    ("capital", "Capital goods"),
    ("clinical", "Implants and controlled drugs"),
    ("new_supplier", "Supplier that we never ordered from"),
    ("sole_source", "Sole source"),
    ("budget", "Budget of the cost centre exceeded"),
    ("urgent", "Urgent requests"),
]


class HealthcareApprovalRule(models.Model):
    """One row: when it applies, at which step, and who decides.

    Amounts are in the company's currency, before tax. A company without any row keeps
    Odoo's own behaviour.
    """

    _name = "healthcare.approval.rule"
    _description = "Approval rule"
    _inherit = ["mail.thread"]
    _order = "company_id, level, amount_from, id"

    name = fields.Char(
        required=True, tracking=True, help="What the decision is called."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    document = fields.Selection(
        [
            ("both", "Requisitions and orders"),
            ("requisition", "Requisitions"),
            ("order", "Purchase orders"),
        ],
        string="For",
        required=True,
        default="both",
        tracking=True,
        help="An order that comes from an approved requisition does not ask the same "
        "rule again unless something material changed.",
    )
    level = fields.Integer(
        string="Step",
        default=1,
        required=True,
        tracking=True,
        help="Step 2 is asked when all of step 1 said yes.",
    )
    amount_from = fields.Monetary(string="From", tracking=True)
    amount_to = fields.Monetary(string="Below", tracking=True, help="0: no upper end.")
    category_ids = fields.Many2many(
        "product.category",
        string="Categories",
        help="Empty: all. Only the lines of these categories count for the amount.",
    )
    facility_ids = fields.Many2many(
        "healthcare.facility",
        string="Facilities",
        domain="[('company_id', '=', company_id)]",
        help="Empty: all. A facility stands for its units too.",
    )
    condition = fields.Selection(
        CONDITIONS, string="Only for", tracking=True, help="Empty: everything."
    )
    capital_from = fields.Monetary(
        string="Capital from", default=5000.0, help="Price of one piece."
    )
    user_ids = fields.Many2many("res.users", string="Approvers", tracking=True)
    group_id = fields.Many2one("res.groups", string="Or anybody of", tracking=True)
    escalation_user_ids = fields.Many2many(
        "res.users",
        "healthcare_approval_rule_escalation_rel",
        string="Escalate to",
        help="Asked when nobody of the approvers may decide, or nobody does in time.",
    )
    minimum = fields.Integer(
        string="Approvals", default=1, required=True, help="How many people."
    )
    hours = fields.Integer(string="Answer within (hours)", default=16, required=True)
    connection_id = fields.Many2one(
        "healthcare.connection",
        string="Decided in",
        domain="[('company_id', '=', company_id)]",
        help="An approval tool outside Odoo. Its decision is taken over; nobody "
        "decides here.",
    )
    active = fields.Boolean(default=True)

    _ranges = models.Constraint(
        "CHECK(level > 0 AND minimum BETWEEN 1 AND 9 AND hours BETWEEN 1 AND 8760 "
        "AND amount_from >= 0 AND (amount_to = 0 OR amount_to > amount_from))",
        "Steps, numbers of approvals and amounts must make sense: the upper end lies "
        "above the lower one.",
    )

    @api.constrains("user_ids", "group_id", "connection_id")
    def _check_approvers(self):
        for rule in self:
            if not (rule.user_ids or rule.group_id or rule.connection_id):
                raise ValidationError(
                    self.env._("Say who decides: people, a group or an approval tool.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # -- asked by documents ----------------------------------------------------------

    @api.model
    def _for(self, company, document):
        """The matrix of a company for ``order`` or ``requisition``: tuple of
        :class:`~..approval_rules.Rule`. Empty: Odoo's own approval counts."""
        return self._compiled(company.id, document)

    @api.model
    @tools.ormcache("company_id", "document")
    def _compiled(self, company_id, document):
        rules = self.sudo().search(
            [("company_id", "=", company_id), ("document", "in", ("both", document))]
        )
        return tuple(rule._as_rule() for rule in rules)

    def _as_rule(self):
        return Rule(
            id=self.id,
            level=self.level,
            amount_from=Decimal(str(self.amount_from)),
            amount_to=Decimal(str(self.amount_to)) if self.amount_to else None,
            category_ids=frozenset(self.category_ids.ids),
            facility_ids=frozenset(self.facility_ids.ids),
            condition=self.condition or "",
            capital_from=Decimal(str(self.capital_from)),
        )

    # -- people ----------------------------------------------------------------------

    def _principals(self, escalated=False):
        """Those the rule names; the same for everybody of the company."""
        people = self.user_ids | self.group_id.all_user_ids
        if escalated:
            people |= self.escalation_user_ids
        return people.filtered(self._may_stand_in)

    def _may_stand_in(self, user):
        """People of the house who may see the company's documents."""
        return user.active and not user.share and self.company_id in user.company_ids

    def _deciders(self, amount, involved, escalated=False):
        """``{user: on behalf of}`` of those who may decide about ``amount``.

        Nobody decides about what he asked for or prepared (``involved``), neither
        himself nor through a delegate, nor as the delegate of another. A delegate has
        the limit of whom he stands for.
        """
        self = self.sudo()
        limits = self.env["healthcare.approval.limit"].sudo()
        principals = self._principals(escalated) - involved
        principals = limits._within(principals, self.company_id, amount)
        found = {user: user.browse() for user in principals}
        delegations = self.env["healthcare.approval.delegation"].sudo()
        for row in delegations._in_force(principals, self.company_id):
            delegate = row.delegate_id
            known = delegate in involved or delegate in found
            if not known and self._may_stand_in(delegate):
                found[delegate] = row.user_id
        return found
