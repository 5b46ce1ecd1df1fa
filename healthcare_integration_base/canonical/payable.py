"""Payable: a matched bill for the finance system that pays it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import Party


@dataclass(frozen=True, slots=True)
class PayableLine:
    """One booked line; ``amount`` without tax, negative for an allowance.

    ``account`` is the code of the ledger account, ``cost_centre`` the code of the
    analytic account that bears the largest share; ``kind`` goods, charge, tax,
    rounding or price_adjustment.
    """

    number: str
    amount: Decimal
    account: str = ""
    cost_centre: str = ""
    item: str = ""
    description: str = ""
    quantity: Decimal | None = None
    uom: str = ""
    price: Decimal | None = None
    tax: Decimal | None = None
    order_number: str = ""
    order_line: str = ""
    kind: str = "goods"
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class Payable(CanonicalDocument):
    """One posted bill or credit, in ``currency``; amounts of a credit are positive.

    ``payable_id`` is ours and never used twice: whoever gets it again has it already.
    ``vendor_number`` the supplier's number in the finance system, empty when unknown;
    ``match`` how it was released (posted by itself, released, superseded);
    ``source_message`` the uuid of the supplier's document.
    """

    KIND = "payable"
    SCHEMA_VERSION = 1

    payable_id: str
    bill_number: str
    supplier_invoice: str
    document_type: str = "invoice"
    invoice_date: date | None = None
    accounting_date: date | None = None
    due_date: date | None = None
    discount_date: date | None = None
    currency: str = ""
    total: Decimal | None = None
    tax: Decimal | None = None
    supplier: Party = Party()
    vendor_number: str = ""
    order_numbers: tuple[str, ...] = ()
    facility: str = ""
    payment_reference: str = ""
    match: str = ""
    source_message: str = ""
    lines: tuple[PayableLine, ...] = ()
    where: str = ""
