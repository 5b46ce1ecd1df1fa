"""Catalog to EDIFACT PRICAT."""

from .edifact_trade import (
    ITEM_FIELDS,
    unit,
    write_description,
    write_item,
    write_numbers,
    write_parties,
)
from .edifact_vocabulary import (
    ITEM_ACTIONS,
    PRICE_BASES,
    PRICE_CODES,
    PURPOSE_CODES,
)
from .edifact_writing import Writing


def write_catalog(catalog):
    """A price list; items of one category stand in one product group."""
    writing = Writing("PRICAT")
    function = PURPOSE_CODES.write(catalog.purpose, "9")
    writing.add("BGM", "9", catalog.catalog_number, function)
    writing.date("137", catalog.catalog_date)
    _write_validity(writing, catalog)
    writing.words("FTX", ("AAI", "", ""), catalog.description, 5, 70)
    writing.reference("CT", catalog.contract)
    write_parties(writing, BY=catalog.buyer, SU=catalog.supplier)
    writing.add("CUX", ("2", catalog.currency, "8"), needs=(1, 2))
    # Items stand in groups or there are none: no group may follow an item outside.
    grouped = any(item.category for item in catalog.items)
    category = None
    for number, item in enumerate(catalog.items, 1):
        if grouped and item.category != category:
            writing.add("PGI", "11", item.category)
            category = item.category
        _write_item(writing, number, item)
    writing.add("CNT", ("2", len(catalog.items)))
    return writing.part()


def _write_validity(writing, row):
    writing.date("7", row.valid_from)
    writing.date("36", row.valid_to)


def _write_item(writing, number, item):
    action = "2" if item.discontinued else ITEM_ACTIONS.write(item.action, "4")
    if not item.action and not item.discontinued:
        action = ""
    write_item(writing, item.number or str(number), action, item.item)
    if item.replacement:
        fields = (*ITEM_FIELDS, ("gtin", "SRV"))
        write_numbers(writing, "3", item.replacement, fields)
    write_description(writing, item.description)
    writing.add("QTY", ("59", item.pack_factor), needs=(1, 2))
    writing.add("QTY", ("53", item.order_minimum, unit(item.uom)), needs=(1, 2))
    writing.add("ALI", item.country, needs=1)
    _write_validity(writing, item)
    writing.add("DTM", ("169", item.lead_time_days, "804"), needs=(1, 2))
    write_parties(writing, MF=item.manufacturer)
    for price in item.prices:
        _write_price(writing, item, price)


def _write_price(writing, item, price):
    uom = unit(price.uom or item.uom)
    basis = PRICE_BASES.write(price.price_basis, "")
    code = PRICE_CODES.write(price.code) if price.code else ""
    writing.add("PRI", ("AAA", price.price, "", code, basis, uom))
    writing.add("CUX", ("2", price.currency, "8"), needs=(1, 2))
    _write_validity(writing, price)
    writing.add("APR", price.trade_class, needs=1)
    if price.quantity_from is not None or price.quantity_to is not None:
        writing.add("RNG", "4", (uom or "PCE", price.quantity_from, price.quantity_to))
