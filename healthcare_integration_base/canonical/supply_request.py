"""SupplyRequest: a ward or a site asks for goods (FHIR SupplyRequest)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class SupplyRequestLine:
    """``quantity`` in ``uom``; ``code`` a kind of item where no number is stated."""

    number: str
    item: ItemIds
    quantity: Decimal
    uom: str = ""
    code: str = ""
    code_system: str = ""
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class SupplyRequest(CanonicalDocument):
    """``status`` draft, active, suspended, cancelled, completed, entered-in-error,
    unknown; ``category`` central (from stock) or nonstock (to be bought), or the
    sender's own; ``priority`` routine, urgent, asap or stat.
    """

    KIND = "supply_request"
    SCHEMA_VERSION = 1

    request_number: str
    status: str
    lines: tuple[SupplyRequestLine, ...]
    category: str = ""
    priority: str = ""
    needed_from: date | None = None
    needed_by: date | None = None
    requested_at: datetime | None = None
    requester: Party = Party()
    suppliers: tuple[Party, ...] = ()
    deliver_from: Party = Party()
    deliver_to: Party = Party()
    patient_key: str = ""
    where: str = ""
