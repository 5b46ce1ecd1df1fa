"""Order lines: a stable number, what the supplier promised, exact quantities."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_round

LINE_STATES = [
    ("pending", "Pending"),
    ("accepted", "Accepted"),
    ("accepted_no_date", "Accepted, no date"),
    ("shipped_pending_asn", "Shipped"),
    ("changed", "Changed"),
    ("price_changed", "Price changed"),
    ("price_pending", "Price pending"),
    ("qty_changed", "Quantity changed"),
    ("partial_backorder", "Partly back-ordered"),
    ("backordered", "Back-ordered"),
    ("substitution_proposed", "Substitute offered"),
    ("substituted", "Replaced by another item"),
    ("on_hold", "On hold"),
    ("rejected", "Rejected"),
    ("cancelled_by_supplier", "Cancelled by supplier"),
]

RISE_SHARE, RISE_AMOUNT = 0.05, 250.0
"""A confirmed order may rise by this much without a new approval."""

FROZEN = -1.0
"""No price is ever this: Odoo reprices a line only while both prices agree."""


class PurchaseOrderLine(models.Model):
    """``healthcare_number`` is what the supplier calls the line; it never changes.

    Confirmed, back-ordered and cancelled quantities are in the unit of the line.
    """

    _inherit = "purchase.order.line"

    healthcare_number = fields.Integer(string="Line", copy=False, readonly=True)
    healthcare_ack_state = fields.Selection(
        LINE_STATES,
        string="Acknowledged",
        default="pending",
        copy=False,
        readonly=True,
    )
    healthcare_qty_confirmed = fields.Float(
        string="Confirmed", digits="Product Unit", copy=False, readonly=True
    )
    healthcare_qty_backordered = fields.Float(
        string="Back-ordered", digits="Product Unit", copy=False, readonly=True
    )
    healthcare_qty_cancelled = fields.Float(
        string="Cancelled", digits="Product Unit", copy=False, readonly=True
    )
    healthcare_ack_date = fields.Date(copy=False, readonly=True)
    healthcare_backorder_date = fields.Date(
        string="Back-ordered until", copy=False, readonly=True
    )
    healthcare_ack_codes = fields.Char(
        string="Supplier's codes",
        copy=False,
        readonly=True,
        help="The codes of the last answer (X12 element 668).",
    )
    healthcare_ack_price = fields.Float(
        string="Stated price",
        digits="Product Price",
        copy=False,
        readonly=True,
        help="What the supplier confirmed, per unit of the line.",
    )
    healthcare_ack_quantity = fields.Float(
        string="Stated quantity",
        digits="Product Unit",
        copy=False,
        readonly=True,
        help="All that the supplier's last answer says about this line.",
    )
    healthcare_ack_price_pct = fields.Float(
        string="Price difference %", copy=False, readonly=True
    )
    healthcare_answered_at = fields.Datetime(
        string="Answered", copy=False, readonly=True
    )
    healthcare_promised_date = fields.Date(string="Promised", copy=False, readonly=True)
    healthcare_first_promised_date = fields.Date(
        string="First promised",
        copy=False,
        readonly=True,
        help="The first promise counts for punctuality; later ones move.",
    )
    healthcare_agreed_price = fields.Float(
        string="Agreed price", digits="Product Price", copy=False, readonly=True
    )
    healthcare_substitution_ids = fields.One2many(
        "healthcare.order.substitution", "order_line_id"
    )

    _healthcare_quantities = models.Constraint(
        "CHECK(healthcare_qty_confirmed >= 0 AND healthcare_qty_backordered >= 0 "
        "AND healthcare_qty_cancelled >= 0)",
        "Acknowledged quantities cannot be negative.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS purchase_stock: suppliers answer by line number; a line added to a
        # confirmed order needs the approval that the order needed.
        before = self._healthcare_totals(
            self.env["purchase.order"].browse(
                {vals["order_id"] for vals in vals_list if vals.get("order_id")}
            )
        )
        lines = super().create(vals_list)
        self._healthcare_check_approval(before)
        lines.order_id._healthcare_number_lines()
        confirmed = lines.filtered(lambda line: line.order_id.state == "purchase")
        confirmed._healthcare_agree()
        return lines

    def write(self, vals):
        # EXTENDS purchase_stock: a change of price, quantity or item answers the
        # question of a bill that is held. Odoo asks for no approval when a confirmed
        # line becomes a hundred times as dear.
        amounts = {"price_unit", "product_qty", "product_uom_id", "discount"}
        orders = self.order_id if amounts & vals.keys() else self.order_id.browse()
        before = self._healthcare_totals(orders)
        result = super().write(vals)
        self._healthcare_check_approval(before)
        facts = {"price_unit", "product_qty", "product_uom_id", "product_id"}
        if facts & vals.keys() and not self.env.context.get("healthcare_no_rematch"):
            orders = self.order_id.filtered(lambda order: order.state == "purchase")
            self.env["healthcare.match"]._rematch_orders(
                orders, self.env._("The order was changed.")
            )
        return result

    def _healthcare_agree(self):
        """Keep the agreed price and stop Odoo from repricing the line.

        A line created with its price has the same technical price, and the next change
        of its quantity takes the price of the catalogue without a word.
        """
        for line in self.filtered("product_id"):
            line.write(
                {
                    "healthcare_agreed_price": line.price_unit,
                    "technical_price_unit": FROZEN,
                }
            )

    # -- approval of later changes ---------------------------------------------------

    @api.model
    def _healthcare_totals(self, orders):
        """``{order: total}`` of confirmed orders under a second approval."""
        return {
            order: order.amount_total
            for order in orders
            if order.state == "purchase"
            and order.company_id.po_double_validation == "two_step"
        }

    @api.model
    def _healthcare_check_approval(self, before):
        """Refuse a rise that the first approval does not cover.

        A total may rise by 5 % or 250, whichever is more, as long as it stays what a
        person of this right could have approved.

        :raises UserError: naming the order.
        """
        for order, total in before.items():
            rise = order.amount_total - total
            if rise <= max(total * RISE_SHARE, RISE_AMOUNT):
                continue
            if not order._approval_allowed():
                raise UserError(
                    self.env._(
                        "%(order)s: the total rises beyond what was approved. Ask a "
                        "purchase manager to make this change.",
                        order=order.name,
                    )
                )

    # -- exact quantities ------------------------------------------------------------

    def _prepare_qty_invoiced(self):
        # EXTENDS purchase: Odoo rounds every bill up, so three bills of a third of a
        # case make 1.02 cases. Sum first, round once.
        lines = self.with_context(healthcare_exact_quantity=True)
        sums = super(PurchaseOrderLine, lines)._prepare_qty_invoiced()
        return self._healthcare_rounded(sums)

    def _prepare_qty_received(self):
        # EXTENDS purchase_stock: see above; receipts are rounded half up one by one.
        lines = self.with_context(healthcare_exact_quantity=True)
        sums = super(PurchaseOrderLine, lines)._prepare_qty_received()
        return self._healthcare_rounded(sums)

    def _healthcare_rounded(self, sums):
        return {line: line._healthcare_round(sums.get(line, 0.0)) for line in self}

    def _healthcare_round(self, quantity):
        rounding = self.product_uom_id.rounding or 0.01
        return float_round(
            quantity, precision_rounding=rounding, rounding_method="HALF-UP"
        )

    def _track_qty_received(self, new_qty):
        # EXTENDS purchase: an unrounded sum differs from the stored one every time and
        # would write the same note into the chatter again and again.
        new_qty = self._healthcare_round(new_qty)
        if float_compare(new_qty, self.qty_received, precision_digits=6):
            return super()._track_qty_received(new_qty)
        return None

    def _healthcare_line_key(self):
        return str(self.healthcare_number)
