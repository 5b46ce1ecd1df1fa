"""PurchaseOrder: what we ask a supplier to deliver (X12 850, EDIFACT ORDERS, cXML)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class OrderTax:
    """How a line is taxed; ``rate`` in percent, None for a tax that is no percentage;
    ``included`` when the price contains it."""

    name: str
    rate: Decimal | None = None
    included: bool = False


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One ordered line; ``quantity`` in ``uom`` (their code), ``price`` per ``uom``.

    ``pack_factor`` base units in one ``uom``; ``price_basis`` X12 element 639 or empty
    (per ``uom``); ``needed_by`` a date at the ship-to. ``received`` and ``invoiced`` in
    ``uom``, None when the sender does not say.
    """

    number: str
    item: ItemIds
    quantity: Decimal
    uom: str
    price: Decimal | None = None
    price_basis: str = ""
    description: str = ""
    needed_by: date | None = None
    pack_factor: Decimal | None = None
    contract: str = ""
    taxes: tuple[OrderTax, ...] = ()
    received: Decimal | None = None
    invoiced: Decimal | None = None
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class PurchaseOrder(CanonicalDocument):
    """An order as it leaves; ``currency`` ISO 4217, ``order_type`` X12 element 92.

    It carries its state: ``approval_status`` (approved, waiting, draft);
    ``receipt_status`` and ``invoice_status`` (none, partial, full); ``matching`` what a
    bill is held against (two_way, three_way); ``tax_total`` in ``currency``.
    """

    KIND = "purchase_order"
    SCHEMA_VERSION = 1

    order_number: str
    order_date: date
    lines: tuple[OrderLine, ...]
    currency: str = "USD"
    purpose: str = "original"
    order_type: str = "NE"
    buyer: Party = Party()
    supplier: Party = Party()
    ship_to: Party = Party()
    bill_to: Party = Party()
    needed_by: date | None = None
    contract: str = ""
    cost_centre: str = ""
    urgent: bool = False
    confirmed_at: datetime | None = None
    total: Decimal | None = None
    tax_total: Decimal | None = None
    supplier_reference: str = ""
    approval_status: str = ""
    approved_by: str = ""
    receipt_status: str = ""
    invoice_status: str = ""
    matching: str = ""
    where: str = ""
