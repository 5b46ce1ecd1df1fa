"""Catalog -> X12 832."""

from .trade import VERSION, write_parties
from .vocabulary import party_qualifier, write_item
from .writing import Writing, words


def write_catalog(catalog):
    """The transaction set of a :class:`Catalog`."""
    writing = Writing("832", VERSION)
    writing.add(
        "BCT",
        catalog.catalog_type,
        catalog.catalog_number,
        *[""] * 6,
        words(catalog.description),
        catalog.purpose,
    )
    writing.add("REF", "CT", catalog.contract, needs=2)
    writing.add("DTM", "097", catalog.catalog_date, needs=2)
    _write_validity(writing, catalog)
    writing.add("CUR", "SE", catalog.currency, needs=2)
    write_parties(writing, SU=catalog.supplier, BY=catalog.buyer)
    for item in catalog.items:
        _write_item(writing, item)
    writing.add("CTT", str(len(catalog.items)))
    return writing.part()


def _write_item(writing, item):
    further = []
    for qualifier, value in (("CG", item.category), ("CH", item.country)):
        further += [qualifier, value] if value else []
    writing.add("LIN", item.number, *write_item(item.item), *further)
    action = item.action or ("004" if item.discontinued else "")
    writing.add("G53", action, needs=1)
    _write_validity(writing, item)
    contracts = {price.contract for price in item.prices}
    common = contracts.pop() if len(contracts) == 1 else ""
    writing.add("REF", "CT", common, needs=2)
    writing.add("CTB", "OR", "", "57", item.order_minimum, needs=4)
    writing.add("CTB", "OR", "", "69", item.order_multiple, needs=4)
    writing.add("PID", "F", "", "", "", words(item.description), needs=5)
    if item.pack_factor is not None or item.uom:
        writing.add("PO4", item.pack_factor, "", item.uom)
    if item.lead_time_days is not None:
        writing.add("LDT", "AF", item.lead_time_days, "DA")
    for price in item.prices:
        _write_price(writing, price, common)
    maker = item.manufacturer
    if maker.name or maker.identifier:
        writing.add(
            "N1", "MF", words(maker.name, 60), party_qualifier(maker), maker.identifier
        )
    for pack in item.packs:
        _write_pack(writing, pack)


def _write_price(writing, price, common):
    writing.add(
        "CTP",
        price.trade_class,
        price.code,
        price.price,
        price.quantity_from,
        price.uom,
        "",
        "",
        "",
        price.price_basis,
    )
    _write_validity(writing, price)
    writing.add("CUR", "SE", price.currency, needs=2)
    if price.contract != common:
        writing.add("REF", "CT", price.contract, needs=2)
    if price.quantity_to is not None:
        writing.add("CTP", "", "ICL", price.price, price.quantity_to, price.uom)


def _write_pack(writing, pack):
    flags = ["" if pack.orderable else "N"]
    writing.add("PKL", "UK", pack.gtin, pack.uom, pack.per_outer, *[""] * 8, *flags)


def _write_validity(writing, row):
    writing.add("DTM", "007", row.valid_from, needs=2)
    writing.add("DTM", "036", row.valid_to, needs=2)
