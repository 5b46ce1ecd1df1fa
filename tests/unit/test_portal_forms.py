"""Forms of suppliers: documents as an interface would send them, or faults."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.healthcare_integration_base.canonical import (
    ItemIds,
    from_json,
    to_json,
)
from odoo.addons.healthcare_procurement_sync.portal_catalogue import (
    MAX_BYTES,
    read_catalogue,
)
from odoo.addons.healthcare_procurement_sync.portal_forms import (
    OrderedLine,
    acknowledgment,
    change_answer,
)
from odoo.addons.healthcare_procurement_sync.portal_forms_goods import (
    invoice,
    ship_notice,
)

DAY = date(2026, 6, 4)
LINES = [
    OrderedLine("1", ItemIds(supplier="A"), Decimal(10), "BX", Decimal(12)),
    OrderedLine("2", ItemIds(supplier="B"), Decimal(4), "EA", None),
]


def test_accepting_everything():
    document, faults = acknowledgment("P1", LINES, {}, DAY)
    assert not faults
    assert document.status == "AD"
    assert [row.statuses[0].code for row in document.lines] == ["IA", "IA"]
    assert from_json(to_json(document)) == document


def test_each_answer():
    fields = {
        "answer_1": "backorder",
        "quantity_1": "6",
        "later_1": "2026-07-01",
        "answer_2": "substitute",
        "substitute_2": "B-NEW",
    }
    document, _faults = acknowledgment("P1", LINES, fields, DAY)
    first, second = document.lines
    assert document.status == "AC"
    assert [(row.code, row.quantity) for row in first.statuses] == [
        ("IA", Decimal(6)),
        ("IB", Decimal(4)),
    ]
    assert second.statuses[0].substitute == ItemIds(supplier="B-NEW")
    document, _faults = acknowledgment(
        "P1", LINES, {"answer_1": "reject", "answer_2": "reject"}, DAY
    )
    assert document.status == "RD"


def test_faults_of_an_answer():
    fields = {
        "answer_1": "less",
        "quantity_1": "10",
        "answer_2": "hack",
        "date_2": "31.12.2026",
        "price_1": "1e9",
    }
    document, faults = acknowledgment("P1", LINES, fields, DAY)
    assert document is None
    assert sorted(faults) == [
        ("answer_2", "choice"),
        ("date_2", "date"),
        ("price_1", "number"),
        ("quantity_1", "less"),
    ]


def test_refusing_a_change_needs_words():
    assert change_answer("P1", "1", {"answer": "reject"}, DAY)[1]
    document, _faults = change_answer(
        "P1", "1", {"answer": "reject", "reason": "Packed"}, DAY
    )
    assert (document.status, document.initiator) == ("RJ", "supplier")


def test_shipping_lots():
    fields = {
        "shipment_id": "DN1",
        "shipped_date": "2026-06-01",
        "quantity_1_1": "6",
        "lot_1_1": "L1",
        "expiry_1_1": "2030-01-31",
        "quantity_1_2": "4",
        "sscc_1_2": "1" * 18,
    }
    document, faults = ship_notice("P1", LINES, fields)
    assert not faults
    lines = document.orders[0].lines
    assert [line.quantity for line in lines] == [Decimal(6), Decimal(4)]
    assert lines[0].lots[0].expiry == date(2030, 1, 31)
    assert lines[1].sscc == "1" * 18


def test_faults_of_a_shipment():
    assert ("shipment_id", "nothing") in ship_notice(
        "P1", LINES, {"shipment_id": "x", "shipped_date": "2026-06-01"}
    )[1]
    fields = {
        "shipped_date": "2026-06-02",
        "expected_date": "2026-06-01",
        "lot_1_1": "L",
        "sscc_2_1": "12",
    }
    faults = ship_notice("P1", LINES, fields)[1]
    assert sorted(faults) == [
        ("expected_date", "before"),
        ("quantity_1_1", "missing"),
        ("shipment_id", "missing"),
        ("sscc_2_1", "sscc"),
    ]


def test_bill():
    fields = {
        "invoice_number": "R1",
        "invoice_date": "2026-06-05",
        "quantity_1": "10",
        "freight": "5",
        "total": "125.00",
    }
    document, faults = invoice("P1", LINES, fields, "USD")
    assert not faults
    assert document.total == Decimal("125.00")
    assert document.charges[0].code == "D240"
    assert invoice("P1", LINES, fields | {"total": "126"}, "USD")[1] == [
        ("total", "total")
    ]
    assert ("price_2", "missing") in invoice(
        "P1", LINES, fields | {"quantity_2": "1"}, "USD"
    )[1]


TEXT = st.text(max_size=30)
NAMES = st.sampled_from(
    ["answer_1", "quantity_1", "date_1", "price_1", "substitute_1", "shipment_id"]
    + ["quantity_1_1", "lot_1_1", "sscc_1_1", "total", "invoice_number", "reason"]
)


@given(st.dictionaries(NAMES, TEXT))
def test_no_form_breaks(fields):
    results = (
        acknowledgment("P1", LINES, fields, DAY),
        ship_notice("P1", LINES, fields),
        invoice("P1", LINES, fields, "USD"),
        change_answer("P1", "1", fields, DAY),
    )
    for document, faults in results:
        assert (document is None) == bool(faults)
        if document:
            assert from_json(to_json(document)) == document


def test_price_list_with_faults_by_line():
    rows = ("Item;Price;Unit;Valid from", "A;1.50;BX;2026-07-01", "A;2;;", "B;x;;soon")
    data = "\n".join((*rows, ";3;;", "")).encode("utf-8-sig")
    catalog, faults, rows = read_catalogue(data, "N", DAY, "USD")
    assert rows == 4
    assert [item.item.supplier for item in catalog.items] == ["A"]
    assert catalog.items[0].prices[0].currency == "USD"
    assert [(row.line, row.column, row.code) for row in faults] == [
        (3, "item", "twice"),
        (4, "valid_from", "date"),
        (4, "price", "number"),
        (5, "item", "missing"),
    ]


def test_files_that_are_no_price_list():
    for data, code in (
        (b"", "empty"),
        (b"item,price\n\xff", "encoding"),
        (b"name,cost\nA,1\n", "column"),
        (b"item,price,price\nA,1,2\n", "twice"),
        (b'item,price\n"A,1\n', "file"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b"item,price\n" + b"a,1\n" * 20_001, "too_many"),
    ):
        catalog, faults, _rows = read_catalogue(data, "N", DAY)
        assert catalog is None
        assert faults[0].code == code, code


@given(st.binary(max_size=300))
def test_no_file_breaks(data):
    read_catalogue(b"item,price\n" + data, "N", DAY)
