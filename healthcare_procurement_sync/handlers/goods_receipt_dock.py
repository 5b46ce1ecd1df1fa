"""Goods that come to the dock and not into stock: damaged, recalled, not ordered."""

from odoo import api, models

from ..dock_kinds import QUESTION
from ..match_units import as_decimal, as_fraction

HELD = {"damaged": "damaged", "refused": "refused", "recalled": "recalled"}
"""Conditions of a received line that keep it out of stock."""


class HealthcareHandlerGoodsReceipt(models.AbstractModel):
    """What is not booked is remembered, so that one click can book or return it."""

    _inherit = "healthcare.handler.goods_receipt"

    @api.model
    def _words_of_kind(self):
        _ = self.env._
        return {
            "over": _("more came than is open; the surplus is not booked"),
            "unordered": _("came and is not on the order; it is not booked"),
            "damaged": _("came damaged; it is not booked"),
            "refused": _("was refused at the dock; it is not booked"),
            "recalled": _("is of a recalled lot; it is not booked"),
        }

    @api.model
    def _sorted_out(self, receipt, catalogue):
        """The lines that go into stock; the others become discrepancies."""
        document, order = receipt.document, receipt.order
        sound = []
        for line in document.lines:
            order_line, product = self._match_line(line, order, catalogue[0])
            kind = HELD.get(line.condition)
            if line.condition == "short":
                continue
            if not kind and not order_line and product:
                kind = "unordered"
            if kind and product:
                self._hold(receipt, line, order_line, product, catalogue[1], kind)
            else:
                sound.append(line)
        return sound

    @api.model
    def _hold(self, receipt, line, order_line, product, units, kind):
        unit = self.env["healthcare.item.lookup"]._unit(
            line.uom, product, units, order_line or None
        )
        lots = [(lot.quantity, lot.lot or lot.serial, lot.expiry) for lot in line.lots]
        for quantity, lot, expiry in lots or [(None, "", None)]:
            if quantity is None:
                quantity = line.quantity
            self._keep(
                receipt,
                kind,
                line.where,
                product,
                unit or product.uom_id,
                quantity,
                order_line=order_line,
                lot=lot,
                expiry=expiry,
            )

    @api.model
    def _keep(self, receipt, kind, where, product, unit, quantity, **more):
        """A discrepancy and its question; nothing of it is in stock.

        :param more: ``order_line``, ``lot``, ``expiry``.
        """
        document, order = receipt.document, receipt.order
        place = (
            f"{document.receipt_number}: {where}"
            if where
            else (document.receipt_number)
        )
        order_line = more.get("order_line")
        receipt.held.append(
            {
                "order_id": order.id,
                "order_line_id": order_line.id if order_line else False,
                "product_id": product.id,
                "kind": kind,
                "quantity": float(quantity),
                "uom_id": unit.id,
                "lot_name": more.get("lot") or False,
                "expiry": more.get("expiry") or False,
                "site": document.site or False,
                "receipt_number": document.receipt_number,
                "where": place,
            }
        )
        receipt.findings.append(
            self._finding(
                QUESTION[kind],
                self.env._(
                    "%(order)s: %(quantity)s %(unit)s of %(item)s %(what)s.",
                    order=order.name,
                    quantity=f"{as_decimal(quantity).normalize():f}",
                    unit=unit.name,
                    item=product.display_name,
                    what=self._words_of_kind()[kind],
                ),
                order,
                where=place,
                amount=self._worth(order_line, unit, quantity),
                currency=order.currency_id.name,
            )
        )

    @api.model
    def _worth(self, order_line, unit, quantity):
        """What the goods cost on the order, or None for what is not on it."""
        if not order_line:
            return None
        factor = unit._healthcare_factor(order_line.product_uom_id) or 1
        price = as_fraction(order_line.price_unit_discounted)
        return round(as_decimal(as_fraction(quantity) * factor * price), 2)

    @api.model
    def _without_recalled(self, lines, receipt):
        """Lots under recall are kept out, whatever the site says of them."""
        products = self.env["product.product"].union(*(line.product for line in lines))
        recalls = self.env["healthcare.recall"]
        recalled = recalls._recalled(receipt.order.company_id, products)
        if not recalled:
            return lines
        sound = []
        for line in lines:
            if recalls._hits(recalled, line.product, line.lot):
                self._keep(
                    receipt,
                    "recalled",
                    line.where,
                    line.product,
                    line.unit,
                    line.quantity,
                    order_line=line.order_line,
                    lot=line.lot,
                    expiry=line.expiry,
                )
            else:
                sound.append(line)
        return sound

    @api.model
    def _remember_held(self, receipts):
        """In the transaction of the receipt: what stands on the dock."""
        rows = [values for receipt in receipts for values in receipt.held]
        if rows:
            self.env["healthcare.receipt.discrepancy"].sudo().create(rows)
        self.env["healthcare.receipt.event"].create(
            [
                {
                    "name": receipt.document.receipt_number,
                    "site": receipt.document.site or False,
                    "company_id": receipt.order.company_id.id,
                    "fingerprint": receipt.fingerprint,
                    "received_at": self._naive(receipt.document.received_at),
                }
                for receipt in receipts
                if receipt.outcome
            ]
        )
