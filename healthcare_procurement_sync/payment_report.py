"""What one report of the finance system says about one bill. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Report:
    """``name`` kind and number of the report, ``place`` the entry in it: together its
    identity. ``as_of`` aware, or None. ``adds`` whether ``paid`` comes on top of what
    was paid before (a remittance) or is the sum so far (a status)."""

    name: str
    place: str
    state: str
    as_of: datetime | None = None
    document_number: str = ""
    paid: Decimal | None = None
    discount: Decimal | None = None
    payment_date: date | None = None
    method: str = ""
    trace: str = ""
    reason: str = ""
    adds: bool = False


def settled(amount, paid, discount):
    """``paid`` when payment and discount cover the amount of a bill, else
    ``partially_paid``; nothing paid is no payment: ``scheduled``."""
    if paid + discount >= amount - CENT:
        return "paid"
    return "partially_paid" if paid else "scheduled"


def totals(report, paid, discount):
    """``(paid, discount)`` of a bill after a report, given what was known before."""
    if report.state in ("voided", "stopped"):
        return ZERO, ZERO
    new_paid = paid if report.paid is None else report.paid
    new_discount = discount if report.discount is None else report.discount
    if report.adds:
        return paid + (report.paid or ZERO), discount + (report.discount or ZERO)
    return new_paid, new_discount
