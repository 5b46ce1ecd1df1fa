"""What the handlers of the trade share: orders, lines, items and units of a batch."""

import hashlib
import json

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical import to_json
from odoo.addons.healthcare_integration_base.outcome import Finding, Outcome

from ..match_units import as_fraction, money

SLICE = 50
"""Receipts validated, or bills created and posted, together: beyond that Odoo's stock
and accounting gain nothing and hold their locks longer."""


class HealthcareHandlerProcurement(models.AbstractModel):
    """Look-ups in sets and the answers that every handler gives the same way."""

    _name = "healthcare.handler.procurement"
    _inherit = "healthcare.handler"
    _description = "Handler of procurement documents"

    _mapping_domains = ("item", "uom", "partner")

    @api.model
    def _in_slices(self, incoming, apply):
        """Outcomes of ``apply`` over slices of a batch, in the order of the batch."""
        outcomes = []
        for start in range(0, len(incoming), SLICE):
            outcomes += apply(incoming[start : start + SLICE])
        return outcomes

    @api.model
    def _orders(self, incoming, numbers_of, of_supplier=True):
        """``{(connection id, number): order}`` for the batch.

        :param numbers_of: function from a document to its order numbers.
        :param of_supplier: a supplier reaches only its own orders; a warehouse all.
        """
        numbers = {}
        for row in incoming:
            numbers.setdefault(row.connection, set()).update(numbers_of(row.document))
        found = {}
        for connection, wanted in numbers.items():
            partner = connection.partner_id if of_supplier else None
            orders = self.env["purchase.order"]._healthcare_by_number(
                wanted, connection.company_id, partner
            )
            found |= {(connection.id, name): order for name, order in orders.items()}
        return found

    @api.model
    def _policies(self, orders):
        """``{commercial partner id: policy}`` of the suppliers of these orders."""
        partners = self.env["res.partner"].union(*(row.partner_id for row in orders))
        return self.env["healthcare.match.policy"]._for_many(self.env.company, partners)

    @api.model
    def _unknown_order(self, number, where=""):
        """Wait for the order: it may be confirmed a minute later."""
        return Outcome.waiting("order.unknown", f"order:{number}", where)

    @api.model
    def _unknown_unit(self, connection, code, where, order):
        """Wait for a row of the unit table; the order's amount waits with it."""
        return self.env["healthcare.mapping"]._unmapped(
            connection, "uom", code, where, money(as_fraction(order.amount_untaxed))
        )

    @api.model
    def _lines_by_number(self, order):
        return {
            str(line.healthcare_number): line
            for line in order.order_line
            if line.product_id
        }

    @api.model
    def _catalogue(self, incoming, orders, items_of, codes_of):
        """Items and unit tables of the batch: ``{connection: (products, units)}``."""
        lookup = self.env["healthcare.item.lookup"]
        rows_by_connection = {}
        for row in incoming:
            rows_by_connection.setdefault(row.connection, []).append(row)
        found = {}
        for connection, rows in rows_by_connection.items():
            items = {ids for row in rows for ids in items_of(row.document)}
            codes = {code for row in rows for code in codes_of(row.document)}
            partners = connection.partner_id | self.env["res.partner"].union(
                *(
                    order.partner_id
                    for (connection_id, _name), order in orders.items()
                    if connection_id == connection.id
                )
            )
            found[connection] = (
                lookup._products(connection, partners, items),
                lookup._units(connection, codes),
            )
        return found

    @api.model
    def _match_line(self, line, order, products):
        """The order line a document line answers, or an empty recordset.

        By number when the item does not contradict it, else by the item when the order
        has exactly one such line.
        """
        lookup = self.env["healthcare.item.lookup"]
        named = self._lines_by_number(order).get(
            line.line_number, self.env["purchase.order.line"]
        )
        product = lookup._item_of_line(line.item, products, named)
        allowed = (
            named.product_id
            | named.healthcare_substitution_ids.filtered(
                lambda row: row.state == "accepted"
            ).product_id
        )
        if named and product in allowed:
            return named, product
        same = order.order_line.filtered(
            lambda row: row.product_id and row.product_id == product
        )
        return (same, product) if len(same) == 1 else (named.browse(), product)

    @api.model
    def _fingerprint(self, document):
        """SHA-256 of the canonical content: the same in any envelope."""
        text = json.dumps(to_json(document), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _finding(self, code, summary, record, **more):
        return Finding(code, summary, model=record._name, res_id=record.id, **more)

    @api.model
    def _answer(self, touched, findings, code, arrived=()):
        """Done, or partly done when a question stays open."""
        if findings:
            return Outcome.partly(code, touched, findings, arrived=tuple(arrived))
        return Outcome.done(touched, arrived=arrived)
