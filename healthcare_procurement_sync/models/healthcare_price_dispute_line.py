"""One disputed price, with what the same difference would cost on open orders."""

from decimal import Decimal

from odoo import api, fields, models

from ..match_units import as_decimal, as_fraction, money

LAST = 5
"""How many earlier prices the dossier shows."""


class HealthcarePriceDisputeLine(models.Model):
    """Quantity in base units of the item, prices per base unit, without tax."""

    _name = "healthcare.price.dispute.line"
    _description = "Disputed price"
    _order = "dispute_id, id"

    dispute_id = fields.Many2one(
        "healthcare.price.dispute", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="dispute_id.company_id", store=True)
    currency_id = fields.Many2one(related="dispute_id.currency_id")
    order_line_id = fields.Many2one("purchase.order.line", index="btree_not_null")
    match_line_id = fields.Many2one("healthcare.match.line", ondelete="set null")
    move_line_id = fields.Many2one("account.move.line", ondelete="set null")
    contract_line_id = fields.Many2one("healthcare.supplier.contract.line")
    product_id = fields.Many2one("product.product", string="Item", required=True)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(digits=(16, 6))
    billed_price = fields.Float(string="Billed", digits="Product Price")
    agreed_price = fields.Float(string="Agreed", digits="Product Price")
    difference = fields.Monetary()
    basis = fields.Selection(
        [("contract", "Contract"), ("order", "Order")],
        string="Agreed in",
        required=True,
        default="order",
    )
    exposure = fields.Monetary(string="On open orders", compute="_compute_exposure")

    @api.depends("product_id", "billed_price", "agreed_price")
    def _compute_exposure(self):
        for line in self:
            line.exposure = float(line._exposure())

    def _gap(self):
        """Difference per base unit, exact as far as the cents allow."""
        quantity = as_decimal(self.quantity)
        return as_decimal(self.difference) / quantity if quantity else Decimal(0)

    def _open_order_lines(self):
        """Confirmed lines of this item with this supplier that are not all billed."""
        lines = self.env["purchase.order.line"].sudo()
        return lines.search(
            [
                ("product_id", "=", self.product_id.id),
                ("company_id", "=", self.company_id.id),
                ("order_id.state", "=", "purchase"),
                (
                    "partner_id",
                    "child_of",
                    self.dispute_id.partner_id.commercial_partner_id.id,
                ),
                ("order_id.invoice_status", "!=", "invoiced"),
            ],
            order="date_order desc, id desc",
            limit=500,
        )

    def _open_quantity(self, line, billed):
        """Base units of an order line that no posted bill covers."""
        base = self.product_id.uom_id
        factor = line.product_uom_id._healthcare_factor(base) or 0
        total, credited = billed.get(line.id, (0, 0))
        left = as_fraction(line.product_qty) * factor - (total - credited)
        return max(left, as_fraction(0))

    def _exposure(self):
        """What the difference costs on open orders (Decimal), this bill excluded."""
        lines = self._open_order_lines()
        billed = self.env["healthcare.match.facts"]._billed(lines)
        quantity = sum(
            (self._open_quantity(line, billed) for line in lines), as_fraction(0)
        )
        own = as_fraction(self.quantity)
        if self.move_line_id.move_id.state == "draft" and self.order_line_id in lines:
            quantity = max(quantity - own, as_fraction(0))
        return money(quantity * as_fraction(self._gap()))

    def _last_prices(self):
        """``(day, document, price per base unit)`` of the last posted bills, newest
        first; of confirmed orders where nothing was billed."""
        rows = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("parent_state", "=", "posted"),
                    ("move_type", "=", "in_invoice"),
                    (
                        "partner_id",
                        "child_of",
                        self.dispute_id.partner_id.commercial_partner_id.id,
                    ),
                    ("move_id", "!=", self.dispute_id.move_id.id),
                ],
                order="date desc, id desc",
                limit=LAST,
            )
        )
        found = [
            (row.move_id.invoice_date, row.move_id.ref or row.move_id.name, row)
            for row in rows
        ]
        if not found:
            found = [
                (row.order_id.date_approve, row.order_id.name, row)
                for row in self._earlier_lines()
            ]
        return [(day, name, self._per_base(row)) for day, name, row in found]

    def _earlier_lines(self):
        return (
            self.env["purchase.order.line"]
            .sudo()
            .search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("order_id.state", "=", "purchase"),
                    (
                        "partner_id",
                        "child_of",
                        self.dispute_id.partner_id.commercial_partner_id.id,
                    ),
                    ("id", "!=", self.order_line_id.id),
                ],
                order="date_order desc, id desc",
                limit=LAST,
            )
        )

    def _per_base(self, row):
        """Price without discount of an order or bill line per base unit (Decimal)."""
        factor = row.product_uom_id._healthcare_factor(self.product_id.uom_id) or 1
        kept = 1 - as_fraction(row.discount) / 100
        return as_decimal(as_fraction(row.price_unit) * kept / factor)
