"""Bills that people type from paper or a PDF: the same document, the same match."""

import re

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.healthcare_integration_base.canonical import (
    InvoiceLine,
    ItemIds,
    SupplierInvoice,
)

from ..match_request import MatchRequest
from ..match_types import AUTO_POST, REJECT
from ..match_units import as_decimal
from ..match_words import reason


class HealthcareMatchBuilder(models.AbstractModel):
    """The typed draft is the bill; its document is derived from it and kept."""

    _inherit = "healthcare.match.builder"

    @api.model
    def _match_typed(self, move):
        """Match one typed draft; it posts itself, is held, or is refused.

        :raises UserError: it is a copy, does not add up, or names no order although
            the policy asks for one.
        """
        request = self._typed_request(move)
        self._evaluate([request])
        if request.result.outcome == REJECT:
            raise UserError(reason(request.result))
        self._store_matches([request])
        request.match.move_id = move
        self._mark_typed(request, move)
        self._create_lines([request])
        if request.result.outcome == AUTO_POST:
            self._post(request.match)
        else:
            exceptions = self.env["healthcare.exception"]
            for finding in self._findings(request):
                exceptions._open(finding, company=move.company_id)
        self._follow_up(request)

    @api.model
    def _mark_typed(self, request, move):
        move = move.sudo()
        move.write(
            {
                "healthcare_match_id": request.match.id,
                "healthcare_payment_hold": request.result.outcome != AUTO_POST,
                "healthcare_stated_total": request.total,
            }
        )
        goods = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        ).sorted(lambda line: (line.sequence, line.id))
        for position, line in enumerate(goods):
            order_line = self._order_line(request, position)
            line.write(
                {
                    "sequence": position,
                    "healthcare_line_kind": "goods",
                    "healthcare_order_line_id": order_line.id,
                    "purchase_line_id": False,
                }
            )

    @api.model
    def _typed_request(self, move):
        document = self._typed_document(move)
        orders = self._typed_orders(move)
        lines = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        ).sorted(lambda line: (line.sequence, line.id))
        request = MatchRequest(
            document=document,
            partner=move.commercial_partner_id,
            order=orders[:1],
            orders=orders,
            facility=orders[:1].healthcare_facility_id,
            policy=None,
            fingerprint=self._fingerprint(document),
            products=tuple(line.product_id for line in lines),
            units=tuple(line.product_uom_id for line in lines),
            mapped=tuple(() for _line in lines),
            own_bill=move.id,
        )
        self._set_policies([request])
        return request

    @api.model
    def _typed_orders(self, move):
        """The orders of the lines, else those that the person named as source."""
        orders = move.line_ids.purchase_line_id.order_id
        if orders or not move.invoice_origin:
            return orders
        names = re.split(r"[\s,;]+", move.invoice_origin)
        found = orders._healthcare_by_number(
            names, move.company_id, move.commercial_partner_id
        )
        return orders.union(*found.values())

    @api.model
    def _typed_document(self, move):
        """The draft as the supplier would have sent it."""
        orders = self._typed_orders(move)
        lines = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        ).sorted(lambda line: (line.sequence, line.id))
        return SupplierInvoice(
            invoice_number=move.ref,
            invoice_date=move.invoice_date,
            lines=tuple(
                self._typed_line(number, line)
                for number, line in enumerate(lines, start=1)
            ),
            order_number=orders[:1].name or "",
            document_type="credit" if move.move_type == "in_refund" else "invoice",
            currency=move.currency_id.name,
            total=as_decimal(round(move.amount_total, 2)),
            tax=as_decimal(round(move.amount_tax, 2)) or None,
            due_date=move.invoice_date_due or None,
        )

    @api.model
    def _typed_line(self, number, line):
        order_line = line.purchase_line_id or line.healthcare_order_line_id
        unit = line.product_uom_id
        return InvoiceLine(
            number=str(number),
            item=ItemIds(buyer=line.product_id.default_code or ""),
            quantity=as_decimal(line.quantity),
            uom=unit.healthcare_code or "",
            price=as_decimal(line.price_unit * (1 - line.discount / 100)),
            order_line=order_line._healthcare_line_key() if order_line else "",
            order_number=order_line.order_id.name or "",
            description=line.name or "",
        )
