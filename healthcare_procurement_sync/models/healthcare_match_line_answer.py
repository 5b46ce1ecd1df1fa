"""What a compared line offers to the answers: pack, contract price, return."""

from odoo import models
from odoo.exceptions import UserError

from ..match_units import as_decimal, as_fraction

RATIO_MARGIN = 0.05


class HealthcareMatchLine(models.Model):
    """Works on the order line that the billed line was compared with."""

    _inherit = "healthcare.match.line"

    def _explaining_unit(self):
        """The pack of the item whose agreed price is the billed one; empty if none."""
        line, product = self.order_line_id, self.product_id
        base = product.uom_id
        own = as_fraction(line.price_unit_discounted) / (
            line.product_uom_id._healthcare_factor(base) or 1
        )
        price = as_fraction(self.move_line_id.price_unit)
        packs = self.env["healthcare.item.lookup"]._packs(product, line)
        for unit in packs - self.move_line_id.product_uom_id:
            agreed = own * unit._healthcare_factor(base)
            if agreed and abs(price / agreed - 1) <= RATIO_MARGIN:
                return unit
        return packs.browse()

    def _remember_unit(self, code, unit):
        """The supplier's own code for this unit of the item, for the next document."""
        seller = self.product_id.seller_ids.filtered(
            lambda row: (
                row.partner_id.commercial_partner_id == self.match_id.partner_id
                and row.product_uom_id == unit
            )
        )[:1]
        if seller and code and not seller.healthcare_uom_code:
            seller.healthcare_uom_code = code

    def _contract_price(self):
        """The contract's price per unit of the order line, or None."""
        line = self.order_line_id
        sellers = line.product_id.seller_ids.filtered(
            lambda row: row.partner_id.commercial_partner_id == self.match_id.partner_id
        )
        price = sellers._healthcare_contract_price(line)
        return None if price is None else as_decimal(price)

    def _billed_price(self):
        """The billed price per unit of the order line."""
        base = self.product_id.uom_id
        billed = self.move_line_id
        per_base = as_fraction(billed.price_unit) / (
            billed.product_uom_id._healthcare_factor(base) or 1
        )
        line_factor = self.order_line_id.product_uom_id._healthcare_factor(base) or 1
        return as_decimal(per_base * line_factor)

    def _propose_contract_price(self, code):
        """The billed price for the contract, through the approval that contracts have;
        without a contract it becomes the order's price.

        :raises UserError: the line answers no order line.
        """
        order_line = self.order_line_id
        if not order_line:
            raise UserError(self.env._("The order line is not known."))
        price = float(self._billed_price())
        contract_line = self._contract_line()
        if contract_line:
            self.env["healthcare.master.change"]._hold(
                contract_line,
                {"price": price},
                code,
                connection=self.match_id.connection_id or None,
                message_id=self.match_id.message_id.id,
                requester=self.env.user,
            )
            return
        order_line.price_unit = price
        order_line.sudo()._healthcare_agree()

    def _contract_line(self):
        line = self.order_line_id
        if "healthcare_contract_line_id" not in line._fields:
            return None
        return line.healthcare_contract_line_id

    def _claim_values(self, reason):
        match = self.match_id
        return {
            "name": self.env._(
                "%(credit)s, line %(line)s: %(reason)s",
                credit=match.number,
                line=self.number,
                reason=reason,
            ),
            "company_id": match.company_id.id,
            "partner_id": match.partner_id.id,
            "order_line_id": self.order_line_id.id,
            "kind": "price",
            "currency_id": match.currency_id.id,
            "amount": abs(self.move_line_id.price_subtotal),
        }


class PurchaseOrder(models.Model):
    """Receives by hand what a bill waits for."""

    _inherit = "purchase.order"

    def _healthcare_receive(self, wanted):
        """Receive ``{order line: base units}`` on the open receipt of this order.

        :raises UserError: nothing is open, or lots have to be named at the dock.
        """
        lines = {line: qty for line, qty in wanted.items() if line.order_id == self}
        moves = self.picking_ids.move_ids.filtered(
            lambda move: (
                move.purchase_line_id in lines and move.state not in ("done", "cancel")
            )
        )
        if lines and not moves:
            raise UserError(self.env._("No receipt of %s is open.", self.name))
        if any(move.has_tracking != "none" for move in moves):
            raise UserError(
                self.env._("Lots have to be named: receive %s at the dock.", self.name)
            )
        for picking in moves.picking_id:
            picking.move_ids.quantity = 0
            for move in picking.move_ids & moves:
                base = move.product_id.uom_id
                factor = move.product_uom._healthcare_factor(base) or 1
                left = as_fraction(lines[move.purchase_line_id]) / factor
                move.quantity = min(float(left), move.product_uom_qty)
                move.picked = True
            picking.with_context(skip_backorder=True).button_validate()
            if picking.state != "done":
                raise UserError(
                    self.env._("%s asks for more: receive it there.", picking.name)
                )


class PurchaseOrderLine(models.Model):
    """Sends back what came too much."""

    _inherit = "purchase.order.line"

    def _healthcare_return(self, quantity):
        """Return ``quantity`` base units of what was received on this line.

        :raises UserError: so much is not there, or lots have to be named.
        """
        left = quantity
        for move in self.move_ids.filtered(lambda row: row.state == "done"):
            if left <= 0 or move.location_dest_id.usage != "internal":
                continue
            taken = min(left, move.product_qty)
            wizard = self.env["stock.return.picking"].create(
                {"picking_id": move.picking_id.id}
            )
            for row in wizard.product_return_moves:
                row.quantity = taken if row.move_id == move else 0
            action = wizard.action_create_returns()
            back = self.env["stock.picking"].browse(action["res_id"])
            back.move_ids.quantity = taken
            back.move_ids.picked = True
            back.with_context(skip_backorder=True, skip_expired=True).button_validate()
            if back.state != "done":
                raise UserError(
                    self.env._("%s asks for more: return it there.", back.name)
                )
            left -= taken
        if left > 0:
            raise UserError(
                self.env._(
                    "%(item)s: so much was not received.", item=self.product_id.name
                )
            )
