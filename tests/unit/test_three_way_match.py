"""The match rules against the shared vectors, and at their own boundaries."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from odoo.addons.healthcare_procurement_sync import match_types as types
from odoo.addons.healthcare_procurement_sync.invoice_number import (
    normalise_invoice_number,
)
from odoo.addons.healthcare_procurement_sync.three_way_match import match

VECTORS = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "vectors"
    / "procurement_vectors.json"
)


OWN = Path(__file__).with_name("procurement_rules.json")
"""Cases with answers worked out by hand; they are there without the shared ones."""
IN_RECORDS = {"W29", "W58", "W59", "W61", "W62", "W69", "W70"}
"""Contracts by day, unknown orders, blocked suppliers, accounts and item classes are
found in records: these cases are run by ``setup/vectors`` only."""


def _vectors(group):
    rows = []
    for file in (VECTORS, OWN):
        if file.exists():
            rows += json.loads(file.read_text(encoding="utf-8"))[group]
    return [
        pytest.param(row, id=row.get("id", f"{group}{number}"))
        for number, row in enumerate(rows)
        if row.get("id") not in IN_RECORDS
    ]


# -- reading a vector ----------------------------------------------------------------


def _policy(given):
    policy = types.Policy(allowed_charges={"D500": Decimal("25.00")})
    changes = {}
    for name, value in given.items():
        changes |= _policy_change(policy, name, value)
    return replace(policy, **changes)


def _policy_change(policy, name, value):
    if name in ("price_tol", "qty_tol"):
        amounts = {key: Decimal(amount) for key, amount in value.items()}
        return {name: replace(getattr(policy, name), **amounts)}
    if name in ("freight", "tax"):
        return {f"{name}_{key}": _scalar(inner) for key, inner in value.items()}
    if name == "allowed_charges":
        return {name: {code: Decimal(cap) for code, cap in value.items()}}
    return {name: _scalar(value)}


def _scalar(value):
    if isinstance(value, str) and value[:1].isdigit() and not value.endswith("way"):
        return Decimal(value)
    return value


def _read(given):
    """``(invoice, order, policy, priors, claims)`` of one vector."""
    order = given.get("po") and types.Order(
        given["po"]["name"],
        given["po"]["state"],
        given["po"]["currency"],
        tuple(_ordered(row) for row in given["po"]["lines"]),
    )
    priors = [
        types.PriorInvoice(
            row["number"],
            row["supplier"],
            date.fromisoformat(row["date"]),
            Decimal(row["total"]),
            row.get("po", ""),
            row["state"],
            row.get("type", "invoice"),
        )
        for row in given.get("prior_invoices", ())
    ]
    claims = [
        types.Claim(row["po_line"], Decimal(row["amount"]), row["state"])
        for row in given.get("claims", ())
    ]
    return _invoice(given["invoice"]), order, _policy(given["policy"]), priors, claims


def _ordered(row):
    contract = row.get("contract")
    return types.OrderedLine(
        row["no"],
        row["item"],
        Decimal(row["qty"]),
        Decimal(row["factor"]),
        Decimal(row["price"]),
        Decimal(row["received_base"]),
        Decimal(row.get("returned_base", "0")),
        Decimal(row["billed_base"]),
        packs=tuple(Decimal(pack) for pack in row.get("packs", ())),
        contract_price=Decimal(contract["price"]) if contract else None,
        substitutes=tuple(
            types.Substitute(sub["item"], sub["state"], Decimal(sub["base_ratio"]))
            for sub in row.get("substitutes", ())
        ),
    )


def _invoice(row):
    return types.Invoice(
        row["number"],
        row["supplier"],
        date.fromisoformat(row["date"]),
        tuple(
            types.BilledLine(
                line["no"],
                line["item"],
                Decimal(line["qty"]),
                Decimal(line["factor"]) if line.get("factor") else None,
                Decimal(line["price"]),
                line.get("po_line", ""),
                line.get("basis", ""),
                line.get("kind", "goods"),
            )
            for line in row["lines"]
        ),
        row.get("po") or "",
        row.get("currency", ""),
        Decimal(row["total"]),
        Decimal(row["tax"]) if row.get("tax") else None,
        tuple(
            types.Charge(charge["ind"], charge["code"], Decimal(charge["amount"]))
            for charge in row.get("charges", ())
        ),
        row.get("type", "invoice"),
    )


def _differences(expect, result):
    found = []
    if expect["outcome"] != result.outcome:
        found.append(f"outcome {result.outcome}")
    for name in ("categories", "info"):
        if name in expect and sorted(expect[name]) != sorted(getattr(result, name)):
            found.append(f"{name} {getattr(result, name)}")
    for number, wanted in enumerate(expect.get("lines", ())):
        found += _line_differences(wanted, result.lines[number])
    total = expect.get("calc", {}).get("computed_total")
    if total and Decimal(total) != result.computed_total:
        found.append(f"computed_total {result.computed_total}")
    return found


def _line_differences(wanted, line):
    found = []
    for name, value in wanted.items():
        got = getattr(line, name)
        same = sorted(got) == sorted(value) if name == "categories" else None
        if not (Decimal(value) == got if same is None else same):
            found.append(f"line {line.number} {name} {got}")
    return found


@pytest.mark.parametrize("vector", _vectors("match"))
def test_match_vector(vector):
    assert _differences(vector["expect"], match(*_read(vector["given"]))) == []


@pytest.mark.parametrize("vector", _vectors("normalisation"))
def test_invoice_number_vector(vector):
    if vector["kind"] != "invoice_number":
        pytest.skip("supplier names and tax ids are not compared here")
    assert normalise_invoice_number(vector["value"]) == vector["expect"]


# -- boundaries of our own -----------------------------------------------------------

LINE = types.OrderedLine(
    "1", "GAUZE", Decimal(2), Decimal(144), Decimal("28.80"), Decimal(288)
)
BILLED = types.BilledLine(
    "1", "GAUZE", Decimal(2), Decimal(144), Decimal("28.80"), order_line="1"
)


def _match(billed=BILLED, ordered=LINE, policy=None, **more):
    values = {
        "number": "A-77",
        "supplier": "north",
        "date": date(2026, 5, 4),
        "lines": (billed,) if isinstance(billed, types.BilledLine) else billed,
        "order": "PO-9",
    } | more
    order = types.Order("PO-9", lines=(ordered,) if ordered else ())
    return match(types.Invoice(**values), order, policy or types.Policy())


def test_two_lines_of_one_document_share_the_open_quantity():
    second = replace(BILLED, number="2")
    result = _match((BILLED, second))
    assert result.lines[0].categories == []
    assert result.lines[1].categories == ["QTY_OVER_ORDER"]


def test_fraction_of_a_case_is_not_an_over_delivery():
    billed = replace(BILLED, quantity=Decimal("0.694445"))
    ordered = replace(LINE, received_base=Decimal(100))
    assert _match(billed, ordered).outcome == types.AUTO_POST


def test_percentage_boundary_is_exact_on_an_endless_fraction():
    ordered = replace(LINE, quantity=Decimal(1), factor=Decimal(7), price=Decimal(100))
    ordered = replace(ordered, received_base=Decimal(7))
    billed = replace(BILLED, quantity=Decimal(1), factor=Decimal(7), price=Decimal(102))
    result = _match(billed, ordered)
    assert result.outcome == types.AUTO_POST
    assert result.info == ("PRICE_VARIANCE_WITHIN_TOL",)


def test_cap_binds_where_the_percentage_would_pass():
    ordered = types.OrderedLine(
        "1", "IMPLANT", Decimal(1), Decimal(1), Decimal(12000), Decimal(1)
    )
    billed = types.BilledLine(
        "1", "IMPLANT", Decimal(1), Decimal(1), Decimal(12120), "1"
    )
    assert _match(billed, ordered).categories == ("PRICE_HIGH",)


def test_zero_tolerance_item_is_held_for_a_cent():
    ordered = replace(LINE, zero_tolerance=True)
    billed = replace(BILLED, price=Decimal("28.81"))
    assert _match(billed, ordered).categories == ("PRICE_HIGH",)


def test_each_billed_at_the_case_price_is_a_unit_error():
    billed = replace(BILLED, factor=Decimal(1))
    assert _match(billed).categories == ("UOM_MISMATCH",)


def test_accepted_variances_may_not_add_up():
    ordered = replace(LINE, price=Decimal("1000.00"))
    billed = replace(BILLED, price=Decimal("1020.00"))
    policy = types.Policy(header_cap=Decimal("39.99"))
    assert _match(billed, ordered, policy).categories == ("HEADER_TOLERANCE",)


def test_returned_goods_are_not_payable():
    ordered = replace(LINE, returned_base=Decimal(144))
    result = _match(BILLED, ordered)
    assert result.categories == ("RECEIPT_SHORT",)
    assert result.lines[0].payable_base == 144


def test_unknown_order_is_held_or_rejected_by_policy():
    invoice = types.Invoice("1", "north", date(2026, 5, 4), (BILLED,))
    held = match(invoice, None, types.Policy())
    refused = match(invoice, None, types.Policy(no_po_action=types.REJECT))
    assert (held.outcome, held.categories) == (types.HOLD, ("PO_NOT_FOUND",))
    assert refused.outcome == types.REJECT


def test_unmapped_unit_is_asked_not_guessed():
    result = _match(replace(BILLED, factor=None))
    assert result.categories == ("UOM_UNMAPPED",)


def test_other_currency_is_held_without_comparing_prices():
    result = _match(replace(BILLED, price=Decimal("99.00")), currency="EUR")
    assert result.categories == ("CURRENCY_MISMATCH",)


@pytest.mark.parametrize(
    ("code", "amount", "expected"),
    [
        ("D500", "25.00", ()),
        ("D500", "25.01", ("CHARGE_UNAUTHORISED",)),
        ("G970", "1.00", ("CHARGE_UNAUTHORISED",)),
        ("D240", "5.76", ()),
        ("D240", "5.77", ("FREIGHT_OVER",)),
    ],
)
def test_charges(code, amount, expected):
    policy = types.Policy(allowed_charges={"D500": Decimal("25.00")})
    charge = types.Charge("C", code, Decimal(amount))
    assert _match(policy=policy, charges=(charge,)).categories == expected


@pytest.mark.parametrize(
    ("number", "total", "day", "order", "expected"),
    [
        ("a 77", "57.60", date(2026, 1, 1), "", ("DUPLICATE",)),
        ("A-77", "57.62", date(2026, 1, 1), "", ("POSSIBLE_DUPLICATE",)),
        ("A-77", "57.60", date(2025, 5, 2), "", ()),
        ("A-78", "57.60", date(2026, 5, 7), "PO-9", ("POSSIBLE_DUPLICATE",)),
        ("A-78", "57.60", date(2026, 5, 8), "PO-9", ()),
    ],
)
def test_duplicates(number, total, day, order, expected):
    invoice = types.Invoice(
        "A-77", "north", date(2026, 5, 4), (BILLED,), "PO-9", total=Decimal("57.60")
    )
    prior = types.PriorInvoice(number, "north", day, Decimal(total), order)
    order = types.Order("PO-9", lines=(LINE,))
    assert match(invoice, order, types.Policy(), [prior]).categories == expected
