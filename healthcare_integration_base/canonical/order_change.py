"""OrderChange: what shall become different about an order (X12 860, 865, ORDCHG)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .order_acknowledgment import LineStatus
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class OrderChangeLine:
    """One line of the order and what happens to it.

    ``action`` is X12 element 670, the house's vocabulary for every format: AI add, DI
    delete, CA any change, QI and QD quantity up and down, PC price, PQ price and
    quantity, RS reschedule, RQ reschedule and quantity, CT dates, RZ replace all, NC no
    change, RC change rejected. ``quantity`` in ``uom`` is what is ordered from now on,
    ``quantity_left`` what of it is still to come (POC04); ``price`` is the new one. A
    field that is empty or None keeps what the order says. ``statuses``: the supplier's
    answer (X12 668).
    """

    number: str
    action: str
    item: ItemIds = ItemIds()
    quantity: Decimal | None = None
    quantity_left: Decimal | None = None
    uom: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    description: str = ""
    needed_by: date | None = None
    pack_factor: Decimal | None = None
    contract: str = ""
    statuses: tuple[LineStatus, ...] = ()
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class OrderChange(CanonicalDocument):
    """``purpose`` as in a purchase order: change, cancel, replace.

    ``change_number`` the buyer's number of the change, rising within the order.

    ``initiator`` buyer or supplier. ``status`` X12 element 587 (AC, AD, AT, RD, RJ ...)
    when the document answers a change, empty when it asks for one.
    """

    KIND = "order_change"
    SCHEMA_VERSION = 1

    order_number: str
    lines: tuple[OrderChangeLine, ...] = ()
    purpose: str = "change"
    order_type: str = ""
    change_number: str = ""
    change_date: date | None = None
    order_date: date | None = None
    initiator: str = "buyer"
    status: str = ""
    currency: str = ""
    needed_by: date | None = None
    contract: str = ""
    supplier_order_number: str = ""
    reason: str = ""
    total: Decimal | None = None
    buyer: Party = Party()
    supplier: Party = Party()
    ship_to: Party = Party()
    bill_to: Party = Party()
    where: str = ""
