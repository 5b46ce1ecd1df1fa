"""DeliveryStatus: where a shipment is, as its carrier says (X12 214, JSON)."""

from dataclasses import dataclass
from datetime import date, datetime

from .base import CanonicalDocument, canonical


@dataclass(frozen=True, slots=True)
class Milestone:
    """One event on the way; ``status`` is the house's word for every format:

    ``booked``, ``picked_up``, ``in_transit``, ``at_hub``, ``customs``,
    ``out_for_delivery``, ``delivered``, ``attempted``, ``delayed``, ``exception``,
    ``returned`` or ``cancelled``. ``happened_at`` an aware instant; ``reason`` words of
    the carrier.
    """

    status: str
    happened_at: datetime
    location: str = ""
    reason: str = ""
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class DeliveryStatus(CanonicalDocument):
    """What happened to one shipment; it is found by ``shipment_id`` or ``tracking``.

    ``estimated_date`` the day on which the carrier expects to deliver, latest word.
    ``order_numbers`` when the carrier knows them.
    """

    KIND = "delivery_status"
    SCHEMA_VERSION = 1

    status_number: str
    milestones: tuple[Milestone, ...]
    tracking: str = ""
    shipment_id: str = ""
    order_numbers: tuple[str, ...] = ()
    carrier: str = ""
    estimated_date: date | None = None
    signed_by: str = ""
    where: str = ""
