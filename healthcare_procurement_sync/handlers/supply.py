"""What the handlers of stock and usage share: sites, places, quantities, instants."""

from datetime import UTC, timedelta

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.outcome import Outcome

SKEW = timedelta(minutes=5)


class HealthcareHandlerSupply(models.AbstractModel):
    """Look-ups in sets for documents that name a site instead of an order."""

    _name = "healthcare.handler.supply"
    _inherit = "healthcare.handler.procurement"
    _description = "Handler of stock documents"

    @api.model
    def _apply(self, incoming):
        return self._in_slices(incoming, self._apply_slice)

    @api.model
    def _sites_and_points(self, incoming, codes_of):
        """The sites of a batch as :meth:`_sites` has them, and their departments."""
        sites = self._sites(incoming, codes_of)
        facilities = self.env["healthcare.facility"].union(*sites.values())
        return sites, self.env["healthcare.delivery.point"]._by_code(facilities)

    @api.model
    def _sites(self, incoming, codes_of):
        """``{lower code: facility}`` by code or GLN; one query or two."""
        codes = {code for row in incoming for code in codes_of(row.document) if code}
        facilities = self.env["healthcare.facility"]
        found = {
            code.lower(): facility.sudo()
            for code, facility in facilities._by_code(self.env.company, codes).items()
        }
        numbers = [code for code in codes if len(code) == 13 and code.isdigit()]
        if numbers:
            rows = facilities.sudo().search(
                [("company_id", "=", self.env.company.id), ("gln", "in", numbers)]
            )
            found |= {row.gln: row for row in rows}
        return found

    @api.model
    def _unknown_site(self, code, where):
        return Outcome.waiting(
            "facility.unknown",
            f"facility:{(code or '').lower()}",
            where,
            self.env._("No facility has this code. Add it under Facilities."),
        )

    @api.model
    def _items_of(self, incoming, items_of, codes_of):
        """``{connection: (products, units)}`` of a batch without orders."""
        return self._catalogue(incoming, {}, items_of, codes_of)

    @api.model
    def _base_quantity(self, quantity, code, product, units):
        """``quantity`` as base units of the item, or None for an unknown unit."""
        lookup = self.env["healthcare.item.lookup"]
        unit = lookup._unit(code, product, units) if code else product.uom_id
        factor = unit._healthcare_factor(product.uom_id) if unit else None
        if factor is None or quantity is None:
            return None
        return quantity * factor.numerator / factor.denominator

    @api.model
    def _missing_code(self, connection, item, code, product, where):
        """Wait for the row of the item's or the unit's table that is missing."""
        mapping = self.env["healthcare.mapping"]
        if product:
            return mapping._unmapped(connection, "uom", code, where)
        number = item.buyer or item.supplier or item.gtin or item.manufacturer
        if not number:
            return Outcome.rejected("item.no_number", where)
        return mapping._unmapped(connection, "item", number, where)

    @api.model
    def _place(self, facility, code, points):
        """The location that a place means: a department with own stock, a location of
        the warehouse by name or barcode, else the stock of the site. None: unknown."""
        warehouse = facility.warehouse_id
        if not code:
            return warehouse.lot_stock_id
        point = points.get((facility.id, code.lower()))
        if point:
            return point._source()
        return (
            self.env["stock.location"]
            .sudo()
            .search(
                [
                    ("warehouse_id", "=", warehouse.id),
                    ("usage", "=", "internal"),
                    "|",
                    ("barcode", "=", code),
                    ("name", "=ilike", code),
                ],
                limit=1,
            )
            or None
        )

    @api.model
    def _instant(self, instant):
        """``(naive UTC, skewed)``: nothing happens later than now, whatever a clock
        says."""
        if instant.tzinfo:
            instant = instant.astimezone(UTC).replace(tzinfo=None)
        instant, now = instant.replace(microsecond=0), fields.Datetime.now()
        if instant > now + SKEW:
            return now, True
        return min(instant, now), False
