"""Carriers' words on the way: milestones of shipments and orders."""

from datetime import UTC, datetime, time

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..delivery_statuses import STATUSES, TROUBLE

KNOWN = {name for name, _label in STATUSES}


class HealthcareHandlerDeliveryStatus(models.AbstractModel):
    """Events come late, twice and out of order: each is kept once, and the latest by
    its own time says where the goods are."""

    _name = "healthcare.handler.delivery_status"
    _inherit = "healthcare.handler.procurement"
    _description = "Delivery status handler"

    @api.model
    def _natural_key(self, document):
        return document.status_number

    @api.model
    def _subject(self, document):
        return f"tracking:{document.tracking or document.shipment_id}"

    @api.model
    def _reference(self, document):
        return document.tracking or document.shipment_id

    @api.model
    def _apply(self, incoming):
        orders = self._orders(
            incoming, lambda document: document.order_numbers, of_supplier=False
        )
        shipments = self._shipments(incoming)
        return [self._one(row, orders, shipments) for row in incoming]

    @api.model
    def _shipments(self, incoming):
        """``{tracking or number: shipments}`` of the company; one query."""
        names = {row.document.shipment_id for row in incoming} - {""}
        tracks = {row.document.tracking for row in incoming} - {""}
        rows = self.env["healthcare.shipment"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "!=", "cancelled"),
                "|",
                ("name", "in", list(names)),
                ("tracking", "in", list(tracks)),
            ]
        )
        found = {}
        for row in rows:
            for key in {row.name, row.tracking}:
                found.setdefault(key, rows.browse())
                found[key] |= row
        return found

    @api.model
    def _one(self, row, orders, shipments):
        document = row.document
        mine = [
            orders[(row.connection.id, number)]
            for number in document.order_numbers
            if (row.connection.id, number) in orders
        ]
        found = shipments.get(document.tracking) or shipments.get(document.shipment_id)
        shipment = (found or self.env["healthcare.shipment"])[:1]
        order_set = self.env["purchase.order"].union(*mine)
        order_set |= shipment.picking_ids.move_ids.purchase_line_id.order_id
        if not shipment and not order_set:
            key = document.shipment_id or document.tracking
            return Outcome.waiting(
                "delivery.unknown", f"shipment:{key}", document.where
            )
        unknown = [one for one in document.milestones if one.status not in KNOWN]
        if unknown:
            return Outcome.rejected(
                "delivery.status_unknown",
                unknown[0].where,
                self.env._("A status of the carrier is not in the table."),
            )
        fresh = self._keep(row, shipment, order_set)
        self._latest(shipment, order_set)
        findings = self._troubles(fresh, order_set)
        touched = [Touched("purchase.order", order.id) for order in order_set]
        if shipment:
            touched.append(Touched("healthcare.shipment", shipment.id))
        if not fresh:
            return Outcome.duplicate("delivery.duplicate", tuple(touched))
        return self._answer(touched, findings, "delivery.exceptions")

    @api.model
    def _keep(self, row, shipment, orders):
        document = row.document
        rows = self.env["healthcare.delivery.milestone"]
        known = rows.search(
            [
                ("company_id", "=", self.env.company.id),
                ("tracking", "=", document.tracking or False),
                ("shipment_id", "=", shipment.id),
            ]
        )
        keys = {(one.status, one.happened_at) for one in known}
        values = []
        for one in document.milestones:
            instant = self._naive(one.happened_at)
            if (one.status, instant) in keys:
                continue
            keys.add((one.status, instant))
            values.append(
                {
                    "shipment_id": shipment.id,
                    "order_ids": [(6, 0, orders.ids)],
                    "company_id": self.env.company.id,
                    "connection_id": row.connection.id,
                    "message_id": row.message_id or False,
                    "carrier": document.carrier or shipment.carrier,
                    "tracking": document.tracking or False,
                    "status": one.status,
                    "happened_at": instant,
                    "location": one.location or False,
                    "reason": one.reason or False,
                    "estimated_date": document.estimated_date,
                }
            )
        return rows.create(values)

    @api.model
    def _naive(self, instant):
        if instant.tzinfo:
            instant = instant.astimezone(UTC).replace(tzinfo=None)
        return instant.replace(microsecond=0)

    @api.model
    def _latest(self, shipment, orders):
        """The latest event and date on the shipment; open receipts move with it."""
        rows = shipment.milestone_ids or orders.healthcare_milestone_ids
        rows = rows.sorted(lambda one: (one.happened_at, one.id))
        if not rows:
            return
        dated = rows.filtered("estimated_date")[-1:]
        if shipment:
            shipment.write(
                {
                    "delivery_status": rows[-1].status,
                    "delivery_status_at": rows[-1].happened_at,
                    "carrier_date": dated.estimated_date,
                }
            )
        pickings = shipment.picking_ids or orders.picking_ids
        waiting = pickings.filtered(lambda one: one.state not in ("done", "cancel"))
        if dated and waiting:
            instant = datetime.combine(dated.estimated_date, time(12))
            waiting.sudo().write({"scheduled_date": instant})

    @api.model
    def _troubles(self, fresh, orders):
        """A problem on the way is a question on each order that it stops."""
        words = dict(STATUSES)
        return [
            self._finding(
                "DELIVERY_TROUBLE",
                self.env._(
                    "%(order)s: %(what)s at the carrier%(reason)s.",
                    order=order.name,
                    what=words[one.status].lower(),
                    reason=f" ({one.reason})" if one.reason else "",
                ),
                order,
                where=f"tracking {one.tracking or ''}".strip(),
                user_id=order.user_id.id or 0,
            )
            for one in fresh
            if one.status in TROUBLE
            for order in orders
            if order.receipt_status != "full"
        ]
