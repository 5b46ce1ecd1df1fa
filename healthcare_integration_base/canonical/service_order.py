"""ServiceOrder: a request for services or materials for a patient (HL7 ORM^O01)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@dataclass(frozen=True, slots=True)
class OrderedService:
    """What is asked for: a service ``code`` in ``code_system``, or an ``item``."""

    number: str
    code: str = ""
    code_system: str = ""
    item: ItemIds = ItemIds()
    quantity: Decimal | None = None
    uom: str = ""
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class ServiceOrder(CanonicalDocument):
    """One order group (ORC and what follows it).

    ``control`` HL7 table 0119 (NW new, CA cancel, XO change, DC discontinue, SC status
    changed ...); ``order_number`` the placer's, ``filler_number`` the filler's,
    ``group_number`` what belongs together; ``status`` table 0038; ``priority`` S stat,
    A as soon as possible, R routine. Keys are opaque tokens; no words of the order.
    """

    KIND = "service_order"
    SCHEMA_VERSION = 1

    control: str
    order_number: str
    services: tuple[OrderedService, ...] = ()
    filler_number: str = ""
    group_number: str = ""
    status: str = ""
    priority: str = ""
    ordered_at: datetime | None = None
    requested_at: datetime | None = None
    orderer: Party = Party()
    facility: Party = Party()
    patient_key: str = ""
    encounter_key: str = ""
    message_number: str = ""
    where: str = ""
