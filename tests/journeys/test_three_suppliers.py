"""One order to an API, an EDI and a portal supplier ends in the same states."""

from datetime import UTC, datetime

import pytest
from lib.partners.supplier import CLEAN, Conduct
from supply_house import SUPPLIERS, SupplyHouse, share

LINES = ((0, 4, 12.0), (1, 10, 30.0))
LATER = Conduct(backorder=share("0.4"))
RECEIVED_AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
CONDUCTS = {"clean": CLEAN, "later": LATER}


@pytest.fixture(scope="module")
def house():
    """The hospital and its three suppliers."""
    with SupplyHouse(workers=6) as live:
        live.live.wait_for_runner()
        yield live


def _until(house, number, what, statement, *values):
    house.wait(
        f"{number}: {what}", lambda: house.value(statement, [number, *values]), 60
    )


def _trade(house, supplier, conduct):
    """From the order to the posted bill; the order's number."""
    number = house.order(supplier, *LINES)
    house.wait(f"{number} left", lambda: house.ordered(supplier, number), 60)
    order = house.ordered(supplier, number)
    department = house.departments[supplier]
    house.answer(supplier, department.acknowledge(order, conduct), order)
    _until(
        house,
        number,
        "acknowledged",
        "SELECT healthcare_ack_state <> 'none' FROM purchase_order WHERE name = %s",
    )
    notice = department.ship(order, conduct)
    house.answer(supplier, notice, order)
    _until(
        house,
        number,
        "announced",
        "SELECT count(*) FROM healthcare_shipment WHERE name = 'SH-' || %s",
    )
    house.receive(notice, RECEIVED_AT)
    _until(
        house,
        number,
        "received",
        "SELECT receipt_status IN ('partial', 'full') FROM purchase_order "
        "WHERE name = %s",
    )
    house.answer(supplier, department.bill(order, conduct), order)
    _until(
        house,
        number,
        "billed",
        "SELECT count(*) FROM account_move WHERE state = 'posted' AND ref = "
        "'INV-' || %s",
    )
    return number


@pytest.mark.parametrize("conduct", CONDUCTS)
def test_identical_states(house, conduct):
    """Whatever way the documents took, buyer, receiver and clerk see the same."""
    numbers = {name: _trade(house, name, CONDUCTS[conduct]) for name in SUPPLIERS}
    seen = {name: house.snapshot(number) for name, number in numbers.items()}
    first = seen[SUPPLIERS[0]]
    for name in SUPPLIERS[1:]:
        assert seen[name] == first, f"{name} differs from {SUPPLIERS[0]}"
    assert first["bills"], "a bill was made"
    assert first["bills"][0][0] == "posted"
    assert first["lots"], "lots came with the goods"
    expected = "accepted" if conduct == "clean" else "changed"
    assert first["order"][0][1] == expected
