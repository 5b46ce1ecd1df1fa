"""Dates, offered substitutes and lines that an acknowledgment does not repeat."""

import dataclasses
from datetime import datetime, time

from odoo import api, fields, models

from ..acknowledgment_codes import BACKORDERED, CONFIRMED, LINE_CODES
from ..acknowledgment_rules import Status, settle
from ..match_units import as_decimal, as_fraction, basis

CRITICAL_SLIP = 1
"""Days that a critical item may be late before somebody is asked."""


class HealthcareHandlerOrderAcknowledgment(models.AbstractModel):
    """The part of a line that is not quantity and price."""

    _inherit = "healthcare.handler.order_acknowledgment"

    # -- date ------------------------------------------------------------------------

    @api.model
    def _date(self, answer, line, order_line, values):
        """Keep the promise; move the planned date when the delay is acceptable."""
        days = [
            status.scheduled_date
            for status in line.statuses
            if status.scheduled_date and LINE_CODES[status.code].bucket == CONFIRMED
        ]
        late = [
            status.scheduled_date
            for status in line.statuses
            if status.scheduled_date and LINE_CODES[status.code].bucket == BACKORDERED
        ]
        values["healthcare_backorder_date"] = max(late) if late else False
        if not days:
            self._keep_promise(order_line, values, max(late) if late else None)
            return
        promised = max(days)
        self._keep_promise(order_line, values, promised)
        planned = order_line.date_planned
        slip = (promised - planned.date()).days if planned else 0
        if slip > self._slip_limit(answer, order_line):
            self._note(
                answer,
                order_line,
                "DATE_SLIP",
                more=self.env._(" (%(days)s days)", days=slip),
            )
        elif slip:
            clock = planned.time() if planned else time(12)
            values["date_planned"] = datetime.combine(promised, clock)

    @api.model
    def _keep_promise(self, order_line, values, day):
        """The first promise counts for punctuality, the last for being late."""
        if not day:
            return
        values["healthcare_promised_date"] = day
        if not order_line.healthcare_first_promised_date:
            values["healthcare_first_promised_date"] = day

    @api.model
    def _slip_limit(self, answer, order_line):
        """A critical item is asked about after a day, whatever the policy says."""
        limit = answer.policy.slip_days
        if order_line.product_id._healthcare_is_critical():
            return min(limit, CRITICAL_SLIP)
        return limit

    # -- substitutes -----------------------------------------------------------------

    @api.model
    def _substitutes(self, answer, line, order_line, products, units):
        """Keep the offer with its price and pack; a person decides, unless both items
        are in a group that was approved for exchange without asking."""
        known = {
            (row.product_id.id, row.supplier_code or "")
            for row in order_line.healthcare_substitution_ids
        }
        for status in line.statuses:
            if status.code != "IS" or not status.substitute:
                continue
            product = products.get(status.substitute)
            key = (product.id if product else False, status.substitute.supplier)
            if key in known:
                continue
            known.add(key)
            answer.substitutions.append(
                {
                    "order_line_id": order_line.id,
                    "product_id": key[0],
                    "supplier_code": key[1] or False,
                    **self._offered_pack(line, status, product, order_line, units),
                }
            )

    @api.model
    def _offered_pack(self, line, status, product, order_line, units):
        """Pack, quantity and price of the offer, as far as they are understood."""
        if not product:
            return {}
        lookup = self.env["healthcare.item.lookup"]
        unit = lookup._unit(status.uom or line.uom, product, units)
        if not unit:
            unit = self._only_pack(product, order_line)
        values = {"uom_id": unit.id}
        if status.quantity is not None:
            values["quantity"] = float(status.quantity)
        if line.price is not None:
            price = as_fraction(line.price) / basis(line.price_basis)
            values["price_unit"] = float(price)
        return values

    @api.model
    def _offered(self, line, status, order_line, products, units):
        """Quantity of an offer in the unit of the order line, base units one for one.

        Its packs are those of the offered item; None when they are not understood.
        """
        product = products.get(status.substitute)
        if status.quantity is None:
            return None
        pack = self._offered_pack(line, status, product, order_line, units)
        unit = self.env["uom.uom"].browse(pack.get("uom_id") or [])
        mine = order_line.product_uom_id._healthcare_factor(
            order_line.product_id.uom_id
        )
        if not unit or not mine:
            return None
        factor = unit._healthcare_factor(product.uom_id) / mine
        offered = as_decimal(as_fraction(status.quantity) * factor)
        return min(offered, as_decimal(order_line.product_qty))

    @api.model
    def _only_pack(self, product, order_line):
        """The pack in which this supplier sells the item, else its own unit."""
        partner = order_line.order_id.partner_id.commercial_partner_id
        rows = product.seller_ids.filtered(
            lambda row: row.partner_id.commercial_partner_id == partner
        )
        return rows.product_uom_id[:1] or product.uom_id

    @api.model
    def _automatic_offer(self, line, order_line, products, units):
        """Whether every offered item of the line may come without a question: approved
        in the item's group, as critical as it and not dearer per base unit."""
        offers = [row for row in line.statuses if row.code == "IS"]
        if not offers:
            return False
        for status in offers:
            product = status.substitute and products.get(status.substitute)
            if not product:
                return False
            pack = self._offered_pack(line, status, product, order_line, units)
            if not self.env["healthcare.substitution.group"]._is_automatic(
                order_line, product, pack
            ):
                return False
        return True

    # -- lines that are not stated ---------------------------------------------------

    @api.model
    def _accept_rest(self, answer):
        """Every line that the document does not mention is accepted as ordered."""
        for order_line in answer.order.order_line.filtered("product_id"):
            if order_line in answer.places or self._is_older(answer, order_line):
                continue
            result = settle(as_decimal(order_line.product_qty), [Status("IA")])
            answer.changes[order_line] = self._buckets(answer, "accepted", result)

    @api.model
    def _reject_all(self, answer):
        """The order stays as it is; a person re-routes or cancels it.

        Lines that were rejected for a reason of their own keep it.
        """
        for order_line in answer.order.order_line.filtered("product_id"):
            stated = answer.changes.get(order_line)
            if stated and stated["healthcare_ack_state"] in (
                "rejected",
                "cancelled_by_supplier",
            ):
                continue
            result = settle(as_decimal(order_line.product_qty), [Status("IR")])
            answer.changes[order_line] = self._buckets(answer, "rejected", result)
            answer.prices.pop(order_line, None)

    @api.model
    def _propose(self, answer):
        """A counter-offer: what the supplier would do is kept, nothing is confirmed."""
        for order_line, values in answer.changes.items():
            kept = {
                name: values[name]
                for name in ("healthcare_ack_price", "healthcare_ack_price_pct")
                if name in values
            }
            answer.changes[order_line] = kept
        answer.changes = {line: kept for line, kept in answer.changes.items() if kept}
        answer.prices.clear()
        answer.substitutions.clear()

    # -- what a backorder costs ------------------------------------------------------

    @api.model
    def _say_what_runs_out(self, answers):
        """A backorder is asked with what it means: until when, who runs out, what else
        could be done. Where a facility runs out first, it is asked for today."""
        lines = self.env["purchase.order.line"].browse(
            [line.id for answer in answers for line in answer.changes]
        )
        rows = self.env["healthcare.backorder"].search(
            [("order_line_id", "in", lines.ids), ("state", "=", "open")]
        )
        by_place = {
            (row.order_id.id, f"line {row.order_line_id.healthcare_number}"): row
            for row in rows
        }
        for answer in answers:
            answer.findings = [
                self._with_stock(found, by_place.get((found.res_id, found.where)))
                for found in answer.findings
            ]

    @api.model
    def _with_stock(self, finding, row):
        if finding.type_code != "BACKORDER" or not row:
            return finding
        critical = row.risk == "critical"
        return dataclasses.replace(
            finding,
            summary=row._words(),
            why=row.alternatives or self.env._("No other way is known."),
            deadline=fields.Date.context_today(self) if critical else None,
            probability=0.9 if critical else None,
        )
