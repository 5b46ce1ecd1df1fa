"""Two facilities with stock, a department, and documents of sites."""

from datetime import timedelta, timezone
from decimal import Decimal

from odoo import fields

from odoo.addons.healthcare_integration_base.canonical import (
    InventoryAdvice,
    InventoryLine,
    InventoryQuantity,
    ItemIds,
    MovedLine,
    Party,
    SnapshotLine,
    StockMovement,
    StockSnapshot,
    Usage,
)

from ..stock_request import Moved
from .common import ProcurementCase

KINDS = ("inventory_advice", "stock_snapshot", "stock_movement", "usage")


class StockCase(ProcurementCase):
    """EAST and WEST of one company; the department OR of EAST; a supplier with stock
    reports, a site that speaks for itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for connection in (cls.connection, cls.warehouse_connection):
            for kind in KINDS:
                cls.env["healthcare.flow"].create(
                    {
                        "name": kind,
                        "code": kind,
                        "connection_id": connection.id,
                        "direction": "in",
                        "kind": kind,
                        "codec": "json",
                    }
                )
        cls.east = cls._create_facility("EAST", "East Hospital")
        cls.west = cls._create_facility("WEST", "West Clinic")
        cls.theatre = cls.env["healthcare.delivery.point"].create(
            {
                "facility_id": cls.east.id,
                "code": "OR",
                "name": "Theatre",
                "cost_centre": "4711",
            }
        )
        cls.now = fields.Datetime.now().replace(microsecond=0)

    @classmethod
    def _create_facility(cls, code, name):
        warehouse = cls.env["stock.warehouse"].create(
            {"name": name, "code": code, "company_id": cls.company.id}
        )
        return cls.env["healthcare.facility"].create(
            {"name": name, "code": code, "warehouse_id": warehouse.id}
        )

    def _stock(self, product, quantity, facility=None, lot=None, expiry=None):
        """Put goods on the shelf; ``expiry`` days from today."""
        facility = facility or self.east
        lots = self.env["stock.lot"]
        if lot:
            lots = lots.create({"product_id": product.id, "name": lot})
            if expiry is not None:
                lots.expiration_date = self.now + timedelta(days=expiry)
        self.env["stock.quant"]._update_available_quantity(
            product, facility.warehouse_id.lot_stock_id, quantity, lot_id=lots or None
        )
        return lots

    def _on_hand(self, product, facility=None):
        location = (facility or self.east).warehouse_id.lot_stock_id
        return sum(
            self.env["stock.quant"]
            .search(
                [("product_id", "=", product.id), ("location_id", "=", location.id)]
            )
            .mapped("quantity")
        )

    def _use_daily(self, product, quantity, days=28, facility=None):
        """Past usage: ``quantity`` on each of the last ``days`` days."""
        booking = self.env["healthcare.stock.booking"]
        facility = facility or self.east
        stock = facility.warehouse_id.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(
            product, stock, quantity * days
        )
        booking.with_context(healthcare_no_watch=True)._book_moves(
            [
                Moved(
                    product,
                    Decimal(quantity),
                    stock,
                    booking._consumption_location(),
                    self.now - timedelta(days=day),
                )
                for day in range(days)
            ]
        )

    # -- documents -------------------------------------------------------------------

    def _at(self, minutes=0):
        instant = self.now - timedelta(minutes=minutes)
        return instant.replace(tzinfo=timezone.utc)

    def _movement(self, kind, *lines, number="M1", minutes=5, site="EAST", **more):
        """Lines are ``(item, quantity[, uom[, lot]])``."""
        return StockMovement(
            movement_number=number,
            movement_type=kind,
            lines=tuple(
                MovedLine(
                    ItemIds(buyer=line[0]),
                    Decimal(line[1]),
                    line[2] if len(line) > 2 else "EA",
                    line[3] if len(line) > 3 else "",
                    where=f"lines[{index}]",
                )
                for index, line in enumerate(lines)
            ),
            moved_at=self._at(minutes),
            site=site,
            **more,
        )

    def _snapshot(self, *lines, number="S1", minutes=5, site="EAST", **more):
        """Lines are ``(item, quantity)`` or a :class:`SnapshotLine`."""
        return StockSnapshot(
            snapshot_number=number,
            site=site,
            as_of=self._at(minutes),
            lines=tuple(
                line
                if isinstance(line, SnapshotLine)
                else SnapshotLine(ItemIds(buyer=line[0]), Decimal(line[1]), "EA")
                for line in lines
            ),
            **more,
        )

    def _advice(self, *lines, number="A1", minutes=5, location="", **more):
        """Lines are ``(supplier's item, quantity, unit)``."""
        return InventoryAdvice(
            advice_number=number,
            as_of_date=self._at(minutes).date(),
            as_of=self._at(minutes),
            lines=tuple(
                InventoryLine(
                    ItemIds(supplier=item) if not location else ItemIds(buyer=item),
                    quantities=(InventoryQuantity("33", Decimal(quantity), uom),),
                    lead_time_days=Decimal(2),
                )
                for item, quantity, uom in lines
            ),
            location=Party(location),
            **more,
        )

    def _usage(self, event="U1", item="GLOVE", quantity="2", minutes=5, **more):
        values = {
            "uom": "EA",
            "facility": "EAST",
            "department": "OR",
            "encounter_key": "enc-1",
        }
        return Usage(
            event_id=event,
            item=ItemIds(buyer=item),
            quantity=None if quantity is None else Decimal(quantity),
            used_at=self._at(minutes),
            source="orsys",
            **(values | more),
        )

    def _charge(self, event="U1", source="orsys"):
        return (
            self.env["healthcare.charge"]
            .sudo()
            .search([("event_id", "=", event), ("source", "=", source)])
        )

    def _say(self, document):
        """Hand a document of the site over."""
        return self._apply(document, self.warehouse_connection)

    def _open_question(self, record, code):
        return self.env["healthcare.exception"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("code", "=", code),
                ("state", "=", "open"),
            ]
        )
