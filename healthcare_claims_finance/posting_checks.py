"""Balancing of one remittance: the equations of the implementation guide.

A positive adjustment lowers the payment, a negative one raises it; tolerance is zero,
because amounts have two decimals on the wire and there is nothing to round. Rules are
numbered B1-B5 (hard) and W1-W5 (warnings). A failed check quarantines the transaction.
"""

from .posting_tables import PREDETERMINATION, REVERSAL
from .posting_types import ZERO, Check


def check_remittance(remittance):
    """Every hard equation that fails, as :class:`Check` rows in file order."""
    found = []
    for claim in remittance.claims:
        found += check_claim(claim)
    difference = remittance.difference()
    if difference:
        found.append(
            Check("B4", "transaction", difference=difference, where=remittance.where)
        )
    if remittance.payment < ZERO or remittance.credit_debit not in ("C", ""):
        found.append(Check("B5", "transaction", where=remittance.where))
    return found


def check_claim(claim):
    """B1, B2 and B3 of one claim."""
    found = [
        Check(
            "B1",
            "service",
            claim.claim_number,
            number,
            service.difference(),
            service.where or claim.where,
        )
        for number, service in enumerate(claim.services, 1)
        if service.difference()
    ]
    for rule, difference in (
        ("B2", claim.difference()),
        ("B3", claim.service_difference()),
        ("B3", _services_paid_difference(claim)),
    ):
        if difference:
            found.append(
                Check(rule, "claim", claim.claim_number, 0, difference, claim.where)
            )
    return found


def _services_paid_difference(claim):
    if not claim.services:
        return ZERO
    paid = sum((service.paid for service in claim.services), ZERO)
    adjusted = sum((item.amount for item in claim.adjustments), ZERO)
    return paid - adjusted - claim.paid


def warnings_of(remittance):
    """Soft equations that fail, as (rule, where) pairs; posting goes on."""
    found = []
    for claim in remittance.claims:
        if _patient_share_differs(claim):
            found.append(("W1", claim.where))
    if _interest_differs(remittance):
        found.append(("W2", remittance.where))
    if not remittance.payment and (remittance.handling, remittance.method) != (
        "H",
        "NON",
    ):
        found.append(("W5", remittance.where))
    return found


def _patient_share_differs(claim):
    if claim.patient_responsibility is None or claim.status == REVERSAL:
        return False
    share = sum(
        (item.amount for item in claim.all_adjustments() if item.group == "PR"), ZERO
    )
    return share != claim.patient_responsibility


def _interest_differs(remittance):
    interest = sum(
        (
            claim.interest or ZERO
            for claim in remittance.claims
            if claim.status != PREDETERMINATION
        ),
        ZERO,
    )
    stated = sum(
        (row.amount for row in remittance.provider_adjustments if row.code == "L6"),
        ZERO,
    )
    return bool(interest) and interest != -stated
