"""SupplierInvoice: what a supplier bills (X12 810, EDIFACT INVOIC, cXML, UBL)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """``price`` per ``uom`` unless ``price_basis`` (X12 639: HP hundred, TP thousand,
    PD dozen, PE each) says otherwise; ``pack_factor`` base units in ``uom`` if stated.
    ``kind`` is ``goods`` or ``price_adjustment``. ``order_number`` where a line answers
    another order than the document: one invoice may bill many.
    """

    number: str
    item: ItemIds
    quantity: Decimal
    uom: str
    price: Decimal
    order_line: str = ""
    price_basis: str = ""
    description: str = ""
    pack_factor: Decimal | None = None
    kind: str = "goods"
    where: str = ""
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceCharge:
    """An allowance (``A``) or charge (``C``); ``code`` X12 element 1300."""

    indicator: str
    code: str
    amount: Decimal
    text: str = ""
    line_number: str = ""
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class SupplierInvoice(CanonicalDocument):
    """``total`` as stated by the supplier, in ``currency``; ``document_type`` is
    ``invoice`` or ``credit``. ``tax`` is the sum of the stated taxes, None when none.
    """

    KIND = "supplier_invoice"
    SCHEMA_VERSION = 1

    invoice_number: str
    invoice_date: date
    lines: tuple[InvoiceLine, ...]
    order_number: str = ""
    document_type: str = "invoice"
    currency: str = ""
    total: Decimal | None = None
    tax: Decimal | None = None
    charges: tuple[InvoiceCharge, ...] = ()
    due_date: date | None = None
    discount_date: date | None = None
    discount_percent: Decimal | None = None
    supplier: Party = Party()
    remit_to: Party = Party()
    original_invoice: str = ""
    contract: str = ""
    where: str = ""
