"""Punchout: shopping in a supplier's own catalogue (cXML PunchOut)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class PunchoutItem:
    """One item of a cart; ``price`` per ``uom`` in ``currency``.

    ``supplier_auxiliary`` the supplier's key of a configured item, to be sent back with
    the order as it is. ``classification`` its UNSPSC code where known.
    """

    item: ItemIds
    quantity: Decimal
    uom: str
    price: Decimal | None = None
    currency: str = ""
    number: str = ""
    description: str = ""
    supplier_auxiliary: str = ""
    classification: str = ""
    lead_time_days: Decimal | None = None
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class Punchout(CanonicalDocument):
    """One step of a visit to a supplier's shop.

    ``step`` setup (we ask to come in), start (the shop says where) or cart (what was
    chosen comes back). ``operation`` create, edit, inspect or source. ``session`` our
    own token of the visit (BuyerCookie), which ties the steps together. ``return_url``
    where the cart goes, ``start_url`` where the browser goes; ``status`` 200 or the
    shop's refusal. ``user`` an opaque key of the shopper, never a name.
    """

    KIND = "punchout"
    SCHEMA_VERSION = 1

    step: str
    session: str = ""
    operation: str = "create"
    user: str = ""
    return_url: str = ""
    start_url: str = ""
    status: str = ""
    items: tuple[PunchoutItem, ...] = ()
    total: Decimal | None = None
    currency: str = ""
    buyer: Party = Party()
    supplier: Party = Party()
    ship_to: Party = Party()
    created_at: datetime | None = None
    where: str = ""
