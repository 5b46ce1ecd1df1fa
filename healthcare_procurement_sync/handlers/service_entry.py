"""Service entries of suppliers: checked against the order, accepted by a buyer."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..match_units import as_decimal, as_fraction


class HealthcareHandlerServiceEntry(models.AbstractModel):
    """An entry that says who at the hospital signed counts at once; any other waits for
    the buyer. Nothing above the order ever counts by itself."""

    _name = "healthcare.handler.service_entry"
    _inherit = "healthcare.handler.procurement"
    _description = "Service entry handler"

    @api.model
    def _natural_key(self, document):
        return f"{document.order_number}:{document.entry_number}"

    @api.model
    def _subject(self, document):
        return f"order:{document.order_number}"

    @api.model
    def _reference(self, document):
        return document.entry_number

    @api.model
    def _apply(self, incoming):
        orders = self._orders(
            incoming,
            lambda document: [document.order_number],
            of_supplier=any(row.connection.partner_id for row in incoming),
        )
        catalogue = self._catalogue(incoming, orders, _items, _codes)
        entries = self.env["healthcare.service.entry"].search(
            [("order_id", "in", [order.id for order in orders.values()])]
        )
        known = {(entry.order_id.id, entry.name): entry for entry in entries}
        return [
            self._one(row, orders, catalogue[row.connection], known) for row in incoming
        ]

    @api.model
    def _one(self, row, orders, catalogue, known):
        document = row.document
        order = orders.get((row.connection.id, document.order_number))
        if not order:
            return self._unknown_order(document.order_number, document.where)
        early = self._early(row, order, known)
        if early:
            return early
        values, findings, missing = self._lines(document, order, *catalogue)
        if missing:
            return self._unknown_unit(row.connection, *missing, order)
        if not values:
            return Outcome.rejected("service.nothing", "", findings=findings)
        entry = self._create(row, order, values)
        known[(order.id, entry.name)] = entry
        if any(line._over() > 0 for line in entry.line_ids):
            findings.append(self._over(entry))
        elif document.accepted_by and not findings:
            entry._accept()
        else:
            entry._ask()
        touched = [
            Touched("healthcare.service.entry", entry.id, "created"),
            Touched("purchase.order", order.id),
        ]
        arrived = [f"receipt:{order.name}"] if entry.state == "accepted" else []
        return self._answer(touched, findings, "service.exceptions", arrived)

    @api.model
    def _early(self, row, order, known):
        document = row.document
        entry = known.get((order.id, document.entry_number))
        if entry:
            touched = (Touched("healthcare.service.entry", entry.id, "linked"),)
            if entry.fingerprint == self._fingerprint(document):
                return Outcome.duplicate("service.duplicate", touched)
            return Outcome("conflict", "service.conflict", "", touched=touched)
        if not document.cancels:
            return None
        before = known.get((order.id, document.cancels))
        if not before:
            return Outcome("skipped", "service.unknown", document.where)
        before._take_back()
        touched = (Touched("healthcare.service.entry", before.id),)
        return Outcome.done(touched)

    @api.model
    def _lines(self, document, order, products, units):
        """``(values, findings, unit that is not understood)``."""
        values, findings = [], []
        lookup = self.env["healthcare.item.lookup"]
        for line in document.lines:
            order_line, product = self._match_line(line, order, products)
            if not order_line:
                findings.append(
                    self._finding(
                        "UNORDERED_ITEM",
                        self.env._(
                            "%s: a service that is not on the order.", order.name
                        ),
                        order,
                        where=line.where,
                    )
                )
                continue
            unit = lookup._unit(line.uom, product, units, order_line)
            if not unit:
                return [], [], (line.uom, line.where)
            factor = unit._healthcare_factor(order_line.product_uom_id)
            values.append(
                {
                    "order_line_id": order_line.id,
                    "description": line.description or False,
                    "performed_on": line.performed_on,
                    "quantity": float(as_decimal(as_fraction(line.quantity) * factor)),
                }
            )
        return values, findings, None

    @api.model
    def _create(self, row, order, values):
        document = row.document
        return self.env["healthcare.service.entry"].create(
            {
                "name": document.entry_number,
                "company_id": order.company_id.id,
                "order_id": order.id,
                "entry_date": document.entry_date,
                "period_from": document.period_from,
                "period_to": document.period_to,
                "performed_by": document.performed_by or False,
                "state": "submitted",
                "fingerprint": self._fingerprint(document),
                "line_ids": [(0, 0, line) for line in values],
            }
        )

    @api.model
    def _over(self, entry):
        return self._finding(
            "SERVICE_OVER",
            self.env._(
                "%(order)s: service entry %(name)s is above the order.",
                order=entry.order_id.name,
                name=entry.name,
            ),
            entry,
            amount=as_decimal(entry.amount),
            currency=entry.currency_id.name,
            user_id=entry.order_id.user_id.id or 0,
        )

    @api.model
    def _compensate(self, messages):
        """An entry that was applied by mistake does not count any more."""
        touched = []
        for message in messages:
            document = message._document()
            entry = self.env["healthcare.service.entry"].search(
                [
                    ("name", "=", document.entry_number),
                    ("order_id.name", "=", document.order_number),
                ],
                limit=1,
            )
            entry._take_back()
            touched.append([Touched("healthcare.service.entry", entry.id)])
        return touched


def _items(document):
    return [line.item for line in document.lines]


def _codes(document):
    return [line.uom for line in document.lines]
