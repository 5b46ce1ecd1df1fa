"""Any complete claim that we agree to write is accepted by pyx12."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.document.claim_disclosure import Diagnosis
from odoo.addons.healthcare_integration_base import canonical

from .claims_in_full import ADDRESS, INSTITUTIONAL, PROFESSIONAL, TOLD
from .pyx12_judge import judge
from .test_pyx12_claims import sealed

words = st.text("ABCDEFGHIJ abcdefghij-.,'*:~^", max_size=40).map(lambda t: f"AB{t}YZ")
numbers = st.text("ABCDEFGH0123456789", min_size=2, max_size=20)
days = st.dates(date(2020, 1, 1), date(2029, 12, 31))
charges = st.decimals("0", "99999.99", places=2)
units = st.decimals("0.1", "999", places=1)
addresses = st.builds(
    canonical.PostalAddress,
    street=words,
    street2=st.one_of(st.just(""), words),
    city=words,
    state=st.sampled_from(["IL", "NY"]),
    postal_code=st.sampled_from(["62701", "62701-0001"]),
)


@st.composite
def complete(draw):
    """A claim, and what is told beside it."""
    whole = draw(st.sampled_from([PROFESSIONAL, INSTITUTIONAL]))
    lines = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        first, last = sorted([draw(days), draw(days)])
        lines.append(
            replace(
                whole.lines[0],
                number=str(number),
                procedure=draw(st.sampled_from(["HC:99213", "HC:99214:25:59"])),
                charge=draw(charges),
                units=draw(units),
                control_number=draw(st.one_of(st.just(""), numbers)),
                service_from=first,
                service_to=last,
            )
        )
    claim = replace(
        whole,
        claim_number=draw(numbers),
        charge=sum(line.charge for line in lines),
        lines=tuple(lines),
        service_from=min(line.service_from for line in lines),
        service_to=max(line.service_to for line in lines),
        filing=replace(
            whole.filing,
            billing_address=replace(draw(addresses), postal_code="627010001"),
            authorization=draw(st.one_of(st.just(""), numbers)),
        ),
    )
    person = replace(
        TOLD.subscriber,
        last_name=draw(words),
        first_name=draw(st.one_of(st.just(""), words.map(lambda text: text[:20]))),
        middle_name="",
        member_id=draw(numbers),
        birth_date=draw(days),
        sex=draw(st.sampled_from("FMU")),
        address=draw(addresses),
    )
    others = draw(st.integers(0, 5))
    told = replace(
        TOLD,
        subscriber=person,
        group_number=draw(st.one_of(st.just(""), numbers)),
        diagnoses=(
            Diagnosis("principal", "J18.9"),
            *(Diagnosis("other", f"E11.{digit}") for digit in range(others)),
        ),
        pointers={"1": (1,) if not others else (1, others + 1)},
    )
    if draw(st.booleans()):
        told = replace(
            told, patient=replace(person, address=ADDRESS), relationship="19"
        )
    return claim, told


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # pyx12 is too slow to shrink with
)
@given(complete())
def test_any_complete_claim_is_accepted(case):
    accepted, said = judge(sealed(*case))
    assert said == ""
    assert accepted
