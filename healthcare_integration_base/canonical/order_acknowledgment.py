"""OrderAcknowledgment: the supplier's answer, line by line (X12 855, ORDRSP, cXML)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class LineStatus:
    """One ACK segment: what happens to a quantity of the line.

    ``code`` is X12 element 668 (IA, IB, IQ, IP, IR, DR ...), the house's vocabulary for
    every format; ``quantity`` in ``uom`` as stated, None when not stated; ``date_kind``
    X12 element 374 (068 current schedule ship, 067 delivery, 017 estimated delivery).
    """

    code: str
    quantity: Decimal | None = None
    uom: str = ""
    date_kind: str = ""
    scheduled_date: date | None = None
    substitute: ItemIds | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgedLine:
    """An ordered line as the supplier repeats it, with one or more statuses."""

    number: str
    item: ItemIds
    quantity: Decimal | None = None
    uom: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    statuses: tuple[LineStatus, ...] = ()
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class OrderAcknowledgment(CanonicalDocument):
    """``status`` is X12 element 587 (AC, AD, AK, AT, RD, RJ ...), ``purpose`` 353."""

    KIND = "order_acknowledgment"
    SCHEMA_VERSION = 1

    order_number: str
    status: str
    lines: tuple[AcknowledgedLine, ...] = ()
    purpose: str = "00"
    acknowledged_date: date | None = None
    order_date: date | None = None
    supplier_order_number: str = ""
    supplier: Party = Party()
    currency: str = ""
    where: str = ""
