"""Adjudications <-> charge, payment and adjustments, of a line or of a whole claim.

FHIR states amounts by category, X12 states why less was paid. Where the payer gives the
group (CO, PR, OA, PI) and reason of an adjustment, it is taken as it is. Else the
adjustments follow from the categories: what lies between ``submitted`` and ``eligible``
and is neither ``noncovered`` nor ``discount`` is CO 45; deductible PR 1, coinsurance
PR 2, copay PR 3, noncovered OA 96 (nobody says who bears it), prior payer OA 23,
discount CO 45. A reversed line has all its amounts negative and follows the same rules.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import Adjustment

from .fhir_systems import ADJUDICATION, GROUPS, REASONS
from .fhir_writing import concept, money

GROUP_CODES = ("CO", "PR", "OA", "PI", "CR")
#: Category -> group and reason, where the payer states none.
DERIVED = {
    "deductible": ("PR", "1"),
    "coinsurance": ("PR", "2"),
    "copay": ("PR", "3"),
    "noncovered": ("OA", "96"),
    "discount": ("CO", "45"),
    "priorpayerpaid": ("OA", "23"),
}
#: Category -> amount of :class:`Adjudicated`.
AMOUNTS = {
    "submitted": "charge",
    "eligible": "allowed",
    "allowed": "allowed",
    "memberliability": "patient",
}
#: Categories of what is paid, the best first.
PAID = ("benefit", "paidtoprovider", "paid")


@dataclass(slots=True)
class Adjudicated:
    """Amounts of a line or claim; None is not stated."""

    charge: Decimal | None = None
    paid: Decimal | None = None
    allowed: Decimal | None = None
    patient: Decimal | None = None
    adjustments: list = field(default_factory=list)
    remarks: list = field(default_factory=list)


def read_adjudications(rows, derive=True, charge=None):
    """The amounts of a list of adjudications or totals.

    :param derive: take adjustments from categories where no group is stated.
    :param charge: what was charged, where ``submitted`` does not repeat it.
    """
    found, derived, paid = Adjudicated(), [], {}
    for row in rows:
        category = _category(row)
        amount = row.money("amount")
        if category in GROUP_CODES:
            _explicit(found, row, category, amount)
        elif amount is None:
            continue
        elif category in AMOUNTS:
            setattr(found, AMOUNTS[category], amount)
        elif category in PAID:
            paid.setdefault(category, amount)
        elif category in DERIVED:
            derived.append((category, _reason(row), amount, row.place))
    found.paid = next((paid[kind] for kind in PAID if kind in paid), None)
    if found.charge is None:
        found.charge = charge
    if derive and not found.adjustments:
        found.adjustments = _derive(found, derived)
    return found


def _category(row):
    codes = row.codings("category")
    for code, system in codes:
        if system == GROUPS:
            return code
    return codes[0][0] if codes else ""


def _reason(row):
    return row.coding("reason", REASONS)[0]


def _explicit(found, row, group, amount):
    if amount is None:
        row.money("amount", mandatory=True)
        return
    reason, quantity = _reason(row), row.decimal("value")
    found.adjustments.append(Adjustment(group, reason, amount, quantity, row.place))


def _derive(found, derived):
    adjustments = []
    between = {"noncovered": Decimal(0), "discount": Decimal(0)}
    for category, reason, amount, place in derived:
        group, usual = DERIVED[category]
        if category in between:
            between[category] += amount
        if amount:
            adjustments.append(Adjustment(group, reason or usual, amount, None, place))
    if found.charge is not None and found.allowed is not None:
        rest = found.charge - found.allowed - sum(between.values())
        if rest:
            adjustments.insert(0, Adjustment("CO", "45", rest))
    return adjustments


def write_adjudications(currency, charge=None, paid=None, allowed=None, adjustments=()):
    """The rows of a line or claim; adjustments with group and reason."""
    rows = [
        {"category": concept(kind, ADJUDICATION), "amount": money(amount, currency)}
        for kind, amount in (
            ("submitted", charge),
            ("eligible", allowed),
            ("benefit", paid),
        )
        if amount is not None
    ]
    for row in adjustments:
        rows.append(
            {
                "category": concept(row.group, GROUPS),
                "reason": concept(row.reason, REASONS),
                "amount": money(row.amount, currency),
                "value": row.quantity,
            }
        )
    return rows
