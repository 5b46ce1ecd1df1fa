"""The lines of an acknowledgment: quantities, prices, dates, substitutes."""

from odoo import api, models

from ..acknowledgment_rules import Status, settle, settle_price
from ..match_units import as_decimal, as_fraction, basis, money


class HealthcareHandlerOrderAcknowledgment(models.AbstractModel):
    """One line at a time, without writing: the changes are collected."""

    _inherit = "healthcare.handler.order_acknowledgment"

    @api.model
    def _words(self):
        """What each finding says; the keys are the codes an answer may settle."""
        _ = self.env._
        return {
            "ACK_HOLD": _("the supplier holds it"),
            "ACK_WAIVER": _("the supplier needs a waiver or licence"),
            "ORDER_REJECTED": _("the supplier rejects the order"),
            "ORDER_COUNTER_OFFER": _("the supplier makes a counter-offer"),
            "BACKORDER": _("back-ordered"),
            "QTY_CHANGE": _("the supplier delivers less"),
            "PRICE_CHANGE": _("the supplier states another price"),
            "PRICE_PENDING": _("the supplier has not fixed the price"),
            "SUBSTITUTION": _("the supplier offers another item"),
            "LINE_REJECTED": _("the supplier does not deliver"),
            "REORDER_AS": _("the supplier wants it ordered in another way"),
            "CONTRACT_ITEM": _("not a contract item for the supplier"),
            "MAPPING_ITEM": _("the supplier or we do not know the item"),
            "MAPPING_UOM": _("the unit of measure is not understood"),
            "DATE_SLIP": _("promised later than accepted"),
            "ACK_QTY_EXCEEDS_ORDER": _("more acknowledged than ordered"),
            "ACK_CODE_UNKNOWN": _("status code is not in the table"),
        }

    @api.model
    def _stated_lines(self, answer, products, units):
        for line in answer.document.lines:
            order_line, _product = self._match_line(
                _Named(line), answer.order, products
            )
            if not order_line:
                answer.findings.append(
                    self._finding(
                        "MAPPING_ITEM",
                        self.env._(
                            "%(order)s: a line of the acknowledgment is not on it.",
                            order=answer.order.name,
                        ),
                        answer.order,
                        where=line.where,
                    )
                )
            elif not self._is_older(answer, order_line):
                self._line(answer, line, order_line, products, units)

    @api.model
    def _is_older(self, answer, order_line):
        """A later answer of the supplier is already on the line."""
        known, stated = (
            order_line.healthcare_ack_date,
            answer.document.acknowledged_date,
        )
        return bool(known and stated and stated < known)

    @api.model
    def _line(self, answer, line, order_line, products, units):
        answer.places[order_line] = line.where
        answer.mapped[order_line] = self.env["healthcare.item.lookup"]._rows_used(
            line.item, line.uom, order_line.product_id, products, units
        )
        statuses = self._statuses(line, order_line, products, units)
        if statuses is None:
            self._unit_unknown(answer, line, order_line, units)
            return
        result = settle(
            as_decimal(order_line.product_qty),
            statuses,
            answer.policy.backorder_stated,
        )
        automatic = self._automatic_offer(line, order_line, products, units)
        for code in result.findings:
            if code != "SUBSTITUTION" or not automatic:
                self._note(answer, order_line, code)
        stated = float(sum(status.quantity or 0 for status in statuses))
        if not result.applied:
            answer.changes[order_line] = {"healthcare_ack_quantity": stated}
            return
        values = self._buckets(answer, result.state, result)
        values["healthcare_ack_quantity"] = stated
        values["healthcare_ack_codes"] = ",".join(
            dict.fromkeys(status.code for status in statuses)
        )
        self._price(answer, line, order_line, values, units)
        self._date(answer, line, order_line, values)
        self._substitutes(answer, line, order_line, products, units)
        answer.changes[order_line] = values

    @api.model
    def _statuses(self, line, order_line, products, units):
        """Statuses in the unit of the order line; None when a unit is unknown.

        A repeated line without a status accepts what it repeats.
        """
        if not line.statuses:
            return [Status("IA")]
        found = []
        for status in line.statuses:
            if status.substitute and status.code == "IS":
                quantity = self._offered(line, status, order_line, products, units)
                found.append(Status(status.code, quantity))
                continue
            factor = self._factor(status.uom or line.uom, order_line, units)
            if factor is None:
                return None
            quantity = status.quantity
            if quantity is not None:
                quantity = as_decimal(as_fraction(quantity) * factor)
            found.append(Status(status.code, quantity))
        return found

    @api.model
    def _unit_unknown(self, answer, line, order_line, units):
        """Wait for a row that knows the code; ask when a row knows it and is no use.

        Nothing of the answer is applied meanwhile: a later one would find half of it.
        """
        product = order_line.product_id
        lookup = self.env["healthcare.item.lookup"]
        stated = [
            status.uom or line.uom for status in line.statuses if not status.substitute
        ]
        for code in dict.fromkeys([*stated, line.uom]):
            if self._factor(code, order_line, units) is None and lookup._is_unmapped(
                code, product, units
            ):
                answer.outcome = self._unknown_unit(
                    answer.row.connection, code, line.where, answer.order
                )
                return
        self._note(answer, order_line, "MAPPING_UOM")

    @api.model
    def _factor(self, code, order_line, units):
        """Units of the order line in one stated unit, or None."""
        unit = self.env["healthcare.item.lookup"]._unit(
            code, order_line.product_id, units, order_line
        )
        return unit._healthcare_factor(order_line.product_uom_id) if unit else None

    @api.model
    def _buckets(self, answer, state, result):
        return {
            "healthcare_ack_state": state,
            "healthcare_qty_confirmed": float(result.confirmed),
            "healthcare_qty_backordered": float(result.backordered),
            "healthcare_qty_cancelled": float(result.cancelled),
            "healthcare_ack_date": answer.document.acknowledged_date or False,
            "healthcare_answered_at": answer.now,
        }

    # -- price -----------------------------------------------------------------------

    @api.model
    def _price(self, answer, line, order_line, values, units):
        """Accept another price within tolerance and up to the contract, else ask."""
        if line.price is None or values["healthcare_ack_state"] == "price_pending":
            return
        if not {status.code for status in line.statuses} - {"IS"} and line.statuses:
            # The price of the offered item, which is not the ordered one.
            return
        factor = self._factor(line.uom, order_line, units)
        if factor is None:
            self._unit_unknown(answer, line, order_line, units)
            return
        stated = as_fraction(line.price) / basis(line.price_basis) / factor
        agreed = as_fraction(order_line.price_unit_discounted)
        if stated == agreed:
            return
        found = settle_price(
            stated,
            agreed,
            as_fraction(order_line.product_qty),
            answer.policy._rules(),
            self._contract_price(order_line),
        )
        values["healthcare_ack_price"] = float(stated)
        values["healthcare_ack_price_pct"] = float(found.pct or 0)
        if found.accepted:
            answer.prices[order_line] = as_decimal(stated)
            return
        if values["healthcare_ack_state"] != "changed":
            # "Accepted with changes" stays what was said; what differs is asked.
            values["healthcare_ack_state"] = "price_changed"
        self._note(
            answer,
            order_line,
            "PRICE_CHANGE",
            more=f" ({found.pct:+} %)" if found.pct is not None else "",
            amount=abs(found.variance),
        )

    @api.model
    def _contract_price(self, order_line):
        sellers = order_line.product_id.seller_ids.filtered(
            lambda row: (
                row.partner_id.commercial_partner_id
                == order_line.order_id.partner_id.commercial_partner_id
            )
        )
        return sellers._healthcare_contract_price(order_line)

    # -- findings --------------------------------------------------------------------

    @api.model
    def _note(self, answer, order_line, code, more="", amount=None):
        order = answer.order
        if amount is None:
            amount = money(as_fraction(order_line.price_subtotal))
        summary = self.env._(
            "%(order)s line %(line)s, %(item)s: %(what)s%(more)s.",
            order=order.name,
            line=order_line.healthcare_number,
            item=order_line.product_id.display_name,
            what=self._words()[code],
            more=more,
        )
        answer.findings.append(
            self._finding(
                code,
                summary,
                order,
                amount=amount,
                currency=order.currency_id.name,
                where=f"line {order_line.healthcare_number}",
                user_id=order.user_id.id or 0,
            )
        )

    @api.model
    def _amount(self, order):
        return money(as_fraction(order.amount_untaxed))


class _Named:
    """An acknowledged line with the names that the shared look-up expects."""

    __slots__ = ("item", "line_number")

    def __init__(self, line):
        self.item = line.item
        self.line_number = line.number
