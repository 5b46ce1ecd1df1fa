"""Simulated partners answer what they were sent, and add nothing of their own."""

import sys
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup"))

from lib.partners import payer as health_plan  # noqa: E402
from lib.partners import supplier as trade  # noqa: E402
from lib.partners.formats import Address, canonical, read, seal  # noqa: E402
from lib.partners.warehouse import Warehouse  # noqa: E402

HOSPITAL, SUPPLIER = Address("HOSPITAL"), Address("SUPPLIER")
DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)


def _line(number, item, quantity, price):
    ids = canonical.ItemIds(buyer=item, supplier=f"S-{item}")
    return canonical.OrderLine(number, ids, Decimal(quantity), "BX", Decimal(price))


@pytest.fixture
def order():
    """An order as the supplier reads it from our 850."""
    document = canonical.PurchaseOrder(
        order_number="P00042",
        order_date=DAY,
        lines=(_line("1", "GLOVE", 10, "12.00"), _line("2", "BAG", 5, "31.25")),
        needed_by=date(2026, 3, 6),
    )
    payload = seal([document], HOSPITAL, SUPPLIER, 1, NOON)
    return trade.Supplier("Supplier", SUPPLIER, HOSPITAL).orders(payload)[0]


def _answers(order, conduct, lots=()):
    supplier = trade.Supplier("Supplier", SUPPLIER, HOSPITAL, lots)
    files = supplier.answers(order, conduct)
    kinds = ("order_acknowledgment", "ship_notice", "supplier_invoice")
    return [
        read(payload, kind)[0]
        for payload, kind in zip(files.values(), kinds, strict=True)
    ]


def test_a_clean_answer_repeats_the_order(order):
    acknowledged, shipped, billed = _answers(order, trade.CLEAN)
    assert {acknowledged.order_number, billed.order_number} == {"P00042"}
    assert acknowledged.status == "AD"
    (notice,) = shipped.orders
    assert [line.quantity for line in notice.lines] == [10, 5]
    assert billed.total == Decimal("276.25")
    assert [line.price for line in billed.lines] == [12, Decimal("31.25")]


def test_what_comes_later_is_neither_shipped_nor_billed(order):
    acknowledged, shipped, billed = _answers(order, trade.BACKORDER_AND_SHORT)
    codes = [status.code for status in acknowledged.lines[1].statuses]
    assert codes == ["IA", "IB"]
    assert sum(status.quantity for status in acknowledged.lines[1].statuses) == 5
    assert [line.quantity for line in shipped.orders[0].lines] == [9, 3]
    assert [line.quantity for line in billed.lines] == [9, 3]


def test_the_dear_bill_is_dearer_by_a_tenth(order):
    _acknowledged, _shipped, billed = _answers(order, trade.PRICE_UP)
    assert [line.price for line in billed.lines] == [
        Decimal("13.20"),
        Decimal("34.38"),
    ]
    assert billed.total == sum(line.quantity * line.price for line in billed.lines)


def test_lots_add_up_and_reach_the_receipt(order):
    _acknowledged, shipped, _billed = _answers(order, trade.CLEAN, ["S-GLOVE"])
    lots = [lot for line in shipped.orders[0].lines for lot in line.lots]
    assert len({lot.lot for lot in lots}) == 2
    assert all(lot.expiry > DAY for lot in lots)
    (receipt,) = Warehouse("", "", "MAIN").receipts(shipped, NOON)
    assert receipt.order_number == "P00042"
    assert sum(line.quantity for line in receipt.lines) == 15


@pytest.mark.parametrize("text", ["", "P1", "P0001201", "9" * 30])
def test_a_container_code_ends_with_its_check_digit(text):
    code = trade.sscc(text)
    assert len(code) == 18
    weights = [3 if place % 2 == 0 else 1 for place in range(17)]
    total = sum(int(d) * w for d, w in zip(code, weights, strict=False))
    assert (total + int(code[-1])) % 10 == 0


@pytest.mark.parametrize("decision", health_plan.DECISIONS, ids=lambda d: d.name)
def test_every_decision_balances(decision):
    claim = {
        "number": "C-1",
        "charge": "370.01",
        "service_date": DAY,
        "lines": [
            {"procedure": "HC:99213", "charge": "130.01", "control_number": "1"},
            {"procedure": "HC:73610", "charge": "240.00", "control_number": "2"},
        ],
    }
    party = canonical.Party("PLAN1", "payer_id", "Plan")
    payer = health_plan.Payer(party, "1930000011", party, SUPPLIER, HOSPITAL)
    rows = [payer.decide(claim, decision), payer.stranger("X-1", claim)]
    payload = payer.file([payer.remit("T1", rows, DAY)], 1, NOON)
    (remittance,) = read(payload, "remittance")
    assert remittance.issues() == []
    assert remittance.payment == sum(row.paid for row in rows)
    assert [row.claim_number for row in remittance.claims] == ["C-1", "X-1"]


def _filed(number, charge, **values):
    line = canonical.ClaimServiceLine("1", "HC:99213", Decimal("130.01"), Decimal(1))
    return canonical.Claim(
        claim_number=number,
        payer=canonical.Party("PLAN1", "payer_id", "Plan"),
        charge=Decimal(charge),
        lines=(line,),
        billing_provider=canonical.Party("1999999984", "npi", "Clinic"),
        service_from=DAY,
        service_to=DAY,
        **values,
    )


def test_a_payer_acknowledges_every_claim_of_a_file():
    party = canonical.Party("PLAN1", "payer_id", "Plan")
    payer = health_plan.Payer(party, "1930000011", party, SUPPLIER, HOSPITAL)
    filing = canonical.ClaimFiling(
        reference="BATCH-1", submitter=canonical.Party("SUB1", "x12:46", "Hospital")
    )
    claims = [
        _filed("C-1", "130.01", filing=filing),
        _filed("C-2", "999", filing=filing),
        _filed("C-3", "130.01", filing=filing, claim_type="837I", facility_type="11"),
        _filed("C-4", "130.01"),
    ]
    payload = seal(claims, HOSPITAL, SUPPLIER, 1, NOON)
    answers = read(payer.acknowledge(payload, 1, NOON), "claim_acknowledgment")
    assert [answer.batch_number for answer in answers] == ["BATCH-1", "C-4"]
    found = {
        claim.claim_number: claim.outcome
        for answer in answers
        for claim in answer.claims
    }
    assert found == {
        "C-1": "accepted",
        "C-2": "rejected",
        "C-3": "accepted",
        "C-4": "accepted",
    }
    first, _second = answers
    assert not first.issues()
    assert [claim.claim_number for claim in first.rejected_claims] == ["C-2"]
    assert first.claims[2].bill_type == "111"
    totals = first.levels[0]
    assert (totals.accepted_count, totals.rejected_amount) == (2, 999)


def test_a_payer_says_first_whether_a_file_could_be_read():
    party = canonical.Party("PLAN1", "payer_id", "Plan")
    payer = health_plan.Payer(party, "1930000011", party, SUPPLIER, HOSPITAL)
    payload = seal(
        [_filed("C-1", "130.01"), _filed("C-2", "130.01")], HOSPITAL, SUPPLIER, 7, NOON
    )
    broken = payload.replace(b"CLM*C-2*130.01", b"CLM*C-2*13O.01")
    (answer,) = read(payer.receipt(broken, 1, NOON), "functional_acknowledgment")
    (group,) = answer.groups
    assert (answer.standard, group.code, group.control) == ("999", "HC", "7")
    assert [row.code for row in group.sets] == ["837", "837"]
    assert group.sets[1].status == "rejected"
    assert group.included == group.received == 2
