"""Usage: a consumable was used in a case or a department (JSON, CSV)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds


@canonical
@dataclass(frozen=True, slots=True)
class Usage(CanonicalDocument):
    """One item of one use; ``used_at`` an aware instant.

    ``event_id`` is unique per ``source``. ``quantity`` used and ``wasted`` beside it,
    both in ``uom``. ``encounter_key``, ``patient_key``, ``case_key`` and ``performer``
    are opaque tokens. ``department`` is a place of the ``facility``; its stock is what
    goes down. ``reversal_of`` is the event that this one takes back.
    """

    KIND = "usage"
    SCHEMA_VERSION = 1

    event_id: str
    item: ItemIds
    quantity: Decimal | None
    used_at: datetime
    source: str = ""
    facility: str = ""
    department: str = ""
    cost_centre: str = ""
    lot: str = ""
    serial: str = ""
    expiry: date | None = None
    wasted: Decimal | None = None
    waste_reason: str = ""
    uom: str = ""
    encounter_key: str = ""
    patient_key: str = ""
    case_key: str = ""
    performer: str = ""
    chargeable: bool = True
    charge_code: str = ""
    code_system: str = ""
    implant: bool = False
    bill_only: bool = False
    reversal_of: str = ""
    where: str = ""
