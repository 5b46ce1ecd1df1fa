"""cXML OrderRequest <-> PurchaseOrder. Guide: the types of an order."""

from lxml import etree

from odoo.addons.healthcare_integration_base.canonical import OrderLine, PurchaseOrder
from odoo.addons.healthcare_integration_base.codec.xml_codec import add
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import WARNING

from .cxml_reading import (
    CxmlReading,
    add_basis,
    add_item,
    add_money,
    add_party,
    add_unit,
    number,
    part_of,
    read_basis,
)

#: OrderRequestHeader/@type <-> purpose: an update carries the whole order again.
PURPOSES = {"new": "original", "update": "replace", "delete": "cancel"}
_TYPES = {purpose: kind for kind, purpose in PURPOSES.items()} | {"change": "update"}
#: OrderRequestHeader/@orderType <-> X12 element 92.
ORDER_TYPES = {
    "regular": "NE",
    "release": "RL",
    "blanket": "BK",
    "stockTransport": "TR",
}
_ORDER_TYPES_BACK = {code: name for name, code in ORDER_TYPES.items()}
COST_CENTRE = "costCentre"


class CxmlPurchaseOrder(Document):
    """A new order, one that replaces an earlier version, or a cancellation."""

    code = "cxml_order_request"
    kind = "purchase_order"
    codec = "cxml"
    reads = "OrderRequest"

    def read(self, part):
        """One :class:`PurchaseOrder`."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`PurchaseOrder` as ``OrderRequest``."""
        return part_of(_write(document))


class _Reader(CxmlReading):
    def read(self):
        head = self.find(self.tree, "OrderRequestHeader")
        if head is None:
            self.missing(self.tree, "OrderRequestHeader")
            return self.result()
        header = self._header(head)
        lines = [self._line_of(*row) for row in self.lines(self.tree, "ItemOut")]
        if self.blocked:
            return self.result()
        return self.result(
            PurchaseOrder(
                lines=tuple(lines),
                currency=self.currency or "USD",
                where=self.part.where,
                **header,
            )
        )

    def _header(self, head):
        kind = self.attribute(head, "type") or "new"
        if kind not in PURPOSES:
            self.report("cxml.type", head, WARNING, "/@type")
        order_type = self.attribute(head, "orderType") or "regular"
        return {
            "order_number": self.attribute(head, "orderID", mandatory=True),
            "order_date": self.attribute_date(head, "orderDate", mandatory=True),
            "purpose": PURPOSES.get(kind, kind),
            "order_type": ORDER_TYPES.get(order_type, order_type),
            "contract": self.attribute(head, "agreementID"),
            "total": self.money(head, "Total/Money"),
            "tax_total": self.money(head, "Tax/Money"),
            "ship_to": self.party(self.find(head, "ShipTo/Address")),
            "bill_to": self.party(self.find(head, "BillTo/Address")),
            "buyer": self.header_party("from"),
            "supplier": self.header_party("to"),
            "supplier_reference": self.attribute(
                self.find(head, "SupplierOrderInfo"), "orderID"
            ),
            "needed_by": self.attribute_date(head, "requestedDeliveryDate"),
            "urgent": self.extrinsic(head, "urgent") == "true",
            "cost_centre": self.extrinsic(head, COST_CENTRE),
            "confirmed_at": None,
        }

    def _line_of(self, element, where):
        detail = self.find(element, "ItemDetail")
        price = self.money(detail, "UnitPrice/Money") if detail is not None else None
        basis, quantity = read_basis(self, detail, "PriceBasisQuantity")
        if quantity and not basis and price is not None:
            price = price / quantity
        return OrderLine(
            number=self.attribute(element, "lineNumber"),
            item=self.item(element, detail),
            quantity=self.attribute_amount(element, "quantity", mandatory=True),
            uom=self.unit(detail),
            price=price,
            price_basis=basis,
            description=self.description(detail),
            needed_by=self.attribute_date(element, "requestedDeliveryDate"),
            contract=self.attribute(
                self.find(element, "MasterAgreementIDInfo"), "agreementID"
            )
            or self.attribute(element, "agreementID"),
            where=where,
        )


def _write(order):
    top = etree.Element("OrderRequest")
    head = add(
        top,
        "OrderRequestHeader",
        orderID=order.order_number,
        orderDate=order.order_date.isoformat(),
        type=_TYPES.get(order.purpose, "new"),
        orderType=_ORDER_TYPES_BACK.get(order.order_type, "regular"),
        agreementID=order.contract or None,
        requestedDeliveryDate=order.needed_by.isoformat() if order.needed_by else None,
    )
    add_money(head, "Total", order.total, order.currency)
    for tag, party in (("ShipTo", order.ship_to), ("BillTo", order.bill_to)):
        if party.name or party.identifier:
            add_party(add(head, tag), "Address", party)
    if order.tax_total is not None:
        add_money(head, "Tax", order.tax_total, order.currency)
        add(head[-1], "Description")
    if order.supplier_reference:
        add(head, "SupplierOrderInfo", orderID=order.supplier_reference)
    if order.cost_centre:
        add(head, "Extrinsic", order.cost_centre, name=COST_CENTRE)
    if order.urgent:
        add(head, "Extrinsic", "true", name="urgent")
    for line in order.lines:
        _write_line(top, line, order.currency)
    return top


def _write_line(top, line, currency):
    element = add(
        top,
        "ItemOut",
        quantity=number(line.quantity),
        lineNumber=line.number or None,
        requestedDeliveryDate=line.needed_by.isoformat() if line.needed_by else None,
        agreementID=line.contract or None,
    )
    add_item(element, line.item)
    detail = add(element, "ItemDetail")
    add_money(detail, "UnitPrice", line.price, currency)
    add(detail, "Description", line.description).set(
        "{http://www.w3.org/XML/1998/namespace}lang", "en"
    )
    add_unit(detail, line.uom)
    add_basis(detail, line.price_basis)
    if line.item.manufacturer:
        add(detail, "ManufacturerPartID", line.item.manufacturer)
