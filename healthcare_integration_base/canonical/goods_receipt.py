"""GoodsReceipt: what a warehouse or pharmacy received (X12 861, RECADV, JSON)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds
from .ship_notice import Lot


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """``quantity`` in ``uom``; ``line_number`` the order line if the site knows it.

    ``condition``: ``accepted``, ``damaged``, ``refused`` (not accepted, goes back),
    ``short`` (missing) or ``recalled``; X12 861 and RECADV quantities 194, 124, 195 and
    119 in the house's words. ``sscc`` the carton the goods came in.
    """

    item: ItemIds
    quantity: Decimal
    uom: str
    line_number: str = ""
    lots: tuple[Lot, ...] = ()
    where: str = ""
    condition: str = "accepted"
    sscc: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class GoodsReceipt(CanonicalDocument):
    """One receipt event of a site; ``received_at`` an aware instant.

    ``receipt_number`` is unique per ``site``. ``final`` closes the remainder of the
    order's open receipt instead of leaving a backorder. ``event`` is ``receive``,
    ``reverse`` (``reverses`` names a receipt that was booked by mistake; without lines
    all of it) or ``return`` (goods went back to the supplier).
    """

    KIND = "goods_receipt"
    SCHEMA_VERSION = 1

    receipt_number: str
    order_number: str
    lines: tuple[ReceivedLine, ...]
    received_at: datetime
    site: str = ""
    final: bool = False
    event: str = "receive"
    reverses: str = ""
    reason: str = ""
