"""SupplierRemittance: which supplier invoices a payment pays (X12 820, REMADV, CSV)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..issue import ERROR, Issue
from .base import CanonicalDocument, canonical
from .party import Party

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class SupplierAdjustment:
    """Why another amount is paid; ``amount`` as in X12 ADX01: negative pays less.

    ``reason`` X12 element 426 (01 price, 04 damaged, 06 quantity contested, 19 billed
    twice, 59 not received ...); ``reference`` the debit or credit note behind it.
    """

    amount: Decimal
    reason: str = ""
    reference: str = ""
    text: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """One document that the payment settles, in the currency of the payment.

    ``document_type`` invoice or credit; the amounts of a credit are negative. ``gross``
    the amount of the document, ``discount`` what was deducted for early payment (not
    negative for an invoice), ``paid`` what it adds to the payment; None if not stated.
    """

    invoice_number: str
    paid: Decimal | None = None
    document_type: str = "invoice"
    gross: Decimal | None = None
    discount: Decimal | None = None
    invoice_date: date | None = None
    order_number: str = ""
    adjustments: tuple[SupplierAdjustment, ...] = ()
    where: str = ""

    def difference(self):
        """What is missing for gross - discount + adjustments = paid; 0 when it balances
        or when an amount is not stated."""
        if self.gross is None or self.paid is None:
            return ZERO
        return self.gross - (self.discount or ZERO) + _total(self) - self.paid


@canonical
@dataclass(frozen=True, slots=True)
class SupplierRemittance(CanonicalDocument):
    """One payment to one supplier.

    ``trace_number`` identifies the payment at the bank (TRN02, RFF PQ); ``total`` is
    the amount paid in ``currency``, None when not stated; ``handling`` X12 element 305
    (C payment with remittance, I remittance only, D payment only), ``method`` X12
    element 591 (ACH, CHK, FWT, NON ...). ``adjustments`` belong to no single invoice.
    """

    KIND = "supplier_remittance"
    SCHEMA_VERSION = 1

    trace_number: str
    total: Decimal | None = None
    invoices: tuple[PaidInvoice, ...] = ()
    adjustments: tuple[SupplierAdjustment, ...] = ()
    remittance_number: str = ""
    remittance_date: date | None = None
    payment_date: date | None = None
    handling: str = "I"
    method: str = ""
    credit_debit: str = "C"
    currency: str = ""
    payer: Party = Party()
    payee: Party = Party()
    where: str = ""

    def difference(self):
        """What is missing for sum of paid + adjustments = total; 0 when it balances or
        when an amount is not stated."""
        paid = [invoice.paid for invoice in self.invoices]
        if self.total is None or None in paid:
            return ZERO
        return sum(paid, ZERO) + _total(self) - self.total

    def issues(self):
        """Every level that does not balance, as issues without amounts."""
        found = [
            _unbalanced("invoice", invoice.where)
            for invoice in self.invoices
            if invoice.difference()
        ]
        if self.difference():
            found.append(_unbalanced("payment", self.where))
        return found


def _total(document):
    return sum((row.amount for row in document.adjustments), ZERO)


def _unbalanced(level, where):
    return Issue(
        f"supplier_remittance.balance.{level}",
        where,
        ERROR,
        "The amounts of the remittance do not add up.",
    )
