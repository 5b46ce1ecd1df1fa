"""Charge: one service or supply to be billed (HL7 DFT^P03, FHIR ChargeItem)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import ItemIds, Party


@canonical
@dataclass(frozen=True, slots=True)
class Charge(CanonicalDocument):
    """``amount`` of the whole line and ``unit_price`` in ``currency``, as stated.

    ``charge_type`` charge, credit, payment, adjustment or another word of the sender
    (HL7 table 0017); a credit keeps the sign it was sent with. ``code`` is the charge
    master's or procedure code in ``code_system``; ``procedure`` as ``HC:99213:25``.
    ``cost`` of one unit. ``patient_key`` and ``encounter_key`` are opaque tokens.
    ``status`` FHIR's word (billable, billed, not-billable ...), empty in HL7.
    """

    KIND = "charge"
    SCHEMA_VERSION = 1

    charge_number: str
    code: str
    charge_type: str = "charge"
    code_system: str = ""
    procedure: str = ""
    item: ItemIds = ItemIds()
    quantity: Decimal | None = None
    uom: str = ""
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    cost: Decimal | None = None
    currency: str = ""
    service_date: date | None = None
    posted_date: date | None = None
    department: str = ""
    performer: Party = Party()
    facility: Party = Party()
    order_number: str = ""
    batch_number: str = ""
    patient_key: str = ""
    encounter_key: str = ""
    status: str = ""
    where: str = ""
