"""A contract's prices from a table (CSV or spreadsheet). Pure.

The first row names the columns; order and case do not matter. What cannot be read is
told with its row and column, and the other rows go on.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from odoo.addons.healthcare_integration_base.canonical import (
    ContractPriceLine,
    ItemIds,
)

COLUMNS = {
    "item": ("item", "our item", "item number", "buyer item", "internal reference"),
    "supplier_item": ("supplier item", "vendor item", "catalogue number", "catalog no"),
    "gtin": ("gtin", "barcode", "ean"),
    "unit": ("unit", "uom", "unit of measure"),
    "price": ("price", "unit price", "contract price"),
    "basis": ("price basis", "basis", "per"),
    "tier": ("tier",),
    "quantity": ("from quantity", "minimum", "min qty", "quantity", "min quantity"),
    "start": ("from", "valid from", "start", "effective", "effective date"),
    "end": ("until", "valid to", "end", "expiration", "expires"),
    "ceiling": ("ceiling", "maximum price"),
    "clause": ("clause", "reference"),
    "page": ("page",),
    "action": ("action",),
}
NEEDED = ("price",)
ROWS_MAX = 50_000
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}([.,][0-9]{1,10})?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class ContractFileError(ValueError):
    """The table as a whole cannot be read; ``code`` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be read: its place and a stable code."""

    where: str
    code: str


def read(rows):
    """``(lines, refused)`` of a table.

    :param rows: lists of text, the first one names the columns.
    :raises ContractFileError: ``contract.file_empty``, ``contract.column_missing`` or
        ``contract.file_too_long``.
    """
    if len(rows) < 2:
        raise ContractFileError("contract.file_empty")
    if len(rows) > ROWS_MAX:
        raise ContractFileError("contract.file_too_long")
    places = _places(rows[0])
    named = {"item", "supplier_item", "gtin"} & places.keys()
    if not named or any(name not in places for name in NEEDED):
        raise ContractFileError("contract.column_missing")
    lines, refused = [], []
    for number, row in enumerate(rows[1:], 2):
        cells = {
            name: row[place].strip() if place < len(row) else ""
            for name, place in places.items()
        }
        if not any(cells.values()):
            continue
        line, problem = _line(cells, f"row {number}")
        if line:
            lines.append(line)
        else:
            refused.append(problem)
    return tuple(lines), tuple(refused)


def _places(head):
    known = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
    found = {}
    for place, title in enumerate(head):
        words = re.sub(r"[\s_]+", " ", title or "").strip().lower()
        name = known.get(words)
        if name and name not in found:
            found[name] = place
    return found


def _line(cells, where):
    """``(line, None)`` or ``(None, RefusedRow)``: the first thing that is wrong."""
    try:
        price = _number(cells.get("price"), "contract.price_unreadable")
        if price is None:
            return None, RefusedRow(where, "contract.price_missing")
        item = ItemIds(
            buyer=cells.get("item", ""),
            supplier=cells.get("supplier_item", ""),
            gtin=cells.get("gtin", ""),
        )
        page = _number(cells.get("page"), "contract.page_unreadable")
        return (
            ContractPriceLine(
                item=item,
                price=price,
                uom=cells.get("unit", ""),
                price_basis=cells.get("basis", ""),
                tier=cells.get("tier", ""),
                quantity_from=_number(
                    cells.get("quantity"), "contract.quantity_unreadable"
                ),
                valid_from=_day(cells.get("start")),
                valid_to=_day(cells.get("end")),
                ceiling=_number(cells.get("ceiling"), "contract.ceiling_unreadable"),
                clause=cells.get("clause", ""),
                page=None if page is None else int(page),
                action=cells.get("action", "").lower(),
                where=where,
            ),
            None,
        )
    except ContractFileError as error:
        return None, RefusedRow(where, error.code)


def _number(text, code):
    """A number as written, with a point or a comma; None when empty."""
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise ContractFileError(code)
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise ContractFileError(code) from None


def _day(text):
    """A day as YYYY-MM-DD (a spreadsheet may add a time); None when empty."""
    if not text:
        return None
    found = _DAY.match(text)
    if not found:
        raise ContractFileError("contract.day_unreadable")
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise ContractFileError("contract.day_unreadable") from None
