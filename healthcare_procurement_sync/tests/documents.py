"""Documents as partners send them, for the tests."""

from datetime import UTC, date, datetime
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedLine,
    GoodsReceipt,
    InvoiceLine,
    ItemIds,
    LineStatus,
    Lot,
    OrderAcknowledgment,
    ReceivedLine,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    SupplierInvoice,
)


class Documents:
    """Short ways to write a canonical document about an order."""

    @classmethod
    def _acknowledgment(cls, order, *lines, status="AC", day=2, **more):
        return OrderAcknowledgment(
            order_number=order.name,
            status=status,
            lines=lines,
            acknowledged_date=date(2026, 6, day),
            **more,
        )

    @classmethod
    def _ack_line(cls, number, *statuses, price=None, uom="BX", item="NM-1001"):
        """``statuses`` are ``(code, quantity)`` or ``(code, quantity, date)``."""
        return AcknowledgedLine(
            number=str(number),
            item=ItemIds(supplier=item),
            uom=uom,
            price=None if price is None else Decimal(price),
            statuses=tuple(
                LineStatus(
                    row[0],
                    None if row[1] is None else Decimal(row[1]),
                    uom,
                    "067",
                    row[2] if len(row) > 2 else None,
                )
                for row in statuses
            ),
            where=f"PO1[{number}]",
        )

    @classmethod
    def _ship_notice(cls, order, *lines, shipment="SHP1", purpose="00", **more):
        return ShipNotice(
            shipment_id=shipment,
            orders=(ShippedOrder(order.name, lines, "HL[2]"),),
            purpose=purpose,
            **more,
        )

    @classmethod
    def _shipped(cls, number, quantity, uom="BX", item="NM-1001", lots=(), sscc=""):
        return ShippedLine(
            ItemIds(supplier=item),
            Decimal(quantity),
            uom,
            str(number),
            tuple(
                Lot(name, "", expiry, None if share is None else Decimal(share))
                for name, share, expiry in lots
            ),
            sscc,
            f"HL[{number}]",
        )

    @classmethod
    def _goods_receipt(cls, order, *lines, number="R1", final=False):
        return GoodsReceipt(
            receipt_number=number,
            order_number=order.name,
            lines=lines,
            received_at=datetime(2026, 6, 3, 14, 30, tzinfo=UTC),
            site="EAST",
            final=final,
        )

    @classmethod
    def _received(cls, number, quantity, uom="BX", item="GLOVE", lots=()):
        return ReceivedLine(
            ItemIds(buyer=item),
            Decimal(quantity),
            uom,
            str(number) if number else "",
            tuple(Lot(name, "", expiry, None) for name, expiry in lots),
            f"lines[{number}]",
        )

    @classmethod
    def _invoice(cls, order, *lines, number="INV-5001", total=None, **more):
        """Lines are ``(order line, quantity, unit, price)`` of gloves or an
        :class:`InvoiceLine`."""
        rows = tuple(
            row if isinstance(row, InvoiceLine) else cls._invoice_line(*row)
            for row in lines
        )
        if total is None:
            total = sum((row.quantity * row.price for row in rows), Decimal(0))
        return SupplierInvoice(
            invoice_number=number,
            invoice_date=date(2026, 6, 5),
            lines=rows,
            order_number=order if isinstance(order, str) else order.name,
            total=Decimal(total),
            **more,
        )

    @classmethod
    def _invoice_line(cls, number, quantity, uom, price, item="NM-1001"):
        return InvoiceLine(
            number=str(number),
            item=ItemIds(supplier=item),
            quantity=Decimal(quantity),
            uom=uom,
            price=Decimal(price),
            order_line=str(number),
            where=f"IT1[{number}]",
        )
