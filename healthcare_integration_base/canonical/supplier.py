"""Supplier: one row of somebody's supplier master (ERP, compliance or vendor tool)."""

from dataclasses import dataclass
from datetime import date, datetime

from .base import CanonicalDocument, canonical


@dataclass(frozen=True, slots=True)
class SupplierNumber:
    """A number of the supplier: ``gln``, ``duns``, ``duns4``, ``ein``, ``vat``,
    ``hin``, ``dea``, ``npi``, ``vendor_no``, ``acct_ship_to`` or ``acct_bill_to``."""

    scheme: str
    value: str
    valid_from: date | None = None
    valid_to: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class SupplierAddress:
    """``purpose`` ``legal``, ``remit_to``, ``order_from`` or ``ship_from``; ``country``
    ISO 3166-1, ``region`` its subdivision's code; ``gln`` of this place alone."""

    purpose: str = "legal"
    name: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    gln: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class SupplierBankAccount:
    """``account`` an IBAN or the bank's own number, then with ``routing`` (ABA) or
    ``bic``; ``currency`` ISO 4217, empty for any."""

    account: str
    routing: str = ""
    bic: str = ""
    bank_name: str = ""
    holder: str = ""
    currency: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class SupplierCertificate:
    """A document of the supplier as a compliance system knows it. ``status`` ``valid``,
    ``expired``, ``rejected`` or ``excluded`` (found on an exclusion list)."""

    type: str
    number: str = ""
    issuer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    status: str = "valid"
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class Supplier(CanonicalDocument):
    """A supplier as one system has it; an empty member says nothing about its field.

    ``supplier_number`` is that system's key. ``status`` ``active``, ``hold``,
    ``blocked`` or ``inactive``, empty when the system does not decide about it;
    ``approval`` ``approved`` or ``rejected`` is a step of the onboarding.
    ``version`` grows with each change; without it ``changed_at`` counts.
    ``payment_terms`` and ``payment_method`` are codes of the sender.
    """

    KIND = "supplier"
    SCHEMA_VERSION = 1

    supplier_number: str
    name: str = ""
    status: str = ""
    approval: str = ""
    reason: str = ""
    tax_id: str = ""
    country: str = ""
    parent_number: str = ""
    numbers: tuple[SupplierNumber, ...] = ()
    addresses: tuple[SupplierAddress, ...] = ()
    bank_accounts: tuple[SupplierBankAccount, ...] = ()
    certificates: tuple[SupplierCertificate, ...] = ()
    email: str = ""
    phone: str = ""
    website: str = ""
    payment_terms: str = ""
    payment_method: str = ""
    currency: str = ""
    risk_class: str = ""
    version: int | None = None
    changed_at: datetime | None = None
    where: str = ""
