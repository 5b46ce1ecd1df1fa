"""Contracts with suppliers: who may buy under them, at which prices, until when."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..contract_price import PRIORITIES

SOURCES = [
    ("local", "Local contract"),
    ("idn", "Network contract"),
    ("gpo", "Purchasing group"),
    ("spot", "Spot offer"),
    ("list", "List price"),
]
STATES = [("draft", "Draft"), ("active", "In force"), ("cancelled", "Cancelled")]
TERMS = {"partner_id", "priority", "source", "date_start", "date_end", "currency_id"}
"""What decides about prices: fixed while the contract is in force."""


class HealthcareSupplierContract(models.Model):
    """One contract: prices by item, pack, tier and quantity, for the facilities of its
    roster. Without a roster every facility of the company buys under it.

    ``priority`` decides between contracts, the lowest number first, before any price.
    Dates are inclusive; no end is open. Prices reach Odoo's vendor prices by
    ``_publish``.
    """

    _name = "healthcare.supplier.contract"
    _description = "Supplier contract"
    _inherit = ["mail.thread", "mail.activity.mixin", "healthcare.traceable"]
    _order = "partner_id, priority, date_start desc, id desc"
    _rec_names_search = ["number", "name"]

    name = fields.Char(required=True, tracking=True)
    number = fields.Char(required=True, tracking=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Supplier",
        required=True,
        index=True,
        tracking=True,
        domain="[('is_company', '=', True)]",
    )
    source = fields.Selection(SOURCES, required=True, default="local", tracking=True)
    gpo_partner_id = fields.Many2one("res.partner", string="Purchasing group")
    priority = fields.Integer(
        compute="_compute_priority",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Local 10, network 15, purchasing group 20, spot 50, list 90. The lowest "
        "number wins before the lowest price.",
    )
    date_start = fields.Date(string="From", required=True, tracking=True)
    date_end = fields.Date(string="Until", tracking=True)
    date_basis = fields.Selection(
        [("order", "Day of the order"), ("delivery", "Day of the delivery")],
        string="Counts",
        required=True,
        default="order",
        tracking=True,
        help="Which day decides whether a price is in force.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    state = fields.Selection(
        STATES, required=True, default="draft", tracking=True, copy=False, index=True
    )
    user_id = fields.Many2one(
        "res.users", string="Contract manager", default=lambda self: self.env.user
    )
    tier_ids = fields.One2many(
        "healthcare.supplier.contract.tier", "contract_id", string="Tiers", copy=True
    )
    tier_id = fields.Many2one(
        "healthcare.supplier.contract.tier",
        string="Tier of everybody",
        domain="[('contract_id', '=', id)]",
        copy=False,
        help="For facilities whose line of the roster names no tier.",
    )
    roster_ids = fields.One2many(
        "healthcare.supplier.contract.roster", "contract_id", copy=True
    )
    line_ids = fields.One2many(
        "healthcare.supplier.contract.line", "contract_id", string="Prices"
    )
    line_count = fields.Integer(compute="_compute_line_count")
    held_count = fields.Integer(compute="_compute_line_count")
    document_ids = fields.Many2many(
        "ir.attachment", string="Contract document", copy=False
    )
    document_url = fields.Char(
        string="Link to the repository", help="Where the signed contract is kept."
    )
    note = fields.Text(string="Terms")
    warn_days = fields.Integer(
        string="Remind before the end (days)", default=60, required=True
    )
    health = fields.Selection(
        [
            ("draft", "Draft"),
            ("future", "Starts later"),
            ("running", "In force"),
            ("ending", "Ends soon"),
            ("ended", "Ended"),
            ("cancelled", "Cancelled"),
        ],
        string="Today",
        compute="_compute_health",
        search="_search_health",
    )

    _number_uniq = models.UniqueIndex(
        "(company_id, partner_id, upper(number), date_start) "
        "WHERE state <> 'cancelled'",
        "This supplier has a contract with this number and start already.",
    )
    _dates = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)",
        "A contract cannot end before it begins.",
    )
    _warn = models.Constraint("CHECK(warn_days >= 0)", "Days cannot be negative.")

    @api.depends("source")
    def _compute_priority(self):
        for contract in self:
            contract.priority = PRIORITIES.get(contract.source, 20)

    @api.depends("name", "number")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = f"{contract.number} {contract.name or ''}".strip()

    def _compute_line_count(self):
        groups = self.env["healthcare.supplier.contract.line"]._read_group(
            [("contract_id", "in", self.ids)], ["contract_id", "state"], ["__count"]
        )
        counts = {(contract.id, state): count for contract, state, count in groups}
        for contract in self:
            contract.line_count = counts.get((contract.id, "approved"), 0)
            contract.held_count = counts.get((contract.id, "held"), 0)

    @api.depends("state", "date_start", "date_end", "warn_days")
    def _compute_health(self):
        today = fields.Date.context_today(self)
        for contract in self:
            contract.health = contract._health(today)

    def _health(self, today):
        if self.state != "active":
            return self.state
        if self.date_start and self.date_start > today:
            return "future"
        if not self.date_end:
            return "running"
        left = (self.date_end - today).days
        if left < 0:
            return "ended"
        return "ending" if left <= self.warn_days else "running"

    def _search_health(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        today = fields.Date.context_today(self)
        found = (
            self.sudo()
            .search([])
            .filtered(lambda contract: contract._health(today) in value)
        )
        return Domain("id", operator, found.ids)

    @api.constrains("tier_id", "tier_ids")
    def _check_tier(self):
        for contract in self:
            if contract.tier_id and contract.tier_id.contract_id != contract:
                raise ValidationError(
                    self.env._("The tier belongs to another contract.")
                )

    def write(self, vals):
        # EXTENDS mail: what decides about prices does not change under orders.
        if not self.env.su and TERMS & vals.keys():
            running = self.filtered(lambda row: row.state == "active")
            if running and not (vals.keys() & TERMS <= {"date_end"}):
                raise UserError(
                    self.env._(
                        "%(contract)s is in force. Set it back to draft, or close it "
                        "and enter its successor.",
                        contract=running[0].display_name,
                    )
                )
        result = super().write(vals)
        if (TERMS | {"tier_id", "state"}) & vals.keys():
            self._publish()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(contract.state != "draft" for contract in self):
            raise UserError(
                self.env._("A contract that was in force is cancelled, not deleted.")
            )

    # -- verbs -----------------------------------------------------------------------

    def action_activate(self):
        """Put the contract into force; its prices become vendor prices.

        Whoever entered it does not do so: a price needs a second pair of eyes.
        """
        self._check_manager()
        for contract in self:
            if contract.state != "draft":
                raise UserError(self.env._("Only a draft can be put into force."))
            if not contract.line_ids:
                raise UserError(self.env._("Enter or import at least one price first."))
            if contract.create_uid == self.env.user and not self.env.is_superuser():
                raise UserError(
                    self.env._(
                        "You entered this contract. Ask another contract manager to "
                        "put it into force."
                    )
                )
        self.sudo().line_ids.filtered(lambda line: line.state == "draft")._approve()
        self.sudo().write({"state": "active"})
        self.env["healthcare.audit.entry"]._log("contract.activated", self)

    def action_cancel(self):
        """Take the contract out of force."""
        self._check_manager()
        self.sudo().write({"state": "cancelled"})
        self.env["healthcare.audit.entry"]._log("contract.cancelled", self)

    def action_draft(self):
        """Back to draft: its prices leave the vendor prices until it is activated."""
        self._check_manager()
        self.sudo().write({"state": "draft"})

    def _check_manager(self):
        self.check_access("write")
        group = "healthcare_procurement_sync.group_contract_manager"
        if not (self.env.su or self.env.user.has_group(group)):
            raise AccessError(
                self.env._("Only a contract manager decides about contracts.")
            )

    # -- who buys under it -----------------------------------------------------------

    def _tiers_of(self, facility, day):
        """``(eligible, rank of the tier)`` of a facility on a day.

        A facility may use the prices of its tier and of every lower one. ``facility``
        may be empty: then only what everybody may buy counts.
        """
        self.ensure_one()
        tier = self.tier_id.rank or 0
        if not self.roster_ids:
            return True, tier
        rows = self.roster_ids.filtered(
            lambda row: row.facility_id in (facility and facility._and_parents() or ())
        )
        running = rows.filtered(lambda row: row._holds_on(day))
        if not running:
            return False, 0
        if not any(running.mapped("tier_id")):
            return True, tier
        return True, max(row.tier_id.rank or 0 for row in running)
