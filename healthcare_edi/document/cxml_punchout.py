"""cXML PunchOut <-> Punchout: asking to come in, the way in, the cart."""

from lxml import etree

from odoo.addons.healthcare_integration_base.canonical import Punchout, PunchoutItem
from odoo.addons.healthcare_integration_base.codec.base import Part
from odoo.addons.healthcare_integration_base.codec.xml_codec import add
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL

from .cxml_reading import (
    CxmlReading,
    add_item,
    add_money,
    add_party,
    add_unit,
    number,
    part_of,
    read_basis,
)

OPERATIONS = ("create", "edit", "inspect", "source")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class CxmlPunchoutSetup(Document):
    """The request for a visit. The browser's post address is ours."""

    code = "cxml_punchout_setup_request"
    kind = "punchout"
    codec = "cxml"
    reads = "PunchOutSetupRequest"

    def writes(self, document):
        """The first step."""
        return document.step == "setup"

    def read(self, part):
        """One :class:`Punchout` with step ``setup``."""
        return _SetupReader(part).read()

    def write(self, document):
        """A :class:`Punchout` as ``PunchOutSetupRequest``."""
        visit = document
        top = etree.Element("PunchOutSetupRequest", operation=visit.operation)
        add(top, "BuyerCookie", visit.session)
        if visit.user:
            add(top, "Extrinsic", visit.user, name="UserKey")
        add(add(top, "BrowserFormPost"), "URL", visit.return_url)
        if visit.start_url:
            add(add(top, "SupplierSetup"), "URL", visit.start_url)
        if visit.ship_to.name or visit.ship_to.identifier:
            add_party(add(top, "ShipTo"), "Address", visit.ship_to)
        for item in visit.items:
            _write_item(top, "ItemOut", item, item.currency or visit.currency)
        return part_of(top)


class CxmlPunchoutStart(Document):
    """The shop's answer: where the browser goes."""

    code = "cxml_punchout_setup_response"
    kind = "punchout"
    codec = "cxml"
    reads = "PunchOutSetupResponse"

    def writes(self, document):
        """The second step."""
        return document.step == "start"

    def read(self, part):
        """One :class:`Punchout` with step ``start``."""
        reading = CxmlReading(part)
        url = reading.mandatory(part.tree, "StartPage/URL")
        status = part.facts.get("status_code") or "200"
        visit = Punchout("start", start_url=url, status=status, where=part.where)
        return reading.result(visit)

    def write(self, document):
        """A :class:`Punchout` as ``PunchOutSetupResponse``."""
        top = etree.Element("PunchOutSetupResponse")
        add(add(top, "StartPage"), "URL", document.start_url)
        return Part(top.tag, top, facts={"status_code": document.status})


class CxmlPunchoutCart(Document):
    """What was chosen in the shop; nothing is ordered by it."""

    code = "cxml_punchout_order_message"
    kind = "punchout"
    codec = "cxml"
    reads = "PunchOutOrderMessage"

    def writes(self, document):
        """The last step."""
        return document.step == "cart"

    def read(self, part):
        """One :class:`Punchout` with step ``cart``."""
        return _CartReader(part).read()

    def write(self, document):
        """A :class:`Punchout` as ``PunchOutOrderMessage``."""
        cart = document
        top = etree.Element("PunchOutOrderMessage")
        add(top, "BuyerCookie", cart.session)
        head = add(top, "PunchOutOrderMessageHeader", operationAllowed=cart.operation)
        add_money(head, "Total", cart.total, cart.currency)
        for item in cart.items:
            _write_item(top, "ItemIn", item, item.currency or cart.currency)
        return part_of(top)


class _SetupReader(CxmlReading):
    def read(self):
        tree = self.tree
        operation = self.attribute(tree, "operation") or "create"
        if operation not in OPERATIONS:
            self.report("cxml.type", tree, FATAL, "/@operation")
        items = [_item_of(self, *row) for row in self.lines(tree, "ItemOut")]
        visit = Punchout(
            step="setup",
            session=self.mandatory(tree, "BuyerCookie"),
            operation=operation,
            user=self.extrinsic(tree, "UserKey"),
            return_url=self.mandatory(tree, "BrowserFormPost/URL"),
            start_url=self.text(tree, "SupplierSetup/URL"),
            items=tuple(items),
            currency=self.currency,
            buyer=self.header_party("from"),
            supplier=self.header_party("to"),
            ship_to=self.party(self.find(tree, "ShipTo/Address")),
            where=self.part.where,
        )
        return self.result(visit)


class _CartReader(CxmlReading):
    def read(self):
        tree = self.tree
        head = self.find(tree, "PunchOutOrderMessageHeader")
        total = None
        if head is not None:
            total = self.money(head, "Total/Money")
        items = [_item_of(self, *row) for row in self.lines(tree, "ItemIn")]
        visit = Punchout(
            step="cart",
            session=self.mandatory(tree, "BuyerCookie"),
            operation=self.attribute(head, "operationAllowed") or "create",
            items=tuple(items),
            total=total,
            currency=self.currency,
            buyer=self.header_party("to"),
            supplier=self.header_party("from"),
            where=self.part.where,
        )
        return self.result(visit)


def _item_of(reading, element, where):
    detail = reading.find(element, "ItemDetail")
    price = reading.money(detail, "UnitPrice/Money") if detail is not None else None
    _basis, quantity = read_basis(reading, detail, "PriceBasisQuantity")
    if quantity and price is not None:
        price = price / quantity
    lead = reading.find(detail, "LeadTime")
    codes = [
        reading.text(row)
        for row in (detail.iterfind("Classification") if detail is not None else ())
        if (row.get("domain") or "").upper() == "UNSPSC"
    ]
    money = reading.find(detail, "UnitPrice/Money")
    return PunchoutItem(
        item=reading.item(element, detail),
        quantity=reading.attribute_amount(element, "quantity", mandatory=True),
        uom=reading.unit(detail),
        price=price,
        currency=reading.attribute(money, "currency"),
        number=reading.attribute(element, "lineNumber"),
        description=reading.description(detail),
        supplier_auxiliary=reading.text(element, "ItemID/SupplierPartAuxiliaryID"),
        classification=codes[0] if codes else "",
        lead_time_days=None if lead is None else reading.amount(detail, "LeadTime"),
        where=where,
    )


def _write_item(top, tag, item, currency):
    element = add(
        top, tag, quantity=number(item.quantity), lineNumber=item.number or None
    )
    add_item(element, item.item)
    if item.supplier_auxiliary:
        auxiliary = etree.Element("SupplierPartAuxiliaryID")
        auxiliary.text = item.supplier_auxiliary
        element.find("ItemID").insert(1, auxiliary)
    detail = add(element, "ItemDetail")
    add_money(detail, "UnitPrice", item.price, currency)
    add(detail, "Description", item.description).set(_LANGUAGE, "en")
    add_unit(detail, item.uom)
    if item.classification:
        add(detail, "Classification", item.classification, domain="UNSPSC")
    if item.item.manufacturer:
        add(detail, "ManufacturerPartID", item.item.manufacturer)
    if item.lead_time_days is not None:
        add(detail, "LeadTime", number(item.lead_time_days))
