"""CustomerInvoice: what a patient, employer or institution is billed (FHIR Invoice)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .base import CanonicalDocument, canonical
from .party import Party


@dataclass(frozen=True, slots=True)
class PriceComponent:
    """``component`` base, surcharge, deduction, discount, tax or informational.

    ``factor`` a multiplier as stated (0.2 of the base); ``amount`` signed as stated.
    """

    component: str
    amount: Decimal | None = None
    code: str = ""
    factor: Decimal | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class CustomerInvoiceLine:
    """``charge_number`` the charge that is billed, or ``code`` where none is named."""

    number: str
    charge_number: str = ""
    code: str = ""
    code_system: str = ""
    components: tuple[PriceComponent, ...] = ()
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class CustomerInvoice(CanonicalDocument):
    """``status`` draft, issued, balanced, cancelled or entered-in-error.

    ``total_net`` before and ``total_gross`` after taxes, as stated, in ``currency``.
    """

    KIND = "customer_invoice"
    SCHEMA_VERSION = 1

    invoice_number: str
    status: str
    invoice_date: date | None = None
    lines: tuple[CustomerInvoiceLine, ...] = ()
    components: tuple[PriceComponent, ...] = ()
    total_net: Decimal | None = None
    total_gross: Decimal | None = None
    currency: str = ""
    issuer: Party = Party()
    recipient: Party = Party()
    account_number: str = ""
    payment_terms: str = ""
    patient_key: str = ""
    where: str = ""
