"""From a canonical invoice to the records it names, in sets."""

import hashlib
import json

from odoo import api, models

from odoo.addons.base.models.res_bank import sanitize_account_number
from odoo.addons.healthcare_integration_base.canonical import to_json

from ..match_request import MatchRequest

BANK_SCHEMES = ("iban", "bank_account")
"""Schemes of a remit-to party that name an account."""


class HealthcareMatchBuilder(models.AbstractModel):
    """Finds supplier, order, items and units of the documents of a batch."""

    _inherit = "healthcare.match.builder"

    @api.model
    def _fingerprint(self, document):
        """SHA-256 of the canonical content: the same in any envelope."""
        text = json.dumps(to_json(document), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _requests(self, rows):
        """Requests of ``(document, connection, message_id)`` rows.

        The supplier is the connection's partner; a connection that serves several
        suppliers takes the one of the order, or the mapped seller.
        """
        company = self.env.company
        found = self._orders_of(rows, company)
        requests = []
        for (document, connection, message_id), orders in zip(rows, found, strict=True):
            order = orders[:1].with_prefetch(orders._prefetch_ids)
            partner = self._supplier(document, connection, order)
            requests.append(
                MatchRequest(
                    document=document,
                    partner=partner,
                    order=order,
                    orders=orders,
                    facility=order.healthcare_facility_id,
                    policy=None,
                    connection=connection,
                    message_id=message_id,
                    fingerprint=self._fingerprint(document),
                )
            )
        self._set_banks(requests)
        self._set_policies(requests)
        self._set_items(requests)
        return requests

    @api.model
    def _requests_again(self, matches):
        """Requests of held matches, from the documents they keep."""
        rows = [
            (row._effective_document(), row.connection_id, row.message_id.id)
            for row in matches
        ]
        requests = self._requests(rows)
        for request, record in zip(requests, matches, strict=True):
            request.match = record
            request.partner = record.partner_id
            request.fingerprint = record.fingerprint
            self._apply_units(request)
        return requests

    @api.model
    def _orders_of(self, rows, company):
        """The orders of each document in the order in which it names them."""
        orders = self.env["purchase.order"]
        by_partner = {}
        for document, connection, _message in rows:
            partner = connection.partner_id if connection else None
            by_partner.setdefault(partner, set()).update(_numbers(document))
        known = {
            (partner, number): order
            for partner, numbers in by_partner.items()
            for number, order in orders._healthcare_by_number(
                [*numbers], company, partner
            ).items()
        }
        # Read together: each request alone would ask for its lines by itself.
        together = orders.union(*known.values()).ids
        return [
            orders.union(
                *(
                    known.get(
                        (connection.partner_id if connection else None, number), orders
                    )
                    for number in _numbers(document)
                )
            ).with_prefetch(together)
            for document, connection, _message in rows
        ]

    @api.model
    def _supplier(self, document, connection, order):
        partner = connection.partner_id if connection else order.partner_id
        if not partner and document.supplier.identifier:
            partner = self.env["healthcare.mapping"]._translate(
                connection, "partner", document.supplier.identifier
            )
        partner = partner or order.partner_id
        return partner.commercial_partner_id if partner else self.env["res.partner"]

    @api.model
    def _set_policies(self, requests):
        policies = self.env["healthcare.match.policy"]._for_requests(
            self.env.company, requests
        )
        for row, policy in zip(requests, policies, strict=True):
            row.policy = policy

    @api.model
    def _set_banks(self, requests):
        """A remit-to account that is not one of the supplier's is a warning sign."""
        for row in requests:
            stated = row.document.remit_to
            if stated.scheme not in BANK_SCHEMES or not row.partner:
                continue
            known = row.partner.sudo().bank_ids.mapped("sanitized_acc_number")
            row.bank_changed = sanitize_account_number(stated.identifier) not in known

    @api.model
    def _apply_units(self, request):
        """The units that a person chose for lines of this document."""
        chosen = request.match.unit_choices or {}
        if not chosen:
            return
        units = list(request.units)
        for position, unit_id in chosen.items():
            if int(position) < len(units):
                units[int(position)] = self.env["uom.uom"].browse(unit_id)
        request.units = tuple(units)

    @api.model
    def _set_items(self, requests):
        """Items and units per connection: the tables belong to a connection."""
        lookup = self.env["healthcare.item.lookup"]
        by_connection = {}
        for row in requests:
            by_connection.setdefault(row.connection, []).append(row)
        for connection, rows in by_connection.items():
            lines = [line for row in rows for line in row.document.lines]
            partners = self.env["res.partner"].union(*(row.partner for row in rows))
            products = lookup._products(
                connection, partners, {line.item for line in lines}
            )
            units = lookup._units(connection, {line.uom for line in lines})
            for row in rows:
                self._set_lines(row, products, units)

    @api.model
    def _set_lines(self, row, products, mapped):
        lookup = self.env["healthcare.item.lookup"]
        by_number = self._order_lines(row.orders)
        found, units, used = [], [], []
        for line in row.document.lines:
            order_line = by_number.get(row.order_key(line))
            product = lookup._item_of_line(line.item, products, order_line)
            order_line = self._line_of(product, order_line, row.orders)
            found.append(product)
            units.append(
                lookup._unit(line.uom, product, mapped, order_line, line.pack_factor)
                if product
                else self.env["uom.uom"]
            )
            used.append(
                lookup._rows_used(line.item, line.uom, product, products, mapped)
            )
        row.products, row.units, row.mapped = tuple(found), tuple(units), tuple(used)

    @api.model
    def _line_of(self, product, order_line, order):
        """The order line whose unit speaks for a code: named, else the item's own."""
        if order_line and order_line.product_id == product:
            return order_line
        return order.order_line.filtered(lambda line: line.product_id == product)[:1]


def _numbers(document):
    """Every order that a document names, the document's own first."""
    named = [document.order_number, *(line.order_number for line in document.lines)]
    return [*dict.fromkeys(filter(None, named))]
