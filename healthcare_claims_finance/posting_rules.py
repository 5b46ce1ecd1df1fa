"""One claim payment (CLP loop): suspense, reversal or adjudication. Pure."""

from . import posting_tables as tables
from .posting_adjudication import Adjudication
from .posting_types import Case, ClaimResult, Row


def post_claim(claim, account, policy, ordinal):
    """One CLP loop against one of our claims; ``account.open`` moves with it.

    :param claim: canonical ``RemittanceClaim``
    :param account: :class:`ClaimAccount`, or None when the claim is not in our books
    :return: :class:`ClaimResult`
    """
    if claim.status == tables.PREDETERMINATION:
        return _predetermination(claim, ordinal)
    if account is None:
        return suspend(claim, ordinal, "unmatched_claim")
    if claim.status == tables.REVERSAL:
        return _reversal(claim, account, ordinal)
    return Adjudication(claim, account, policy, ordinal).run()


def suspend(claim, ordinal, kind, state="suspended"):
    """Hold the money of a claim in suspense; no adjustment is posted."""
    if claim.status == tables.REVERSAL and kind == "unmatched_claim":
        kind = "unmatched_reversal"
    result = ClaimResult(ordinal, state)
    if claim.paid:
        result.rows = [
            Row("REMIT_CLEARING", claim.paid, ordinal=ordinal, where=claim.where),
            Row("REMIT_SUSPENSE", -claim.paid, ordinal=ordinal, where=claim.where),
        ]
    result.cases = [
        Case(
            kind,
            abs(claim.paid),
            claim_number=claim.claim_number,
            ordinal=ordinal,
            where=claim.where,
        )
    ]
    return result


def _predetermination(claim, ordinal):
    """An estimate of benefits pays nothing; money in one would be a payer's error."""
    if claim.paid:
        return suspend(claim, ordinal, "predetermination_paid")
    return ClaimResult(ordinal, "informational")


def _reversal(claim, account, ordinal):
    """Take back what *we* posted for the earlier payment, whatever that was."""
    original = _original_of(claim, account)
    if original is None:
        result = suspend(claim, ordinal, "unmatched_reversal")
        result.cases = [_with_claim(case, account) for case in result.cases]
        return result
    result = ClaimResult(ordinal, "reversed", reverses=original.key)
    for row in original.rows:
        if row.component == "estimate":
            continue  # released once; the correction finds the full charge open
        if row.role == "AR_PAYER" and row.partner == account.payer:
            account.open -= row.amount
        result.rows.append(
            Row(
                row.role,
                -row.amount,
                row.partner,
                row.claim,
                row.component,
                ordinal,
                claim.where,
                row.reference,
                True,
            )
        )
    original.reversed = True
    return result


def _original_of(claim, account):
    """The latest live payment that this reversal mirrors, payer's number first."""
    live = [
        posted
        for posted in reversed(account.posted)
        if not posted.reversed
        and posted.paid == -claim.paid
        and posted.charge == -claim.charge
    ]
    for posted in live:
        if claim.payer_claim_number and (
            posted.payer_claim_number == claim.payer_claim_number
        ):
            return posted
    return next((p for p in live if p.claim_number == claim.claim_number), None)


def _with_claim(case, account):
    return Case(
        case.kind,
        case.amount,
        account.claim,
        case.claim_number,
        ordinal=case.ordinal,
        where=case.where,
    )
