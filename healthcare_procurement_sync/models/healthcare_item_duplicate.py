"""Two items that share a number which only one thing can have."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.outcome import Finding

REASONS = [
    ("gtin", "The same GTIN"),
    ("manufacturer", "The same manufacturer's part number"),
    ("ndc", "The same drug code (NDC)"),
    ("supplier", "The same supplier's number"),
]


class HealthcareItemDuplicate(models.Model):
    """A pair, the older item first. A pair that was decided is not asked again."""

    _name = "healthcare.item.duplicate"
    _description = "Possible duplicate item"
    _inherit = ["mail.thread"]
    _order = "id desc"

    product_id = fields.Many2one(
        "product.product", string="Item", required=True, ondelete="cascade"
    )
    other_id = fields.Many2one(
        "product.product",
        string="Same as",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    reason = fields.Selection(REASONS, string="Why", required=True)
    state = fields.Selection(
        [
            ("open", "To decide"),
            ("merged", "One item kept"),
            ("different", "Two items"),
        ],
        required=True,
        default="open",
        tracking=True,
    )
    decided_by_id = fields.Many2one("res.users", ondelete="restrict")
    note = fields.Char(tracking=True)
    code_one = fields.Char(related="product_id.default_code", string="Our number")
    code_two = fields.Char(related="other_id.default_code", string="Its number")
    unit_one = fields.Many2one(related="product_id.uom_id", string="Unit")
    unit_two = fields.Many2one(related="other_id.uom_id", string="Its unit")
    stock_one = fields.Float(related="product_id.qty_available", string="In stock")
    stock_two = fields.Float(related="other_id.qty_available", string="Its stock")

    _pair_uniq = models.UniqueIndex(
        "(product_id, other_id)", "This pair was found before."
    )

    @api.depends("product_id", "other_id")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = (
                f"{pair.product_id.display_name} / {pair.other_id.display_name}"
            )

    @api.model
    def _suspect(self, one, other, reason):
        """Remember the pair and ask; nothing when it was found before."""
        first, second = (one | other).sorted("id")
        known = self.sudo().search(
            [("product_id", "=", first.id), ("other_id", "=", second.id)], limit=1
        )
        if known:
            return known
        pair = self.sudo().create(
            {"product_id": first.id, "other_id": second.id, "reason": reason}
        )
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        self.env["healthcare.exception"]._open(
            Finding(
                "DUP_ITEM",
                self.env._(
                    "%(one)s and %(other)s may be one item: %(why)s.",
                    one=first.display_name,
                    other=second.display_name,
                    why=reasons[reason].lower(),
                ),
                model=pair._name,
                res_id=pair.id,
            ),
            company=pair.company_id,
        )
        return pair

    def action_different(self, note=""):
        """Two things; the pair is not asked again."""
        self._check_open()
        self._decide("different", note)

    def action_merge(self):
        """Move numbers, packs and vendor prices to the older item, archive the other.

        :raises UserError: they are kept in other units, or the newer one has stock or
            open orders: those are finished first.
        """
        self._check_open()
        for pair in self:
            pair._check_mergeable()
            pair.sudo()._move()
            pair._decide("merged")

    def _check_open(self):
        if not self.env.user.has_group("healthcare_integration_base.group_steward"):
            raise UserError(self.env._("Item stewards decide about duplicates."))
        if any(pair.state != "open" for pair in self):
            raise UserError(self.env._("This pair is decided already."))

    def _check_mergeable(self):
        keep, gone = self.product_id, self.other_id
        if keep.uom_id != gone.uom_id:
            raise UserError(
                self.env._(
                    "The items are kept in different units: quantities would change "
                    "their meaning."
                )
            )
        moves = self.env["stock.move"].sudo()
        busy = moves.search_count(
            [
                ("product_id", "=", gone.id),
                ("state", "not in", ("done", "cancel", "draft")),
            ],
            limit=1,
        )
        if busy or gone.sudo().qty_available:
            raise UserError(
                self.env._(
                    "%s still has stock or open receipts. Finish them first.",
                    gone.display_name,
                )
            )

    def _move(self):
        keep, gone = self.product_id, self.other_id
        for price in gone.seller_ids:
            same = keep.seller_ids.filtered(
                lambda row, price=price: (
                    row.partner_id == price.partner_id
                    and row.healthcare_code_norm == price.healthcare_code_norm
                    and row.product_uom_id == price.product_uom_id
                    and row.min_qty == price.min_qty
                    and row.date_start == price.date_start
                )
            )
            if not same:
                price.write(
                    {
                        "product_tmpl_id": keep.product_tmpl_id.id,
                        "product_id": keep.id,
                    }
                )
        packs = self.env["healthcare.item.pack"].with_context(active_test=False)
        mine = packs.search([("product_id", "=", keep.id)])
        for pack in packs.search([("product_id", "=", gone.id)]):
            if pack.uom_id in mine.uom_id:
                pack.active = False
            else:
                pack.product_id = keep
        bars = self.env["product.uom"].search([("product_id", "=", gone.id)])
        bars.product_id = keep
        number, barcode = gone.default_code, gone.barcode
        gone.write({"active": False, "barcode": False})
        if barcode and not keep.barcode:
            keep.barcode = barcode
        self._remember_number(number, keep)

    def _remember_number(self, number, keep):
        """Feeds that still say the old number find the item that was kept."""
        refs = self.env["healthcare.external.ref"].search(
            [("res_model", "=", "product.product"), ("res_id", "=", self.other_id.id)]
        )
        refs.write({"res_id": keep.id})
        if number:
            keep.healthcare_former_numbers = "\n".join(
                filter(None, [keep.healthcare_former_numbers, number])
            )

    def _decide(self, state, note=""):
        self.sudo().write(
            {"state": state, "decided_by_id": self.env.user.id, "note": note or False}
        )


class HealthcareException(models.Model):
    """The answers to a duplicate item."""

    _inherit = "healthcare.exception"

    def _resolution_item_merge(self, reason):
        self._document().action_merge()

    def _resolution_item_differs(self, reason):
        self._document().action_different(reason)
