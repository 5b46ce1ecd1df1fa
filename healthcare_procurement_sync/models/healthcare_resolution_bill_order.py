"""The answers to a bill that its order, its receipt or its units do not explain."""

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ..match_units import as_fraction


class HealthcareException(models.Model):
    """What the buttons of a bill's question do at the order and at the dock."""

    _inherit = "healthcare.exception"

    def _bill_lines(self):
        """The compared lines that bear this question's category."""
        return self._bill_match().line_ids.filtered(
            lambda line: self.code in (line.categories or "").split(",")
        )

    # -- the order -------------------------------------------------------------------

    def _resolution_link_order(self, reason):
        """Opens the allocation: which order, which lines, how much of each."""
        return self._bill_match().action_allocate() | {
            "context": {
                "default_match_id": self._bill_match().id,
                "healthcare_exception_id": self.id,
            }
        }

    def _resolution_order_afterwards(self, reason):
        """An order for what was delivered without one; it takes the usual approval."""
        match = self._bill_match()
        order = match._order_afterwards(reason)
        match.sudo().linked_order_id = order
        match.sudo().order_id = order
        order.button_confirm()
        if match.state == "held":
            return self._wait(
                self.env._(
                    "%(order)s was created from the bill and waits for approval.",
                    order=order.name,
                )
            )
        return None

    def _resolution_reopen_order(self, reason):
        order = self._bill_match().order_id
        if not order:
            raise UserError(self.env._("The order is not known."))
        if order.state == "cancel":
            order.button_draft()
        if order.state in ("draft", "sent"):
            order.button_confirm()
        match = self._bill_match()
        if match.state == "held":
            match._decide(reason or self.env._("The order is open again."))
        if self.code in match._category_list():
            return self._wait(self.env._("%s waits for approval.", order.name))
        return None

    def _resolution_add_order_line(self, reason):
        """The item is ordered after the fact, at the billed price."""
        match = self._bill_match()
        if not match.order_id:
            raise UserError(self.env._("The order is not known."))
        for line in self._bill_lines():
            if not line.product_id:
                raise UserError(
                    self.env._("Line %s: the item is not known. Map it.", line.number)
                )
            billed = line.move_line_id
            self.env["purchase.order.line"].create(
                {
                    "order_id": match.order_id.id,
                    "product_id": line.product_id.id,
                    "product_qty": billed.quantity,
                    "product_uom_id": billed.product_uom_id.id,
                    "price_unit": billed.price_unit,
                }
            )
        match._decide(reason or self.env._("The item is on the order now."))

    def _resolution_accept_billed_substitute(self, reason):
        offers = self._bill_lines().order_line_id.healthcare_substitution_ids.filtered(
            lambda row: row.state == "pending"
        )
        if not offers:
            raise UserError(self.env._("No substitute waits for a decision."))
        offers.sudo().action_accept()
        match = self._bill_match()
        if match.state == "held":
            match._decide(reason)

    # -- the dock --------------------------------------------------------------------

    def _resolution_chase_dock(self, reason):
        """Whoever receives for this facility is asked to look for the goods."""
        match = self._bill_match()
        pickings = match.order_ids.picking_ids.filtered(
            lambda row: row.state not in ("done", "cancel")
        )
        if not pickings:
            raise UserError(self.env._("No receipt is open for this order."))
        receivers = self._members(
            self.env.ref("stock.group_stock_user").all_user_ids, self.company_id
        )
        owner = receivers and self._least_loaded(receivers, {}) or self.env.user
        pickings[:1].sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._(
                "Billed by %(supplier)s: did the goods arrive?",
                supplier=match.partner_id.name,
            ),
            user_id=owner.id,
        )
        return self._wait(self.env._("%s looks for the goods.", owner.name))

    def _resolution_confirm_receipt(self, reason):
        """The goods are here: what was billed is received, and the bill goes on."""
        match = self._bill_match()
        wanted = {
            line.order_line_id: max(line.inv_base - line.payable_base, 0.0)
            for line in self._bill_lines()
        }
        for order in match.order_ids:
            order._healthcare_receive(wanted)
        if match.state == "held" and self.code in match._category_list():
            match._decide(reason or self.env._("The receipt was confirmed."))

    def _resolution_ask_delivery_proof(self, reason):
        self._write_to_supplier(
            self.env._(
                "We have no receipt for invoice %(number)s. Please send the proof of "
                "delivery.",
                number=self._bill_match().number,
            )
        )
        return self._wait(self.env._("The supplier was asked for proof of delivery."))

    def _resolution_keep_surplus(self, reason):
        """What came too much is kept: the order is raised to it, with approval."""
        for line in self._bill_lines():
            order_line = line.order_line_id
            factor = order_line.product_uom_id._healthcare_factor(
                order_line.product_id.uom_id
            )
            billed = as_fraction(line.billed_before_base) + as_fraction(line.inv_base)
            order_line.product_qty = float(billed / factor)
        match = self._bill_match()
        if match.state == "held":
            match._decide(reason or self.env._("The surplus is kept."))

    def _resolution_return_surplus(self, reason):
        """What came too much goes back, and its amount is deducted."""
        match = self._bill_match()
        surplus = {
            line.order_line_id: max(line.inv_base - line.payable_base, 0.0)
            for line in self._bill_lines()
        }
        match._short_pay([self.code], reason or self.env._("The surplus goes back."))
        for line, quantity in surplus.items():
            line._healthcare_return(quantity)

    def _resolution_record_return(self, reason):
        """The goods went back and nobody wrote it down."""
        match = self._bill_match()
        for line in self._bill_lines():
            line.order_line_id._healthcare_return(
                max(abs(line.inv_base) - line.payable_base, 0.0)
            )
        if match.state == "held":
            match._decide(reason or self.env._("The return was recorded."))

    # -- units -----------------------------------------------------------------------

    def _resolution_use_order_unit(self, reason):
        """The supplier's code means the unit of the order; remembered for this item."""
        match = self._bill_match()
        document = match._effective_document()
        for line in self._bill_lines():
            unit = line.order_line_id.product_uom_id
            if not unit:
                raise UserError(self.env._("The order line is not known."))
            code = document.lines[line.sequence].uom
            line.sudo()._remember_unit(code, unit)
            match._choose_unit(line.sequence, unit, reason or unit.display_name)

    def _resolution_correct_unit(self, reason):
        """The price is that of another pack: the quantity is in that pack."""
        match = self._bill_match()
        for line in self._bill_lines():
            unit = line._explaining_unit()
            if not unit:
                raise UserError(
                    self.env._("No pack of the item explains the price of the line.")
                )
            match._choose_unit(
                line.sequence,
                unit,
                reason or self.env._("Billed by the %s.", unit.name),
            )


class HealthcareMatch(models.Model):
    """An order for what came without one."""

    _inherit = "healthcare.match"

    def _order_afterwards(self, reason):
        """A draft order of the supplier with the billed items, not yet approved.

        :raises UserError: an item is not known.
        """
        if self.linked_order_id:
            raise UserError(
                self.env._("%s was created already.", self.linked_order_id.name)
            )
        lines = self.move_id.invoice_line_ids.filtered(
            lambda line: line.healthcare_line_kind == "goods"
        )
        if not lines or any(not line.product_id for line in lines):
            raise UserError(self.env._("An item of the bill is not known. Map it."))
        return self.env["purchase.order"].create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "date_order": fields.Datetime.to_datetime(self.invoice_date),
                "origin": self.env._(
                    "Invoice %(number)s without order: %(reason)s",
                    number=self.number,
                    reason=reason,
                ),
                "order_line": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "product_qty": line.quantity,
                            "product_uom_id": line.product_uom_id.id,
                            "price_unit": line.price_unit,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for line in lines
                ],
            }
        )
