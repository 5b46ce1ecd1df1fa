"""What an 835 reader remembers of a segment changes nothing when it comes again."""

from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.healthcare_edi.codec.x12 import X12Codec, check
from odoo.addons.healthcare_edi.codec.x12.values import read_decimal, read_decimals
from odoo.addons.healthcare_edi.document import DOCUMENTS
from odoo.addons.healthcare_integration_base.canonical import RemittanceClaim
from odoo.addons.healthcare_integration_base.canonical.draft import draft_of

from .x12_texts import interchange, transaction_set

HEAD = ["BPR*I*100*C*ACH", "TRN*1*T1*1999999999", "N1*PR*PLAN*XV*1", "N1*PE*A*XX*2"]
CLAIM, SERVICE = "CLP*A1*1*100*90*10", "SVC*HC:99213*100*90**1"
#: A segment inside of a service, and what of it another segment says in plain.
ODD = [
    "CAS*CO*45*10",
    "CAS*CO*45*",
    "CAS*CO*45*1e1",
    "CAS*CO*45*+10",
    "CAS*CO*45*1_0",
    "CAS*CO*45*.5",
    "CAS*CO*45*.1234567890123",
    "CAS*CO*45*12345678901234",
    "CAS* CO*45*10",
    "CAS*CO*45 *10",
    "CAS*CO**10",
    "CAS**45*10",
    "CAS*CO*45*10*1",
    "CAS*CO*45*10**2*5",
    "CAS*CO",
    "DTM*472*20260105",
    "DTM*472*20260105 ",
    "DTM*472*20261305",
    "DTM*472*",
    "DTM*151*20260105",
    "DTM*232*20260105",
    "LQ*HE*N130",
    "LQ*HE* N130 ",
    "LQ*HE*",
    "LQ*HE",
    "SVC*HC:99213:25*0*0**x",
    "SVC*HC:99213:25*0*0**0*HC:99214",
    "SVC* HC:99213:25*0*",
    "SVC*HC:99213*0",
    "AMT*B6*x",
]


def _read(rows):
    rows = [row.split("*") for row in rows]
    payload = interchange(transaction_set("835", rows)).encode()
    part = X12Codec().decode(payload).parts[0]
    stream = DOCUMENTS["x12_835"].stream(part)
    return list(stream.claims()), stream.issues, stream.unbalanced_count


def _bare(value):
    """A claim, service or adjustment without places."""
    if isinstance(value, tuple):
        return tuple(map(_bare, value))
    if not hasattr(value, "where"):
        return value
    inner = {item.name: _bare(getattr(value, item.name)) for item in fields(value)}
    return replace(value, **inner | {"where": ""})


@pytest.mark.parametrize("level", [[CLAIM], [CLAIM, SERVICE]], ids=["claim", "service"])
@pytest.mark.parametrize("odd", ODD)
def test_a_segment_is_read_alike_each_time(odd, level):
    once, issues, unbalanced = _read([*HEAD, *level, odd])
    thrice, all_issues, all_unbalanced = _read([*HEAD, *(3 * [*level, odd])])
    assert [_bare(claim) for claim in thrice] == 3 * [_bare(claim) for claim in once]
    assert [issue.code for issue in all_issues] == 3 * [row.code for row in issues]
    assert all_unbalanced == 3 * unbalanced
    if once:
        place = thrice[2].where
        assert place.endswith("CLP[3]")


@pytest.mark.parametrize("odd", [row for row in ODD if row.startswith("CAS")])
def test_an_adjustment_is_read_alike_after_a_plain_one(odd):
    alone, issues, _ = _read([*HEAD, CLAIM, odd])
    after, later, _ = _read([*HEAD, CLAIM, "CAS*CO*45*1", odd])
    assert _bare(after[0].adjustments[1:]) == _bare(alone[0].adjustments)
    assert [row.code for row in later] == [row.code for row in issues]


def test_what_follows_an_lx_belongs_to_no_claim():
    claims, issues, _ = _read([*HEAD, CLAIM, "LX*2", "MOA***MA02", "CAS*CO*45*1"])
    assert (claims[0].remarks, claims[0].adjustments) == ((), ())
    assert [issue.code for issue in issues] == ["x12.segment.place"]


def _faults(*rows):
    rows = [row.split("*") for row in [*HEAD, "LX*1", CLAIM, *rows]]
    text = interchange(transaction_set("835", rows))
    (part,) = X12Codec().decode(text.encode()).parts
    return [(issue.code, issue.where.rpartition("/")[2]) for issue in check(part)]


def test_a_fault_is_found_each_time():
    right, wrong = "DTM*232*20260105", "DTM*232*20261305"
    found = _faults(right, wrong, right, wrong)
    known = _faults(right)
    assert [row for row in found if row not in known] == 2 * [
        ("x12.element.date", "DTM-02")
    ]


def test_a_segment_without_tag_is_unknown():
    unknown = [row for row in _faults("*DP*1", "*ABC*1") if "unknown" in row[0]]
    assert unknown == [("x12.segment.unknown", f"segment[{n}]") for n in (1, 2)]


SIGNS = st.text(alphabet="0123456789.-e +_N٣", max_size=16)
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str)


@given(*3 * [AMOUNTS | SIGNS])
def test_three_amounts_are_read_like_each(first, second, third):
    alone = tuple(map(read_decimal, (first, second, third)))
    assert str(read_decimals(first, second, third)) == str(alone)


def test_a_draft_has_the_fields_of_its_document():
    draft = draft_of(RemittanceClaim)()
    for item in fields(RemittanceClaim):
        setattr(draft, item.name, Decimal(1))
    draft.__class__ = RemittanceClaim
    assert {getattr(draft, item.name) for item in fields(draft)} == {Decimal(1)}
    with pytest.raises(AttributeError):
        draft.paid = Decimal(2)
