"""A contract's prices from a table: what is read, what is refused and where."""

from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.healthcare_procurement_sync.contract_file import (
    ContractFileError,
    RefusedRow,
    read,
)

HEAD = ["Supplier item", "Unit", "Price", "From quantity", "From", "Until", "Page"]


def test_a_row_in_full():
    lines, refused = read([HEAD, ["A-1", "BX", "8,50", "10", "2026-01-01", "", "3"]])
    assert refused == ()
    (line,) = lines
    assert line.item.supplier == "A-1"
    assert (line.price, line.quantity_from) == (Decimal("8.50"), Decimal(10))
    assert (line.valid_from, line.valid_to, line.page) == (date(2026, 1, 1), None, 3)
    assert line.where == "row 2"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["A-1", "BX", ""], "contract.price_missing"),
        (["A-1", "BX", "abc"], "contract.price_unreadable"),
        (["A-1", "BX", "1e5"], "contract.price_unreadable"),
        (["A-1", "BX", "1.234,50"], "contract.price_unreadable"),
        (["A-1", "BX", "1", "ten"], "contract.quantity_unreadable"),
        (["A-1", "BX", "1", "", "31.12.2026"], "contract.day_unreadable"),
        (["A-1", "BX", "1", "", "2026-02-30"], "contract.day_unreadable"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_the_next_goes_on(row, code):
    lines, refused = read([HEAD, row, ["B-2", "EA", "2.00"]])
    assert refused == (RefusedRow("row 2", code),)
    assert [line.item.supplier for line in lines] == ["B-2"]


def test_an_unreadable_price_is_never_zero():
    lines, _refused = read([HEAD, ["A-1", "BX", "?"]])
    assert lines == ()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "contract.file_empty"),
        ([HEAD], "contract.file_empty"),
        ([["Item", "Unit"], ["A", "EA"]], "contract.column_missing"),
        ([["Unit", "Price"], ["EA", "1"]], "contract.column_missing"),
    ],
)
def test_a_file_that_is_no_price_list(rows, code):
    with pytest.raises(ContractFileError) as caught:
        read(rows)
    assert caught.value.code == code


def test_column_names_in_any_order_and_case():
    lines, _refused = read([["PRICE", "gtin"], ["3", "04012345678901"]])
    assert lines[0].item.gtin == "04012345678901"
