"""Customers' orders: an inbound purchase order becomes a sale, or a question.

The same document that we send to suppliers comes in at a distributor. Our number of an
item is the *supplier's* number in it, the customer's own number is the *buyer's*.
"""

from dataclasses import replace

from odoo import Command, api, models

from odoo.addons.healthcare_integration_base.canonical import ItemIds
from odoo.addons.healthcare_integration_base.errors import ConfigurationError
from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..match_units import as_decimal

CENT = 0.005
ORIGINAL = ("original", "")


class HealthcareHandlerPurchaseOrder(models.AbstractModel):
    """Applies what customers order; composing is for what we order."""

    _inherit = "healthcare.handler.purchase_order"

    @api.model
    def _apply(self, incoming):
        if "sale.order" not in self.env:
            raise ConfigurationError(
                "sale.missing",
                "",
                self.env._("Install Sales to take orders of customers."),
            )
        known = self._known_orders(incoming)
        outcomes = []
        for row in incoming:
            key = (row.connection.id, row.document.order_number)
            outcome, order = self._one(row, known.get(key))
            known.setdefault(key, order)
            outcomes.append(outcome)
        return outcomes

    @api.model
    def _known_orders(self, incoming):
        found = {}
        for connection in {row.connection for row in incoming}:
            numbers = {
                row.document.order_number
                for row in incoming
                if row.connection == connection
            }
            rows = self.env["healthcare.customer.order"].search(
                [
                    ("company_id", "=", connection.company_id.id),
                    ("partner_id", "=", connection.partner_id.id),
                    ("name", "in", [*numbers]),
                ]
            )
            found |= {(connection.id, row.name): row for row in rows}
        return found

    @api.model
    def _one(self, row, known):
        document = row.document
        if not row.connection.partner_id:
            return Outcome.rejected("customer.missing", document.where), None
        if document.purpose not in ORIGINAL:
            return Outcome.rejected("customer_order.purpose", document.where), None
        if known:
            return self._again(row, known), known
        if not document.lines:
            return Outcome.rejected("customer_order.empty", document.where), None
        return self._take(row)

    @api.model
    def _again(self, row, known):
        touched = (Touched(known._name, known.id, "linked", row.document.where),)
        if known.fingerprint == self._fingerprint(row.document):
            return Outcome.duplicate("customer_order.repeated", touched)
        return Outcome(
            "conflict", "customer_order.changed", row.document.where, touched=touched
        )

    @api.model
    def _take(self, row):
        """Make the sale; confirm it when every line is known at our price."""
        lookup = self.env["healthcare.item.lookup"]
        items = {_ours(line.item) for line in row.document.lines}
        products = lookup._products(row.connection, row.connection.partner_id, items)
        units = lookup._units(row.connection, {line.uom for line in row.document.lines})
        lines, unknown = [], []
        for line in row.document.lines:
            product = products.get(_ours(line.item))
            unit = product and lookup._unit(
                line.uom, product, units, factor=line.pack_factor
            )
            (lines if unit else unknown).append((line, product, unit))
        order = self._create(row, lines)
        findings = [self._strange(order, *entry) for entry in unknown]
        findings += self._dear(order)
        if not findings:
            order._confirm()
        touched = [Touched(order._name, order.id, "created", row.document.where)]
        sale = order._sale()
        touched.append(
            Touched(
                sale._name,
                sale.id,
                "created",
                row.document.where,
                as_decimal(sale.amount_total),
            )
        )
        return self._answer(touched, findings, "customer_order.question"), order

    @api.model
    def _create(self, row, lines):
        document, connection = row.document, row.connection
        sale = self._create_sale(row, lines)
        values = [
            {
                "number": line.number,
                "sale_line_id": made.id,
                "product_id": product.id,
                "customer_code": line.item.buyer,
                "quantity": float(line.quantity),
                "uom": line.uom,
                "stated_price": float(line.price or 0),
                "our_price": made.price_unit,
            }
            for (line, product, _unit), made in zip(lines, sale.order_line, strict=True)
        ]
        return (
            self.env["healthcare.customer.order"]
            .sudo()
            .create(
                {
                    "name": document.order_number,
                    "company_id": connection.company_id.id,
                    "connection_id": connection.id,
                    "partner_id": connection.partner_id.id,
                    "order_date": document.order_date,
                    "fingerprint": self._fingerprint(document),
                    "sale_id": sale.id,
                    "sale_name": sale.name,
                    "amount": sale.amount_total,
                    "currency_id": sale.currency_id.id,
                    "line_ids": [Command.create(row) for row in values],
                }
            )
        )

    @api.model
    def _create_sale(self, row, lines):
        document, connection = row.document, row.connection
        values = {
            "partner_id": connection.partner_id.id,
            "company_id": connection.company_id.id,
            "client_order_ref": document.order_number,
            "commitment_date": document.needed_by,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": float(line.quantity),
                        "product_uom_id": unit.id,
                    }
                )
                for line, product, unit in lines
            ],
        }
        return self.env["sale.order"].sudo().create(values)

    @api.model
    def _strange(self, order, line, product, _unit):
        code = "MAPPING_UOM" if product else "MAPPING_ITEM"
        return self._finding(
            code,
            self.env._(
                "Line %(line)s of the customer's order is not understood; the sale "
                "waits as a quotation.",
                line=line.number,
            ),
            order,
            where=line.where,
        )

    @api.model
    def _dear(self, order):
        """A question for each line whose stated price is not ours."""
        findings = []
        for line in order.line_ids:
            gap = line.our_price - line.stated_price
            if line.stated_price and abs(gap) > CENT:
                findings.append(
                    self._finding(
                        "CUSTOMER_PRICE",
                        self.env._(
                            "Line %(line)s: the customer's price is not ours; the sale "
                            "waits as a quotation.",
                            line=line.number,
                        ),
                        order,
                        amount=as_decimal(round(abs(gap) * line.quantity, 2)),
                        currency=order.currency_id.name,
                        where=f"line {line.number}",
                    )
                )
        return findings


def _ours(item):
    """The numbers of a customer's line as our own documents name them."""
    return replace(ItemIds(), buyer=item.supplier, gtin=item.gtin, ndc=item.ndc)
