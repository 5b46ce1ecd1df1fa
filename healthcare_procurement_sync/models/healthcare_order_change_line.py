"""One line of a change: before, after, and what was answered."""

from datetime import datetime, time
from fractions import Fraction

from odoo import api, fields, models

from ..match_units import as_decimal, as_fraction
from ..order_change_rules import Terms, action

ANSWERS = [
    ("pending", "No answer yet"),
    ("accepted", "Accepted"),
    ("changed", "Other terms offered"),
    ("rejected", "Rejected"),
]


class HealthcareOrderChangeLine(models.Model):
    """Quantities in the unit of the order line, prices per that unit.

    A line without ``order_line_id`` is added to the order when it is accepted.
    """

    _name = "healthcare.order.change.line"
    _description = "Order change line"
    _order = "number, id"

    change_id = fields.Many2one(
        "healthcare.order.change", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="change_id.company_id", store=True)
    currency_id = fields.Many2one(related="change_id.currency_id")
    order_line_id = fields.Many2one(
        "purchase.order.line", readonly=True, index="btree_not_null"
    )
    number = fields.Char(string="Line", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    action = fields.Char(readonly=True, required=True)
    quantity_before = fields.Float(digits="Product Unit", readonly=True)
    quantity_after = fields.Float(digits="Product Unit", readonly=True)
    price_before = fields.Float(digits="Product Price", readonly=True)
    price_after = fields.Float(digits="Product Price", readonly=True)
    date_before = fields.Date(readonly=True)
    date_after = fields.Date(readonly=True)
    answer = fields.Selection(ANSWERS, required=True, default="pending", readonly=True)
    quantity_offered = fields.Float(digits="Product Unit", readonly=True)
    price_offered = fields.Float(digits="Product Price", readonly=True)
    date_offered = fields.Date(readonly=True)
    what = fields.Char(string="What changes", compute="_compute_what")
    stopped = fields.Boolean(readonly=True, help="Its receipts were stopped already.")

    @api.depends(
        *("quantity_before", "quantity_after", "price_before", "price_after"),
        *("date_before", "date_after", "action"),
    )
    def _compute_what(self):
        _ = self.env._
        for line in self:
            parts = []
            if line.action == "AI":
                parts.append(_("added: %s", f"{line.quantity_after:g}"))
            elif line.action == "DI":
                parts.append(_("cancelled"))
            elif line.quantity_before != line.quantity_after:
                parts.append(f"{line.quantity_before:g} → {line.quantity_after:g}")
            if line.action != "DI" and line.price_before != line.price_after:
                parts.append(f"{line.price_before:.2f} → {line.price_after:.2f}")
            if line.action != "DI" and line.date_before != line.date_after:
                parts.append(f"{line.date_before or ''} → {line.date_after or ''}")
            line.what = ", ".join(parts)

    @api.model
    def _values(self, order_line, quantity=None, price=None, day=None):
        """Values of a line that changes ``order_line``; None keeps what it says."""
        planned = order_line.date_planned and order_line.date_planned.date()
        before = Terms(
            as_decimal(order_line.product_qty),
            as_decimal(order_line.price_unit),
            planned or None,
        )
        after = Terms(
            None if quantity is None else as_decimal(as_fraction(quantity)),
            None if price is None else as_decimal(as_fraction(price)),
            day,
        )
        return {
            "order_line_id": order_line.id,
            "number": str(order_line.healthcare_number),
            "product_id": order_line.product_id.id,
            "uom_id": order_line.product_uom_id.id,
            "action": action(before, after),
            "quantity_before": order_line.product_qty,
            "quantity_after": order_line.product_qty if quantity is None else quantity,
            "price_before": order_line.price_unit,
            "price_after": order_line.price_unit if price is None else price,
            "date_before": planned,
            "date_after": day or planned,
        }

    def _difference(self):
        """What these lines add to the order, a fraction in its currency."""
        total = Fraction(0)
        for line in self:
            total += as_fraction(line.quantity_after) * as_fraction(line.price_after)
            if line.order_line_id:
                total -= as_fraction(line.quantity_before) * as_fraction(
                    line.price_before
                )
        return total

    def _terms(self, which):
        """:class:`Terms` ``after`` or ``before``."""
        self.ensure_one()
        return Terms(
            as_decimal(as_fraction(self[f"quantity_{which}"])),
            as_decimal(as_fraction(self[f"price_{which}"])),
            self[f"date_{which}"] or None,
        )

    def _faults(self, which="after"):
        """Why this line may not change like that, in plain words."""
        self.ensure_one()
        line = self.order_line_id.sudo()
        if not line:
            return []
        label = self.env._(
            "%(order)s line %(line)s", order=line.order_id.name, line=self.number
        )
        bound = max(line.qty_received, line._healthcare_announced())
        if self[f"quantity_{which}"] < bound - 1e-9:
            return [
                self.env._(
                    "%(line)s: %(bound)s are received or on their way. It cannot "
                    "become less; ask for a return.",
                    line=label,
                    bound=f"{bound:g}",
                )
            ]
        if line._healthcare_is_billed():
            return [self.env._("%s is billed: it does not change any more.", label)]
        return []

    def _apply_terms(self, which):
        """Write ``after``, ``before`` or ``offered`` terms into the order.

        As superuser: the change was approved before it left. The price stands in a
        write of its own, or Odoo takes the catalogue's with the next quantity.
        """
        for row in self:
            if row.stopped and which == "after":
                continue
            if not row.order_line_id:
                row._add_line(which)
                continue
            row._write_terms(which)
            if row.action == "DI":
                row.stopped = which == "after"

    def _write_terms(self, which):
        line = self.order_line_id.sudo().with_context(healthcare_change_applied=True)
        quantity, price = self[f"quantity_{which}"], self[f"price_{which}"]
        day = self[f"date_{which}"]
        if price != line.price_unit:
            line.write({"price_unit": price})
        planned = line.date_planned
        if day and (not planned or planned.date() != day):
            clock = planned.time() if planned else time(12)
            line.write({"date_planned": datetime.combine(day, clock)})
        if quantity != line.product_qty:
            line.write({"product_qty": quantity})
        line._healthcare_agree()
        line.write(
            {
                "healthcare_ack_state": "accepted"
                if quantity
                else "cancelled_by_supplier",
                "healthcare_qty_confirmed": quantity,
                "healthcare_qty_backordered": 0,
            }
        )

    def _add_line(self, which):
        order = self.change_id.order_id.sudo()
        self.order_line_id = (
            self.env["purchase.order.line"]
            .sudo()
            .with_context(healthcare_change_applied=True)
            .create(
                {
                    "order_id": order.id,
                    "product_id": self.product_id.id,
                    "product_qty": self[f"quantity_{which}"],
                    "product_uom_id": self.uom_id.id,
                    "price_unit": self[f"price_{which}"],
                }
            )
        )
        self.number = str(self.order_line_id.healthcare_number)
        self.order_line_id.write(
            {
                "healthcare_ack_state": "accepted",
                "healthcare_qty_confirmed": self[f"quantity_{which}"],
            }
        )


class PurchaseOrderLine(models.Model):
    # EXTENDS purchase
    _inherit = "purchase.order.line"

    def _healthcare_announced(self):
        """Received and announced together, in the unit of the line: what a change may
        not undercut."""
        self.ensure_one()
        base = self.product_id.uom_id
        factor = self.product_uom_id._healthcare_factor(base)
        rows = self.move_ids.move_line_ids.filtered(
            lambda row: (
                row.healthcare_shipment_id
                and row.state not in ("done", "cancel")
                and row.location_id.usage == "supplier"
            )
        )
        total = sum(
            as_fraction(row.quantity)
            * (row.product_uom_id._healthcare_factor(base) or 1)
            for row in rows
        )
        announced = float(total / factor) if factor else 0.0
        return self.qty_received + announced

    def _healthcare_is_billed(self):
        """Whether a posted bill closes this line."""
        self.ensure_one()
        posted = self.invoice_lines.filtered(
            lambda row: (
                row.parent_state == "posted" and row.move_id.move_type == "in_invoice"
            )
        )
        billed = sum(
            row.product_uom_id._compute_quantity(
                row.quantity, self.product_uom_id, round=False
            )
            for row in posted
        )
        return bool(posted) and billed >= self.product_qty - 1e-6
