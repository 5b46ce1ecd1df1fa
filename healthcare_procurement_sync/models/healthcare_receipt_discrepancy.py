"""Goods that stand on the dock and were not put into stock: too many, not ordered,
damaged, recalled."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..dock_kinds import KINDS, QUESTION
from ..match_units import as_decimal, as_fraction


class HealthcareReceiptDiscrepancy(models.Model):
    """What a site reports and Odoo did not book, until somebody decides.

    ``quantity`` in ``uom_id``.
    """

    _name = "healthcare.receipt.discrepancy"
    _description = "Receipt discrepancy"
    _inherit = ["healthcare.decided"]
    _recorded = frozenset(
        (
            *("state", "decided_by_id", "kind", "quantity", "uom_id", "product_id"),
            *("order_id", "order_line_id", "picking_id", "lot_name", "expiry"),
        )
    )
    _order = "id desc"
    _rec_name = "receipt_number"

    order_id = fields.Many2one(
        "purchase.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    partner_id = fields.Many2one(related="order_id.partner_id", string="Supplier")
    facility_id = fields.Many2one(
        related="order_id.healthcare_facility_id", string="Facility", store=True
    )
    order_line_id = fields.Many2one("purchase.order.line", readonly=True)
    product_id = fields.Many2one("product.product", string="Item", readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    lot_name = fields.Char(string="Lot", readonly=True)
    expiry = fields.Date(readonly=True)
    site = fields.Char(readonly=True)
    receipt_number = fields.Char(readonly=True)
    where = fields.Char(string="Place", readonly=True)
    reported_at = fields.Datetime(
        readonly=True, default=fields.Datetime.now, required=True
    )
    state = fields.Selection(
        [
            ("open", "To decide"),
            ("accepted", "Accepted"),
            ("returned", "Sent back"),
            ("quarantined", "Kept apart"),
        ],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)

    # -- deciding --------------------------------------------------------------------

    def _decide(self, state, picking=None):
        self.sudo().write(
            {
                "state": state,
                "picking_id": picking.id if picking else False,
                "decided_by_id": self.env.uid,
            }
        )

    def _send_back(self):
        """Nothing was booked, so nothing is returned in stock: the supplier is told,
        and what is still owed stays open. Damaged goods are claimed."""
        for row in self:
            row._decide("returned")
            row._tell(
                self.env._(
                    "%(quantity)s %(unit)s of %(item)s go back to you: %(why)s.",
                    **row._words(),
                )
            )
            if row.kind in ("damaged", "recalled") and row.order_line_id:
                row._claim()

    def _words(self):
        return {
            "quantity": f"{as_decimal(self.quantity).normalize():f}",
            "unit": self.uom_id.name,
            "item": self.product_id.display_name,
            "why": dict(self._fields["kind"]._description_selection(self.env))[
                self.kind
            ].lower(),
        }

    def _tell(self, body):
        order = self.order_id.sudo()
        order.message_post(
            body=body,
            partner_ids=order.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )

    def _claim(self):
        line = self.order_line_id
        factor = self.uom_id._healthcare_factor(line.product_uom_id) or 1
        amount = (
            as_fraction(self.quantity)
            * factor
            * as_fraction(line.price_unit_discounted)
        )
        self.env["healthcare.supplier.claim"].sudo().create(
            {
                "name": self.env._("Goods sent back, %s", self.order_id.name),
                "company_id": self.company_id.id,
                "partner_id": self.order_id.partner_id.commercial_partner_id.id,
                "order_line_id": line.id,
                "kind": "damage",
                "currency_id": line.currency_id.id,
                "amount": float(amount),
            }
        )

    def _accept(self):
        """The order is raised by what came, within what this user may approve, and the
        goods are received."""
        for row in self:
            line = row._raised_line()
            row._decide("accepted", row._receive(line))

    def _raised_line(self):
        """The order line that has room for the goods; made when there was none."""
        line = self.order_line_id
        if not line:
            return self._new_line()
        factor = self.uom_id._healthcare_factor(line.product_uom_id)
        if self.kind == "over":
            more = as_fraction(self.quantity) * factor
            line.product_qty = float(as_fraction(line.product_qty) + more)
        return line

    def _new_line(self):
        """An unordered item at the supplier's catalogue price."""
        if not self.product_id:
            raise UserError(self.env._("Nobody here knows this item. Map it first."))
        seller = self.product_id.sudo().seller_ids.filtered(
            lambda row: (
                row.partner_id.commercial_partner_id
                == self.order_id.partner_id.commercial_partner_id
            )
        )[:1]
        if not seller:
            raise UserError(
                self.env._(
                    "The supplier has no price for %s. Enter one, or send it back.",
                    self.product_id.display_name,
                )
            )
        unit = seller.product_uom_id or self.product_id.uom_id
        factor = self.uom_id._healthcare_factor(unit)
        price = seller.price
        line = self.env["purchase.order.line"].create(
            {
                "order_id": self.order_id.id,
                "product_id": self.product_id.id,
                "product_uom_id": unit.id,
                "product_qty": float(as_fraction(self.quantity) * factor),
                "price_unit": price,
            }
        )
        line.write({"price_unit": price})
        line._healthcare_agree()
        self.sudo().order_line_id = line
        return line

    def _receive(self, line, location=None):
        """Book these goods for an order line; the rest of its receipt stays open.

        :param location: where they are put; None: where receipts go.
        :return: the done transfer.
        """
        preparer = self.env["healthcare.receipt.preparer"].sudo()
        picking = preparer._open_receipt(line.order_id.sudo(), line)
        if not picking:
            raise UserError(
                self.env._("Nothing of this line is open to receive any more.")
            )
        preparer._receive_now(picking, line, self, location)
        return picking

    def _quarantine(self):
        """Received, but into a place that nobody takes goods from."""
        for row in self:
            line = row._raised_line() if row.kind != "unordered" else row._new_line()
            warehouse = line.order_id.picking_type_id.warehouse_id
            place = warehouse.sudo()._healthcare_quarantine()
            row._decide("quarantined", row._receive(line, place))


class StockWarehouse(models.Model):
    """A warehouse has a place for goods that wait for a decision."""

    _inherit = "stock.warehouse"

    def _healthcare_quarantine(self):
        """The quarantine of this warehouse, made when it is first needed."""
        self.ensure_one()
        place = self.env["stock.location"].search(
            [
                ("healthcare_quarantine", "=", True),
                ("warehouse_id", "=", self.id),
            ],
            limit=1,
        )
        return place or self.env["stock.location"].create(
            {
                "name": self.env._("Quarantine"),
                "usage": "internal",
                "location_id": self.view_location_id.id,
                "company_id": self.company_id.id,
                "healthcare_quarantine": True,
                "healthcare_unusable": True,
            }
        )


class StockLocation(models.Model):
    """Stock in quarantine is there, and not usable."""

    _inherit = "stock.location"

    healthcare_quarantine = fields.Boolean(
        string="Quarantine",
        help="What lies here waits for a decision and is not counted as usable.",
    )


class HealthcareReceiptPreparer(models.AbstractModel):
    """Receiving one thing by a decision."""

    _inherit = "healthcare.receipt.preparer"

    @api.model
    def _receive_now(self, picking, line, goods, location=None):
        """Validate one quantity of an open receipt, the rest stays open.

        :param goods: a discrepancy with item, quantity, unit, lot and expiry.
        """
        move = self._open_moves(picking).filtered(
            lambda row: row.purchase_line_id == line
        )[:1]
        announced = self._keep_announced(picking)
        picking.move_ids.move_line_ids.filtered(
            lambda row: row.state not in ("done", "cancel")
        ).unlink()
        values = {
            "picking_id": picking.id,
            "move_id": move.id,
            "product_id": goods.product_id.id,
            "product_uom_id": goods.uom_id.id,
            "quantity": goods.quantity,
            "location_id": picking.location_id.id,
            "location_dest_id": (location or move.location_dest_id).id,
            "picked": True,
        }
        if goods.product_id.tracking != "none" and goods.lot_name:
            values["lot_name"] = goods.lot_name
        if goods.expiry and goods.product_id.use_expiration_date:
            values["expiration_date"] = fields.Datetime.to_datetime(goods.expiry)
        self.env["stock.move.line"].create(values)
        picking.with_context(skip_backorder=True, skip_expired=True).button_validate()
        if picking.state != "done":
            raise UserError(self.env._("The receipt could not be completed."))
        self._restore_announced(picking, announced)


class HealthcareResolution(models.Model):
    """The discrepancies of a question."""

    _inherit = "healthcare.exception"

    def _discrepancies(self):
        order = self._document()
        rows = self.env["healthcare.receipt.discrepancy"].search(
            [
                ("order_id", "=", order.id),
                ("state", "=", "open"),
                ("where", "=", self.where or False),
            ]
        )
        return rows.filtered(lambda row: QUESTION.get(row.kind) == self.code)

    def _open_discrepancies(self):
        rows = self._discrepancies()
        if not rows:
            raise UserError(self.env._("These goods were decided about already."))
        return rows

    def _resolution_return_goods(self, _reason):
        self._open_discrepancies()._send_back()

    def _resolution_accept_goods(self, reason):
        rows = self._open_discrepancies()
        rows._accept()
        rows.order_id._message_log(body=reason)

    def _resolution_quarantine_goods(self, _reason):
        self._open_discrepancies()._quarantine()
