"""UBL Order <-> PurchaseOrder. Guide: the codes of Peppol's ordering."""

from odoo.addons.healthcare_integration_base.canonical import OrderLine, PurchaseOrder
from odoo.addons.healthcare_integration_base.document.base import Document

from .edifact_vocabulary import ORDER_TYPES
from .ubl_reading import Tree, UblReading

CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:order:3"
PROFILE = "urn:fdc:peppol.eu:poacc:bis:ordering:3"


class UblPurchaseOrder(Document):
    """A new order; changes and cancellations are documents of their own in UBL."""

    code = "ubl_order"
    kind = "purchase_order"
    codec = "ubl"
    reads = "Order"

    def writes(self, document):
        """Only what is ordered for the first time."""
        return document.purpose == "original"

    def read(self, part):
        """One :class:`PurchaseOrder`."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`PurchaseOrder` as ``Order``."""
        return _write(document)


class _Reader(UblReading):
    def read(self):
        tree = self.tree
        header = {
            "order_number": self.mandatory(tree, "cbc:ID"),
            "order_date": self.date(tree, "cbc:IssueDate", mandatory=True),
            "order_type": ORDER_TYPES.read(self.text(tree, "cbc:OrderTypeCode"))
            or "NE",
            "buyer": self.party("cac:BuyerCustomerParty/cac:Party"),
            "supplier": self.party("cac:SellerSupplierParty/cac:Party"),
            "bill_to": self.party("cac:AccountingCustomerParty/cac:Party"),
            "ship_to": self.party("cac:Delivery/cac:DeliveryParty"),
            "needed_by": self._needed(self.find(tree, "cac:Delivery")),
            "contract": self.text(tree, "cac:Contract/cbc:ID"),
            "cost_centre": self.text(tree, "cbc:AccountingCost"),
            "total": self.money(tree, "cac:AnticipatedMonetaryTotal/cbc:PayableAmount"),
            "tax_total": self.money(tree, "cac:TaxTotal/cbc:TaxAmount"),
        }
        path = "cac:OrderLine/cac:LineItem"
        lines = []
        for element, where in self.lines(tree, "cac:OrderLine"):
            row = self.find(element, "cac:LineItem")
            if row is None:
                self.missing(element, path.partition("/")[2])
            else:
                lines.append(self._line_of(row, f"{where}/LineItem"))
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

    def _needed(self, element):
        period = self.find(element, "cac:RequestedDeliveryPeriod")
        if period is None:
            return None
        return self.date(period, "cbc:EndDate") or self.date(period, "cbc:StartDate")

    def _line_of(self, element, where):
        quantity, uom = self.quantity(element, "cbc:Quantity", mandatory=True)
        price, basis = self.price(element)
        item = self.find(element, "cac:Item")
        return OrderLine(
            number=self.mandatory(element, "cbc:ID"),
            item=self.item(item),
            quantity=quantity,
            uom=uom,
            price=price,
            price_basis=basis,
            description=self.description(item),
            needed_by=self._needed(self.find(element, "cac:Delivery")),
            where=where,
        )


def _write(order):
    tree = Tree("Order", CUSTOMIZATION, PROFILE, order.currency)
    root = tree.root
    tree.basic(root, "ID", order.order_number)
    tree.basic(root, "IssueDate", order.order_date)
    tree.basic(root, "OrderTypeCode", ORDER_TYPES.write(order.order_type))
    tree.basic(root, "DocumentCurrencyCode", order.currency)
    tree.basic(root, "AccountingCost", order.cost_centre)
    if order.contract:
        tree.basic(tree.group(root, "Contract"), "ID", order.contract)
    tree.party(root, order.buyer, "BuyerCustomerParty", "Party")
    tree.party(root, order.supplier, "SellerSupplierParty", "Party")
    tree.party(root, order.bill_to, "AccountingCustomerParty", "Party")
    delivery = _delivery(tree, root, order.needed_by)
    if order.ship_to.name or order.ship_to.identifier:
        if delivery is None:
            delivery = tree.group(root, "Delivery")
        tree.party(delivery, order.ship_to, "DeliveryParty")
    if order.tax_total is not None:
        tree.money(tree.group(root, "TaxTotal"), "TaxAmount", order.tax_total)
    if order.total is not None:
        total = tree.group(root, "AnticipatedMonetaryTotal")
        tree.money(total, "PayableAmount", order.total)
    for line in order.lines:
        element = tree.group(root, "OrderLine", "LineItem")
        tree.basic(element, "ID", line.number)
        tree.quantity(element, "Quantity", line.quantity, line.uom)
        _delivery(tree, element, line.needed_by)
        tree.price(element, line.price, line.price_basis, line.uom)
        tree.item(element, line.item, line.description)
    return tree.part()


def _delivery(tree, parent, day):
    if not day:
        return None
    delivery = tree.group(parent, "Delivery")
    tree.basic(tree.group(delivery, "RequestedDeliveryPeriod"), "EndDate", day)
    return delivery
