"""Feeds described by data: good rows become documents, bad ones say line and column."""

from decimal import Decimal

import pytest

from odoo.addons.healthcare_integration_base.codec import csv_codec, fixed_width
from odoo.addons.healthcare_integration_base.codec.csv_codec import (
    Delimited,
    neutral,
    rows_of,
    write_rows,
)
from odoo.addons.healthcare_integration_base.document.layout import (
    Layout,
    LayoutDocument,
    LayoutField,
    LayoutRule,
    decode,
)
from odoo.addons.healthcare_integration_base.document.layout_values import (
    pattern_of,
    to_boolean,
    to_day,
    to_instant,
    to_number,
)
from odoo.addons.healthcare_integration_base.errors import DecodeError

CSV_FIELDS = (
    LayoutField("receipt_number", "Delivery"),
    LayoutField("order_number", "Order"),
    LayoutField("received_at", "Date"),
    LayoutField("lines[].item.buyer", "Item"),
    LayoutField("lines[].quantity", "Qty"),
    LayoutField("lines[].uom", constant="EA"),
)
CSV = Layout(
    kind="goods_receipt",
    fields=CSV_FIELDS,
    group_by=("Delivery",),
    delimiter=";",
    decimal_mark=",",
    thousands_mark=".",
    date_format="DD.MM.YYYY",
    time_zone="Europe/Berlin",
)
FEED = (
    "Delivery;Order;Date;Item;Qty\r\n"
    "L1;PO1;10.03.2026;GLOVE;1.200,5\r\n"
    "L1;PO1;10.03.2026;MASK;3\r\n"
    "L2;PO2;11.03.2026;GLOVE;many\r\n"
    "L3;PO3;12.03.2026;GLOVE;7\r\n"
)


def read(text, layout=CSV):
    """``[documents or issues]`` of a feed, in its order."""
    payload = text if isinstance(text, bytes) else text.encode()
    document = LayoutDocument(layout, layout.form)
    found = []
    for part in decode(payload, layout).parts:
        if part.blocked:
            found.append(list(part.issues))
            continue
        result = document.read(part)
        found.append(result.documents[0] if result.documents else list(result.issues))
    return found


def test_rows_of_one_number_are_one_document():
    first, bad, last = read(FEED)
    assert [line.quantity for line in first.lines] == [Decimal("1200.5"), Decimal(3)]
    assert first.received_at.isoformat() == "2026-03-10T00:00:00+01:00"
    assert (first.lines[0].item.buyer, first.lines[0].uom) == ("GLOVE", "EA")
    assert [(row.code, row.where) for row in bad] == [("layout.value", "line 4, Qty")]
    assert last.receipt_number == "L3"


def test_a_bad_row_refuses_its_document_only():
    first, *_others = read(FEED.replace("MASK;3", "MASK;1.2.3"))
    assert [row.where for row in first] == ["line 3, Qty"]


def test_what_is_missing_is_named_by_its_column():
    first, *_others = read(FEED.replace("GLOVE;1.200,5", "GLOVE;"))
    assert [(row.code, row.where) for row in first] == [
        ("canonical.missing", "line 2, Qty")
    ]


def test_the_head_of_a_document_is_one():
    first, *_others = read(
        FEED.replace("L1;PO1;10.03.2026;MASK", "L1;PO9;10.03.2026;M")
    )
    assert [(row.code, row.where) for row in first] == [
        ("layout.header_differs", "line 3, Order")
    ]


def test_rules_reject_or_leave_out_and_say_so():
    rules = (
        LayoutRule("Delivery", "equals", "TOTAL", "leave_out"),
        LayoutRule("Order", "empty"),
    )
    layout = Layout(**{**vars_of(CSV), "rules": rules})
    feed = FEED.replace("L3;PO3", "L3;") + "TOTAL;;;;1.210,5\r\n"
    found = read(feed, layout)
    assert [(row.code, row.where) for row in found[2]] == [
        ("layout.rule", "line 5, Order")
    ]
    notes = decode(feed.encode(), layout).issues
    assert [(row.code, row.where) for row in notes] == [("layout.left_out", "line 6")]


def vars_of(layout):
    """The fields of a layout without what it has cached."""
    return {name: getattr(layout, name) for name in Layout.__dataclass_fields__}


def test_columns_by_number_without_header():
    numbers = dict(
        zip(("Delivery", "Order", "Date", "Item", "Qty"), "12345", strict=True)
    )
    fields = tuple(
        LayoutField(row.target, numbers.get(row.source, ""), row.constant)
        for row in CSV_FIELDS
    )
    changed = {"fields": fields, "header": False, "group_by": ("1",)}
    layout = Layout(**{**vars_of(CSV), **changed})
    found = read(FEED.split("\r\n", 1)[1], layout)
    assert [type(row).__name__ for row in found] == [
        "GoodsReceipt",
        "list",
        "GoodsReceipt",
    ]


@pytest.mark.parametrize(
    ("feed", "code", "where"),
    [
        (b"Delivery;Order\r\n\xff;1\r\n", "text.encoding", "byte 16"),
        (b"Delivery;Order\r\nA\0;1\r\n", "text.character", "line 2"),
        (b"Delivery;Order\r\n1;2\r\n", "layout.column_missing", "Date"),
        (FEED.replace("Item", "Date", 1).encode(), "layout.column_twice", "Date"),
        (FEED.encode() + b'L4;"open;1\r\n', "csv.syntax", "line 6"),
    ],
)
def test_what_is_not_the_form_at_all(feed, code, where):
    with pytest.raises(DecodeError) as refused:
        decode(feed, CSV)
    assert (refused.value.code, refused.value.where) == (code, where)


def test_rows_beyond_the_limit(monkeypatch):
    monkeypatch.setattr(csv_codec, "ROWS_MAX", 3)
    with pytest.raises(DecodeError, match="csv.too_many_rows"):
        decode(FEED.encode(), CSV)
    monkeypatch.setattr(fixed_width, "ROWS_MAX", 1)
    with pytest.raises(DecodeError, match="fixed.too_many_rows"):
        list(fixed_width.lines_of(b"a\nb\n", fixed_width.FixedWidth()))


def test_quoted_line_breaks_keep_the_line_numbers():
    rows = list(rows_of(b'a,b\n1,"x\ny"\n\n2,z\n', Delimited()))
    assert [(row.number, row.cells) for row in rows] == [
        (2, ("1", "x\ny")),
        (5, ("2", "z")),
    ]


def test_fixed_width():
    fields = (
        LayoutField("receipt_number", "1-4"),
        LayoutField("order_number", "5-8"),
        LayoutField("received_at", "9-16"),
        LayoutField("lines[].item.buyer", "17-22"),
        LayoutField("lines[].quantity", "23-28"),
        LayoutField("lines[].uom", "29-30", default="EA"),
    )
    layout = Layout(
        "goods_receipt",
        "fixed",
        fields,
        date_format="YYYYMMDD",
        skip=1,
        time_zone="UTC",
    )
    feed = "HEAD\nR1  PO1 20260310GLOVE     12\nR2  PO2 20261310GLOVE     12BX\n"
    good, bad = read(feed, layout)
    assert (good.lines[0].quantity, good.lines[0].uom) == (Decimal(12), "EA")
    assert [row.where for row in bad] == ["line 3, 9-16"]


def test_json_records_with_lines():
    fields = (
        LayoutField("receipt_number", "no"),
        LayoutField("order_number", "order.no"),
        LayoutField("received_at", "at"),
        LayoutField("lines[].item.gtin", "items[].gtin", pattern="[0-9]{14}"),
        LayoutField("lines[].quantity", "items[].qty"),
        LayoutField("lines[].uom", constant="EA"),
    )
    layout = Layout("goods_receipt", "json", fields, records="data.receipts")
    feed = (
        '{"data": {"receipts": [{"no": 1, "order": {"no": "PO1"}, "at": "2026-03-10",'
        ' "items": [{"gtin": "00012345678905", "qty": 1.10}]}, {"no": 2, "order": {},'
        ' "at": "2026-03-10", "items": [{"gtin": "x", "qty": 1}]}]}}'
    )
    good, bad = read(feed, layout)
    assert good.lines[0].quantity == Decimal("1.10")
    assert str(good.lines[0].quantity) == "1.10"
    assert [(row.code, row.where) for row in bad] == [
        ("layout.pattern", "$.data.receipts[1].items[0], items[].gtin")
    ]


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("1.234,50", (",", "."), "1234.50"),
        ("-1,5", (",", "."), "-1.5"),
        ("12.50-", (".", ","), "-12.50"),
        ("+7", (".", ""), "7"),
        (",5", (",", ""), "0.5"),
    ],
)
def test_numbers_keep_their_digits(text, marks, expected):
    assert to_number(text, *marks) == expected


@pytest.mark.parametrize(
    "text", ["", "-", "1e5", "1.23.456", "1,23", "1.", "\u0661", "12 50", "NaN", "0x1"]
)
def test_what_is_no_number_is_never_one(text):
    with pytest.raises(ValueError, match="not a number"):
        to_number(text, ".", "")


def test_dates():
    assert to_day("5.3.26", pattern_of("DD.MM.YY")) == "2026-03-05"
    assert to_day("20260305", pattern_of("YYYYMMDD")) == "2026-03-05"
    instant = to_instant("03/05/2026 14:30", pattern_of("MM/DD/YYYY hh:mm"), "UTC")
    assert instant == "2026-03-05T14:30:00+00:00"
    for text in ("2026-02-30", "2026-3", "26-03-05 "):
        with pytest.raises(ValueError):
            to_day(text, pattern_of("YYYY-MM-DD"))
    with pytest.raises(ValueError, match="no such hour"):
        to_instant("29.03.2026 02:30", pattern_of("DD.MM.YYYY hh:mm"), "Europe/Berlin")
    for form in ("MM.YYYY", "DD.DD.YYYY", "hh:mm", ""):
        with pytest.raises(ValueError, match="date form"):
            pattern_of(form)


@pytest.mark.parametrize("day", ["01.01.0001", "31.12.9999", "01.01.1899"])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "UTC"])
def test_dates_that_stand_for_none(day, zone):
    form = pattern_of("DD.MM.YYYY hh:mm")
    with pytest.raises(ValueError, match="year"):
        to_instant(f"{day} 23:30", form, zone)
    with pytest.raises(ValueError, match="year"):
        to_day(day, pattern_of("DD.MM.YYYY"))


def test_yes_and_no():
    assert (to_boolean("Y"), to_boolean("0")) == (True, False)
    with pytest.raises(ValueError):
        to_boolean("perhaps")


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell):
    assert neutral(cell) == f"'{cell}"
    assert f"'{cell}".replace("\r", "") in "".join(write_rows([[cell, "a"]])).replace(
        "\r", ""
    )


@pytest.mark.parametrize("cell", ["-12.50", "+3", "1,5", "plain", ""])
def test_numbers_stay_numbers(cell):
    assert neutral(cell) == cell


def test_a_wide_cell_is_not_cut():
    assert fixed_width.write_line(["a", "bc"], [2, 2]) == "a bc"
    with pytest.raises(ValueError, match="wider"):
        fixed_width.write_line(["abc"], [2])
