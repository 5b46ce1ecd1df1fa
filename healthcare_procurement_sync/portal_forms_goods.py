"""Ship notices and invoices from the pages of a supplier. Pure; see portal_forms."""

import re
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    InvoiceCharge,
    InvoiceLine,
    Lot,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    SupplierInvoice,
)

from .portal_forms import Form

SSCC = re.compile(r"[0-9]{18}")
LOTS = 5
"""Lots of one line that the page has room for."""
FREIGHT = "D240"

# -- ship notice -----------------------------------------------------------------------


def ship_notice(order_number, lines, fields):
    """A :class:`ShipNotice` of the lines with a quantity.

    ``quantity_<n>_<k>``, ``lot_<n>_<k>``, ``expiry_<n>_<k>``, ``sscc_<n>_<k>`` for the
    k-th lot of line n.
    """
    form = Form(fields)
    shipment = form.text("shipment_id", needed=True)
    shipped = form.day("shipped_date", needed=True)
    expected = form.day("expected_date")
    if shipped and expected and expected < shipped:
        form.fault("expected_date", "before")
    rows = [
        row
        for line in lines
        for position in range(1, LOTS + 1)
        for row in _shipped(form, line, position)
    ]
    if not rows and not form.faults:
        form.fault("shipment_id", "nothing")
    carrier, tracking = form.text("carrier"), form.text("tracking")
    return form.result(
        lambda: ShipNotice(
            shipment_id=shipment,
            orders=(ShippedOrder(order_number, tuple(rows)),),
            shipped_date=shipped,
            expected_date=expected,
            carrier=carrier,
            tracking=tracking,
        )
    )


def _shipped(form, line, position):
    key = f"{line.number}_{position}"
    quantity = form.number(f"quantity_{key}")
    lot, expiry = form.text(f"lot_{key}"), form.day(f"expiry_{key}")
    sscc = form.text(f"sscc_{key}")
    if sscc and not SSCC.fullmatch(sscc):
        form.fault(f"sscc_{key}", "sscc")
    if not quantity:
        if lot or expiry:
            form.fault(f"quantity_{key}", "missing")
        return
    lots = (Lot(lot=lot, expiry=expiry, quantity=quantity),) if lot or expiry else ()
    yield ShippedLine(line.item, quantity, line.uom, line.number, lots, sscc)


# -- invoice ---------------------------------------------------------------------------


def invoice(order_number, lines, fields, currency):
    """A :class:`SupplierInvoice` of the lines with a quantity.

    The total that the supplier types must be the sum of what he billed: a page can say
    so at once.
    """
    form = Form(fields)
    number = form.text("invoice_number", needed=True)
    day = form.day("invoice_date", needed=True)
    rows = [row for line in lines for row in _billed(form, line)]
    if not rows and not form.faults:
        form.fault("invoice_number", "nothing")
    freight, tax = form.number("freight"), form.number("tax")
    total = form.number("total", needed=True)
    goods = sum((_cents(row.quantity * row.price) for row in rows), Decimal(0))
    stated = goods + (freight or 0) + (tax or 0)
    if total is not None and not form.faults and abs(total - stated) > _slack(rows):
        form.fault("total", "total")
    charges = (InvoiceCharge("C", FREIGHT, freight),) if freight else ()
    return form.result(
        lambda: SupplierInvoice(
            invoice_number=number,
            invoice_date=day,
            lines=tuple(rows),
            order_number=order_number,
            currency=currency,
            total=total,
            tax=tax,
            charges=charges,
        )
    )


def _billed(form, line):
    quantity = form.number(f"quantity_{line.number}")
    price = form.number(f"price_{line.number}")
    if not quantity:
        return
    price = line.price if price is None else price
    if price is None:
        form.fault(f"price_{line.number}", "missing")
        return
    yield InvoiceLine(
        number=line.number,
        item=line.item,
        quantity=quantity,
        uom=line.uom,
        price=price,
        order_line=line.number,
    )


def _cents(amount):
    return amount.quantize(Decimal("0.01"))


def _slack(rows):
    return Decimal("0.01") * max(1, len(rows))
