"""Another item that a supplier offers for an ordered one."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class HealthcareOrderSubstitution(models.Model):
    """Offered in an acknowledgment; only an accepted one may be received and billed.

    ``base_ratio`` base units of the ordered item in one base unit of the offered one;
    ``quantity`` and ``price_unit`` in ``uom_id`` as the supplier stated them.
    """

    _name = "healthcare.order.substitution"
    _description = "Offered substitute"
    _inherit = ["healthcare.decided"]
    _recorded = frozenset(
        (
            *("state", "decided_by_id", "decided_at", "replacement_line_id"),
            *("ordered_item_id", "supplier_code", "uom_id", "quantity", "price_unit"),
        )
    )
    _order = "id desc"

    order_line_id = fields.Many2one(
        "purchase.order.line", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="order_line_id.order_id", store=True, index=True)
    company_id = fields.Many2one(related="order_line_id.company_id", store=True)
    partner_id = fields.Many2one(related="order_id.partner_id", string="Supplier")
    currency_id = fields.Many2one(related="order_id.currency_id")
    ordered_product_id = fields.Many2one(related="order_line_id.product_id")
    ordered_item_id = fields.Many2one(
        "product.product",
        string="Ordered item",
        readonly=True,
        help="As it was when the offer came.",
    )
    product_id = fields.Many2one("product.product", string="Offered item")
    supplier_code = fields.Char(string="Supplier's number", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Pack", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    price_unit = fields.Float(
        string="Offered price", digits="Product Price", readonly=True
    )
    base_ratio = fields.Float(default=1.0, required=True, digits=(16, 6))
    state = fields.Selection(
        [("pending", "To decide"), ("accepted", "Accepted"), ("refused", "Refused")],
        required=True,
        default="pending",
    )
    replacement_line_id = fields.Many2one(
        "purchase.order.line",
        string="Ordered instead",
        readonly=True,
        index="btree_not_null",
    )
    reason = fields.Char(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _offer_uniq = models.UniqueIndex(
        "(order_line_id, COALESCE(product_id, 0), COALESCE(supplier_code, ''))"
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS models: after a replacement the line has the same item still, but a
        # quantity of nothing; the offer keeps what it was made for.
        offers = super().create(vals_list)
        for offer in offers.filtered(lambda row: not row.ordered_item_id):
            offer.ordered_item_id = offer.order_line_id.product_id
        return offers

    def write(self, vals):
        # What was accepted is the item that somebody looked at.
        chosen = {"product_id", "base_ratio", "order_line_id"} & vals.keys()
        if chosen and not self.env.su and any(row.state != "pending" for row in self):
            raise UserError(self.env._("This offer was decided about."))
        return super().write(vals)

    # -- deciding --------------------------------------------------------------------

    def _may_decide(self):
        """Clinical reviewers decide; a buyer where both items are in one group, which
        is a clinical decision taken before."""
        self.ensure_one()
        if self.env.su or self.env.user.has_group(
            "healthcare_procurement_sync.group_clinical_reviewer"
        ):
            return True
        groups = self.env["healthcare.substitution.group"]._with_both(
            self.order_line_id.product_id, self.product_id, self.company_id
        )
        return bool(groups)

    def action_accept(self):
        """Order the offered item instead; whoever may not decide compares and asks."""
        self.ensure_one()
        if not self.product_id:
            raise UserError(
                self.env._("Nobody here knows the offered item. Choose it first.")
            )
        if not self._may_decide():
            return self.action_compare()
        self._accept()
        return None

    def action_compare(self):
        """Both items side by side, with the way to a signature."""
        self.ensure_one()
        return self.env["healthcare.substitution"]._open_for_offer(self)

    def action_refuse(self):
        """The offered item is not wanted."""
        self._refuse("")

    def _accept(self, reason=""):
        """The offered item takes the place of the ordered one on the order."""
        for offer in self.filtered(lambda row: row.state == "pending"):
            offer._decide("accepted", reason)
            line = offer.order_line_id.sudo()
            if line.order_id.state == "purchase" and line._healthcare_open():
                offer._replace(line)
            else:
                line.write({"healthcare_ack_state": "accepted"})
        self._settle(self.env._("The substitute was accepted."))

    def _replace(self, line):
        unit = self.uom_id or self._usual_pack(line)
        fresh = line._healthcare_replace(
            self.product_id.sudo(),
            unit,
            self.price_unit or self._usual_price(line, unit),
        )
        self.sudo().replacement_line_id = fresh

    def _usual_pack(self, line):
        rows = self._sellers(line)
        return rows.product_uom_id[:1] or self.product_id.uom_id

    def _usual_price(self, line, unit):
        """The catalogue's price of the pack; None: as dear as the ordered item."""
        rows = self._sellers(line).filtered(lambda row: row.product_uom_id == unit)
        return rows[:1].price or None

    def _sellers(self, line):
        partner = line.order_id.partner_id.commercial_partner_id
        return self.product_id.sudo().seller_ids.filtered(
            lambda row: row.partner_id.commercial_partner_id == partner
        )

    def _refuse(self, reason):
        for offer in self.filtered(lambda row: row.state == "pending"):
            offer._decide("refused", reason)
        self._settle(self.env._("The substitute was refused."))

    def _decide(self, state, reason):
        if not self.has_access("write"):
            raise AccessError(self.env._("You may not decide about substitutes."))
        self.sudo().write(
            {
                "state": state,
                "reason": reason or False,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

    def _accept_automatic(self):
        """Offers inside a group that was approved for exchange without asking."""
        groups = self.env["healthcare.substitution.group"]
        for offer in self.filtered("product_id"):
            pack = {"uom_id": offer.uom_id.id, "price_unit": offer.price_unit or None}
            if groups._is_automatic(offer.order_line_id, offer.product_id, pack):
                offer.sudo()._accept(self.env._("Both items are in an approved group."))

    def _settle(self, resolution):
        for order in self.order_id:
            waiting = order.order_line.healthcare_substitution_ids.filtered(
                lambda row: row.state == "pending"
            )
            if not waiting:
                self.env["healthcare.exception"]._resolve_for(
                    order, ["SUBSTITUTION"], resolution
                )
        self.env["healthcare.match"]._rematch_orders(self.order_id, resolution)
