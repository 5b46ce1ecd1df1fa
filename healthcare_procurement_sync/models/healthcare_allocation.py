"""Received cost to departments: by fixed shares or by what each of them used."""

from decimal import ROUND_DOWN, Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..match_units import as_decimal

CENT = Decimal("0.01")


class HealthcareAllocationRule(models.Model):
    """The first rule that fits a received item takes it; an order line that names its
    cost centre itself is left alone, its bill allocates it."""

    _name = "healthcare.allocation.rule"
    _description = "Allocation of received cost"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    facility_id = fields.Many2one(
        "healthcare.facility",
        domain="[('company_id', '=', company_id)]",
        help="Empty: every facility.",
    )
    categ_id = fields.Many2one(
        "product.category", string="Items of", help="Empty: every item."
    )
    basis = fields.Selection(
        [("fixed", "Fixed shares"), ("usage", "What each department used")],
        default="fixed",
        required=True,
    )
    usage_days = fields.Integer(string="Usage of the last (days)", default=28)
    line_ids = fields.One2many(
        "healthcare.allocation.share", "rule_id", string="Shares"
    )
    analytic_line_count = fields.Integer(compute="_compute_analytic_lines")

    @api.constrains("basis", "line_ids")
    def _check_shares(self):
        for rule in self:
            total = sum(as_decimal(row.percent) for row in rule.line_ids)
            if not rule.line_ids or (rule.basis == "fixed" and total != 100):
                raise ValidationError(
                    self.env._("The shares of %s add up to 100 %%.", rule.name)
                )

    def _compute_analytic_lines(self):
        groups = dict(
            self.env["account.analytic.line"]
            .sudo()
            ._read_group(
                [("healthcare_allocation_id", "in", self.ids)],
                ["healthcare_allocation_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.analytic_line_count = groups.get(rule, 0)

    def action_open_lines(self):
        """What it has allocated."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "account.analytic.line",
            "views": [(False, "list"), (False, "pivot")],
            "domain": [("healthcare_allocation_id", "=", self.id)],
        }

    @api.model
    def _allocate(self, moves):
        """Write the analytic lines of received or returned goods, once per move.

        :return: the lines. Their sum is the received cost to the cent.
        """
        lines = self.env["account.analytic.line"].sudo()
        done = lines.search([("healthcare_move_id", "in", moves.ids)])
        moves -= done.healthcare_move_id
        values, rules = (
            [],
            self.sudo().search([("company_id", "in", moves.company_id.ids)]),
        )
        for move in moves:
            line = move.purchase_line_id
            if not line or line.analytic_distribution:
                continue
            rule = rules._fitting(move)
            if rule:
                values += rule._analytic_values(move)
        return lines.create(values)

    def _fitting(self, move):
        inside = move.location_dest_id
        if move.location_dest_id.usage == "supplier":
            inside = move.location_id
        facility = inside.warehouse_id.healthcare_facility_id
        category = move.product_id.categ_id
        return self.filtered(
            lambda rule: (
                rule.company_id == move.company_id
                and (not rule.facility_id or rule.facility_id == facility)
                and (
                    not rule.categ_id
                    or category.parent_path.startswith(rule.categ_id.parent_path)
                )
            )
        )[:1]

    def _analytic_values(self, move):
        """A line per share; the largest share takes what rounding leaves."""
        self.ensure_one()
        sign = 1 if move.location_dest_id.usage == "supplier" else -1
        unit = move.purchase_line_id._healthcare_base_cost()
        quantity = as_decimal(sum(move.move_line_ids.mapped("quantity_product_uom")))
        total = (unit * quantity).quantize(CENT)
        weights = self._weights(move.product_id)
        shares = split(total, [weight for _account, weight in weights])
        return [
            {
                "name": self.env._("%(item)s received", item=move.product_id.name),
                account.plan_id._column_name(): account.id,
                "company_id": move.company_id.id,
                "date": move.date.date(),
                "amount": sign * float(share),
                "unit_amount": float(quantity * weight / sum(w for _a, w in weights)),
                "product_id": move.product_id.id,
                "product_uom_id": move.product_id.uom_id.id,
                "ref": move.picking_id.name or move.origin,
                "healthcare_allocation_id": self.id,
                "healthcare_move_id": move.id,
            }
            for (account, weight), share in zip(weights, shares, strict=True)
        ]

    def _weights(self, product):
        """``[(account, weight)]``; without any usage the fixed shares count."""
        fixed = [
            (row.analytic_account_id, as_decimal(row.percent or 1))
            for row in self.line_ids
        ]
        if self.basis == "fixed":
            return fixed
        since = fields.Datetime.subtract(fields.Datetime.now(), days=self.usage_days)
        groups = dict(
            self.env["healthcare.charge"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "=", product.id),
                    ("company_id", "=", self.company_id.id),
                    ("used_at", ">=", since),
                    ("analytic_account_id", "in", [a.id for a, _w in fixed]),
                ],
                ["analytic_account_id"],
                ["quantity:sum"],
            )
        )
        used = [
            (account, as_decimal(max(groups.get(account, 0.0), 0.0)))
            for account, _weight in fixed
        ]
        return used if any(weight for _account, weight in used) else fixed


class HealthcareAllocationShare(models.Model):
    """One department's share."""

    _name = "healthcare.allocation.share"
    _description = "Share of received cost"
    _order = "percent desc, id"

    rule_id = fields.Many2one(
        "healthcare.allocation.rule", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    analytic_account_id = fields.Many2one(
        "account.analytic.account", string="Cost centre", required=True
    )
    percent = fields.Float(string="Share (%)", digits=(5, 2))

    _account_uniq = models.UniqueIndex(
        "(rule_id, analytic_account_id)", "A cost centre has one share."
    )
    _percent_range = models.Constraint(
        "CHECK(percent BETWEEN 0 AND 100)", "A share lies between 0 and 100 %."
    )


class AccountAnalyticLine(models.Model):
    """Knows the rule and the receipt that it comes from."""

    _inherit = "account.analytic.line"

    healthcare_allocation_id = fields.Many2one(
        "healthcare.allocation.rule",
        string="Allocated by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    healthcare_move_id = fields.Many2one(
        "stock.move", string="Received by", readonly=True, index="btree_not_null"
    )


class StockPicking(models.Model):
    """What came, and what went back, is allocated when it is booked."""

    _inherit = "stock.picking"

    def _action_done(self):
        # EXTENDS stock
        result = super()._action_done()
        rules = self.env["healthcare.allocation.rule"]
        moves = self.move_ids.filtered(
            lambda move: move.state == "done" and move.purchase_line_id
        )
        if moves and rules.sudo().search_count(
            [("company_id", "in", moves.company_id.ids)], limit=1
        ):
            rules._allocate(moves)
        return result


def split(total, weights):
    """``total`` in cents by ``weights``; the parts add up to it exactly."""
    whole = sum(weights)
    if not whole:
        weights, whole = [Decimal(1)] * len(weights), Decimal(len(weights))
    parts = [(total * weight / whole).quantize(CENT, ROUND_DOWN) for weight in weights]
    largest = max(range(len(weights)), key=lambda index: weights[index])
    parts[largest] += total - sum(parts)
    return parts
