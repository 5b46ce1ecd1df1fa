"""Bank statements as a bank could make them, for each format what it can carry."""

from datetime import date, datetime, timezone
from decimal import Decimal

from hypothesis import strategies as st

from odoo.addons.healthcare_integration_base.canonical import (
    AccountBalance,
    Availability,
    BankEntry,
    BankReferences,
    BankStatement,
    EntryDetail,
    Party,
    PaymentTrace,
)

NOON = datetime(2026, 1, 12, 12, tzinfo=timezone.utc)
days = st.dates(date(2000, 1, 1), date(2049, 12, 31))
codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
words = st.lists(
    st.from_regex(r"[A-Z]{1,3}[0-9]{4,9}", fullmatch=True), max_size=3, unique=True
).map(tuple)
payers = st.from_regex(r"1[0-9]{9}", fullmatch=True)
traces = st.builds(PaymentTrace, codes, payers, st.sampled_from(["", "999999999"]))
cents = st.integers(1, 10**9)
money = cents.map(lambda number: Decimal(number).scaleb(-2))
either = st.sampled_from([1, -1])


def signed(amounts=money):
    """Amounts of both directions."""
    return st.builds(lambda amount, sign: amount * sign, amounts, either)


camt_references = st.builds(
    BankReferences,
    bank=codes,
    end_to_end=codes,
    instruction=codes,
    transaction=codes,
    check_number=st.sampled_from(["", "000451"]),
    mandate=st.sampled_from(["", "MAND-1"]),
    batch=st.just(""),
    remittance=st.sampled_from(["", "RF00INV1"]),
    words=words,
)
parties = st.sampled_from(
    [
        Party(),
        Party("1999999999", "assigned_by_bank", "INVENTED PLAN & SONS <A>"),
        Party("INVEXX01", "bic", "INVENTED BANK"),
    ]
)


@st.composite
def camt_entries(draw):
    """An entry with payments that make it."""
    amount = draw(signed(st.decimals("0.00001", 10**9, places=5)))
    detail = st.builds(
        EntryDetail,
        amount=st.sampled_from([None, amount]),
        currency=st.just("USD"),
        references=camt_references,
        trace=st.none() | traces,
        counterparty=parties,
        return_reason=st.sampled_from(["", "AC04"]),
    )
    details = tuple(draw(st.lists(detail, max_size=2)))
    details = tuple(
        row if row.amount is not None else EntryDetail(
            None, "", row.references, row.trace, row.counterparty, "", row.return_reason
        )
        for row in details
    )  # fmt: skip
    trace = details[0].trace if len(details) == 1 else draw(st.none() | traces)
    return BankEntry(
        amount=amount,
        status=draw(st.sampled_from(["booked", "pending", "information", "future"])),
        currency="USD",
        reversal=draw(st.booleans()),
        booking_date=draw(st.none() | days),
        value_date=draw(st.none() | days),
        code=draw(st.sampled_from(["", "PMNT", "PMNT/RCDT", "PMNT/RCDT/ESCT"])),
        own_code=draw(st.sampled_from(["", "142"])),
        references=BankReferences(bank=draw(codes), batch=draw(codes)),
        trace=trace,
        details=details,
    )


balances = st.builds(
    lambda row, amount, day: AccountBalance(row[1], amount, "USD", day, row[0]),
    st.sampled_from([("OPAV", "opening_available"), ("ITBD", "interim_booked")]),
    signed(),
    st.none() | days,
)
camt_statements = st.builds(
    BankStatement,
    statement_id=codes,
    account=codes,
    entries=st.lists(camt_entries(), max_size=3).map(tuple),
    balances=st.lists(balances, max_size=2).map(tuple),
    statement_type=st.sampled_from(["statement", "interim", "notification"]),
    account_scheme=st.sampled_from(["iban", "account"]),
    currency=st.just("USD"),
    servicer=st.sampled_from(["", "INVEXX00"]),
    sequence=st.sampled_from(["", "13"]),
    page=st.sampled_from(["", "1"]),
    duplicate=st.booleans(),
    created_at=st.just(NOON),
    statement_date=st.just(NOON.date()),
)

bai2_entries = st.builds(
    lambda code, units, value, days_, references, trace: BankEntry(
        amount=Decimal(units).scaleb(-2) * (1 if code < "400" else -1),
        currency="USD",
        value_date=value,
        code=code,
        references=references,
        trace=trace,
        availability=()
        if value or code >= "400" or not days_
        else (Availability(days_, Decimal(units).scaleb(-2)),),
    ),
    st.sampled_from(["142", "195", "451", "698"]),
    cents,
    st.none() | days,
    st.integers(0, 5),
    st.builds(BankReferences, bank=codes, customer=codes, words=words),
    st.none() | traces,
)
bai2_statements = st.builds(
    BankStatement,
    statement_id=st.just(""),
    account=codes,
    entries=st.lists(bai2_entries, max_size=4).map(tuple),
    balances=st.lists(
        st.builds(
            lambda row, amount: AccountBalance(row[1], amount, "USD", None, row[0]),
            st.sampled_from([("010", "opening_booked"), ("072", "other")]),
            signed(),
        ),
        max_size=3,
    ).map(tuple),
    statement_type=st.sampled_from(["statement", "interim"]),
    account_scheme=st.just("account"),
    currency=st.just("USD"),
    statement_date=days,
)

nacha_entries = st.builds(
    lambda code, units, trace, references: BankEntry(
        amount=Decimal(units).scaleb(-2) * (1 if code[1] < "5" else -1),
        currency="USD",
        code=code,
        own_code="CCD",
        trace=trace,
        references=BankReferences(batch="0000001"),
        details=(
            EntryDetail(
                amount=Decimal(units).scaleb(-2) * (1 if code[1] < "5" else -1),
                currency="USD",
                references=references,
                trace=trace,
                counterparty=Party("1999999999", "ach_company", "INVENTED PLAN"),
            ),
        ),
    ),
    st.sampled_from(["22", "32", "27"]),
    st.integers(0, 10**10 - 1),
    st.none() | traces,
    st.builds(
        BankReferences,
        customer=codes,
        transaction=st.from_regex(r"[0-9]{15}", fullmatch=True),
        words=words,
    ),
)
nacha_statements = st.builds(
    BankStatement,
    statement_id=st.just(""),
    account=codes,
    entries=st.lists(nacha_entries, min_size=1, max_size=4).map(tuple),
    statement_type=st.just("notification"),
    account_scheme=st.just("account"),
    currency=st.just("USD"),
    servicer=st.just("091000019"),
    statement_date=days,
)
