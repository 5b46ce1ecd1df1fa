"""Movements and reservations of a site, booked in Odoo at the time they happened."""

from dataclasses import dataclass, field
from typing import Any

from odoo import api, models

from odoo.addons.healthcare_integration_base.outcome import Outcome, Touched

from ..stock_request import Moved

TYPES = {
    *("transfer", "issue", "return", "scrap", "found", "lost", "reserve", "release"),
}


@dataclass(slots=True)
class Movement:
    """One event while it is booked; ``outcome`` when it ends without a booking."""

    row: Any
    document: Any
    fingerprint: str
    at: Any = None
    skewed: bool = False
    site: Any = None
    source: Any = None
    target: Any = None
    rows: list = field(default_factory=list)
    findings: list = field(default_factory=list)
    record: Any = None
    outcome: Any = None


class HealthcareHandlerStockMovement(models.AbstractModel):
    """Goods that moved have moved: everything known is booked, what Odoo did not have
    becomes a question. A reservation takes the goods out of what can be promised."""

    _name = "healthcare.handler.stock_movement"
    _inherit = ["healthcare.handler.supply", "healthcare.stock.booking"]
    _description = "Stock movement handler"

    @api.model
    def _natural_key(self, document):
        return f"{document.site}:{document.movement_number}"

    @api.model
    def _subject(self, document):
        return f"stock:{document.site}"

    @api.model
    def _reference(self, document):
        return document.movement_number

    @api.model
    def _facility(self, document):
        return document.site

    @api.model
    def _editable_paths(self):
        return (
            *("site", "to_site", "from_location", "to_location", "movement_type"),
            *("lines[].quantity", "lines[].uom", "lines[].item.buyer", "lines[].lot"),
        )

    @api.model
    def _apply_slice(self, incoming):
        sites, points = self._sites_and_points(
            incoming, lambda row: [row.site, row.to_site]
        )
        catalogue = self._items_of(incoming, _items, _codes)
        movements = [
            self._movement(row, sites, points, *catalogue[row.connection])
            for row in incoming
        ]
        self._book([row for row in movements if not row.outcome])
        return [row.outcome or self._outcome(row) for row in movements]

    @api.model
    def _movement(self, row, sites, points, products, units):
        document = row.document
        movement = Movement(row, document, self._fingerprint(document))
        movement.at, movement.skewed = self._instant(document.moved_at)
        movement.site = sites.get(document.site.lower())
        movement.outcome = self._early(movement)
        if movement.outcome:
            return movement
        movement.outcome = self._places(movement, sites, points)
        if movement.outcome:
            return movement
        for line in document.lines:
            product = products.get(line.item)
            base = product and self._base_quantity(
                line.quantity, line.uom, product, units
            )
            if not product or base is None:
                # Nothing is booked in part: the rest could not be booked later.
                movement.outcome = self._missing_code(
                    row.connection, line.item, line.uom, product, line.where
                )
                return movement
            if base <= 0:
                movement.outcome = Outcome.rejected("movement.quantity", line.where)
                return movement
            movement.rows.append(self._moved(movement, line, product, base))
        return movement

    @api.model
    def _moved(self, movement, line, product, base):
        document = movement.document
        return Moved(
            product,
            base,
            movement.source,
            movement.target,
            movement.at,
            f"{document.site}:{document.movement_number}",
            line.lot,
            line.expiry,
            line.where,
        )

    @api.model
    def _early(self, movement):
        document = movement.document
        if document.movement_type not in TYPES:
            return Outcome.rejected("movement.type", "movement_type")
        if not document.lines and document.movement_type != "release":
            return Outcome.rejected("movement.empty", "lines")
        if not movement.site or not movement.site.warehouse_id:
            return self._unknown_site(document.site, "site")
        known = (
            self.env["healthcare.stock.movement"]
            .sudo()
            .search(
                [
                    ("facility_id", "=", movement.site.id),
                    ("name", "=", document.movement_number),
                ]
            )
        )
        if not known:
            return None
        touched = (Touched(known._name, known.id, "linked"),)
        if known.fingerprint == movement.fingerprint:
            return Outcome.duplicate("movement.duplicate", touched)
        return Outcome("conflict", "movement.conflict", "", touched=touched)

    @api.model
    def _places(self, movement, sites, points):
        """Set where the goods go from and to; an outcome when a place is unknown."""
        document, site = movement.document, movement.site
        other = site
        if document.to_site and document.to_site != document.site:
            other = sites.get(document.to_site.lower())
            if not other or not other.warehouse_id:
                return self._unknown_site(document.to_site, "to_site")
        near = self._place(site, document.from_location, points)
        far = self._place(other, document.to_location, points)
        used, lost = self._consumption_location(), self._loss_location()
        movement.source, movement.target = {
            "transfer": (near, far),
            "issue": (near, used),
            "return": (used, far),
            "scrap": (near, lost),
            "lost": (near, lost),
            "found": (lost, far),
            "reserve": (near, used),
            "release": (near, used),
        }[document.movement_type]
        for place, where in (
            (movement.source, "from_location"),
            (movement.target, "to_location"),
        ):
            if not place:
                code = getattr(document, where)
                return Outcome.waiting(
                    "place.unknown",
                    f"place:{site.id}:{code.lower()}",
                    where,
                    self.env._("This place is no department and no location."),
                )
        return None


def _items(document):
    return [line.item for line in document.lines]


def _codes(document):
    return [line.uom for line in document.lines]
