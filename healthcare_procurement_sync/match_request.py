"""One supplier invoice on its way through the match."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .match_orders import line_key
from .match_types import BilledLine, Charge, Invoice, PriorInvoice


@dataclass(slots=True)
class MatchRequest:
    """A canonical invoice with the records it names.

    ``partner`` the commercial supplier; ``orders`` every order that the document or its
    lines name, ``order`` the first, empty when none is known; ``products`` and
    ``units`` by line position, empty records when unknown; ``mapped`` by line position
    the ids of the mapping rows that said so; ``match`` set when an
    earlier match is evaluated again.
    """

    document: Any
    partner: Any
    order: Any
    policy: Any
    connection: Any = None
    message_id: int = 0
    fingerprint: str = ""
    products: tuple = ()
    units: tuple = ()
    mapped: tuple = ()
    match: Any = None
    result: Any = None
    repeat_of: Any = None
    orders: Any = None
    bank_changed: bool = False
    beyond: Any = None
    """``{category: money}`` of charges and taxes beyond what was agreed."""
    own_bill: int = 0
    """Id of a typed draft that is its own bill: no copy of itself."""
    facility: Any = None

    @property
    def several(self):
        """Whether the lines of more than one order stand beside each other."""
        return self.orders is not None and len(self.orders) > 1

    def order_key(self, line):
        """The key of the order line that a document line names; empty if none."""
        if not line.order_line or not self.several:
            return line.order_line
        name = line.order_number or self.document.order_number
        return line_key(name, line.order_line, True)

    @property
    def total(self):
        """The stated total, else what the lines add up to."""
        stated = self.document.total
        return self.result.computed_total if stated is None else stated

    def as_prior(self):
        """This document as an earlier one for the next of a set."""
        document = self.document
        return PriorInvoice(
            document.invoice_number,
            str(self.partner.id),
            document.invoice_date,
            self.total,
            document.order_number,
            "held",
            document.document_type,
        )

    def invoice(self):
        """The plain invoice for the rules; units as exact factors."""
        document = self.document
        return Invoice(
            number=document.invoice_number,
            supplier=str(self.partner.id),
            date=document.invoice_date,
            lines=tuple(
                self._line(position, line)
                for position, line in enumerate(document.lines)
            ),
            order=document.order_number,
            currency=document.currency,
            total=document.total,
            tax=document.tax,
            charges=tuple(
                Charge(row.indicator, row.code, row.amount) for row in document.charges
            ),
            document_type=document.document_type,
            supplier_blocked=self.partner._healthcare_bills_held(),
            bank_changed=self.bank_changed,
            orders=tuple(self.orders.mapped("name")) if self.several else (),
        )

    def _line(self, position, line):
        product, unit = self.products[position], self.units[position]
        factor = unit._healthcare_factor(product.uom_id) if unit and product else None
        return BilledLine(
            number=line.number or str(position + 1),
            item=str(product.id) if product else "",
            quantity=Decimal(line.quantity),
            factor=factor,
            price=Decimal(line.price),
            order_line=self.order_key(line),
            basis=line.price_basis,
            kind=line.kind,
        )
