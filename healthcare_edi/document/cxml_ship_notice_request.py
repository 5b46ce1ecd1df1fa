"""cXML ShipNoticeRequest <-> ShipNotice. Guide: operations and carriers' numbers."""

from lxml import etree

from odoo.addons.healthcare_integration_base.canonical import (
    Lot,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
)
from odoo.addons.healthcare_integration_base.codec.xml_codec import add
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import WARNING

from .cxml_reading import (
    CxmlReading,
    add_item,
    add_party,
    add_unit,
    number,
    part_of,
)

#: ShipNoticeHeader/@operation <-> X12 element 353.
PURPOSES = {"new": "00", "update": "05", "delete": "01"}
_OPERATIONS = {code: name for name, code in PURPOSES.items()} | {"04": "update"}
TRACKING, BILL_OF_LADING = "trackingNumber", "billOfLading"


class CxmlShipNotice(Document):
    """What is on its way, order by order."""

    code = "cxml_ship_notice_request"
    kind = "ship_notice"
    codec = "cxml"
    reads = "ShipNoticeRequest"

    def read(self, part):
        """One :class:`ShipNotice`."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`ShipNotice` as a supplier would send it."""
        return part_of(_write(document))


class _Reader(CxmlReading):
    def read(self):
        head = self.find(self.tree, "ShipNoticeHeader")
        if head is None:
            self.missing(self.tree, "ShipNoticeHeader")
            return self.result()
        header = self._header(head)
        orders = [
            self._order(element, where)
            for element, where in self.lines(self.tree, "ShipNoticePortion")
        ]
        if self.blocked:
            return self.result()
        return self.result(
            ShipNotice(orders=tuple(orders), where=self.part.where, **header)
        )

    def _header(self, head):
        operation = self.attribute(head, "operation") or "new"
        if operation not in PURPOSES:
            self.report("cxml.type", head, WARNING, "/@operation")
        control = self.find(self.tree, "ShipControl")
        numbers = {"": ""}
        carrier = ""
        if control is not None:
            carrier = self.text(control, "CarrierIdentifier")
            for element in control.iterfind("ShipmentIdentifier"):
                domain = element.get("domain") or TRACKING
                numbers.setdefault(domain, self.text(element))
        return {
            "shipment_id": self.attribute(head, "shipmentID", mandatory=True),
            "purpose": PURPOSES.get(operation, operation),
            "shipped_date": self.attribute_date(head, "shipmentDate"),
            "expected_date": self.attribute_date(head, "deliveryDate"),
            "created_at": self.instant(head, "noticeDate"),
            "carrier": carrier,
            "tracking": numbers.get(TRACKING, ""),
            "bill_of_lading": numbers.get(BILL_OF_LADING, ""),
            "ship_from": self.contact(head, "shipFrom"),
            "ship_to": self.contact(head, "shipTo"),
        }

    def _order(self, element, where):
        reference = self.find(element, "OrderReference")
        if reference is None:
            reference = self.find(element, "OrderIDInfo")
        if reference is None:
            self.missing(element, "OrderReference")
        lines = [self._item_of(*row) for row in self.lines(element, "ShipNoticeItem")]
        order = self.attribute(reference, "orderID", mandatory=True)
        return ShippedOrder(order, tuple(lines), where)

    def _item_of(self, element, where):
        detail = self.find(element, "ShipNoticeItemDetail")
        return ShippedLine(
            item=self.item(element, detail),
            quantity=self.attribute_amount(element, "quantity", mandatory=True),
            uom=self.unit(element),
            line_number=self.attribute(element, "lineNumber"),
            lots=tuple(self._lots(element)),
            sscc=self.text(element, "Packaging/ShippingContainerSerialCode"),
            where=where,
        )

    def _lots(self, element):
        """Batches with their expiry, then serial numbers of their own."""
        for batch in element.iterfind("Batch"):
            yield Lot(
                lot=self.text(batch, "SupplierBatchID")
                or self.text(batch, "BuyerBatchID"),
                expiry=self.attribute_date(batch, "expirationDate"),
                quantity=self.attribute_amount(batch, "batchQuantity"),
            )
        for asset in element.iterfind("AssetInfo"):
            serial = self.attribute(asset, "serialNumber")
            if serial:
                yield Lot(serial=serial)


def _write(notice):
    top = etree.Element("ShipNoticeRequest")
    head = add(
        top,
        "ShipNoticeHeader",
        shipmentID=notice.shipment_id,
        operation=_OPERATIONS.get(notice.purpose, "new"),
        noticeDate=notice.created_at.isoformat() if notice.created_at else None,
        shipmentDate=notice.shipped_date.isoformat() if notice.shipped_date else None,
        deliveryDate=notice.expected_date.isoformat() if notice.expected_date else None,
    )
    add_party(head, "Contact", notice.ship_from, "shipFrom")
    add_party(head, "Contact", notice.ship_to, "shipTo")
    if notice.carrier or notice.tracking or notice.bill_of_lading:
        control = add(top, "ShipControl")
        add(control, "CarrierIdentifier", notice.carrier, domain="SCAC")
        for domain, value in (
            (TRACKING, notice.tracking),
            (BILL_OF_LADING, notice.bill_of_lading),
        ):
            if value:
                add(control, "ShipmentIdentifier", value, domain=domain)
    for order in notice.orders:
        portion = add(top, "ShipNoticePortion")
        add(portion, "OrderReference", orderID=order.order_number)
        for line in order.lines:
            _write_line(portion, line)
    return top


def _write_line(portion, line):
    element = add(
        portion,
        "ShipNoticeItem",
        quantity=number(line.quantity),
        lineNumber=line.line_number or None,
    )
    add_item(element, line.item)
    if line.item.manufacturer:
        detail = add(element, "ShipNoticeItemDetail")
        add(detail, "ManufacturerPartID", line.item.manufacturer)
    add_unit(element, line.uom)
    if line.sscc:
        packaging = add(element, "Packaging")
        add(packaging, "ShippingContainerSerialCode", line.sscc)
    for lot in line.lots:
        if lot.lot or lot.expiry or lot.quantity is not None:
            quantity = None if lot.quantity is None else number(lot.quantity)
            batch = add(
                element,
                "Batch",
                expirationDate=lot.expiry.isoformat() if lot.expiry else None,
                batchQuantity=quantity,
            )
            add(batch, "SupplierBatchID", lot.lot)
        if lot.serial:
            add(element, "AssetInfo", serialNumber=lot.serial)
