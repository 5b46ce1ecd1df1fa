"""Another item, another supplier or less: what happens to an open order line."""

from decimal import ROUND_CEILING, Decimal

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..match_units import as_decimal, as_fraction


class PurchaseOrderLine(models.Model):
    """What is still open of a line goes elsewhere; what was received stays."""

    _inherit = "purchase.order.line"

    healthcare_replaces_id = fields.Many2one(
        "purchase.order.line",
        string="Instead of",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    healthcare_replaced_by_ids = fields.One2many(
        "purchase.order.line", "healthcare_replaces_id", string="Replaced by"
    )

    def _healthcare_price_each(self):
        """Exact price of one base unit, or None without a common unit."""
        self.ensure_one()
        factor = self.product_uom_id._healthcare_factor(self.product_id.uom_id)
        return as_fraction(self.price_unit_discounted) / factor if factor else None

    def _healthcare_open(self):
        """Quantity of the line that has not come yet, in its unit."""
        self.ensure_one()
        left = as_decimal(self.product_qty) - as_decimal(self.qty_received)
        return max(left, Decimal(0))

    def _healthcare_packs_for(self, product, unit, quantity):
        """Whole packs of ``product`` that hold at least ``quantity`` of this line.

        Base units count one for one; a broken pack is a whole one.

        :raises UserError: the units have nothing in common.
        """
        mine = self.product_uom_id._healthcare_factor(self.product_id.uom_id)
        other = unit._healthcare_factor(product.uom_id)
        if not mine or not other:
            raise UserError(
                self.env._(
                    "The packs of %(one)s and %(other)s cannot be compared.",
                    one=self.product_id.display_name,
                    other=product.display_name,
                )
            )
        packs = as_decimal(as_fraction(quantity) * mine / other)
        return packs.to_integral_value(rounding=ROUND_CEILING)

    def _healthcare_replace(self, product, unit, price, quantity=None):
        """Order ``product`` instead of what is still open of this line.

        Runs in the same order. A line of which nothing came hands its number on: the
        supplier's next documents mean the new item with it.

        :param price: per ``unit``; None takes the same price per base unit.
        :param quantity: of this line's unit; None for all that is open.
        :return: the new line.
        """
        self.ensure_one()
        left = self._healthcare_open()
        quantity = left if quantity is None else min(as_decimal(quantity), left)
        if quantity <= 0 or self.order_id.state != "purchase":
            raise UserError(self.env._("Nothing of this line is open any more."))
        packs = self._healthcare_packs_for(product, unit, quantity)
        if price is None:
            factor = unit._healthcare_factor(product.uom_id)
            price = float(self._healthcare_price_each() * factor)
        line = self.with_context(healthcare_no_rematch=True)
        line.product_qty = float(as_decimal(self.product_qty) - quantity)
        fresh = line.create(
            {
                "order_id": self.order_id.id,
                "product_id": product.id,
                "product_uom_id": unit.id,
                "product_qty": float(packs),
                "price_unit": price,
                "date_planned": self.date_planned,
                "sequence": self.sequence,
                "analytic_distribution": self.analytic_distribution,
                "tax_ids": [Command.set(self.tax_ids.ids)],
                "healthcare_replaces_id": self.id,
            }
        )
        self._healthcare_hand_over(fresh, packs, price)
        return fresh

    def _healthcare_hand_over(self, fresh, packs, price):
        # The price in a write of its own: together with the quantity it would be taken
        # for the catalogue's.
        fresh.write({"price_unit": price})
        fresh._healthcare_agree()
        values = {
            "healthcare_ack_state": "accepted",
            "healthcare_qty_confirmed": float(packs),
            "healthcare_ack_date": self.healthcare_ack_date,
            "healthcare_answered_at": self.healthcare_answered_at,
            "healthcare_promised_date": self.healthcare_promised_date,
            "healthcare_first_promised_date": self.healthcare_first_promised_date,
        }
        gone = {"healthcare_qty_backordered": 0.0}
        if not self.product_qty:
            number = self.healthcare_number
            gone |= {
                "healthcare_number": fresh.healthcare_number,
                "healthcare_ack_state": "substituted",
                "healthcare_qty_confirmed": 0.0,
                "healthcare_qty_cancelled": 0.0,
            }
            values["healthcare_number"] = number
        self.write(gone)
        fresh.write(values)
        self.env["healthcare.backorder"]._refresh(self | fresh)
        self.env["healthcare.match"]._rematch_orders(
            self.order_id, self.env._("The order was changed.")
        )

    def _healthcare_reduce(self, quantity):
        """Take ``quantity`` that will not come off the line; never below what came.

        The supplier said that it does not deliver it, or is told by an order change.
        """
        self.ensure_one()
        quantity = min(as_decimal(quantity), self._healthcare_open())
        if quantity <= 0:
            raise UserError(self.env._("Nothing of this line is open any more."))
        self.product_qty = float(as_decimal(self.product_qty) - quantity)
        backordered = as_decimal(self.healthcare_qty_backordered) - quantity
        self.write(
            {
                "healthcare_qty_backordered": float(max(backordered, Decimal(0))),
                "healthcare_qty_cancelled": 0.0,
            }
        )
        self.env["healthcare.backorder"]._refresh(self)

    def _healthcare_reorder(self, partner, quantity=None, **more):
        """A new order of the open quantity with another supplier, linked to this line.

        It is a request for quotation: approval and channel are those of any order.

        :return: the new order.
        """
        self.ensure_one()
        quantity = self._healthcare_open() if quantity is None else quantity
        order = self.order_id
        fresh = self.env["purchase.order"].create(
            {
                "partner_id": partner.id,
                "company_id": order.company_id.id,
                "picking_type_id": order.picking_type_id.id,
                "dest_address_id": order.dest_address_id.id,
                "user_id": order.user_id.id,
                "priority": order.priority,
                "origin": order.name,
                "date_planned": self.date_planned,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product_id.id,
                            "product_qty": float(quantity),
                            "product_uom_id": self.product_uom_id.id,
                            "date_planned": self.date_planned,
                            "analytic_distribution": self.analytic_distribution,
                            "healthcare_replaces_id": self.id,
                        }
                    )
                ],
                **more,
            }
        )
        self._healthcare_say_moved(fresh, quantity)
        return fresh

    def _healthcare_say_moved(self, fresh, quantity):
        self.order_id._message_log(
            body=self.env._(
                "Line %(line)s: %(quantity)s %(unit)s ordered from %(supplier)s "
                "instead (%(order)s).",
                line=self.healthcare_number,
                quantity=f"{as_decimal(quantity).normalize():f}",
                unit=self.product_uom_id.name,
                supplier=fresh.partner_id.display_name,
                order=fresh.name,
            )
        )
        fresh._message_log(
            body=self.env._(
                "Instead of line %(line)s of %(order)s.",
                line=self.healthcare_number,
                order=self.order_id.name,
            )
        )

    def _healthcare_alternate_suppliers(self):
        """Other suppliers of the item, cheapest contract first, that may be ordered
        from."""
        self.ensure_one()
        mine = self.order_id.partner_id.commercial_partner_id
        rows = self.product_id.seller_ids.filtered(
            lambda row: (
                row.partner_id.commercial_partner_id != mine
                and (not row.company_id or row.company_id == self.order_id.company_id)
            )
        ).sorted(lambda row: (row.healthcare_priority, row.price, row.id))
        partners = self.env["res.partner"]
        for partner in rows.partner_id:
            if partner._healthcare_may_order(self.order_id.company_id):
                partners |= partner
        return partners


class ResPartner(models.Model):
    """Whether an order may go to a supplier."""

    _inherit = "res.partner"

    def _healthcare_may_order(self, company):
        """False for suppliers that are blocked or not approved yet."""
        return self._healthcare_orderable(company)[0]
