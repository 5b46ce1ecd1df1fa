"""A claim that is not complete is not written, and every missing thing is named."""

from dataclasses import replace
from decimal import Decimal

import pytest

from odoo.addons.healthcare_edi.document import claim_disclosure
from odoo.addons.healthcare_integration_base import canonical
from odoo.addons.healthcare_integration_base.errors import RejectedError

from .claims_in_full import (
    CHILD,
    FILING,
    INSTITUTIONAL,
    LINES,
    PROFESSIONAL,
    TOLD,
)
from .test_pyx12_claims import MANY, SECOND, sealed

FIVE_DIGITS = canonical.PostalAddress("1 ROAD", "", "TOWN", "IL", "62701")
NOWHERE = canonical.PostalAddress()
#: A separator in a name becomes a blank: one letter is left.
SHORT_CITY = canonical.PostalAddress("1 ROAD", "", "A*", "IL", "62701")
ONE = replace(LINES[0], charge=Decimal(1))


def _without(row, path):
    """A copy of a frozen dataclass with one member at the end of a path emptied."""
    name, _, rest = path.partition(".")
    value = getattr(row, name)
    return replace(row, **{name: _without(value, rest) if rest else _empty(value)})


def _empty(value):
    return "" if isinstance(value, str) else () if isinstance(value, tuple) else None


def _required():
    for claim in (PROFESSIONAL, INSTITUTIONAL):
        rules = (
            claim_disclosure.REQUIRED
            | claim_disclosure.REQUIRED_BY_TYPE[claim.claim_type]
        )
        for place, path in rules.items():
            if path != "told.principal":
                yield pytest.param(claim, place, path, id=f"{claim.claim_type} {place}")


@pytest.mark.parametrize(("claim", "place", "path"), list(_required()))
def test_what_is_missing_is_named_and_nothing_is_written(claim, place, path):
    told = TOLD
    name, _, rest = path.partition(".")
    if name == "told":
        told = _without(told, rest)
    else:
        claim = _without(claim, rest)
    with pytest.raises(RejectedError) as refused:
        sealed(claim, told)
    assert refused.value.code == "x12.write.missing"
    assert place in [issue.where for issue in refused.value.issues]
    assert all(issue.text for issue in refused.value.issues)


@pytest.mark.parametrize(
    ("told", "places"),
    [
        (replace(TOLD, diagnoses=()), ["2300/HI-01", "2400[1]/SV1-07"]),
        (replace(TOLD, pointers={"2": (3,)}), ["2400[2]/SV1-07"]),
        (
            replace(TOLD, patient=replace(CHILD, birth_date=None, sex="")),
            ["2000C/PAT-01", "2010CA/DMG-02", "2010CA/DMG-03"],
        ),
        (
            replace(TOLD, subscriber=replace(TOLD.subscriber, address=NOWHERE)),
            ["2010BA/N3-01", "2010BA/N4-01", "2010BA/N4-02", "2010BA/N4-03"],
        ),
    ],
)
def test_what_is_missing_of_the_patient_is_named(told, places):
    with pytest.raises(RejectedError) as refused:
        sealed(PROFESSIONAL, told)
    assert [issue.where for issue in refused.value.issues] == places
    said = str(refused.value) + repr(refused.value.issues)
    for value in ("SAMPLE", "CHILD", "MEMBER", "J01"):
        assert value not in said


@pytest.mark.parametrize(
    ("claim", "told", "code", "place"),
    [
        (
            replace(PROFESSIONAL, charge=Decimal(300)),
            TOLD,
            "x12.write.total",
            "2300/CLM-02",
        ),
        (
            replace(PROFESSIONAL, lines=(replace(LINES[0], service_from=None),)),
            TOLD,
            "x12.write.missing",
            "2400[1]/DTP-03",
        ),
        (
            replace(PROFESSIONAL, billing_provider=SECOND),
            TOLD,
            "x12.write.missing",
            "2010AA/NM1-08",
        ),
        (
            replace(PROFESSIONAL, filing=replace(FILING, billing_address=FIVE_DIGITS)),
            TOLD,
            "x12.write.missing",
            "2010AA/N4-03",
        ),
        (
            replace(PROFESSIONAL, frequency="8"),
            TOLD,
            "x12.write.missing",
            "2300/REF-02",
        ),
        (
            PROFESSIONAL,
            replace(TOLD, diagnoses=MANY),
            "x12.write.limit",
            "2300/HI",
        ),
        (replace(PROFESSIONAL, claim_type="837D"), TOLD, "x12.write.guide", "ST-03"),
        (
            replace(PROFESSIONAL, next_payer=SECOND),
            TOLD,
            "x12.write.missing",
            "2330A/NM1-03",
        ),
    ],
)
def test_what_the_guide_does_not_take_is_refused(claim, told, code, place):
    with pytest.raises(RejectedError) as refused:
        sealed(claim, told)
    assert refused.value.code == code
    assert refused.value.where == place


@pytest.mark.parametrize(
    ("claim", "told", "place"),
    [
        (replace(PROFESSIONAL, claim_number="9" * 39), TOLD, "CLM[1]/CLM-01"),
        (
            PROFESSIONAL,
            replace(TOLD, subscriber=replace(TOLD.subscriber, member_id="9" * 81)),
            "NM1[4]/NM1-09",
        ),
        (
            replace(PROFESSIONAL, charge=Decimal(51), lines=(ONE,) * 51),
            replace(TOLD, pointers={}),
            "LX[51]",
        ),
        (
            PROFESSIONAL,
            replace(TOLD, subscriber=replace(TOLD.subscriber, address=SHORT_CITY)),
            "N4[2]/N4-01",
        ),
    ],
)
def test_what_does_not_fit_into_the_guide_is_refused(claim, told, place):
    with pytest.raises(RejectedError) as refused:
        sealed(claim, told)
    assert place in [issue.where for issue in refused.value.issues]
    assert "999" not in str(refused.value) + repr(refused.value.issues)
