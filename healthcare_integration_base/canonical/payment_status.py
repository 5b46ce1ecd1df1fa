"""PaymentStatus: what the finance system did with the bills it was given."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .base import CanonicalDocument, canonical


@dataclass(frozen=True, slots=True)
class PayableStatus:
    """One bill as the finance system sees it now.

    ``state`` accepted, rejected, scheduled, on_hold, partially_paid, paid, voided,
    stopped or cleared. The bill is named by ``payable_id``, else by
    ``document_number``, else by ``supplier_invoice`` and ``vendor_number``. ``paid`` is
    the sum paid so far in the currency of the bill, None when not stated.
    """

    state: str
    payable_id: str = ""
    document_number: str = ""
    supplier_invoice: str = ""
    vendor_number: str = ""
    paid: Decimal | None = None
    discount: Decimal | None = None
    payment_date: date | None = None
    method: str = ""
    trace: str = ""
    reason: str = ""
    where: str = ""


@canonical
@dataclass(frozen=True, slots=True)
class PaymentStatus(CanonicalDocument):
    """``status_number`` is the sender's number of the report; ``as_of`` the instant for
    which it holds: an older report never undoes a newer one."""

    KIND = "payment_status"
    SCHEMA_VERSION = 1

    status_number: str
    as_of: datetime | None = None
    payables: tuple[PayableStatus, ...] = ()
    where: str = ""
