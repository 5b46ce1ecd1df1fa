"""cXML ConfirmationRequest <-> OrderAcknowledgment. Guide: types and our codes."""

from lxml import etree

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedLine,
    ItemIds,
    LineStatus,
    OrderAcknowledgment,
)
from odoo.addons.healthcare_integration_base.codec.xml_codec import add
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .cxml_reading import (
    CxmlReading,
    add_item,
    add_money,
    add_unit,
    number,
    part_of,
)

#: ConfirmationHeader/@type -> X12 element 587 with lines, without lines.
TYPES = {
    "accept": ("AD", "AT"),
    "allDetail": ("AC", "AC"),
    "detail": ("AC", "AC"),
    "except": ("AE", "AE"),
    "backordered": ("AC", "AH"),
    "reject": ("RD", "RJ"),
    "requestToPay": ("NA", "NA"),
    "replace": ("RO", "RO"),
}
#: ConfirmationStatus/@type -> X12 element 668.
STATUSES = {
    "accept": "IA",
    "allDetail": "IC",
    "detail": "IC",
    "backordered": "IB",
    "reject": "IR",
    "unknown": "IH",
    "requestToPay": "IH",
}
#: Codes 587 and 668 -> type, for what we write.
_TYPES_BACK = {"AC": "detail", "AE": "except", "NA": "requestToPay", "RO": "replace"}
_STATUSES_BACK = {"IB": "backordered", "IA": "accept", "AA": "accept", "DR": "detail"}
#: @operation -> X12 element 353.
PURPOSES = {"new": "00", "update": "05"}
SHIPPED, DELIVERED = "068", "067"


class CxmlOrderAcknowledgment(Document):
    """The supplier's answer, to the whole order or line by line."""

    code = "cxml_confirmation_request"
    kind = "order_acknowledgment"
    codec = "cxml"
    reads = "ConfirmationRequest"

    def read(self, part):
        """One :class:`OrderAcknowledgment`."""
        return _Reader(part).read()

    def write(self, document):
        """An :class:`OrderAcknowledgment` as a supplier would send it."""
        return part_of(_write(document))


class _Reader(CxmlReading):
    def read(self):
        head = self.find(self.tree, "ConfirmationHeader")
        if head is None:
            self.missing(self.tree, "ConfirmationHeader")
            return self.result()
        kind = self.attribute(head, "type", mandatory=True)
        lines = [self._item_of(kind, *row) for row in self.lines(self.tree, _ITEM)]
        status = TYPES.get(kind)
        if kind and status is None:
            self.report("cxml.type", head, FATAL, "/@type")
        if kind == "requestToPay":
            self.report("cxml.payment", head, WARNING)
        order = self.find(self.tree, "OrderReference")
        if order is None:
            self.missing(self.tree, "OrderReference")
        header = {
            "order_number": self.attribute(order, "orderID", mandatory=True),
            "order_date": self.attribute_date(order, "orderDate"),
            "purpose": PURPOSES.get(self.attribute(head, "operation"), "00"),
            "acknowledged_date": self.attribute_date(head, "noticeDate"),
            "supplier_order_number": self.attribute(head, "confirmID"),
        }
        if self.blocked:
            return self.result()
        return self.result(
            OrderAcknowledgment(
                status=status[0] if lines else status[1],
                lines=tuple(lines),
                supplier=self.header_party("from"),
                currency=self.currency,
                where=self.part.where,
                **header,
            )
        )

    def _item_of(self, kind, element, where):
        quantity = self.attribute_amount(element, "quantity")
        uom = self.unit(element)
        item = price = None
        statuses = []
        for status in element.iterfind("ConfirmationStatus"):
            row, found, stated = self._status(status, uom)
            statuses.append(row)
            item, price = item or found, price if price is not None else stated
        if not statuses and kind in STATUSES:
            statuses.append(LineStatus(STATUSES[kind], quantity, uom))
        told = [row.quantity for row in statuses if row.quantity is not None]
        if quantity is not None and told and sum(told) > quantity:
            self.report("cxml.quantity", element, WARNING)
        return AcknowledgedLine(
            number=self.attribute(element, "lineNumber", mandatory=True),
            item=item or ItemIds(),
            quantity=quantity,
            uom=uom,
            price=price,
            statuses=tuple(statuses),
            where=where,
        )

    def _status(self, element, uom):
        """``(LineStatus, item, price)`` of one ``ConfirmationStatus``.

        A status with an item of its own says what comes: another item, or the same with
        another price or another quantity.
        """
        kind = self.attribute(element, "type", mandatory=True)
        if kind and kind not in STATUSES:
            self.report("cxml.type", element, FATAL, "/@type")
        delivered = self.attribute_date(element, "deliveryDate")
        shipped = self.attribute_date(element, "shipmentDate")
        detail = self.find(element, "ItemIn")
        item = price = None
        if detail is not None:
            item = self.item(detail, self.find(detail, "ItemDetail"))
            price = self.money(detail, "ItemDetail/UnitPrice/Money")
        if price is None:
            price = self.money(element, "UnitPrice/Money")
        code = STATUSES.get(kind, "")
        if code == "IC" and price is not None:
            code = "IP"
        day = delivered or shipped
        kind = "" if day is None else DELIVERED if delivered else SHIPPED
        row = LineStatus(
            code=code,
            quantity=self.attribute_amount(element, "quantity"),
            uom=self.unit(element) or uom,
            date_kind=kind,
            scheduled_date=day,
        )
        return row, item, price


_ITEM = "ConfirmationItem"


def _write(answer):
    top = etree.Element("ConfirmationRequest")
    kind = _TYPES_BACK.get(answer.status, "accept")
    if answer.status in ("RD", "RF", "RJ", "RN", "RV"):
        kind = "reject"
    elif answer.status == "AH":
        kind = "backordered"
    add(
        top,
        "ConfirmationHeader",
        type=kind,
        operation="update" if answer.purpose in ("04", "05") else "new",
        noticeDate=_day(answer.acknowledged_date),
        confirmID=answer.supplier_order_number or None,
    )
    add(
        top,
        "OrderReference",
        orderID=answer.order_number,
        orderDate=_day(answer.order_date),
    )
    for line in answer.lines:
        _write_line(top, line, answer.currency)
    return top


def _write_line(top, line, currency):
    element = add(
        top,
        _ITEM,
        lineNumber=line.number,
        quantity=None if line.quantity is None else number(line.quantity),
    )
    add_unit(element, line.uom)
    for status in line.statuses:
        kind = _STATUSES_BACK.get(status.code, "detail")
        if status.code in ("IR", "ID") or status.code.startswith("R"):
            kind = "reject"
        elif status.code == "IH":
            kind = "unknown"
        delivered = status.date_kind != SHIPPED
        row = add(
            element,
            "ConfirmationStatus",
            type=kind,
            quantity=None if status.quantity is None else number(status.quantity),
            deliveryDate=_day(status.scheduled_date) if delivered else None,
            shipmentDate=None if delivered else _day(status.scheduled_date),
        )
        add_unit(row, status.uom or line.uom)
        if line.item != ItemIds() or line.price is not None:
            _write_item(row, line, status, currency)


def _write_item(row, line, status, currency):
    quantity = status.quantity if status.quantity is not None else line.quantity
    inner = add(row, "ItemIn", quantity=number(quantity or 0))
    add_item(inner, line.item)
    detail = add(inner, "ItemDetail")
    add_money(detail, "UnitPrice", line.price, currency)
    if line.item.manufacturer:
        add(detail, "ManufacturerPartID", line.item.manufacturer)


def _day(day):
    return day.isoformat() if day else None
