"""Item: what an item master says about one item (JSON, CSV)."""

from dataclasses import dataclass
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class ItemPack:
    """``factor`` base units in one ``uom``, exact; ``level`` each, inner, box, case or
    pallet. One GTIN and one HIBC per level.
    """

    uom: str
    factor: Decimal
    level: str = ""
    gtin: str = ""
    hibc: str = ""
    orderable: bool = True
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class Item(CanonicalDocument):
    """One item; ``item_number`` is the hospital's own number at the sender.

    ``uom`` is the unit it is kept in. ``tracking`` none, lot or serial;
    ``criticality`` A, B or C; ``status`` active, blocked or discontinued, empty when
    not said. ``source_version`` grows with every change at the sender: an older one
    than the last is left aside.
    """

    KIND = "item"
    SCHEMA_VERSION = 1

    item_number: str
    name: str
    item: ItemIds = ItemIds()
    uom: str = ""
    packs: tuple[ItemPack, ...] = ()
    manufacturer: Party = Party()
    category: str = ""
    unspsc: str = ""
    charge_code: str = ""
    code_system: str = ""
    tracking: str = ""
    expires: bool | None = None
    criticality: str = ""
    status: str = ""
    source_version: int | None = None
    where: str = ""
