"""cXML and UBL orders of many lines, read and written.

They are held as a tree, which is why there is no file of 100 MB here: what is larger
than ``XmlCodec.bytes_max`` is refused.
"""

from datetime import date, datetime, timezone
from decimal import Decimal

from codec_case import Case

from odoo.addons.healthcare_edi.codec import CODECS
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    OrderLine,
    Party,
    PurchaseOrder,
)
from odoo.addons.healthcare_integration_base.codec.base import Envelope

PRICE = Decimal("11.50")
ENVELOPE = Envelope(
    sender="HOSPITAL",
    receiver="INVENTED",
    interchange_number=7,
    created_at=datetime(2026, 3, 2, 12, tzinfo=timezone.utc),
)


def order_of(lines):
    """An order as our own side writes it."""
    return PurchaseOrder(
        order_number="PO00020",
        order_date=date(2026, 3, 2),
        currency="EUR",
        buyer=Party("0614141000005", "gln", "Invented Hospital"),
        supplier=Party("0614141999996", "gln", "Invented Supplier"),
        lines=tuple(
            OrderLine(
                number=str(number),
                item=ItemIds(supplier=f"88-{number:05}", gtin="00614141000012"),
                quantity=Decimal(number),
                uom="BX",
                price=PRICE,
                description="Gloves, nitrile, powder free",
                needed_by=date(2026, 3, 10),
            )
            for number in range(1, lines + 1)
        ),
    )


def cases(quick):
    """Both formats, both ways; the sum of the quantities is the check."""
    lines = 500 if quick else 5_000
    order = order_of(lines)
    return [
        case
        for codec, name in (("cxml", "cxml_order_request"), ("ubl", "ubl_order"))
        for case in _pair(CODECS[codec], DOCUMENTS[name], order)
    ]


def _pair(codec, document, order):
    payload = codec.encode([document.write(order)], ENVELOPE)
    total = sum(row.quantity for row in order.lines)

    def read():
        (part,) = codec.decode(payload).parts
        result = document.read(part)
        (found,) = result.documents
        return sum(row.quantity for row in found.lines), len(result.issues)

    def write():
        return len(codec.encode([document.write(order)], ENVELOPE))

    size = len(payload)
    return (
        Case(f"{codec.name} order read", read, size, (total, 0)),
        Case(f"{codec.name} order written", write, size, size),
    )
