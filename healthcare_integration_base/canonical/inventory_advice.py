"""InventoryAdvice: what somebody has, where, as of when (X12 846, EDIFACT INVRPT)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class InventoryQuantity:
    """One figure of an item at one place; ``quantity`` in ``uom``.

    ``code`` is X12 element 673: 33 available for sale, 17 on hand, 29 projected, 63 on
    order, IQ in transit, QH on hold, 20 unusable. ``location`` is empty where that of
    the document holds; ``expected_date`` when the quantity is expected to be there.
    """

    code: str
    quantity: Decimal
    uom: str = ""
    location: Party = Party()
    expected_date: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class InventoryLine:
    """One item with its figures; ``lead_time_days`` calendar days."""

    item: ItemIds
    number: str = ""
    description: str = ""
    quantities: tuple[InventoryQuantity, ...] = ()
    lead_time_days: Decimal | None = None
    lot: str = ""
    expiry: date | None = None
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class InventoryAdvice(CanonicalDocument):
    """``report_type`` X12 element 755 (DD distributor, MM manufacturer, LC location).

    ``as_of_date`` is always known, ``as_of`` only of a sender who states the zone.
    ``purpose`` X12 element 353: 00 original, 05 replace. ``location`` the place of
    every figure that names none.
    """

    KIND = "inventory_advice"
    SCHEMA_VERSION = 1

    advice_number: str
    lines: tuple[InventoryLine, ...]
    as_of_date: date
    as_of: datetime | None = None
    report_type: str = ""
    purpose: str = "00"
    supplier: Party = Party()
    buyer: Party = Party()
    location: Party = Party()
    currency: str = ""
    where: str = ""
