"""ShipNotice: what is on its way, with packages, lots and expiry (X12 856, DESADV)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class Lot:
    """``quantity`` in the line's ``uom``; None when the line states one lot only."""

    lot: str = ""
    serial: str = ""
    expiry: date | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """One item level; ``line_number`` is the order line it fulfils (SN101/LIN01).

    ``sscc`` the innermost package it is in, empty when no package is stated.
    """

    item: ItemIds
    quantity: Decimal
    uom: str
    line_number: str = ""
    lots: tuple[Lot, ...] = ()
    sscc: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class ShippedOrder:
    """The lines of one purchase order inside the shipment."""

    order_number: str
    lines: tuple[ShippedLine, ...]
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class ShipNotice(CanonicalDocument):
    """``purpose`` X12 element 353: 00 original, 01 cancel, 04 change, 05 replace."""

    KIND = "ship_notice"
    SCHEMA_VERSION = 1

    shipment_id: str
    orders: tuple[ShippedOrder, ...]
    purpose: str = "00"
    shipped_date: date | None = None
    expected_date: date | None = None
    created_at: datetime | None = None
    carrier: str = ""
    tracking: str = ""
    bill_of_lading: str = ""
    ship_from: Party = Party()
    ship_to: Party = Party()
    where: str = ""
