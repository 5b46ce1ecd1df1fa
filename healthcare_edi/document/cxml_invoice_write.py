"""SupplierInvoice to cXML InvoiceDetailRequest."""

from decimal import Decimal

from lxml import etree

from odoo.addons.healthcare_integration_base.codec.xml_codec import add
from odoo.addons.healthcare_integration_base.errors import RejectedError

from .cxml_reading import (
    add_basis,
    add_item,
    add_money,
    add_party,
    add_unit,
    number,
)

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PLACES = {
    "D500": "SpecialHandlingAmount",
    "D240": "ShippingAmount",
    "C310": "InvoiceDetailDiscount",
}


def write_invoice(invoice):
    """An invoice or credit memo; a credit is written below zero.

    :raises RejectedError: ``cxml.write.charge`` for a charge that has no place in the
        summary.
    """
    sign = -1 if invoice.document_type == "credit" else 1
    top = etree.Element("InvoiceDetailRequest")
    _write_header(top, invoice)
    order = add(top, "InvoiceDetailOrder")
    info = add(order, "InvoiceDetailOrderInfo")
    if invoice.order_number:
        add(info, "OrderReference", orderID=invoice.order_number)
    for line in invoice.lines:
        _write_line(order, line, invoice.currency, sign)
    _write_summary(top, invoice, sign)
    return top


def _write_header(top, invoice):
    credit = invoice.document_type == "credit"
    head = add(
        top,
        "InvoiceDetailRequestHeader",
        invoiceID=invoice.invoice_number,
        invoiceDate=invoice.invoice_date.isoformat(),
        operation="new",
        purpose="creditMemo" if credit else "standard",
    )
    add(head, "InvoiceDetailHeaderIndicator")
    add(head, "InvoiceDetailLineIndicator")
    parties = (("from", invoice.supplier), ("remitTo", invoice.remit_to))
    for role, party in parties:
        if party.name or party.identifier:
            add_party(add(head, "InvoicePartner"), "Contact", party, role)
    if invoice.original_invoice:
        add(head, "InvoiceIDInfo", invoiceID=invoice.original_invoice)
    _write_terms(head, invoice)


def _write_terms(head, invoice):
    day = invoice.invoice_date
    if invoice.discount_percent is not None and invoice.discount_date:
        days = (invoice.discount_date - day).days
        term = add(head, "PaymentTerm", payInNumberOfDays=str(days))
        percent = number(invoice.discount_percent)
        add(add(term, "Discount"), "DiscountPercent", percent=percent)
    if invoice.due_date:
        add(head, "PaymentTerm", payInNumberOfDays=str((invoice.due_date - day).days))


def _write_line(order, line, currency, sign):
    element = add(
        order,
        "InvoiceDetailItem",
        invoiceLineNumber=line.number,
        quantity=number(line.quantity * sign),
    )
    add_unit(element, line.uom)
    add_money(element, "UnitPrice", line.price, currency)
    add_basis(element, line.price_basis)
    reference = add(
        element, "InvoiceDetailItemReference", lineNumber=line.order_line or None
    )
    add_item(reference, line.item)
    if line.description:
        add(reference, "Description", line.description).set(_LANGUAGE, "en")
    if line.item.manufacturer:
        add(reference, "ManufacturerPartID", line.item.manufacturer)
    if line.kind == "price_adjustment":
        add(element, "PriceAdjustment")


def _write_summary(top, invoice, sign):
    summary = add(top, "InvoiceDetailSummary")
    goods = sum((line.price * line.quantity for line in invoice.lines), Decimal(0))
    add_money(summary, "SubtotalAmount", goods * sign, invoice.currency)
    if invoice.tax is not None:
        add_money(summary, "Tax", invoice.tax * sign, invoice.currency)
        add(summary[-1], "Description").set(_LANGUAGE, "en")
    for charge in invoice.charges:
        tag = _PLACES.get(charge.code)
        if tag is None or charge.line_number:
            raise RejectedError("cxml.write.charge", charge.where or "charges")
        add_money(summary, tag, charge.amount * sign, invoice.currency)
    if invoice.total is not None:
        for tag in ("NetAmount", "DueAmount"):
            add_money(summary, tag, invoice.total * sign, invoice.currency)
