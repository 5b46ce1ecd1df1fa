"""StockMovement: goods went from one place of a site to another (JSON, CSV)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds


@dataclass(frozen=True, slots=True)
class MovedLine:
    """``quantity`` in ``uom``, always positive; the type says the direction.

    ``expiry`` the last day of use of the lot.
    """

    item: ItemIds
    quantity: Decimal
    uom: str = ""
    lot: str = ""
    expiry: date | None = None
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class StockMovement(CanonicalDocument):
    """One event of a site; ``moved_at`` an aware instant.

    ``movement_number`` is unique per ``site``. ``movement_type``: ``transfer`` between
    two places, ``issue`` to a department that uses it up, ``return`` of what was
    issued, ``scrap``, ``found`` and ``lost`` after a count, ``reserve`` and ``release``
    for ``reservation`` (the number both share). ``from_location`` and ``to_location``
    are codes of places of the site; empty is its stock.
    """

    KIND = "stock_movement"
    SCHEMA_VERSION = 1

    movement_number: str
    movement_type: str
    lines: tuple[MovedLine, ...]
    moved_at: datetime
    site: str = ""
    from_location: str = ""
    to_site: str = ""
    to_location: str = ""
    reservation: str = ""
    reason: str = ""
    where: str = ""
