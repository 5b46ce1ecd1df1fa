"""How long a list price may be used after its supplier's feed fell silent."""

from odoo import api, fields, models


class HealthcarePricePolicy(models.Model):
    """One row for the company, more for single suppliers. Ages in days since the feed
    last confirmed a price; a price that no feed brought has no age and no limit.

    Up to ``fresh_days`` a price is current. Then it is stale: up to ``use_days`` it is
    used with a badge, up to ``approve_days`` only a person may confirm an order with
    it, beyond that nobody. With ``action`` *block* every stale price stops the order.
    Contract prices hold to the end of the contract whatever the feed does.
    """

    _name = "healthcare.price.policy"
    _description = "Policy for prices whose feed is late"
    _inherit = ["mail.thread"]
    _order = "partner_id NULLS FIRST, id"

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
    active = fields.Boolean(default=True)
    action = fields.Selection(
        [
            ("use", "Use the last approved price"),
            ("block", "Stop orders until the list arrives"),
        ],
        string="When the list is late",
        required=True,
        default="use",
        tracking=True,
    )
    fresh_days = fields.Integer(
        string="Current for (days)",
        default=10,
        required=True,
        tracking=True,
        help="One and a half times the rhythm in which the supplier sends lists.",
    )
    use_days = fields.Integer(
        string="Usable for (days)", default=30, required=True, tracking=True
    )
    approve_days = fields.Integer(
        string="With a person up to (days)", default=60, required=True, tracking=True
    )
    drug_category_ids = fields.Many2many(
        "product.category",
        string="Short-lived categories",
        help="Drugs and whatever else changes price quickly.",
    )
    drug_use_days = fields.Integer(
        string="Short-lived: usable for (days)", default=3, required=True
    )
    drug_approve_days = fields.Integer(
        string="Short-lived: with a person up to (days)", default=7, required=True
    )
    exposure_cap = fields.Monetary(
        string="At stale prices per day",
        tracking=True,
        help="Orders of one supplier and day may not exceed this at stale prices. 0: "
        "no limit.",
    )

    _scope_uniq = models.UniqueIndex(
        "(company_id, COALESCE(partner_id, 0)) WHERE active",
        "This supplier has a policy already.",
    )
    _order_of_days = models.Constraint(
        "CHECK(fresh_days >= 0 AND use_days >= 0 AND approve_days >= use_days "
        "AND drug_use_days >= 0 AND drug_approve_days >= drug_use_days "
        "AND exposure_cap >= 0)",
        "Days follow each other and limits are not negative.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = policy.partner_id.display_name or self.env._(
                "All suppliers of %s", policy.company_id.name
            )

    @api.model
    def _for_many(self, company, partners):
        """``{commercial partner id: policy}`` with one query; what has no row gets one
        that holds the defaults."""
        commercial = partners.commercial_partner_id
        rows = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", [False, *commercial.ids]),
            ]
        )
        own = {row.partner_id.id: row for row in rows}
        default = own.get(False) or self.sudo().new({"company_id": company.id})
        return {
            partner_id: own.get(partner_id, default)
            for partner_id in [*commercial.ids, False]
        }

    @api.model
    def _age(self, row):
        """Days since the feed confirmed a vendor price; None when none brought it."""
        if not row.healthcare_feed_at:
            return None
        return (fields.Datetime.now() - row.healthcare_feed_at).days

    def _limits(self, product):
        """``(fresh, usable, with a person)`` in days for an item."""
        category, short = product.categ_id, self.drug_category_ids
        while category:
            if category in short:
                usable = self.drug_use_days
                return min(self.fresh_days, usable), usable, self.drug_approve_days
            category = category.parent_id
        return self.fresh_days, self.use_days, self.approve_days

    def _is_stale(self, age, product):
        """Whether a price of this age is older than the feed's rhythm."""
        return age is not None and age > self._limits(product)[0]

    def _verdict(self, age, product):
        """``ok``, ``person`` (nobody but a person may order) or ``stop``."""
        if not self._is_stale(age, product):
            return "ok"
        if self.action == "block":
            return "stop"
        _fresh, usable, approved = self._limits(product)
        if age <= usable:
            return "ok"
        return "person" if age <= approved else "stop"
