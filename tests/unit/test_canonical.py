"""Canonical JSON: exact both ways, every wrong place named, no float."""

from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.healthcare_integration_base.canonical import (
    REGISTRY,
    Adjustment,
    ItemIds,
    OrderLine,
    PurchaseOrder,
    Remittance,
    RemittanceClaim,
    RemittanceService,
    from_json,
    to_json,
)
from odoo.addons.healthcare_integration_base.codec import JsonCodec
from odoo.addons.healthcare_integration_base.errors import DecodeError, RejectedError

ORDER = PurchaseOrder(
    order_number="PO1",
    order_date=date(2026, 3, 10),
    lines=(
        OrderLine("1", ItemIds(buyer="G"), Decimal("1.50"), "BX", Decimal("0.115")),
    ),
)


@pytest.mark.parametrize("minutes", [10**9, -(10**9), 10**400])
def test_a_count_that_fits_nowhere(minutes):
    data = {"kind": "appointment", "minutes": minutes}
    with pytest.raises(RejectedError) as caught:
        from_json(data)
    assert "$.minutes" in [issue.where for issue in caught.value.issues]


def test_round_trip_keeps_every_digit():
    data = to_json(ORDER)
    assert data["lines"][0]["price"] == "0.115"
    assert from_json(data) == ORDER


@pytest.mark.parametrize("kind", sorted(REGISTRY))
def test_every_kind_names_what_is_missing(kind):
    with pytest.raises(RejectedError) as caught:
        from_json({"kind": kind})
    assert all(issue.where.startswith("$.") for issue in caught.value.issues)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"lines": {}}, "$.lines"),
        ({"lines": [{"number": "1"}]}, "$.lines[0].item"),
        ({"order_date": "10.3.2026"}, "$.order_date"),
        ({"total": 1.5}, "$.total"),
        ({"total": "NaN"}, "$.total"),
        ({"total": True}, "$.total"),
        ({"urgent": "yes"}, "$.urgent"),
        ({"order_number": None}, "$.order_number"),
        ({"schema_version": 9}, "$.schema_version"),
        ({"kind": "nothing"}, "$.kind"),
    ],
)
def test_wrong_members(change, where):
    with pytest.raises(RejectedError) as caught:
        from_json(to_json(ORDER) | change)
    assert where in {caught.value.where, *(i.where for i in caught.value.issues)}


def test_no_value_in_an_error():
    with pytest.raises(RejectedError) as caught:
        from_json(to_json(ORDER) | {"order_date": "DOE JANE"})
    assert "DOE" not in str(caught.value) + str(caught.value.issues)


def test_json_numbers_stay_exact():
    part = JsonCodec().decode(b'{"kind": "x", "amount": 0.1}').parts[0]
    assert part.tree["amount"] == Decimal("0.1")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[NaN]", b"[" * 100_000])
def test_bytes_that_are_not_json(body):
    with pytest.raises(DecodeError):
        JsonCodec().decode(body)


def _claim(paid="120", charge="200", service_paid="120"):
    service = RemittanceService(
        "HC:99214",
        Decimal(200),
        Decimal(service_paid),
        adjustments=(Adjustment("CO", "45", Decimal(80)),),
        where="S",
    )
    return RemittanceClaim(
        "C1", "1", Decimal(charge), Decimal(paid), services=(service,), where="C"
    )


def _codes(claim, payment="120"):
    remittance = Remittance("T", Decimal(payment), (claim,), where="T")
    return {issue.code.rsplit(".", 1)[-1] for issue in remittance.issues()}


def test_a_remittance_balances_on_three_levels():
    assert _codes(_claim()) == set()
    assert _codes(_claim(service_paid="119")) == {"service"}
    assert _codes(_claim(paid="119"), payment="119") == {"claim"}
    assert _codes(_claim(), payment="121") == {"transaction"}
    assert "claim_services" in _codes(_claim(charge="201"))


@pytest.mark.parametrize(
    "text", ["1E+999999999", "1_0", "\u0661", "9" * 19, " 1", "+", ""]
)
def test_numbers_that_are_none(text):
    with pytest.raises(RejectedError):
        from_json(to_json(ORDER) | {"total": text})


@pytest.mark.parametrize("body", [b'{"a": 1, "a": 2}', b"[" + b"1," * 10_000 + b"1]"])
def test_bodies_that_are_not_believed(body):
    with pytest.raises(DecodeError):
        JsonCodec().decode(body)


def test_a_sender_does_not_choose_the_places():
    data = to_json(ORDER) | {"where": "DOE"}
    assert from_json(data, "$[2]", foreign=True).where == "$[2]"
    assert from_json(data).where == "DOE"
