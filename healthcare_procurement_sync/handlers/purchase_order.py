"""Purchase orders on their way to the supplier."""

from odoo import api, fields, models

from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    OrderLine,
    OrderTax,
    Party,
    PurchaseOrder,
)

from ..match_units import as_decimal

RECEIPT = {"partial": "partial", "full": "full"}
INVOICE = {"invoiced": "full", "to invoice": "partial"}


class HealthcareHandlerPurchaseOrder(models.AbstractModel):
    """Composes orders; dates are those of the company's time zone."""

    _name = "healthcare.handler.purchase_order"
    _inherit = "healthcare.handler.procurement"
    _description = "Purchase order handler"

    @api.model
    def _natural_key(self, document):
        return document.order_number

    @api.model
    def _subject(self, document):
        return f"order:{document.order_number}"

    @api.model
    def _control_amount(self, document):
        return document.total

    @api.model
    def _reference(self, document):
        return document.order_number

    @api.model
    def _compose(self, records):
        """One :class:`PurchaseOrder` per order, lines in the order of their numbers."""
        return [self._document(order) for order in records]

    @api.model
    def _document(self, order):
        zone = order.with_context(tz=order.company_id.partner_id.tz or "UTC")
        warehouse = order.picking_type_id.warehouse_id
        ship_to = order.dest_address_id or warehouse.partner_id
        lines = [self._line(line) for line in self._ordered_lines(order)]
        return PurchaseOrder(
            order_number=order.name,
            order_date=self._day(zone, order.date_approve or order.date_order),
            lines=tuple(lines),
            currency=order.currency_id.name,
            buyer=self._party(order.company_id.partner_id),
            supplier=self._party(order.partner_id),
            ship_to=self._party(ship_to or order.company_id.partner_id),
            bill_to=self._party(order.company_id.partner_id),
            needed_by=self._day(zone, order.date_planned),
            purpose=self.env.context.get("healthcare_purpose") or "original",
            urgent=order.priority == "1",
            order_type=self._order_type(order),
            contract=next((line.contract for line in lines if line.contract), ""),
            total=as_decimal(order.amount_total),
            **self._state_of(order),
        )

    @api.model
    def _order_type(self, order):
        """X12 element 92: drop shipment, rush order or new order."""
        if order.healthcare_order_kind == "drop_ship":
            return "DS"
        return "RO" if order.priority == "1" else "NE"

    @api.model
    def _state_of(self, order):
        """What the order carries about its own state, for whoever only reads it."""
        approved = order.state == "purchase"
        waiting = order.state == "to approve"
        methods = set(order.order_line.product_id.mapped("purchase_method"))
        return {
            "tax_total": as_decimal(order.amount_tax),
            "supplier_reference": order.partner_ref or "",
            "approval_status": "approved"
            if approved
            else ("waiting" if waiting else "draft"),
            "approved_by": (approved and order.user_id.name) or "",
            "receipt_status": RECEIPT.get(order.receipt_status, "none"),
            "invoice_status": INVOICE.get(order.invoice_status, "none"),
            "matching": "three_way" if "receive" in methods else "two_way",
        }

    @api.model
    def _taxes(self, line):
        return tuple(
            OrderTax(
                name=tax.name,
                rate=as_decimal(tax.amount) if tax.amount_type == "percent" else None,
                included=bool(tax.price_include),
            )
            for tax in line.tax_ids
        )

    @api.model
    def _day(self, zone, instant):
        return (
            fields.Datetime.context_timestamp(zone, instant).date() if instant else None
        )

    @api.model
    def _ordered_lines(self, order):
        lines = order.order_line.filtered(
            lambda line: line.product_id and not line.display_type
        )
        return lines.sorted("healthcare_number")

    @api.model
    def _line(self, line):
        product = line.product_id
        seller = self._seller(line)
        factor = line.product_uom_id._healthcare_factor(product.uom_id)
        zone = line.with_context(tz=line.company_id.partner_id.tz or "UTC")
        return OrderLine(
            number=str(line.healthcare_number),
            item=ItemIds(
                buyer=product.default_code or "",
                supplier=seller.product_code or "",
                gtin=self._gtin(line),
            ),
            quantity=as_decimal(line.product_qty),
            uom=self._unit_code(line, seller, factor),
            price=as_decimal(line.price_unit_discounted),
            description=product.name,
            needed_by=self._day(zone, line.date_planned),
            pack_factor=as_decimal(factor) if factor else None,
            contract=seller.healthcare_contract or "",
            taxes=self._taxes(line),
            received=as_decimal(line.qty_received),
            invoiced=as_decimal(line.qty_invoiced),
        )

    @api.model
    def _seller(self, line):
        """The catalogue row of this supplier, the one in the line's unit first."""
        partner = line.order_id.partner_id.commercial_partner_id
        rows = line.product_id.seller_ids.filtered(
            lambda row: row.partner_id.commercial_partner_id == partner
        )
        same = rows.filtered(lambda row: row.product_uom_id == line.product_uom_id)
        return (same or rows)[:1]

    @api.model
    def _gtin(self, line):
        """The GTIN of the pack that is ordered; each level has its own."""
        product = line.product_id
        pack = product.product_uom_ids.filtered(
            lambda row: row.uom_id == line.product_uom_id
        )[:1]
        if pack:
            return pack.barcode
        return (product.barcode or "") if line.product_uom_id == product.uom_id else ""

    @api.model
    def _unit_code(self, line, seller, factor):
        """The supplier's own code, else the trade code of the unit.

        A unit without a code leaves under its name, so that the supplier asks; it never
        leaves as *each*, which would order one instead of a box.
        """
        unit = line.product_uom_id
        own = seller.healthcare_uom_code if seller.product_uom_id == unit else ""
        return own or unit.healthcare_code or unit.name

    @api.model
    def _party(self, partner):
        """GLN when we know it, else our own reference."""
        gln = (
            partner.global_location_number
            if "global_location_number" in (partner._fields)
            else ""
        )
        if gln:
            return Party(gln, "gln", partner.name or "")
        scheme = "assigned_by_buyer" if partner.ref else ""
        return Party(partner.ref or "", scheme, partner.name or "")

    @api.model
    def _transmitted(self, message, state):
        """Show on the order how far its message got; never back from acknowledged."""
        rows = self.env["healthcare.order.transmission"].sudo()
        rows.search([("message_id", "=", message.id)])._reached(state, message)
