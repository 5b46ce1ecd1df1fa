"""Which order lines a bill answers: many orders to one bill, and the reverse."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..match_units import as_fraction

DIGITS = 6


class HealthcareMatchAllocate(models.TransientModel):
    """Proposes open order lines of the supplier; the rest of each line is shown."""

    _name = "healthcare.match.allocate"
    _description = "Allocate a bill to orders"

    match_id = fields.Many2one("healthcare.match", required=True, readonly=True)
    partner_id = fields.Many2one(related="match_id.partner_id")
    reason = fields.Char(required=True, default=lambda self: self.env._("Allocated"))
    line_ids = fields.One2many("healthcare.match.allocate.line", "wizard_id")
    rest = fields.Char(string="Not allocated", compute="_compute_rest")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        match = self.env["healthcare.match"].browse(
            values.get("match_id") or self.env.context.get("default_match_id")
        )
        if match and "line_ids" in fields_list:
            values["line_ids"] = [
                Command.create(row) for row in match._propose_allocation()
            ]
        return values

    @api.depends("line_ids.quantity", "line_ids.position")
    def _compute_rest(self):
        for wizard in self:
            rests = []
            for rows in wizard.line_ids.grouped("position").values():
                left = rows[0].billed - sum(rows.mapped("quantity"))
                if float_compare(left, 0, precision_digits=DIGITS):
                    rests.append(f"{rows[0].name}: {left:g}")
            wizard.rest = ", ".join(rests)

    def action_allocate(self):
        """Keep the allocation and match again.

        :raises UserError: more than was billed is allocated, or nothing is.
        """
        self.ensure_one()
        self.match_id.check_access("read")
        rows = self.line_ids.filtered(lambda row: row.order_line_id and row.quantity)
        if not rows:
            raise UserError(self.env._("Choose at least one order line."))
        for parts in rows.grouped("position").values():
            if (
                float_compare(sum(parts.mapped("quantity")), parts[0].billed, DIGITS)
                > 0
            ):
                raise UserError(
                    self.env._("%s: more than was billed is allocated.", parts[0].name)
                )
        self.match_id._allocate(
            [(row.position, row.order_line_id, row.quantity) for row in rows],
            self.reason,
        )
        exception = self.env["healthcare.exception"].browse(
            self.env.context.get("healthcare_exception_id", [])
        )
        if exception.state == "open" and exception.code not in (
            self.match_id._category_list()
        ):
            exception._close_by(self.env._("Allocated"), self.reason)
        return {"type": "ir.actions.act_window_close"}


class HealthcareMatchAllocateLine(models.TransientModel):
    """A part of a billed line; quantities in the unit of the bill."""

    _name = "healthcare.match.allocate.line"
    _description = "Part of a billed line"
    _order = "position, id"

    wizard_id = fields.Many2one(
        "healthcare.match.allocate", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="wizard_id.partner_id")
    position = fields.Integer()
    name = fields.Char(string="Billed", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    billed = fields.Float(string="Billed quantity", digits=(16, 6), readonly=True)
    order_line_id = fields.Many2one("purchase.order.line", string="Order line")
    open_quantity = fields.Float(
        string="Still to bill", digits=(16, 6), compute="_compute_open_quantity"
    )
    quantity = fields.Float(string="On this line", digits=(16, 6))

    @api.depends("order_line_id")
    def _compute_open_quantity(self):
        for row in self:
            line = row.order_line_id
            row.open_quantity = line and max(line.product_qty - line.qty_invoiced, 0.0)


class HealthcareMatch(models.Model):
    """What a person is offered to choose from."""

    _inherit = "healthcare.match"

    def action_allocate(self):
        """Open the allocation of a held or refused document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Match lines"),
            "res_model": "healthcare.match.allocate",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_match_id": self.id},
        }

    def _propose_allocation(self):
        """Oldest order first: each billed line over open lines of its item."""
        row = (
            self.env["healthcare.match.builder"].sudo()._requests_again(self.sudo())[0]
        )
        lines = self._open_order_lines(self.env["product.product"].union(*row.products))
        left = {line: line.product_qty - line.qty_invoiced for line in lines}
        found = []
        for position, billed in enumerate(row.document.lines):
            product = row.products[position]
            head = {
                "position": position,
                "name": billed.description or product.name or billed.item.supplier,
                "product_id": product.id,
                "billed": float(billed.quantity),
            }
            found += self._propose(head, product, row.units[position], left)
        return found

    def _open_order_lines(self, products):
        return self.env["purchase.order.line"].search(
            [
                ("order_id.partner_id", "child_of", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("order_id.state", "=", "purchase"),
                ("product_id", "in", products.ids),
            ],
            order="date_planned, id",
        )

    def _propose(self, head, product, unit, left):
        """Rows of one billed line; one without an order line when nothing is open."""
        rest, rows = head["billed"], []
        for line in [row for row in left if product and row.product_id == product]:
            base = product.uom_id
            factor = unit._healthcare_factor(base) if unit else 1
            ratio = (line.product_uom_id._healthcare_factor(base) or 1) / (factor or 1)
            usable = min(rest, float(as_fraction(left[line]) * ratio))
            if usable <= 0:
                continue
            rest -= usable
            left[line] -= float(as_fraction(usable) / ratio)
            rows.append(head | {"order_line_id": line.id, "quantity": usable})
        return rows or [head]
