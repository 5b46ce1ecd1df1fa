"""UBL DespatchAdvice <-> ShipNotice. Guide: where Peppol keeps lots and packages."""

from odoo.addons.healthcare_integration_base.canonical import (
    Lot,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.document.xml_reading import read_instant
from odoo.addons.healthcare_integration_base.issue import ERROR, WARNING

from .ubl_reading import Tree, UblReading

CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:despatch_advice:3"
PROFILE = "urn:fdc:peppol.eu:poacc:bis:despatch_advice:3"
#: DocumentTypeCode (UNCL 1001) of a bill of lading.
BILL_OF_LADING = "705"
_SHIPMENT = "cac:Shipment"


class UblShipNotice(Document):
    """What is on its way; lines of several orders are put together by order."""

    code = "ubl_despatch_advice"
    kind = "ship_notice"
    codec = "ubl"
    reads = "DespatchAdvice"

    def writes(self, document):
        """Only originals: UBL takes none back."""
        return document.purpose == "00"

    def read(self, part):
        """One :class:`ShipNotice`."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`ShipNotice` as a supplier would send it."""
        return _write(document)


class _Reader(UblReading):
    def read(self):
        tree = self.tree
        self.order = self.text(tree, "cac:OrderReference/cbc:ID")
        header = {"shipment_id": self.mandatory(tree, "cbc:ID"), **self._header()}
        orders = {}
        for element, where in self.lines(tree, "cac:DespatchLine"):
            number, line = self._line_of(element, where)
            orders.setdefault(number, (where, []))[1].append(line)
        if self.blocked:
            return self.result()
        return self.result(
            ShipNotice(
                orders=tuple(
                    ShippedOrder(number, tuple(lines), where)
                    for number, (where, lines) in orders.items()
                ),
                where=self.part.where,
                **header,
            )
        )

    def _header(self):
        shipment = self.find(self.tree, _SHIPMENT)
        delivery = self.find(shipment, "cac:Delivery")
        return {
            "created_at": self._instant(),
            "shipped_date": self.date(delivery, "cac:Despatch/cbc:ActualDespatchDate"),
            "expected_date": self.date(
                delivery, "cac:EstimatedDeliveryPeriod/cbc:EndDate"
            )
            or self.date(delivery, "cac:EstimatedDeliveryPeriod/cbc:StartDate"),
            "carrier": self.party("cac:ShipmentStage/cac:CarrierParty", shipment).name
            if shipment is not None
            else "",
            "tracking": self.text(shipment, "cac:Consignment/cbc:ID"),
            "bill_of_lading": self._bill_of_lading(),
            "ship_from": self.party("cac:DespatchSupplierParty/cac:Party"),
            "ship_to": self.party("cac:DeliveryCustomerParty/cac:Party"),
        }

    def _instant(self):
        day = self.text(self.tree, "cbc:IssueDate")
        clock = self.text(self.tree, "cbc:IssueTime") or "00:00:00"
        found = read_instant(f"{day}T{clock}") if day else None
        if day and found is None:
            self.report("xml.date", self.tree, WARNING, "/IssueDate")
        return found

    def _bill_of_lading(self):
        path = "cac:AdditionalDocumentReference"
        for element in self.tree.iterfind(path, self.namespaces):
            if self.text(element, "cbc:DocumentTypeCode") == BILL_OF_LADING:
                return self.text(element, "cbc:ID")
        return ""

    def _line_of(self, element, where):
        quantity, uom = self.quantity(element, "cbc:DeliveredQuantity", mandatory=True)
        item = self.find(element, "cac:Item")
        reference = "cac:OrderLineReference/"
        order = self.text(element, f"{reference}cac:OrderReference/cbc:ID")
        if not order and not self.order:
            self.report("ubl.order", element, ERROR)
        unit = "cac:Shipment/cac:TransportHandlingUnit/cbc:ID"
        line = ShippedLine(
            item=self.item(item),
            quantity=quantity,
            uom=uom,
            line_number=self.text(element, f"{reference}cbc:LineID"),
            lots=tuple(self._lots(item)),
            sscc=self.text(element, unit) or self.text(self.tree, unit),
            where=where,
        )
        return order or self.order, line

    def _lots(self, item):
        if item is None:
            return
        for row in item.iterfind("cac:ItemInstance", self.namespaces):
            lot = self.text(row, "cac:LotIdentification/cbc:LotNumberID")
            serial = self.text(row, "cbc:SerialID")
            expiry = self.date(row, "cac:LotIdentification/cbc:ExpiryDate")
            yield Lot(lot, serial, expiry or self.date(row, "cbc:BestBeforeDate"))


def _write(notice):
    tree = Tree("DespatchAdvice", CUSTOMIZATION, PROFILE)
    root = tree.root
    tree.basic(root, "ID", notice.shipment_id)
    if notice.created_at:
        tree.basic(root, "IssueDate", notice.created_at.date())
        zone = notice.created_at.timetz().isoformat()
        tree.basic(root, "IssueTime", zone)
    if notice.bill_of_lading:
        reference = tree.group(root, "AdditionalDocumentReference")
        tree.basic(reference, "ID", notice.bill_of_lading)
        tree.basic(reference, "DocumentTypeCode", BILL_OF_LADING)
    tree.party(root, notice.ship_from, "DespatchSupplierParty", "Party")
    tree.party(root, notice.ship_to, "DeliveryCustomerParty", "Party")
    _write_shipment(tree, notice)
    number = 0
    for order in notice.orders:
        for line in order.lines:
            number += 1
            _write_line(tree, order, line, str(number))
    return tree.part()


def _write_shipment(tree, notice):
    shipment = tree.group(tree.root, "Shipment")
    tree.basic(shipment, "ID", "1")
    if notice.tracking:
        tree.basic(tree.group(shipment, "Consignment"), "ID", notice.tracking)
    if notice.carrier:
        carrier = tree.group(shipment, "ShipmentStage", "CarrierParty", "PartyName")
        tree.basic(carrier, "Name", notice.carrier)
    if notice.expected_date or notice.shipped_date:
        delivery = tree.group(shipment, "Delivery")
        if notice.expected_date:
            period = tree.group(delivery, "EstimatedDeliveryPeriod")
            tree.basic(period, "EndDate", notice.expected_date)
        if notice.shipped_date:
            despatch = tree.group(delivery, "Despatch")
            tree.basic(despatch, "ActualDespatchDate", notice.shipped_date)


def _write_line(tree, order, line, number):
    element = tree.group(tree.root, "DespatchLine")
    tree.basic(element, "ID", number)
    tree.quantity(element, "DeliveredQuantity", line.quantity, line.uom)
    reference = tree.group(element, "OrderLineReference")
    tree.basic(reference, "LineID", line.line_number)
    if order.order_number:
        tree.basic(tree.group(reference, "OrderReference"), "ID", order.order_number)
    item = tree.item(element, line.item)
    for lot in line.lots:
        instance = tree.group(item, "ItemInstance")
        tree.basic(instance, "SerialID", lot.serial)
        if lot.lot or lot.expiry:
            inner = tree.group(instance, "LotIdentification")
            tree.basic(inner, "LotNumberID", lot.lot)
            tree.basic(inner, "ExpiryDate", lot.expiry)
    if line.sscc:
        unit = tree.group(element, "Shipment", "TransportHandlingUnit")
        tree.basic(unit, "ID", line.sscc)
