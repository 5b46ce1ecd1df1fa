"""Invented questions and answers about claims and coverage, for hypothesis."""

from datetime import datetime, timezone
from decimal import Decimal

from hypothesis import strategies as st

from odoo.addons.healthcare_integration_base import canonical

from .x12_fields import (
    amounts,
    codes,
    dates,
    maybe_amount,
    maybe_code,
    maybe_date,
    names,
    parties,
    rows,
)

instants = st.one_of(
    st.none(),
    st.datetimes(datetime(2000, 1, 1), datetime(2049, 1, 1)).map(
        lambda at: at.replace(microsecond=0, tzinfo=timezone.utc)
    ),
)
procedures = st.sampled_from(["HC:99213", "HC:99214:25:59", "NU:0300", "AD:D0120"])
words = codes.filter(str.isalnum)
counts = st.one_of(st.none(), st.integers(0, 99999).map(Decimal))


@st.composite
def dated(draw, cls, **fields):
    """A row with ``service_from`` and ``service_to``: both, or neither."""
    first, last = draw(periods)
    values = {name: draw(strategy) for name, strategy in fields.items()}
    return cls(service_from=first, service_to=last, **values)


periods = st.one_of(
    st.just((None, None)), st.tuples(dates, dates).map(lambda pair: tuple(sorted(pair)))
)


def several(strategy, limit=3, least=0):
    """From ``least`` up to ``limit``, as tuple."""
    return st.lists(strategy, min_size=least, max_size=limit).map(tuple)


report = st.builds(
    canonical.StatusReport,
    codes=st.lists(
        st.builds(
            canonical.StatusCode,
            category=st.sampled_from(["A1", "A2", "A3", "A7", "P3", "F1", "D0"]),
            code=words,
            entity=st.sampled_from(["", "PR", "QC"]),
            code_list=st.sampled_from(["", "RX"]),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    effective_date=maybe_date,
    action=st.sampled_from(["", "WQ", "U"]),
    charge=maybe_amount,
    paid=maybe_amount,
    adjudicated_date=maybe_date,
    check_date=maybe_date,
    check_number=maybe_code,
)
reports = several(report, 2)
status_lines = several(
    dated(
        canonical.StatusLine,
        procedure=procedures,
        reports=reports,
        charge=maybe_amount,
        paid=maybe_amount,
        units=maybe_amount,
        revenue_code=maybe_code,
        control_number=maybe_code,
    ),
    2,
)
claim_statuses = st.builds(
    canonical.ClaimStatus,
    reference=codes,
    claims=several(
        dated(
            canonical.StatusOfClaim,
            trace_number=codes,
            reports=reports,
            claim_number=maybe_code,
            payer_claim_number=maybe_code,
            bill_type=maybe_code,
            pharmacy_number=maybe_code,
            voucher_number=maybe_code,
            clearinghouse_number=maybe_code,
            provider=parties,
            dependent=st.booleans(),
            lines=status_lines,
        )
    ),
    levels=rows(
        canonical.StatusOfLevel,
        level=st.just("provider"),
        party=parties,
        trace_number=codes,
        reports=several(report, 2, 1),
    ),
    payer=parties,
    receiver=parties,
    created_at=instants,
)
status_requests = st.builds(
    canonical.ClaimStatusRequest,
    reference=codes,
    inquiries=several(
        dated(
            canonical.StatusInquiry,
            trace_number=codes,
            claim_number=maybe_code,
            payer_claim_number=maybe_code,
            bill_type=maybe_code,
            pharmacy_number=maybe_code,
            clearinghouse_number=maybe_code,
            charge=maybe_amount,
            provider=parties,
            dependent=st.booleans(),
            lines=several(
                dated(
                    canonical.StatusInquiryLine,
                    procedure=procedures,
                    charge=maybe_amount,
                    units=maybe_amount,
                    revenue_code=maybe_code,
                    control_number=maybe_code,
                ),
                2,
            ),
        )
    ),
    payer=parties,
    receiver=parties,
    created_at=instants,
)


@st.composite
def claim_acknowledgments(draw):
    """The receiver's own level has the receiver as its party, and comes first."""
    receiver = draw(parties)
    totals = {
        "trace_number": codes,
        "reports": reports,
        "accepted_count": counts,
        "rejected_count": counts,
        "accepted_amount": maybe_amount,
        "rejected_amount": maybe_amount,
    }
    own = rows(
        canonical.AcknowledgedLevel,
        1,
        level=st.just("receiver"),
        party=st.just(receiver),
        **totals,
    )
    providers = rows(
        canonical.AcknowledgedLevel,
        level=st.just("provider"),
        party=parties,
        **totals,
    )
    claims = several(
        dated(
            canonical.AcknowledgedClaim,
            claim_number=codes,
            reports=reports,
            payer_claim_number=maybe_code,
            clearinghouse_number=maybe_code,
            bill_type=maybe_code,
            provider=parties,
            lines=status_lines,
        ),
        4,
    )
    return canonical.ClaimAcknowledgment(
        reference=draw(codes),
        claims=draw(claims),
        levels=draw(own) + draw(providers),
        source=draw(parties),
        source_role=draw(st.sampled_from(["PR", "AY"])),
        source_trace=draw(maybe_code),
        receiver=receiver,
        received_date=draw(maybe_date),
        processed_date=draw(maybe_date),
        created_at=draw(instants),
    )


traces = several(
    st.builds(
        canonical.EligibilityTrace,
        number=codes,
        origin=maybe_code,
        kind=st.sampled_from("12"),
    ),
    2,
    1,
)
service_types = several(st.sampled_from(["1", "30", "33", "UC", "AL"]))
eligibility_requests = st.builds(
    canonical.EligibilityRequest,
    reference=codes,
    inquiries=several(
        dated(
            canonical.EligibilityInquiry,
            questions=several(
                dated(
                    canonical.EligibilityQuestion,
                    service_types=service_types,
                    procedure=st.one_of(st.just(""), procedures),
                    coverage_level=st.sampled_from(["", "FAM", "IND"]),
                    place_of_service=st.sampled_from(["", "11"]),
                    authorization=maybe_code,
                )
            ),
            traces=traces,
            dependent=st.booleans(),
        )
    ),
    purpose=st.sampled_from(["13", "01"]),
    payer=parties,
    receiver=parties,
    receiver_role=st.sampled_from(["1P", "FA"]),
    created_at=instants,
)


def rejections(*levels):
    """AAA segments of these levels."""
    return rows(
        canonical.EligibilityRejection,
        2,
        level=st.sampled_from(levels),
        reason=words,
        follow_up=st.sampled_from(["", "C", "R"]),
        valid=st.sampled_from("YN"),
    )


eligibility_dates = rows(
    canonical.EligibilityDate,
    2,
    kind=st.sampled_from(["291", "346", "348"]),
    first=dates,
    last=st.none(),
).map(
    lambda found: tuple(
        canonical.EligibilityDate(row.kind, row.first, row.first) for row in found
    )
)
benefits = rows(
    canonical.Benefit,
    information=st.sampled_from("1368ABCFL"),
    coverage_level=st.sampled_from(["", "FAM", "IND"]),
    service_types=service_types,
    insurance_type=maybe_code,
    plan=names,
    period=st.sampled_from(["", "23", "27"]),
    amount=maybe_amount,
    share=st.one_of(st.none(), st.sampled_from(["0", "0.2", "1"]).map(Decimal)),
    quantity_kind=st.sampled_from(["", "VS"]),
    quantity=maybe_amount,
    authorization=st.sampled_from(["", "Y", "U"]),
    in_network=st.sampled_from(["", "Y", "W"]),
    procedure=st.one_of(st.just(""), procedures),
    places_of_service=several(st.sampled_from(["11", "22"])),
    dates=eligibility_dates,
    deliveries=rows(
        canonical.BenefitDelivery,
        2,
        quantity_kind=st.just("VS"),
        quantity=amounts,
        unit=st.sampled_from(["", "WK"]),
        modulus=maybe_amount,
        period=st.sampled_from(["", "34"]),
        periods=maybe_amount,
    ),
    rejections=rejections("benefit"),
    entities=rows(
        canonical.BenefitEntity,
        2,
        role=st.sampled_from(["PR", "P3"]),
        party=parties,
    ),
)


@st.composite
def eligibilities(draw):
    """The level of a rejection is the one of its patient."""
    answers = []
    for dependent in draw(st.lists(st.booleans(), max_size=3)):
        level = "dependent" if dependent else "subscriber"
        answers.append(
            canonical.EligibilityAnswer(
                benefits=draw(benefits),
                rejections=draw(rejections(level)),
                traces=draw(traces),
                dates=draw(eligibility_dates),
                group_number=draw(maybe_code),
                plan_number=draw(maybe_code),
                dependent=dependent,
            )
        )
    return canonical.Eligibility(
        reference=draw(codes),
        answers=tuple(answers),
        rejections=draw(rejections("source")) + draw(rejections("receiver")),
        payer=draw(parties),
        receiver=draw(parties),
        receiver_role=draw(st.sampled_from(["1P", "FA"])),
        created_at=draw(instants),
    )


care_documents = st.one_of(
    claim_statuses,
    status_requests,
    claim_acknowledgments(),
    eligibility_requests,
    eligibilities(),
)
