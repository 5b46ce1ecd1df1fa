"""Matched bills for the finance system."""

from odoo import api, models

from odoo.addons.healthcare_integration_base.canonical import (
    Party,
    Payable,
    PayableLine,
)

from ..match_units import as_decimal

DELIVERY = {
    "refused": ("rejected", "message.refused"),
    "dead": ("failed", "message.dead"),
    "failed": ("failed", "message.failed"),
}
"""What the way of the message says before finance says anything."""


class HealthcareHandlerPayable(models.AbstractModel):
    """Writes the document of an export; every amount is the booked one."""

    _name = "healthcare.handler.payable"
    _inherit = "healthcare.handler"
    _description = "Payable handler"

    @api.model
    def _apply(self, incoming):
        # Finance is told; it does not tell us about bills of its own.
        raise NotImplementedError

    @api.model
    def _natural_key(self, document):
        return document.payable_id

    @api.model
    def _subject(self, document):
        return f"payable:{document.payable_id}"

    @api.model
    def _reference(self, document):
        return document.bill_number

    @api.model
    def _control_amount(self, document):
        return document.total

    @api.model
    def _compose(self, records):
        """One document per ``healthcare.bill.export``."""
        vendors = self._vendor_numbers(records)
        return [self._document(record, vendors) for record in records]

    @api.model
    def _vendor_numbers(self, records):
        """``{supplier id: number in the finance system}``; one query per connection."""
        found = {}
        for connection, rows in records.grouped("connection_id").items():
            refs = (
                self.env["healthcare.external.ref"]
                .sudo()
                .search(
                    [
                        ("connection_id", "=", connection.id),
                        ("res_model", "=", "res.partner"),
                        ("res_id", "in", rows.partner_id.ids),
                    ]
                )
            )
            found |= {ref.res_id: ref.external_id for ref in refs}
        return found

    @api.model
    def _document(self, record, vendors):
        move = record.move_id
        match = move.healthcare_match_id
        partner = record.partner_id
        lines = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        orders = (
            lines.healthcare_order_line_id.order_id | lines.purchase_line_id.order_id
        )
        number = vendors.get(partner.id) or partner.ref or ""
        return Payable(
            payable_id=record.payable_id,
            bill_number=move.name,
            supplier_invoice=move.ref or "",
            document_type="credit" if move.move_type == "in_refund" else "invoice",
            invoice_date=move.invoice_date or None,
            accounting_date=move.date or None,
            due_date=move.invoice_date_due or None,
            discount_date=match.discount_date or None,
            currency=move.currency_id.name,
            total=_money(move.amount_total),
            tax=_money(move.amount_tax),
            supplier=Party(number, "assigned_by_buyer" if number else "", partner.name),
            vendor_number=number,
            order_numbers=tuple(orders.mapped("name")),
            facility=orders.healthcare_facility_id[:1].code or "",
            payment_reference=move.payment_reference or move.ref or "",
            match=match.state or "",
            source_message=match.message_id.uuid or "",
            lines=tuple(
                self._line(position, line)
                for position, line in enumerate(lines, start=1)
            ),
        )

    @api.model
    def _line(self, position, line):
        order_line = line.healthcare_order_line_id or line.purchase_line_id
        return PayableLine(
            number=str(position),
            amount=_money(line.price_subtotal),
            account=line.account_id.code or "",
            cost_centre=self._cost_centre(line),
            item=line.product_id.default_code or "",
            description=line.name or "",
            quantity=as_decimal(line.quantity),
            uom=line.product_uom_id.healthcare_code or line.product_uom_id.name or "",
            price=as_decimal(line.price_unit),
            tax=_money(line.price_total - line.price_subtotal),
            order_number=order_line.order_id.name or "",
            order_line=order_line._healthcare_line_key() if order_line else "",
            kind=line.healthcare_line_kind or "goods",
        )

    @api.model
    def _cost_centre(self, line):
        """The code of the account with the largest share."""
        shares = line.analytic_distribution or {}
        if not shares:
            return ""
        largest = max(shares, key=lambda key: shares[key])
        accounts = self.env["account.analytic.account"].browse(
            int(part) for part in largest.split(",")
        )
        return next((row.code or row.name for row in accounts.exists()), "")

    @api.model
    def _transmitted(self, message, state):
        """The message could not be delivered, or finance refused it at the door."""
        if state not in DELIVERY:
            return
        records = (
            self.env["healthcare.bill.export"]
            .sudo()
            .search([("message_id", "=", message.id), ("state", "=", "exported")])
        )
        code, reason = DELIVERY[state]
        records.write({"state": code, "reason": message.code or reason})
        if code == "rejected":
            records._refused()


def _money(value):
    return as_decimal(round(value, 2))
