"""Whatever a payer sends: entries balance and cash is the payment."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_claims_finance.posting_remittance import (
    ledger_totals,
    post_remittance,
)
from odoo.addons.healthcare_claims_finance.posting_types import (
    ClaimAccount,
    Policy,
    PostedClaim,
)
from odoo.addons.healthcare_integration_base.canonical.remittance import (
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
)

cents = st.integers(-50_000, 200_000).map(lambda value: Decimal(value) / 100)
some = st.integers(0, 200_000).map(lambda value: Decimal(value) / 100)
reasons = st.sampled_from(
    ["45", "94", "253", "24", "1", "2", "3", "96", "97", "50", "23", "101", "9999"]
)
rows = st.lists(
    st.builds(Adjustment, st.sampled_from(["CO", "PR", "OA", "PI"]), reasons, cents),
    max_size=4,
).map(tuple)


@st.composite
def claims(draw):
    paid, adjustments = draw(some), draw(rows)
    charge = paid + sum((row.amount for row in adjustments), Decimal(0))
    status = draw(st.sampled_from(["1", "2", "4", "19", "22", "25"]))
    return RemittanceClaim(
        draw(st.sampled_from(["A", "B", "C"])),
        status,
        charge,
        paid,
        adjustments=adjustments,
    )


@st.composite
def books(draw):
    charge = draw(some)
    opened = draw(st.sampled_from([Decimal(0), charge, charge / 2]))
    account = ClaimAccount(
        draw(st.integers(1, 9)),
        "payer",
        "patient",
        charge,
        opened.quantize(Decimal("0.01")),
        draw(st.one_of(st.none(), some)),
        draw(st.sampled_from([None, "next"])),
        draw(st.booleans()),
        draw(st.sampled_from([Decimal(0), Decimal(5)])),
    )
    if draw(st.booleans()):
        account.posted.append(PostedClaim(1, "A", "", charge, charge))
    return account


policies = st.builds(
    Policy,
    underpayment=st.sampled_from(["hold_open", "accept"]),
    bundled=st.sampled_from(["hold_open", "accept"]),
)
provider = st.lists(
    st.builds(
        ProviderAdjustment,
        st.just("1"),
        st.sampled_from(["WO", "FB", "72", "L6", "CT", "??"]),
        cents,
        st.just("R"),
    ),
    max_size=3,
).map(tuple)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(claims(), st.one_of(st.none(), books())), max_size=4),
    provider,
    policies,
    some,
)
def test_every_posting_balances_and_clears_the_payment(pairs, plb, policy, recoup):
    paid = sum((claim.paid for claim, _books in pairs), Decimal(0))
    total = paid - sum((row.amount for row in plb), Decimal(0))
    remittance = Remittance("T", total, tuple(claim for claim, _books in pairs), plb)
    before = [account.open if account else None for _claim, account in pairs]
    accounts = [account for _claim, account in pairs]
    posting = post_remittance(remittance, accounts, policy, recoup)
    if total < 0:
        assert posting.result == "quarantined"
        assert not posting.rows
        return
    totals = ledger_totals(posting.rows)
    assert sum(totals.values(), Decimal(0)) == 0
    clearing = sum(r.amount for r in posting.rows if r.role == "REMIT_CLEARING")
    assert clearing == total
    for account, opened in zip(accounts, before, strict=True):
        assert account is None or account.open >= min(opened, 0)


@settings(max_examples=200, deadline=None)
@given(claims(), books(), policies)
def test_the_open_balance_moves_by_the_receivable_rows(claim, account, policy):
    opened = account.open
    remittance = Remittance("T", claim.paid, (claim,))
    posting = post_remittance(remittance, [account], policy)
    moved = sum(
        row.amount
        for row in posting.rows
        if row.role == "AR_PAYER" and row.partner == account.payer
    )
    assert account.open == opened + moved
