"""Catalog: what a supplier offers at which price (X12 832, EDIFACT PRICAT, CSV)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class CatalogPrice:
    """One price per ``uom`` (empty: the item's), unless ``price_basis`` (X12 639: HP
    hundred, TP thousand, PD dozen, PE each) says otherwise.

    ``code`` X12 element 236 (CON contract, CAT catalogue, LPR list, NET net, RES
    recommended resale, C01 ... C30 contract tier); ``trade_class`` X12 element 687 (HS
    hospitals, DI distributors), empty for everybody. It holds from ``quantity_from`` on
    up to and including ``quantity_to``, both in ``uom``, None where no break is stated;
    ``currency`` and the dates are empty where those of the document hold.
    """

    price: Decimal
    code: str = ""
    uom: str = ""
    price_basis: str = ""
    quantity_from: Decimal | None = None
    quantity_to: Decimal | None = None
    currency: str = ""
    trade_class: str = ""
    contract: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class CatalogPack:
    """One packaging level, the largest first.

    ``pack_factor`` base units in one ``uom``; ``per_outer`` how many of it the next
    larger pack holds (X12 PKL04). A sender states one or the other; None when not.
    ``orderable`` False when only a larger pack is sold.
    """

    uom: str
    gtin: str = ""
    pack_factor: Decimal | None = None
    per_outer: Decimal | None = None
    orderable: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class CatalogItem:
    """One offered item; ``uom`` is the unit it is ordered in.

    ``action`` X12 element 875 (001 change, 002 deletion, 004 withdrawn, 005 restored,
    021 addition, 030 compare), empty for a plain list.
    ``order_minimum`` and ``order_multiple`` in ``uom``. ``discontinued`` holds from
    ``discontinued_date`` on, at once without a date; ``replacement`` comes after it.
    """

    item: ItemIds
    number: str = ""
    action: str = ""
    description: str = ""
    uom: str = ""
    prices: tuple[CatalogPrice, ...] = ()
    packs: tuple[CatalogPack, ...] = ()
    pack_factor: Decimal | None = None
    order_minimum: Decimal | None = None
    order_multiple: Decimal | None = None
    lead_time_days: Decimal | None = None
    category: str = ""
    manufacturer: Party = Party()
    country: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    discontinued: bool = False
    discontinued_date: date | None = None
    replacement: ItemIds | None = None
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class Catalog(CanonicalDocument):
    """A price list or a change of one; ``currency`` ISO 4217.

    ``purpose`` X12 element 353: 00 original, 04 change, 05 replace the whole list.
    ``catalog_type`` X12 element 683: PC price catalogue, PS price sheet, CP customised
    price catalogue, RC resale price catalogue. The dates hold for every item that
    states none of its own.
    """

    KIND = "catalog"
    SCHEMA_VERSION = 1

    catalog_number: str
    items: tuple[CatalogItem, ...]
    purpose: str = "00"
    catalog_type: str = "PC"
    catalog_date: date | None = None
    currency: str = ""
    description: str = ""
    contract: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    supplier: Party = Party()
    buyer: Party = Party()
    where: str = ""
