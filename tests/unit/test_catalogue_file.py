"""Price lists as files and documents: columns, amounts, days, packs."""

from decimal import Decimal
from fractions import Fraction

import pytest

from odoo.addons.healthcare_integration_base.canonical import (
    Catalog,
    CatalogItem,
    CatalogPack,
    CatalogPrice,
    ItemIds,
)
from odoo.addons.healthcare_procurement_sync.catalogue_file import (
    FileError,
    basis,
    read,
)
from odoo.addons.healthcare_procurement_sync.catalogue_offers import (
    offers,
    pack_sizes,
)
from odoo.addons.healthcare_procurement_sync.catalogue_sql import COLUMNS

NAMES = COLUMNS[:-1]


def _rows(text, **options):
    return [
        dict(zip(NAMES, row, strict=True)) for row in read(text.encode(), **options)
    ]


def test_usual_headings_are_understood_whatever_their_order():
    rows = _rows("Price;UOM;Vendor Item #;Item Description\n1.50;BX;AB-1;Gloves\n")
    assert rows[0]["price"] == "1.50"
    assert rows[0]["uom"] == "BX"
    assert rows[0]["line"] == 2


def test_a_heading_can_be_chosen():
    row = _rows("Nr,Preis\nA,2\n", chosen={"supplier_no": "Nr", "price": "Preis"})[0]
    assert (row["supplier_no"], row["price"]) == ("A", "2")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file.empty"),
        ("Colour,Price\nred,1\n", "file.no_number_column"),
        ("SKU,Colour\nA,red\n", "file.no_price_column"),
    ],
)
def test_a_file_that_is_no_price_list_says_why(text, code):
    with pytest.raises(FileError) as refused:
        read(text.encode())
    assert refused.value.code == code


def test_decimal_commas_and_thousands():
    assert _rows("SKU;Price\nA;1.250,50\n", mark=",")[0]["price"] == "1250.50"
    assert _rows('SKU,Price\nA,"1,250.50"\n')[0]["price"] == "1250.50"
    # It may be either: the comparison refuses it.
    assert _rows('SKU,Price\nA,"1,250"\n')[0]["price"] == "1,250"


def test_days_of_another_form_and_days_that_do_not_exist():
    text = "SKU,Price,Effective date\nA,1,02/28/2026\nB,1,02/31/2026\n"
    rows = _rows(text, day_form="MM/DD/YYYY")
    assert [row["valid_from"] for row in rows] == ["2026-02-28", "?"]


def test_a_short_row_and_an_empty_one():
    rows = _rows("SKU,Price,UOM\nA,1\n\n,,\nB,2,EA,more\n")
    assert [(row["supplier_no"], row["uom"]) for row in rows] == [
        ("A", ""),
        ("B", "EA"),
    ]


def test_what_a_price_is_for():
    assert [basis(code) for code in ("HP", "1000", "PD", "0", "??")] == [
        *("100", "1000", "12"),
        *("?", "?"),
    ]


def _document(*prices, **item):
    values = {"item": ItemIds(supplier="A"), "uom": "BX", "prices": prices} | item
    return Catalog(catalog_number="1", items=(CatalogItem(**values),))


def _offers(*prices, **item):
    return [
        dict(zip(NAMES, row, strict=True)) for row in offers(_document(*prices, **item))
    ]


def test_a_net_price_counts_before_a_list_price_and_resale_does_not_count():
    rows = _offers(
        CatalogPrice(Decimal(9), "LPR"),
        CatalogPrice(Decimal(8), "NET"),
        CatalogPrice(Decimal(7), "RES"),
        CatalogPrice(Decimal(6), "NET", trade_class="DI"),
    )
    assert [row["price"] for row in rows] == ["8"]


def test_a_contract_price_stands_beside_the_list_price():
    rows = _offers(
        CatalogPrice(Decimal(9), "LPR"), CatalogPrice(Decimal(8), "CON", contract="K1")
    )
    assert [(row["price"], row["contract"]) for row in rows] == [
        ("9", None),
        ("8", "K1"),
    ]


def test_a_price_per_piece_becomes_one_per_box():
    rows = _offers(CatalogPrice(Decimal("0.09"), uom="EA"), pack_factor=Decimal(100))
    assert (rows[0]["price"], rows[0]["uom"]) == ("0.09", "EA")
    packs = (CatalogPack("BX", pack_factor=Decimal(100)), CatalogPack("EA"))
    rows = _offers(CatalogPrice(Decimal("0.09"), uom="EA"), packs=packs)
    assert (rows[0]["price"], rows[0]["uom"]) == ("9", "BX")


def test_a_tree_of_packs_is_read_from_the_outside():
    packs = (
        CatalogPack("PL", per_outer=None),
        CatalogPack("CA", per_outer=Decimal(10)),
        CatalogPack("BX", per_outer=Decimal(4)),
        CatalogPack("EA", per_outer=Decimal(100)),
    )
    item = CatalogItem(item=ItemIds(supplier="A"), packs=packs)
    assert pack_sizes(item) == {
        "EA": Fraction(1),
        "BX": Fraction(100),
        "CA": Fraction(400),
        "PL": Fraction(4000),
    }
