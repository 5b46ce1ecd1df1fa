"""UBL OrderResponse <-> OrderAcknowledgment. Guide: Peppol's answers and our codes."""

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedLine,
    LineStatus,
    OrderAcknowledgment,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .ubl_reading import Tree, UblReading

CUSTOMIZATION = "urn:fdc:peppol.eu:poacc:trns:order_response:3"
PROFILE = "urn:fdc:peppol.eu:poacc:bis:ordering:3"
#: OrderResponseCode (UNCL 4343) -> X12 element 587 with lines, without lines.
ANSWERS = {
    "AP": ("AD", "AT"),
    "CA": ("AC", "AC"),
    "RE": ("RD", "RJ"),
    "AB": ("NA", "NA"),
}
_ANSWERS_BACK = {
    code: answer for answer, codes in reversed(ANSWERS.items()) for code in codes
} | {"AK": "AP", "AE": "CA", "RF": "RE", "RN": "RE", "RV": "RE"}
#: LineStatusCode (UNCL 1229) -> X12 element 668.
STATUSES = {"5": "IA", "3": "IC", "7": "IR", "1": "IC", "42": "AC"}
_STATUSES_BACK = {"IA": "5", "AA": "5", "DR": "3", "IR": "7", "ID": "7", "AC": "42"}
DELIVERED = "067"


class UblOrderAcknowledgment(Document):
    """The supplier's answer; a back-ordered quantity stands beside the accepted one."""

    code = "ubl_order_response"
    kind = "order_acknowledgment"
    codec = "ubl"
    reads = "OrderResponse"

    def read(self, part):
        """One :class:`OrderAcknowledgment`."""
        return _Reader(part).read()

    def write(self, document):
        """An :class:`OrderAcknowledgment` as a supplier would send it."""
        return _write(document)


class _Reader(UblReading):
    def read(self):
        tree = self.tree
        answer = self.mandatory(tree, "cbc:OrderResponseCode")
        if answer and answer not in ANSWERS:
            self.report("ubl.code", tree, FATAL, "/OrderResponseCode")
        reference = "cac:OrderReference/"
        header = {
            "order_number": self.mandatory(tree, f"{reference}cbc:ID"),
            "order_date": self.date(tree, f"{reference}cbc:IssueDate"),
            "acknowledged_date": self.date(tree, "cbc:IssueDate"),
            "supplier_order_number": self.text(tree, f"{reference}cbc:SalesOrderID")
            or self.text(tree, "cbc:SalesOrderID"),
            "supplier": self.party("cac:SellerSupplierParty/cac:Party"),
        }
        lines = []
        for element, where in self.lines(tree, "cac:OrderLine"):
            row = self.find(element, "cac:LineItem")
            if row is None:
                self.missing(element, "cac:LineItem")
            else:
                lines.append(self._line_of(element, row, f"{where}/LineItem"))
        if self.blocked:
            return self.result()
        return self.result(
            OrderAcknowledgment(
                status=ANSWERS[answer][0 if lines else 1],
                lines=tuple(lines),
                currency=self.currency,
                where=self.part.where,
                **header,
            )
        )

    def _line_of(self, element, row, where):
        quantity, uom = self.quantity(row, "cbc:Quantity")
        price, basis = self.price(row)
        number = self.text(element, "cac:OrderLineReference/cbc:LineID")
        return AcknowledgedLine(
            number=number or self.mandatory(row, "cbc:ID"),
            item=self.item(self.find(row, "cac:Item")),
            quantity=quantity,
            uom=uom,
            price=price,
            price_basis=basis,
            statuses=tuple(self._statuses(element, row, quantity, uom)),
            where=where,
        )

    def _statuses(self, element, row, quantity, uom):
        """What is accepted, then what is back-ordered, then what comes instead."""
        told = self.text(row, "cbc:LineStatusCode")
        if told and told not in STATUSES:
            self.report("ubl.code", row, FATAL, "/LineStatusCode")
        day = self._promised(row)
        waiting, unit = self.quantity(row, "cbc:MaximumBackorderQuantity")
        if told:
            yield LineStatus(
                code=STATUSES.get(told, ""),
                quantity=quantity,
                uom=uom,
                date_kind=DELIVERED if day else "",
                scheduled_date=day,
            )
        if waiting:
            yield LineStatus("IB", waiting, unit or uom)
        other = self.find(element, "cac:SellerSubstitutedLineItem")
        if other is not None:
            amount, unit = self.quantity(other, "cbc:Quantity")
            item = self.item(self.find(other, "cac:Item"))
            yield LineStatus("IS", amount, unit or uom, substitute=item)

    def _promised(self, row):
        period = self.find(row, "cac:Delivery/cac:PromisedDeliveryPeriod")
        if period is None:
            return None
        found = self.date(period, "cbc:EndDate") or self.date(period, "cbc:StartDate")
        if found is None:
            self.report("xml.date", period, WARNING)
        return found


def _write(answer):
    tree = Tree("OrderResponse", CUSTOMIZATION, PROFILE, answer.currency)
    root = tree.root
    name = answer.supplier_order_number or answer.order_number
    tree.basic(root, "ID", name)
    tree.basic(root, "SalesOrderID", answer.supplier_order_number)
    tree.basic(root, "IssueDate", answer.acknowledged_date)
    code = _ANSWERS_BACK.get(answer.status, "CA")
    tree.basic(root, "OrderResponseCode", code)
    tree.basic(root, "DocumentCurrencyCode", answer.currency)
    reference = tree.group(root, "OrderReference")
    tree.basic(reference, "ID", answer.order_number)
    tree.basic(reference, "IssueDate", answer.order_date)
    tree.party(root, answer.supplier, "SellerSupplierParty", "Party")
    for number, line in enumerate(answer.lines, 1):
        _write_line(tree, line, number)
    return tree.part()


def _write_line(tree, line, number):
    top = tree.group(tree.root, "OrderLine")
    element = tree.group(top, "LineItem")
    main = [row for row in line.statuses if row.code not in ("IB", "IS")]
    waiting = [row for row in line.statuses if row.code == "IB"]
    tree.basic(element, "ID", str(number))
    if main or waiting:
        told = _STATUSES_BACK.get(main[0].code, "3") if main else "7"
        tree.basic(element, "LineStatusCode", told)
    quantity = main[0].quantity if main and main[0].quantity is not None else None
    quantity = line.quantity if quantity is None else quantity
    tree.quantity(element, "Quantity", quantity, line.uom)
    if waiting:
        tree.quantity(
            element,
            "MaximumBackorderQuantity",
            waiting[0].quantity,
            waiting[0].uom or line.uom,
        )
    if main and main[0].scheduled_date:
        period = tree.group(element, "Delivery", "PromisedDeliveryPeriod")
        tree.basic(period, "EndDate", main[0].scheduled_date)
    tree.price(element, line.price, line.price_basis, line.uom)
    tree.item(element, line.item)
    for row in line.statuses:
        if row.code == "IS" and row.substitute:
            other = tree.group(top, "SellerSubstitutedLineItem")
            tree.basic(other, "ID", str(number))
            tree.quantity(other, "Quantity", row.quantity, row.uom or line.uom)
            tree.item(other, row.substitute)
    tree.basic(tree.group(top, "OrderLineReference"), "LineID", line.number)
