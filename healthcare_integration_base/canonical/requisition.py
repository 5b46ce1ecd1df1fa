"""Requisition: a department asks for goods, in any procurement tool."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class RequisitionLine:
    """``quantity`` in ``uom``; ``price`` per ``uom``, an estimate before tax."""

    number: str
    item: ItemIds
    quantity: Decimal
    uom: str = ""
    price: Decimal | None = None
    description: str = ""
    needed_by: date | None = None
    cost_centre: str = ""
    supplier: Party = Party()
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class Requisition(CanonicalDocument):
    """``status`` draft, submitted or cancelled; with ``returned``, ``approved``,
    ``rejected``, ``ordered``, ``received`` and ``closed`` where we tell another system.

    ``facility`` and ``cost_centre`` are codes that both sides know; ``requester`` an
    account or staff number and a name. ``total`` in ``currency`` before tax.
    ``urgent_reason`` stock_out, patient, recall, breakdown, demand, late or other.
    ``orders`` the orders made from it.
    """

    KIND = "requisition"
    SCHEMA_VERSION = 1

    requisition_number: str
    lines: tuple[RequisitionLine, ...]
    status: str = "submitted"
    facility: str = ""
    delivery_point: str = ""
    cost_centre: str = ""
    requester: Party = Party()
    needed_by: date | None = None
    urgent: bool = False
    urgent_reason: str = ""
    urgent_note: str = ""
    sole_source: bool = False
    justification: str = ""
    requested_at: datetime | None = None
    currency: str = ""
    total: Decimal | None = None
    orders: tuple[str, ...] = ()
    where: str = ""
