"""StockSnapshot: what a site's own system counted, where, as of when (JSON, CSV)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """``quantity`` on hand and ``reserved`` of it, both in ``uom``.

    ``location`` a place of the site, empty: its stock. ``status`` empty or
    ``available``; ``quarantine``, ``damaged``, ``recalled``: there, but not usable.
    """

    item: ItemIds
    quantity: Decimal
    uom: str = ""
    location: str = ""
    lot: str = ""
    expiry: date | None = None
    reserved: Decimal | None = None
    status: str = ""
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class StockSnapshot(CanonicalDocument):
    """The stock of ``site`` at the aware instant ``as_of``.

    ``sequence`` grows with each snapshot of a site, where it counts them. ``complete``:
    what is not listed is not there; otherwise only the listed figures are replaced.
    """

    KIND = "stock_snapshot"
    SCHEMA_VERSION = 1

    snapshot_number: str
    site: str
    as_of: datetime
    lines: tuple[SnapshotLine, ...]
    sequence: int | None = None
    complete: bool = True
    where: str = ""
