"""One difference between a supplier's list and Odoo, and what was decided about it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("new", "New"),
    ("changed", "Changed"),
    ("restored", "Offered again"),
    ("discontinued", "Discontinued"),
    ("refused", "Refused"),
    ("unknown", "Not our item"),
]
REASONS = [
    ("rise", "The price rises more than is accepted"),
    ("fall", "The price falls more than is accepted"),
    ("zero", "A price of nothing, or from nothing"),
    ("currency", "Another currency"),
    ("contract", "A contract price"),
    ("pack", "The pack has another size"),
    ("new", "New items are looked at"),
    ("gone", "Discontinued items are looked at"),
    ("orders", "Open orders are affected"),
]
FAULTS = [
    ("item.missing", "No item number"),
    ("item.contradiction", "Its numbers name two different items"),
    ("price.missing", "No price"),
    ("price.unreadable", "The price is no number"),
    ("minimum.unreadable", "The quantity is no number"),
    ("pack.unreadable", "The size of the pack is no number"),
    ("lead.unreadable", "The lead time is no number of days"),
    ("date.unreadable", "A date cannot be read"),
    ("date.order", "It ends before it begins"),
    ("currency.unknown", "The currency is not used here"),
    ("row.twice", "The same item stands there twice"),
    ("unit.unknown", "The unit is not known for this item"),
]


class HealthcareCatalogChange(models.Model):
    """``approved`` lines are applied with the list, ``pending`` ones wait for a person,
    ``listed`` ones are only shown: refused rows and items that are not ours.
    """

    _name = "healthcare.catalog.change"
    _description = "Difference in a price list"
    _order = "load_id desc, id"
    _rec_name = "supplier_no"
    # A hundred thousand rows in one statement: who and when stand on the list.
    _log_access = False

    load_id = fields.Many2one(
        "healthcare.catalog.load", required=True, index=True, ondelete="cascade"
    )
    feed_id = fields.Many2one(related="load_id.feed_id", string="Price list")
    partner_id = fields.Many2one(related="load_id.partner_id")
    company_id = fields.Many2one(related="load_id.company_id")
    line = fields.Integer(string="Line in the file")
    kind = fields.Selection(KINDS, required=True)
    state = fields.Selection(
        [
            ("pending", "To decide"),
            ("approved", "Accepted"),
            ("applied", "Applied"),
            ("rejected", "Rejected"),
            ("listed", "For information"),
        ],
        required=True,
    )
    reason = fields.Selection(REASONS, string="Why it waits")
    fault = fields.Selection(FAULTS, string="What is wrong")
    why = fields.Char(compute="_compute_why")
    supplierinfo_id = fields.Many2one(
        "product.supplierinfo", string="Vendor price", ondelete="set null"
    )
    product_id = fields.Many2one("product.product", ondelete="set null")
    uom_id = fields.Many2one("uom.uom", string="Unit", ondelete="set null")
    supplier_no = fields.Char(string="Supplier's number")
    buyer_no = fields.Char(string="Our number")
    gtin = fields.Char(string="GTIN")
    description = fields.Char()
    uom_code = fields.Char(string="Unit code")
    factor = fields.Float(string="Pack size", digits=0)
    price_old = fields.Float(string="Price now", min_display_digits="Product Price")
    price_new = fields.Float(string="New price", min_display_digits="Product Price")
    pct = fields.Float(
        string="Difference (%)",
        digits=(16, 2),
        help="Per piece, when the size of the pack changes.",
    )
    currency_id = fields.Many2one("res.currency", ondelete="restrict")
    minimum = fields.Float(string="From quantity", digits="Product Unit")
    lead_old = fields.Integer(string="Lead time now")
    lead_new = fields.Integer(string="New lead time")
    valid_from = fields.Date()
    valid_to = fields.Date()
    gone_on = fields.Date(string="Discontinued on")
    contract = fields.Char()
    order_count = fields.Integer(string="Open order lines")
    order_ids = fields.One2many("healthcare.catalog.order", "change_id")
    digest = fields.Char()
    decided_by_id = fields.Many2one("res.users", ondelete="restrict")
    decided_at = fields.Datetime()

    # The supplier's price rows and items are deleted by people as well: without an
    # index every deletion would read all differences.
    _supplierinfo_idx = models.Index(
        "(supplierinfo_id) WHERE supplierinfo_id IS NOT NULL"
    )
    _product_idx = models.Index("(product_id) WHERE product_id IS NOT NULL")
    _pending_idx = models.Index("(load_id, kind) WHERE state = 'pending'")

    @api.depends("reason", "fault")
    def _compute_why(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        faults = dict(self._fields["fault"]._description_selection(self.env))
        for change in self:
            change.why = faults.get(change.fault) or reasons.get(change.reason) or False

    # -- buttons ---------------------------------------------------------------------

    def action_approve(self):
        """Accept these lines and apply them."""
        loads = self.load_id
        loads._check_may_decide()
        self._check_pending()
        self._decide("approved")
        for load in loads:
            load._apply()
        return True

    def action_reject(self):
        """Keep what is in Odoo."""
        self.load_id._check_may_decide()
        self._check_pending()
        self._decide("rejected")
        for load in self.load_id:
            load._settle()
        return True

    def action_view_orders(self):
        """Order lines that ask another price."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "healthcare_procurement_sync.healthcare_catalog_order_action"
        )
        return action | {"domain": [("change_id", "in", self.ids)], "context": {}}

    def _check_pending(self):
        if any(row.state != "pending" for row in self):
            raise UserError(self.env._("Some of these lines are decided already."))
        if any(row.load_id.state == "held" for row in self):
            raise UserError(
                self.env._("Release the list first: it is held as a whole.")
            )

    @api.private
    def _decide(self, state, by_rule=False):
        if self:
            self.sudo().write(
                {
                    "state": state,
                    "decided_by_id": False if by_rule else self.env.user.id,
                    "decided_at": fields.Datetime.now(),
                }
            )


class HealthcareCatalogOrder(models.Model):
    """An open order line that the new price contradicts, as of the list's arrival."""

    _name = "healthcare.catalog.order"
    _description = "Open order affected by a price list"
    _order = "load_id desc, id"
    _rec_name = "order_id"

    change_id = fields.Many2one(
        "healthcare.catalog.change", required=True, index=True, ondelete="cascade"
    )
    load_id = fields.Many2one(
        "healthcare.catalog.load", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True)
    order_line_id = fields.Many2one(
        "purchase.order.line", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(
        "purchase.order", required=True, index=True, ondelete="cascade"
    )
    order_state = fields.Selection(related="order_id.state")
    product_id = fields.Many2one(related="order_line_id.product_id")
    uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    kind = fields.Selection(related="change_id.kind")
    price_order = fields.Float(string="Ordered at", min_display_digits="Product Price")
    price_list = fields.Float(string="List price", min_display_digits="Product Price")
    open_qty = fields.Float(string="Not billed yet", digits="Product Unit")
    difference = fields.Float(
        digits=(16, 2), help="What the open quantity would cost more at the list price."
    )
    updated = fields.Boolean(string="Order updated", readonly=True)

    def action_use_price(self):
        """Put the list price on orders that did not leave yet.

        :raises UserError: an order was sent: the supplier must agree to a change.
        """
        self.check_access("write")
        sent = self.filtered(lambda row: row.order_id.state not in ("draft", "sent"))
        if sent:
            raise UserError(
                self.env._(
                    "%s was confirmed: ask the supplier for a change of the order.",
                    sent[0].order_id.name,
                )
            )
        if any(row.change_id.state != "applied" for row in self):
            raise UserError(self.env._("The new price is not accepted yet."))
        for row in self:
            # In a write of its own: the next change of quantity must not undo it.
            row.order_line_id.write({"price_unit": row.price_list})
        self.write({"updated": True})
        return True
