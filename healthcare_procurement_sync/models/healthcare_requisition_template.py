"""What is asked for again and again: kits for a procedure, par levels of a shelf."""

from decimal import ROUND_CEILING, Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..match_units import as_decimal

UNDER_WAY = ("submitted", "in_approval", "approved", "partly_ordered", "ordered")
"""States of requests that have not come yet."""


class HealthcareRequisitionTemplate(models.Model):
    """A kit is requested whole, so many times. A par level is filled up: what lies on
    the shelf and what is on its way is not asked for again."""

    _name = "healthcare.requisition.template"
    _description = "Requisition template"
    _inherit = ["mail.thread"]
    _order = "kind, name, id"

    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        [("kit", "Kit"), ("par", "Par level")], required=True, default="kit"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    facility_id = fields.Many2one(
        "healthcare.facility", domain="[('company_id', '=', company_id)]"
    )
    location_id = fields.Many2one(
        "stock.location",
        string="Shelf",
        domain="[('usage', '=', 'internal'), '|', ('company_id', '=', False), "
        "('company_id', '=', company_id)]",
        help="Where Odoo counts what is there. Empty: enter what was counted.",
    )
    delivery_point = fields.Char()
    analytic_account_id = fields.Many2one(
        "account.analytic.account", string="Cost centre"
    )
    line_ids = fields.One2many("healthcare.requisition.template.line", "template_id")
    active = fields.Boolean(default=True)

    def action_request(self):
        """A draft requisition, filled; the requester looks at it and submits."""
        self.ensure_one()
        self.check_access("read")
        lines = self._wanted_lines()
        if not lines:
            raise UserError(self.env._("Nothing is missing: the shelf is full."))
        requisition = self._add_to_requisition(lines)
        return {
            "type": "ir.actions.act_window",
            "res_model": "healthcare.requisition",
            "res_id": requisition.id,
            "views": [(False, "form")],
        }

    def _add_to_requisition(self, lines):
        values = {
            "company_id": self.company_id.id,
            "line_ids": [Command.create(line) for line in lines],
        }
        if self.facility_id:
            values["healthcare_facility_id"] = self.facility_id.id
        if self.delivery_point:
            values["delivery_point"] = self.delivery_point
        if self.analytic_account_id:
            values["analytic_account_id"] = self.sudo().analytic_account_id.id
        return self.env["healthcare.requisition"].create(values)

    def _wanted_lines(self, times=1):
        """Values of requisition lines: the kit so often, or what is missing."""
        if self.kind == "kit":
            return [line._line_values(line.quantity * times) for line in self.line_ids]
        coming = self._on_the_way()
        rows = [(line, line._missing(coming)) for line in self.line_ids]
        return [line._line_values(quantity) for line, quantity in rows if quantity]

    def _on_the_way(self):
        """``{product: base units}`` requested for this place that have not come."""
        found = {}
        for line in (
            self.env["healthcare.requisition.line"].sudo().search(self._open_requests())
        ):
            point = line.requisition_id.delivery_point or ""
            if point != (self.delivery_point or ""):
                continue
            unit = line.product_id.uom_id
            asked = as_decimal(line.quantity) * _factor(line.uom_id, unit)
            came = sum(
                as_decimal(row.qty_received) * _factor(row.product_uom_id, unit)
                for row in line.order_line_ids
            )
            left = max(asked - came, Decimal(0))
            found[line.product_id] = found.get(line.product_id, Decimal(0)) + left
        return found

    def _open_requests(self):
        return [
            ("company_id", "=", self.company_id.id),
            ("product_id", "in", self.line_ids.product_id.ids),
            ("requisition_id.healthcare_facility_id", "=", self.facility_id.id),
            ("requisition_id.state", "in", UNDER_WAY),
        ]


class HealthcareRequisitionTemplateLine(models.Model):
    """``quantity`` in ``uom_id``: of one kit, or the par level."""

    _name = "healthcare.requisition.template.line"
    _description = "Requisition template line"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "healthcare.requisition.template",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="template_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        string="Item",
        required=True,
        domain="[('healthcare_requestable', '=', True)]",
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        required=True,
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    counted = fields.Float(digits="Product Unit", help="Where no shelf is named.")
    on_hand = fields.Float(
        string="There", compute="_compute_on_hand", digits="Product Unit"
    )

    _item_uniq = models.UniqueIndex(
        "(template_id, product_id)", "An item stands in a template once."
    )
    _positive = models.Constraint(
        "CHECK(quantity > 0 AND counted >= 0)", "Quantities are positive."
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = line.uom_id or line.product_id.uom_id

    @api.depends("product_id", "counted", "template_id.location_id")
    def _compute_on_hand(self):
        for line in self:
            line.on_hand = float(line._there())

    def _there(self):
        """What lies there, in the unit of the line (Decimal, not rounded)."""
        location = self.template_id.sudo().location_id
        if not location or not self.uom_id:
            return as_decimal(self.counted)
        item = self.product_id.sudo().with_context(location=location.id)
        return as_decimal(item.qty_available) / _factor(self.uom_id, item.uom_id)

    def _missing(self, coming):
        """Whole units that are missing to the par level; 0 when none is."""
        unit = self.product_id.uom_id
        way = coming.get(self.product_id, Decimal(0)) / _factor(self.uom_id, unit)
        gap = as_decimal(self.quantity) - self._there() - way
        return float(gap.to_integral_value(ROUND_CEILING)) if gap > 0 else 0.0

    def _line_values(self, quantity):
        return {
            "product_id": self.product_id.id,
            "quantity": quantity,
            "uom_id": self.uom_id.id,
        }


def _factor(unit, base):
    """Base units in one ``unit`` (Decimal); 1 for units without a common one."""
    factor = unit._healthcare_factor(base)
    return as_decimal(factor) if factor else Decimal(1)
