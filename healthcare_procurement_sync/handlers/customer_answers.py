"""What a distributor answers: acknowledgment, ship notice and invoice."""

from datetime import date

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.canonical import (
    AcknowledgedLine,
    InvoiceLine,
    ItemIds,
    LineStatus,
    Lot,
    OrderAcknowledgment,
    Party,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    SupplierInvoice,
)

from ..match_units import as_decimal, as_fraction

DELIVERY = "067"
"""X12 element 374: current schedule delivery."""


def _item(line):
    """Both sides' numbers of an item of a customer's order."""
    product = line.product_id
    return ItemIds(
        buyer=line.customer_code or "",
        supplier=product.default_code or "",
        gtin=product.barcode or "",
    )


def _us(company):
    return Party(name=company.partner_id.name or "")


class HealthcareHandlerOrderAcknowledgment(models.AbstractModel):
    """Composes the answer to a customer's order."""

    _inherit = "healthcare.handler.order_acknowledgment"

    @api.model
    def _compose(self, records):
        """One acknowledgment per confirmed ``healthcare.customer.order``."""
        return [self._acknowledged(order) for order in records]

    @api.model
    def _acknowledged(self, order):
        sale = order._sale()
        planned = sale.commitment_date or sale.expected_date
        day = (
            planned
            and fields.Datetime.context_timestamp(
                order.with_context(tz=order.company_id.partner_id.tz or "UTC"), planned
            ).date()
        )
        return OrderAcknowledgment(
            order_number=order.name,
            status="AD",
            lines=tuple(
                AcknowledgedLine(
                    number=line.number,
                    item=_item(line),
                    quantity=as_decimal(line.quantity),
                    uom=line.uom,
                    price=as_decimal(line.our_price),
                    statuses=(
                        LineStatus(
                            "IA", as_decimal(line.quantity), line.uom, DELIVERY, day
                        ),
                    ),
                )
                for line in order.line_ids
            ),
            acknowledged_date=fields.Date.context_today(order),
            order_date=order.order_date or None,
            supplier_order_number=sale.name,
            supplier=_us(order.company_id),
            currency=order.currency_id.name,
        )


class HealthcareHandlerShipNotice(models.AbstractModel):
    """Composes what a delivery brings to a customer."""

    _inherit = "healthcare.handler.ship_notice"

    @api.model
    def _announced(self, picking, order):
        """The ship notice of a delivery, its lines in the units of the order."""
        lines = []
        for line in order.line_ids:
            moves = picking.move_ids.filtered(
                lambda move, of=line: (
                    move.sale_line_id.id == of.sale_line_id and move.state == "done"
                )
            )
            shipped = self._shipped(line, moves)
            if shipped:
                lines.append(shipped)
        if not lines:
            return []
        return [
            ShipNotice(
                shipment_id=picking.name,
                orders=(ShippedOrder(order.name, tuple(lines)),),
                shipped_date=(picking.date_done or fields.Datetime.now()).date(),
                ship_from=_us(order.company_id),
                tracking=self._tracking(picking),
            )
        ]

    @api.model
    def _tracking(self, picking):
        known = "carrier_tracking_ref" in picking._fields
        return (known and picking.carrier_tracking_ref) or ""

    @api.model
    def _shipped(self, line, moves):
        unit = moves.sale_line_id.product_uom_id
        base = line.product_id.uom_id
        factor = unit and unit._healthcare_factor(base)
        if not factor:
            return None
        quantity = sum(
            as_fraction(row.quantity_product_uom) for row in moves.move_line_ids
        )
        if not quantity:
            return None
        lots = tuple(
            Lot(
                lot=row.lot_id.name,
                expiry=_expiry(row.lot_id),
                quantity=as_decimal(as_fraction(row.quantity_product_uom) / factor),
            )
            for row in moves.move_line_ids
            if row.lot_id
        )
        return ShippedLine(
            item=_item(line),
            quantity=as_decimal(quantity / factor),
            uom=line.uom,
            line_number=line.number,
            lots=lots,
        )


class HealthcareHandlerSupplierInvoice(models.AbstractModel):
    """Composes our invoice as the customer's supplier."""

    _inherit = "healthcare.handler.supplier_invoice"

    @api.model
    def _billed(self, invoice, order):
        """The invoice of one customer's order; other lines are not his."""
        lines = []
        for line in order.line_ids:
            billed = invoice.invoice_line_ids.filtered(
                lambda row, of=line: of.sale_line_id in row.sale_line_ids.ids
            )
            lines += [self._billed_line(line, row) for row in billed if row.quantity]
        if not lines:
            return []
        credit = invoice.move_type == "out_refund"
        return [
            SupplierInvoice(
                invoice_number=invoice.name,
                invoice_date=invoice.invoice_date,
                lines=tuple(lines),
                order_number=order.name,
                document_type="credit" if credit else "invoice",
                currency=invoice.currency_id.name,
                total=as_decimal(invoice.amount_total),
                tax=as_decimal(invoice.amount_tax) if invoice.amount_tax else None,
                due_date=invoice.invoice_date_due or None,
                supplier=_us(order.company_id),
                remit_to=_us(order.company_id),
            )
        ]

    @api.model
    def _billed_line(self, line, row):
        return InvoiceLine(
            number=line.number,
            item=_item(line),
            quantity=as_decimal(row.quantity),
            uom=line.uom,
            price=as_decimal(row.price_unit),
            order_line=line.number,
            description=line.product_id.name,
        )


def _expiry(lot):
    """The lot's day of expiry, or None."""
    known = "expiration_date" in lot._fields and lot.expiration_date
    return date.fromisoformat(str(known)[:10]) if known else None
