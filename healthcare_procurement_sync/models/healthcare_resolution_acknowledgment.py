"""The answers to what a supplier acknowledged: each puts the order right."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..match_units import as_decimal, as_fraction

CLINICAL = "healthcare_procurement_sync.group_clinical_reviewer"


class HealthcareException(models.Model):
    """What the buttons of an acknowledgment's question do."""

    _inherit = "healthcare.exception"

    @api.depends("user_id", "type_id", "state", "message_id.state")
    @api.depends_context("uid")
    def _compute_may_act(self):
        # EXTENDS: who signs for a substitute answers the question about it as well.
        super()._compute_may_act()
        if not self.env.user.has_group(CLINICAL):
            return
        for exception in self.filtered(lambda row: row.state == "open"):
            if exception.code == "SUBSTITUTION":
                exception.may_act = True

    # -- finding the line ------------------------------------------------------------

    def _order_line(self):
        """The order line that the question is about.

        :raises UserError: it is gone, or the question is about the whole order.
        """
        order = self._document()
        number = (self.where or "").removeprefix("line ")
        lines = order.order_line.filtered(
            lambda line: str(line.healthcare_number) == number and line.product_id
        )
        if not lines:
            raise UserError(self.env._("The line of this question is gone."))
        return lines[:1]

    def _backorder(self):
        line = self._order_line()
        return self.env["healthcare.backorder"].search(
            [("order_line_id", "=", line.id)], limit=1
        )

    def _offers(self):
        return self._order_line().healthcare_substitution_ids.filtered(
            lambda row: row.state == "pending"
        )

    # -- backorder -------------------------------------------------------------------

    def _resolution_keep_backorder(self, reason):
        self._backorder()._decide(
            "waiting", reason or self.env._("Waiting for the supplier.")
        )
        line = self._order_line()
        day = line.healthcare_backorder_date
        if day and not line.healthcare_qty_confirmed:
            # All of it comes then: receipts and forecasts expect it on that day.
            line.date_planned = fields.Datetime.to_datetime(day)

    def _resolution_split_line(self, _reason):
        self._order_line()._healthcare_split_balance()

    def _resolution_reroute_balance(self, _reason):
        line = self._order_line()
        backorder = self.env["healthcare.backorder"].search(
            [("order_line_id", "=", line.id)], limit=1
        )
        quantity = line.healthcare_qty_backordered or line._healthcare_open()
        action = line._healthcare_reroute_balance(backorder, quantity)
        self._close_by(self._answer_name("reroute_balance"), "")
        return action

    def _resolution_fetch_elsewhere(self, _reason):
        return self._backorder().action_reallocate()

    def _resolution_cancel_balance(self, reason):
        line = self._order_line()
        quantity = line.healthcare_qty_backordered or line.healthcare_qty_cancelled
        line._healthcare_cancel_balance(quantity or line._healthcare_open(), reason)

    @api.model
    def _answer_name(self, code):
        answers = self.env["healthcare.resolution"].sudo()
        return answers.search([("code", "=", code)], limit=1).name or code

    # -- substitutes -----------------------------------------------------------------

    def _resolution_compare_substitute(self, _reason):
        offer = self._offers()[:1]
        if offer:
            return offer.action_compare()
        return self.env["healthcare.substitution"]._open_for_line(self._order_line())

    def _resolution_accept_substitute(self, reason):
        offers = self._offers().filtered("product_id")[:1]
        if not offers:
            raise UserError(
                self.env._("Nobody here knows the offered item. Compare and choose it.")
            )
        if not offers._may_decide():
            return offers.action_compare()
        offers.sudo()._accept(reason)
        return None

    def _resolution_accept_substitute_group(self, reason):
        line = self._order_line()
        ordered, offered = line.product_id, self._offers().product_id
        action = self._resolution_accept_substitute(reason)
        groups = self.env["healthcare.substitution.group"]
        if not action and not groups._with_both(ordered, offered, line.company_id):
            groups.sudo().create(
                {
                    "name": f"{ordered.display_name} / {offered.display_name}",
                    "company_id": line.company_id.id,
                    "product_ids": [(6, 0, (ordered | offered).ids)],
                    "note": reason or False,
                }
            )
        return action

    def _resolution_refuse_substitute(self, reason):
        line = self._order_line()
        self._offers()._refuse(reason)
        line.write({"healthcare_ack_state": "pending"})
        line._healthcare_say_to_supplier(
            self.env._(
                "we do not take the substitute (%s). Please deliver the ordered item, "
                "or tell us when.",
                reason,
            )
        )

    # -- price -----------------------------------------------------------------------

    def _resolution_accept_price(self, _reason):
        line = self._order_line()
        self._take_price(line)

    def _take_price(self, line):
        """The stated price into the order, in a write of its own so that it stays."""
        if not line.healthcare_ack_price:
            raise UserError(self.env._("The supplier's price is not known here."))
        share = 1 - as_fraction(line.discount) / 100
        price = as_fraction(line.healthcare_ack_price) / (share or 1)
        line.write({"price_unit": float(price)})
        line._healthcare_agree()
        line.write({"healthcare_ack_state": "accepted"})

    def _resolution_accept_price_contract(self, reason):
        """This order now; the contract only after two other people agreed."""
        line = self._order_line()
        self._take_price(line)
        row, factor = self._price_row(line)
        if not row:
            return
        price = float(as_fraction(line.healthcare_ack_price) * factor)
        self.env["healthcare.master.change"]._hold(
            row, {"price": price}, "manual", requester=self.env.user
        )
        line.order_id._message_log(
            body=self.env._("A change of the contract price was asked for. %s", reason)
        )

    def _price_row(self, line):
        """The contract line or catalogue row that prices an order line, and how many
        units of the line are in one of its units."""
        contract = line.sudo()._fields.get("healthcare_contract_line_id")
        row = line.sudo().healthcare_contract_line_id if contract else None
        if not row:
            partner = line.order_id.partner_id.commercial_partner_id
            rows = line.product_id.sudo().seller_ids.filtered(
                lambda seller: seller.partner_id.commercial_partner_id == partner
            )
            row = rows._get_filtered_supplier(
                line.company_id, line.product_id, {}
            ).sorted("healthcare_priority")[:1]
        if not row:
            return None, None
        unit = row.uom_id if "uom_id" in row._fields else row.product_uom_id
        unit = unit or line.product_uom_id
        return row, unit._healthcare_factor(line.product_uom_id) or 1

    def _resolution_hold_price(self, reason):
        """The order keeps its price; the supplier is told that bills are paid by it."""
        line = self._order_line()
        line.write({"healthcare_ack_state": "accepted"})
        line._healthcare_say_to_supplier(
            self.env._(
                "we ordered at %(price)s and pay by it, not %(stated)s. %(reason)s",
                price=f"{as_decimal(line.price_unit).normalize():f}",
                stated=f"{as_decimal(line.healthcare_ack_price).normalize():f}",
                reason=reason,
            )
        )

    def _resolution_claim_price(self, reason):
        """The goods are needed: take the price, and claim the difference."""
        line = self._order_line()
        before = as_fraction(line.price_unit_discounted)
        difference = as_fraction(line.healthcare_ack_price) - before
        if difference <= 0:
            raise UserError(self.env._("The stated price is not higher."))
        amount = float(difference * as_fraction(line.product_qty))
        self._take_price(line)
        self.env["healthcare.supplier.claim"].sudo().create(
            {
                "name": self.env._(
                    "Price of %(order)s line %(line)s",
                    order=line.order_id.name,
                    line=line.healthcare_number,
                ),
                "company_id": line.company_id.id,
                "partner_id": line.order_id.partner_id.commercial_partner_id.id,
                "order_line_id": line.id,
                "kind": "price",
                "currency_id": line.currency_id.id,
                "amount": amount,
            }
        )
        line._healthcare_say_to_supplier(
            self.env._("we claim a credit for the difference of the price. %s", reason)
        )

    # -- quantity --------------------------------------------------------------------

    def _resolution_accept_quantity(self, _reason):
        """The order says what the supplier delivers."""
        line = self._order_line()
        if self.code == "ACK_QTY_EXCEEDS_ORDER":
            stated = as_decimal(line.healthcare_ack_quantity)
            if stated <= as_decimal(line.product_qty):
                raise UserError(self.env._("The stated quantity is not known here."))
            line.product_qty = float(stated)
            line.write(
                {
                    "healthcare_qty_confirmed": float(stated),
                    "healthcare_ack_state": "qty_changed",
                }
            )
            return
        line._healthcare_reduce(line.healthcare_qty_cancelled)

    def _resolution_reorder_shortfall(self, _reason):
        """What this supplier does not deliver is ordered from another one."""
        line = self._order_line()
        missing = as_decimal(line.healthcare_qty_cancelled)
        others = line._healthcare_alternate_suppliers()
        partner = others[:1] or line.order_id.partner_id
        fresh = line._healthcare_reorder(partner, missing)
        line._healthcare_reduce(missing)
        self._close_by(self._answer_name("reorder_shortfall"), fresh.name)
        return self._show_form(fresh)

    def _resolution_reject_quantity(self, reason):
        line = self._order_line()
        line.write(
            {
                "healthcare_ack_state": "pending",
                "healthcare_qty_confirmed": 0.0,
                "healthcare_qty_cancelled": 0.0,
            }
        )
        line._healthcare_say_to_supplier(
            self.env._(
                "we ordered %(quantity)s %(unit)s and need that quantity. %(reason)s",
                quantity=f"{as_decimal(line.product_qty).normalize():f}",
                unit=line.product_uom_id.name,
                reason=reason,
            )
        )

    def _show_form(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    # -- date ------------------------------------------------------------------------

    def _resolution_accept_date(self, _reason):
        line = self._order_line()
        promised = line.healthcare_promised_date
        if not promised:
            raise UserError(self.env._("No date was promised."))
        line._healthcare_plan(promised)

    def _resolution_expedite(self, reason):
        line = self._order_line()
        line._healthcare_say_to_supplier(
            self.env._(
                "please deliver by %(day)s as ordered. %(reason)s",
                day=line.date_planned.date(),
                reason=reason,
            )
        )
        line.order_id.sudo().activity_schedule(
            "mail.mail_activity_data_call",
            user_id=self.env.uid,
            summary=self.env._("Ask the supplier for the earlier date"),
            note=line.product_id.display_name,
        )

    def _resolution_cancel_line(self, reason):
        line = self._order_line()
        line._healthcare_cancel_balance(line._healthcare_open(), reason)
        line.write({"healthcare_qty_cancelled": 0.0})

    @api.model
    def _decimal(self, value):
        return as_decimal(value) if value else Decimal(0)
