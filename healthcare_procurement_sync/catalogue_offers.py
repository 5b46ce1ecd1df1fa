"""A canonical catalogue as the rows that the comparison reads.

Which of an item's prices counts: its own contract price beside the best list price, for
hospitals or everybody; resale prices are for others.
"""

from fractions import Fraction

from .catalogue_file import basis
from .match_units import as_decimal

RANK = {"NET": 1, "UCP": 2, "CAT": 3, "PRF": 4, "": 5, "LPR": 6}
"""X12 element 236, the best first, for a price that no contract states."""
CONTRACT_CODES = {"CON", *(f"C{number:02d}" for number in range(1, 31))}
OTHERS = {"RES", "MSR", "RTL", "SUG"}
"""Prices at which somebody else sells."""
CLASSES = {"", "HS"}
GONE = {"002", "004"}
"""X12 element 875: deleted, withdrawn."""


def offers(document):
    """Yield rows in the order of ``catalogue_sql.COLUMNS``, text or None.

    The line is the place of the item in the document, from 1.
    """
    for line, item in enumerate(document.items, 1):
        gone = item.discontinued or item.action in GONE
        later = gone and item.discontinued_date
        if gone and not later:
            yield _row(document, line, item, None, True)
            continue
        prices = chosen_prices(item, document)
        for price in prices or [None]:
            yield _row(document, line, item, price, False)


def chosen_prices(item, document):
    """One price per unit, quantity, day and contract."""
    best = {}
    for price in item.prices:
        if price.code in OTHERS or price.trade_class not in CLASSES:
            continue
        contract = contract_of(price, document)
        start = price.valid_from or item.valid_from
        key = (price.uom or item.uom, price.quantity_from or 0, start, contract)
        # A price for hospitals before one for everybody.
        rank = (not price.trade_class, RANK.get(price.code, 5))
        if key not in best or rank < best[key][0]:
            best[key] = (rank, price)
    return [price for _rank, price in best.values()]


def contract_of(price, document):
    """The contract that a price belongs to; a list price of a list under a contract is
    still a list price."""
    if price.contract:
        return price.contract
    return document.contract if price.code in CONTRACT_CODES else ""


def pack_sizes(item):
    """``{code: Fraction}`` base units in each pack that the document states.

    A tree is given from the outside in: each level says how many of it the next larger
    one holds; the smallest holds one unless it says otherwise.
    """
    sizes = {}
    if item.pack_factor and item.uom:
        sizes[item.uom] = Fraction(item.pack_factor)
    size, inner = None, None
    for pack in reversed(item.packs):
        if pack.pack_factor:
            size = Fraction(pack.pack_factor)
        elif inner is None:
            size = sizes.get(pack.uom, Fraction(1))
        elif size is not None and inner.per_outer:
            size *= Fraction(inner.per_outer)
        else:
            size = None
        inner = pack
        if size is not None:
            sizes.setdefault(pack.uom, size)
    return sizes


def pack_numbers(item):
    """``[(code, size, gtin)]`` of the levels whose size is known."""
    sizes = pack_sizes(item)
    return [
        (pack.uom, sizes[pack.uom], pack.gtin, pack.orderable)
        for pack in item.packs
        if pack.uom in sizes
    ]


def _row(document, line, item, price, gone):
    sizes = pack_sizes(item)
    unit = item.uom or (price.uom if price else "")
    amount, unit = _amount(price, unit, sizes)
    start = (price and price.valid_from) or item.valid_from or document.valid_from
    end = (price and price.valid_to) or item.valid_to or document.valid_to
    minimum = price.quantity_from if price else None
    if minimum is None:
        minimum = item.order_minimum
    # A day of withdrawal that is still to come ends the price the day before.
    if item.discontinued_date and not gone:
        end = item.discontinued_date
    return (
        line,
        item.item.supplier or None,
        item.item.buyer or None,
        item.item.gtin or None,
        item.description or None,
        unit or None,
        _text(sizes.get(unit)),
        amount,
        basis(price.price_basis) if price and price.price_basis else None,
        _text(minimum),
        _text(item.lead_time_days),
        (price and price.currency) or document.currency or None,
        start.isoformat() if start else None,
        end.isoformat() if end else None,
        (contract_of(price, document) if price else "") or None,
        "1" if gone else None,
        item.discontinued_date.isoformat() if item.discontinued_date else None,
    )


def _amount(price, unit, sizes):
    """The price per order unit where both sizes are known, else per its own unit."""
    if price is None:
        return None, unit
    stated = price.uom or unit
    if stated == unit or unit not in sizes or stated not in sizes:
        return _text(price.price), stated
    return _text(Fraction(price.price) * sizes[unit] / sizes[stated]), unit


def _text(value):
    """Exact digits; ten places where a fraction has no end. Signs are refused later."""
    if value is None:
        return None
    if isinstance(value, Fraction):
        value = round(as_decimal(value), 10)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
