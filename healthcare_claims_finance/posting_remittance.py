"""One remittance becomes one entry: checks, claims, provider adjustments, result."""

from . import posting_tables as tables
from .posting_checks import check_claim, check_remittance, warnings_of
from .posting_rules import post_claim, suspend
from .posting_types import ZERO, Case, Posting, Row


def post_remittance(remittance, accounts, policy, recoup=ZERO, holds=None):
    """Decide every posting of one transaction set.

    :param remittance: canonical ``Remittance``
    :param accounts: one :class:`ClaimAccount` or None per claim, in file order; the
        same object for several payments of one claim
    :param recoup: what the payer announced to take back and has not taken yet
    :param holds: ``{index: case kind}`` of claims that a person must look at first
    :return: :class:`Posting`; quarantined when an equation does not hold
    """
    checks = check_remittance(remittance)
    bad = _excluded(remittance, checks, policy)
    if checks and bad is None:
        return Posting("quarantined", checks=checks)
    posting = Posting("posted", checks=checks, warnings=warnings_of(remittance))
    for index, claim in enumerate(remittance.claims):
        posting.claims.append(
            _one_claim(claim, index, accounts[index], policy, bad or (), holds or {})
        )
    for result in posting.claims:
        posting.rows += result.rows
        posting.cases += result.cases
    rows, cases = provider_rows(remittance, recoup)
    posting.rows += rows
    posting.cases += cases
    posting.result = _result(posting, policy, bad)
    return posting


def _one_claim(claim, index, account, policy, bad, holds):
    ordinal = index + 1
    if index in bad:
        return suspend(claim, ordinal, "out_of_balance_claim", "excluded")
    if index in holds:
        return suspend(claim, ordinal, holds[index])
    return post_claim(claim, account, policy, ordinal)


def _excluded(remittance, checks, policy):
    """Indexes left out by a partial posting; None when that is not allowed.

    Only claims may be left out: the payment itself must balance, or the money in the
    clearing account would not be the money of the payment.
    """
    if not checks or not policy.allow_partial:
        return None
    if any(check.level == "transaction" for check in checks):
        return None
    return {i for i, claim in enumerate(remittance.claims) if check_claim(claim)}


def provider_rows(remittance, recoup):
    """Rows and cases of the PLB segment; announcements before what is taken back."""
    rows, cases = [], []
    for item in sorted(
        remittance.provider_adjustments, key=lambda row: row.amount > ZERO
    ):
        if not item.amount:
            continue
        rows.append(_row("REMIT_CLEARING", -item.amount, item))
        role = tables.PROVIDER_ROLES.get(item.code, "PLB_SUSPENSE")
        if role == "PAYER_RECOUP":
            recoup, taken = _recoup(item, recoup)
            rest = item.amount - taken
            if taken:
                rows.append(_row(role, taken, item))
            if rest:
                rows.append(_row("PLB_SUSPENSE", rest, item))
                cases.append(_case("unidentified_takeback", rest, item))
            continue
        rows.append(_row(role, item.amount, item))
        if role == "PLB_SUSPENSE":
            cases.append(_case("plb_review", abs(item.amount), item))
    return rows, cases


def _recoup(item, pool):
    """(new pool, amount that PAYER_RECOUP moves by) of one WO, FB, 72 or B2."""
    if item.amount < ZERO:
        return pool - item.amount, item.amount
    taken = min(item.amount, max(pool, ZERO))
    return pool - taken, taken


def _row(role, amount, item):
    return Row(
        role,
        amount,
        component=f"plb_{item.code.lower()}",
        where=item.where,
        reference=item.reference,
    )


def _case(kind, amount, item):
    return Case(
        kind, amount, code=item.code, reference=item.reference, where=item.where
    )


def _result(posting, policy, bad):
    if not any(row.amount for row in posting.rows):
        return "no_financial_effect"
    if _needs_approval(posting, policy):
        return "to_approve"
    return "posted_partial" if bad else "posted"


def _needs_approval(posting, policy):
    """A claim written down above the limit waits for a person."""
    limit = policy.approval_writeoff
    if limit is None:
        return False
    return any(
        sum((r.amount for r in claim.rows if r.role == "REV_CONTRA"), ZERO) > limit
        for claim in posting.claims
    )


def ledger_totals(rows):
    """Sums by role, and by (role, partner, claim) for receivables; zero drops out."""
    totals = {}
    for row in rows:
        key = (row.role, None, None)
        if row.role in ("AR_PAYER", "AR_PATIENT"):
            key = (row.role, row.partner, row.claim)
        totals[key] = totals.get(key, ZERO) + row.amount
    return {key: amount for key, amount in totals.items() if amount}
