"""ServiceEntry: services that were rendered for an order (cXML ServiceEntry, JSON)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds


@dataclass(frozen=True, slots=True)
class RenderedService:
    """``quantity`` in ``uom`` (hours, visits, months) of the order line."""

    item: ItemIds
    quantity: Decimal
    uom: str = ""
    line_number: str = ""
    description: str = ""
    performed_on: date | None = None
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class ServiceEntry(CanonicalDocument):
    """What a supplier says to have done from ``period_from`` to ``period_to``.

    ``entry_number`` is unique per supplier. ``cancels`` names an earlier entry that
    this one takes back.
    """

    KIND = "service_entry"
    SCHEMA_VERSION = 1

    entry_number: str
    order_number: str
    lines: tuple[RenderedService, ...]
    entry_date: date
    period_from: date | None = None
    period_to: date | None = None
    performed_by: str = ""
    accepted_by: str = ""
    site: str = ""
    cancels: str = ""
    where: str = ""
