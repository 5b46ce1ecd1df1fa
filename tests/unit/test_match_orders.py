"""Many orders on one bill, what is not paid of it, and what finance reports. Pure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.healthcare_procurement_sync.match_dispute import (
    disputed_header,
    disputed_line,
)
from odoo.addons.healthcare_procurement_sync.match_orders import combine, part_of
from odoo.addons.healthcare_procurement_sync.match_types import (
    BilledLine,
    Charge,
    Invoice,
    Order,
    OrderedLine,
    Policy,
)
from odoo.addons.healthcare_procurement_sync.payment_report import (
    Report,
    settled,
    totals,
)
from odoo.addons.healthcare_procurement_sync.three_way_match import booked, match, waive

D = Decimal


def _order(name, quantity=10, received=10, **more):
    line = OrderedLine("1", "GLOVE", D(quantity), D(1), D("12.00"), D(received))
    return Order(name, lines=(line,), **more)


def _bill(*lines, total=None, **more):
    rows = tuple(
        BilledLine(str(n), "GLOVE", D(qty), D(1), D(price), key)
        for n, (key, qty, price) in enumerate(lines, start=1)
    )
    stated = sum((row.quantity * row.price for row in rows), D(0))
    return Invoice("I1", "S", date(2026, 3, 2), rows, total=total or stated, **more)


def test_lines_of_two_orders_are_told_apart():
    both = combine([_order("A"), _order("B", received=4)])
    result = match(_bill(("A/1", 10, "12.00"), ("B/1", 6, "12.00")), both, Policy())
    assert result.lines[0].categories == []
    assert result.lines[1].categories == ["RECEIPT_SHORT"]
    part = part_of(result, _order("B"), True)
    assert [line.order_line for line in part.lines] == ["1"]
    assert booked(_order("B"), part, "invoice").lines[0].billed_base == 6


def test_one_closed_order_or_two_currencies_stop_all():
    closed = combine([_order("A"), _order("B", state="cancel")])
    assert "PO_CLOSED" in match(_bill(("A/1", 1, "12.00")), closed, Policy()).categories
    mixed = combine([_order("A"), _order("B", currency="EUR")])
    found = match(_bill(("A/1", 1, "12.00"), currency="USD"), mixed, Policy())
    assert "CURRENCY_MISMATCH" in found.categories


def test_what_is_accepted_no_longer_holds():
    result = match(_bill(("1", 10, "13.00")), _order("A"), Policy())
    assert waive(result, {"PRICE_LOW"}, Policy()) == result
    accepted = waive(result, {"PRICE_HIGH"}, Policy())
    assert (accepted.outcome, accepted.waived) == ("auto_post", ("PRICE_HIGH",))


def test_only_what_is_too_much_is_deducted():
    result = match(_bill(("1", 12, "13.00")), _order("A"), Policy())
    [line] = result.lines
    assert disputed_line(line, {"QTY_OVER_ORDER"}) == D("26.00")
    assert disputed_line(line, {"PRICE_HIGH"}) == D("12.00")
    assert disputed_line(line, {"TAX_VARIANCE"}) == 0


@pytest.mark.parametrize(
    ("code", "charge", "policy", "amount"),
    [
        ("FREIGHT_OVER", ("D240", "20.00"), Policy(), "8.00"),
        (
            "FREIGHT_UNAUTHORISED",
            ("D240", "8.00"),
            Policy(freight_terms="prepaid"),
            "8.00",
        ),
        (
            "CHARGE_UNAUTHORISED",
            ("D500", "30.00"),
            Policy(allowed_charges={"D500": D(25)}),
            "5.00",
        ),
        ("TAX_UNEXPECTED", ("H740", "8.00"), Policy(), "8.00"),
    ],
)
def test_charges_beyond_what_was_agreed(code, charge, policy, amount):
    bill = _bill(("1", 10, "12.00"))
    bill = replace(bill, charges=(Charge("C", charge[0], D(charge[1])),))
    assert disputed_header(code, bill, policy, None) == D(amount)


def test_the_taxes_of_the_order_decide():
    order = _order("A")
    taxed = replace(order, lines=(replace(order.lines[0], tax_rate=D(20)),))
    right = _bill(("1", 10, "12.00"), total=D(144), tax=D(24))
    assert match(right, taxed, Policy()).outcome == "auto_post"
    assert match(_bill(("1", 10, "12.00")), taxed, Policy()).categories == (
        "TAX_VARIANCE",
    )


def test_by_contract_a_price_has_to_be_in_force():
    policy = Policy(match_policy="contract")
    order = _order("A", received=0)
    bill = _bill(("1", 10, "12.00"))
    assert match(bill, order, policy).categories == ("NO_CONTRACT_PRICE",)
    line = replace(order.lines[0], contract_price=D("12.00"))
    assert match(bill, replace(order, lines=(line,)), policy).outcome == "auto_post"


def test_payments_add_up_and_are_taken_back():
    part = Report("remittance:1", "0", "paid", paid=D(50), adds=True)
    assert totals(part, D(50), D(0)) == (D(100), D(0))
    status = Report("status:1", "0", "paid", paid=D(120))
    assert totals(status, D(50), D(2)) == (D(120), D(2))
    assert totals(Report("status:2", "0", "voided"), D(120), D(2)) == (0, 0)
    assert settled(D(120), D("117.60"), D("2.40")) == "paid"
    assert settled(D(120), D(50), D(0)) == "partially_paid"
