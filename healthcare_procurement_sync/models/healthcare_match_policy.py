"""How much a supplier's bill may differ before a person must look at it."""

from odoo import api, fields, models


class HealthcareMatchPolicy(models.Model):
    """Tolerances of the match: one row for the company, more for single suppliers.

    Money in the company's currency, percentages as 2.0 for two percent. A variance is
    accepted up to the floor, or when percentage and cap both hold.
    """

    _name = "healthcare.match.policy"
    _description = "Match policy"
    _inherit = ["mail.thread"]
    _order = "partner_id NULLS FIRST, id"
    _rec_name = "display_name"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Supplier",
        index="btree_not_null",
        help="Empty: for every supplier without a policy of its own.",
    )
    facility_id = fields.Many2one(
        "healthcare.facility",
        index="btree_not_null",
        domain="[('company_id', '=', company_id)]",
        help="For what this facility orders from suppliers without their own policy.",
    )
    category_id = fields.Many2one(
        "product.category",
        string="Item class",
        index="btree_not_null",
        help="For lines of these items: their tolerances come before the supplier's.",
    )
    zero_tolerance = fields.Boolean(
        string="No tolerance",
        tracking=True,
        help="Controlled drugs, implants: every difference is a question. Items with "
        "serial numbers have none in any case.",
    )
    accept_limit = fields.Monetary(
        default=250.0,
        tracking=True,
        help="What a clerk may accept on one bill; above it a manager decides.",
    )
    typed_bills = fields.Selection(
        [("ask", "When somebody asks for it"), ("always", "Before they are posted")],
        string="Match typed bills",
        required=True,
        default="ask",
        tracking=True,
        help="Bills that people type from paper or a PDF.",
    )
    active = fields.Boolean(default=True)
    match_policy = fields.Selection(
        [
            ("3way", "Order, receipt and bill"),
            ("2way", "Order and bill"),
            ("contract", "Contract price and order"),
        ],
        required=True,
        default="3way",
        tracking=True,
        help="Services are always matched against the order only.",
    )
    price_tol_pct = fields.Float(string="Price %", default=2.0, tracking=True)
    price_tol_cap = fields.Monetary(string="Price cap", default=50.0, tracking=True)
    price_tol_floor = fields.Monetary(string="Price floor", default=1.0, tracking=True)
    price_low_pct = fields.Float(
        string="Suspiciously low %", default=25.0, tracking=True
    )
    qty_tol_pct = fields.Float(string="Quantity %", tracking=True)
    qty_tol_cap = fields.Monetary(string="Quantity cap", tracking=True)
    qty_tol_floor = fields.Monetary(string="Quantity floor", tracking=True)
    over_receipt_tol_pct = fields.Float(string="Over-receipt %", tracking=True)
    header_cap = fields.Monetary(
        string="Cap per bill",
        default=100.0,
        tracking=True,
        help="All accepted variances of one bill may not add up to more.",
    )
    freight_terms = fields.Selection(
        [
            ("prepaid_add", "Prepaid and added to the bill"),
            ("prepaid", "Included in the price"),
            ("collect", "Paid to the carrier by us"),
        ],
        required=True,
        default="prepaid_add",
        tracking=True,
    )
    freight_pct = fields.Float(string="Freight % of goods", default=10.0, tracking=True)
    freight_cap = fields.Monetary(default=150.0, tracking=True)
    charge_ids = fields.One2many(
        "healthcare.match.charge", "policy_id", string="Allowed charges", copy=True
    )
    tax_exempt = fields.Boolean(default=True, tracking=True)
    tax_rate = fields.Float(string="Tax %", digits=(8, 4), tracking=True)
    tax_tol = fields.Monetary(string="Tax tolerance", default=0.05, tracking=True)
    rounding_per_line = fields.Monetary(default=0.01, tracking=True)
    dup_window_days = fields.Integer(
        string="Duplicate window (days)", default=3, tracking=True
    )
    no_po_action = fields.Selection(
        [
            ("hold", "Hold the bill"),
            ("reject", "Reject: no order, no pay"),
            ("wait", "Wait for the order"),
        ],
        string="Unknown order",
        required=True,
        default="hold",
        tracking=True,
    )
    contract_action = fields.Selection(
        [("hold", "Hold the bill"), ("pay_and_claim", "Pay and claim the difference")],
        string="Above contract",
        required=True,
        default="hold",
        tracking=True,
    )
    slip_days = fields.Integer(
        string="Accepted delay (days)",
        default=5,
        tracking=True,
        help="A promised date later than this becomes an exception.",
    )
    shelf_life_days = fields.Integer(
        string="Least shelf life (days)", default=180, tracking=True
    )
    backorder_stated = fields.Boolean(
        string="States the back-ordered quantity",
        help="In a partial acknowledgment this supplier states what is back-ordered, "
        "not what ships.",
    )

    _scope_uniq = models.UniqueIndex(
        "(company_id, COALESCE(partner_id, 0), COALESCE(facility_id, 0), "
        "COALESCE(category_id, 0)) WHERE active",
        "There is a policy for this already.",
    )
    _positive = models.Constraint(
        "CHECK(price_tol_pct >= 0 AND qty_tol_pct >= 0 AND over_receipt_tol_pct >= 0 "
        "AND price_tol_cap >= 0 AND qty_tol_cap >= 0 AND header_cap >= 0)",
        "A tolerance cannot be negative.",
    )

    @api.depends("partner_id", "company_id", "facility_id", "category_id")
    def _compute_display_name(self):
        for policy in self:
            scopes = (policy.category_id, policy.partner_id, policy.facility_id)
            names = [record.display_name for record in scopes if record]
            policy.display_name = ", ".join(names) or self.env._(
                "All suppliers of %s", policy.company_id.name
            )

    @api.model
    def _for(self, company, partner):
        """The policy of a supplier: its own row, the company's, or the defaults.

        :return: a record, possibly a new one that holds the defaults.
        """
        return self._for_many(company, partner)[partner.commercial_partner_id.id]

    @api.model
    def _for_many(self, company, partners):
        """``{commercial partner id: policy}`` with one query.

        Whole suppliers only: facilities and item classes are asked for apart.
        """
        commercial = partners.commercial_partner_id
        rows = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", [False, *commercial.ids]),
                ("facility_id", "=", False),
                ("category_id", "=", False),
            ]
        )
        own = {row.partner_id.id: row for row in rows}
        default = own.get(False) or self.sudo().new({"company_id": company.id})
        return {
            partner_id: own.get(partner_id, default)
            for partner_id in [*commercial.ids, False]
        }
