"""Up to which amount a person may approve, and who stands in for whom."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class HealthcareApprovalLimit(models.Model):
    """The authority of one person in one company, in its currency, before tax.

    A person without a row is bound by the bands of the matrix only.
    """

    _name = "healthcare.approval.limit"
    _description = "Approval limit"
    _inherit = ["mail.thread"]
    _order = "company_id, amount, id"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        tracking=True,
        domain="[('share', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(string="Up to", required=True, tracking=True)

    _user_uniq = models.UniqueIndex(
        "(user_id, company_id)", "This person has a limit already."
    )
    _positive = models.Constraint("CHECK(amount >= 0)", "A limit is not negative.")

    @api.model
    def _within(self, users, company, amount):
        """Those of ``users`` whose limit allows ``amount`` (Decimal)."""
        rows = self.search(
            [("user_id", "in", users.ids), ("company_id", "=", company.id)]
        )
        too_low = rows.filtered(
            lambda row: company.currency_id.compare_amounts(row.amount, amount) < 0
        )
        return users - too_low.user_id


class HealthcareApprovalDelegation(models.Model):
    """``delegate_id`` decides for ``user_id`` from ``date_from`` to ``date_to``, both
    included, in the time zone of the company. It is not passed on."""

    _name = "healthcare.approval.delegation"
    _description = "Approval delegation"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Approver",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        tracking=True,
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Stands in",
        required=True,
        ondelete="cascade",
        tracking=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(string="To", required=True, tracking=True)
    reason = fields.Char()
    active = fields.Boolean(default=True)

    _dates = models.Constraint(
        "CHECK(date_to >= date_from)", "A delegation ends after it begins."
    )
    _others = models.Constraint(
        "CHECK(user_id <> delegate_id)", "Nobody stands in for himself."
    )

    @api.constrains("date_from", "date_to")
    def _check_length(self):
        for row in self:
            if (row.date_to - row.date_from).days > 366:
                raise ValidationError(
                    self.env._("A delegation lasts a year at most; then renew it.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_owner()
        return rows

    def write(self, vals):
        self._check_owner()
        result = super().write(vals)
        self._check_owner()
        return result

    def _check_owner(self):
        """:raises AccessError: who gives away the authority of another."""
        manager = self.env.user.has_group("purchase.group_purchase_manager")
        if self.env.su:
            return
        if self.filtered(
            lambda row: (
                row.delegate_id == self.env.user and row.user_id != self.env.user
            )
        ):
            raise AccessError(
                self.env._("Nobody gives himself the authority of another.")
            )
        if manager:
            return
        if self.user_id - self.env.user:
            raise AccessError(
                self.env._(
                    "You delegate your own approvals. A purchase manager does it for "
                    "others."
                )
            )

    @api.model
    def _in_force(self, users, company):
        """The delegations of ``users`` that count today."""
        zone = company.partner_id.tz or "UTC"
        today = fields.Date.context_today(self.with_context(tz=zone))
        return self.search(
            [
                ("user_id", "in", users.ids),
                ("company_id", "=", company.id),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ]
        )
