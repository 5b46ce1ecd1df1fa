"""FHIR R4 SupplyDelivery <-> ShipNotice or GoodsReceipt.

``in-progress`` is a ship notice, ``completed`` a receipt; ``abandoned`` and
``entered-in-error`` are refused. R4 delivers one item per resource; a list of them is
the shape of R5, which is reported and read. The patient is read over.
"""

from odoo.addons.healthcare_integration_base.canonical import (
    GoodsReceipt,
    ReceivedLine,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL

from .fhir_reading import Node, Reading
from .fhir_supplies import read_item
from .fhir_supply_delivery_write import write_receipt, write_ship_notice

ON_ITS_WAY, RECEIVED = "in-progress", "completed"


class FhirSupplyDelivery(Document):
    """SupplyDelivery, R4 and R4B; written for a ship notice of one item."""

    code = "fhir_supply_delivery"
    kind = "ship_notice"
    codec = "fhir"
    reads = "SupplyDelivery"

    def read(self, part):
        """One :class:`ShipNotice`, or :class:`GoodsReceipt` of a completed delivery."""
        return _Reader(part).read()

    def writes(self, document):
        """FHIR delivers one item at a time."""
        orders = document.orders
        return len(orders) == 1 and len(orders[0].lines) == 1

    def write(self, document):
        """The only line of a :class:`ShipNotice`."""
        return write_ship_notice(document)


class FhirGoodsReceipt(FhirSupplyDelivery):
    """The writer of completed deliveries; reading is decided by the status."""

    code = "fhir_supply_delivery_received"
    kind = "goods_receipt"
    reads = "SupplyDelivery/completed"

    def writes(self, document):
        """FHIR delivers one item at a time."""
        return len(document.lines) == 1

    def write(self, document):
        """The only line of a :class:`GoodsReceipt`."""
        return write_receipt(document)


class _Reader(Reading):
    def read(self):
        status = self.refuse("status", taken=(ON_ITS_WAY, RECEIVED))
        order = self._order()
        rows = [self._row(row) for row in self._supplied()]
        if not rows:
            self.report("fhir.missing", self.root.at("suppliedItem"), FATAL)
        rows = [row for row in rows if row]
        number = self.number()
        made = self._receipt if status == RECEIVED else self._notice
        return self.result(*filter(None, [made(number, order, rows)]))

    def _order(self):
        """The number of the order: of what it is based on, or of the request there."""
        for number, row in enumerate(self.root.rows("basedOn")):
            node = Node(self, {"": row.data}, row.place, self.root.resource)
            target = node.follow("").identifier("identifier")
            found = target or row.identifier("identifier") or row.text("reference")
            if found:
                return found
            self.report("fhir.reference", f"{self.root.place}.basedOn[{number}]")
        self.report("fhir.missing", self.root.at("basedOn"), FATAL)
        return ""

    def _supplied(self):
        if isinstance(self.root.data.get("suppliedItem"), list):
            return self.root.rows("suppliedItem")
        return [row for row in [self.root.get("suppliedItem")] if row]

    def _row(self, row):
        """``(item, quantity, unit, lots, line number, place)``, or None."""
        amount, unit = row.quantity("quantity", mandatory=True)
        found = read_item(row)
        if not found:
            self.report("fhir.missing", row.at("itemCodeableConcept"), FATAL)
        if amount is None or not found:
            return None
        number = row.extension("line-number").text("valueString")
        lots = (found.lot,) if found.lot else ()
        return found.item, amount, unit, lots, number, row.place

    def _notice(self, number, order, rows):
        root = self.root
        first, last = root.period("occurrencePeriod", "occurrenceDateTime")
        houses = root.extension
        lines = tuple(
            ShippedLine(
                item=item,
                quantity=amount,
                uom=unit,
                line_number=line,
                lots=lots,
                sscc=houses("sscc").text("valueString"),
                where=place,
            )
            for item, amount, unit, lots, line, place in rows
        )
        created = houses("created").instant("valueDateTime")
        return ShipNotice(
            shipment_id=number,
            orders=(ShippedOrder(order, lines, self.part.where),),
            purpose=houses("purpose").text("valueString") or "00",
            shipped_date=first,
            expected_date=last if "occurrencePeriod" in root else None,
            created_at=created,
            carrier=houses("carrier").text("valueString"),
            tracking=houses("tracking").text("valueString"),
            bill_of_lading=houses("bill-of-lading").text("valueString"),
            ship_from=root.party("supplier"),
            ship_to=root.party("destination"),
            where=self.part.where,
        )

    def _receipt(self, number, order, rows):
        root = self.root
        moment = root.instant("occurrenceDateTime")
        if moment is None and "occurrencePeriod" in root:
            moment = root.get("occurrencePeriod").instant("end")
        if moment is None:
            self.report("fhir.missing", root.at("occurrenceDateTime"), FATAL)
            return None
        lines = tuple(
            ReceivedLine(item, amount, unit, line, lots, place)
            for item, amount, unit, lots, line, place in rows
        )
        return GoodsReceipt(
            receipt_number=number,
            order_number=order,
            lines=lines,
            received_at=moment,
            site=root.party("destination").identifier,
            final=root.extension("final").text("valueString") == "true",
        )
