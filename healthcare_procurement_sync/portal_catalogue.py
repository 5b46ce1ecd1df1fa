"""A supplier's price list from a CSV file, with every wrong cell. Pure.

Columns by their heading, in any order: ``item`` and ``price`` are needed; the others
are ``description``, ``gtin``, ``manufacturer_item``, ``unit``, ``pack`` (base units in
one unit), ``currency``, ``valid_from``, ``valid_to``, ``minimum``, ``multiple``,
``lead_days``, ``discontinued`` (yes or no). Amounts with a point, dates as 2026-06-30.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    Catalog,
    CatalogItem,
    CatalogPack,
    CatalogPrice,
    ItemIds,
)
from odoo.addons.healthcare_integration_base.identifiers import is_valid

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_FAULTS = 500
NEEDED = ("item", "price")
COLUMNS = (
    *("item", "description", "gtin", "manufacturer_item", "unit", "pack", "price"),
    *("currency", "valid_from", "valid_to", "minimum", "multiple", "lead_days"),
    "discontinued",
)
NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
CURRENCY = re.compile(r"[A-Z]{3}")
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0", "")


@dataclass(frozen=True, slots=True)
class Fault:
    """``line`` as a text editor counts, ``column`` its heading; ``code`` what is wrong
    with it. No value: the supplier has the file."""

    line: int
    column: str
    code: str


def read_catalogue(data, number, today, currency=""):
    """``(catalog or None, faults, rows)``: the good rows as a :class:`Catalog`.

    :param bytes data: the file; UTF-8, comma, semicolon or tab.
    :param currency: of prices that state none.
    :return: the catalog has the rows without a fault; None when there are none.
    """
    text, fault = _decoded(data)
    if fault:
        return None, [fault], 0
    try:
        rows = list(_table(text))
    except csv.Error:
        return None, [Fault(1, "", "file")], 0
    if not rows:
        return None, [Fault(1, "", "empty")], 0
    head = [cell.strip().lower().replace(" ", "_") for cell in rows[0]]
    faults = [Fault(1, name, "column") for name in NEEDED if name not in head]
    faults += [Fault(1, name, "twice") for name in set(head) if head.count(name) > 1]
    if len(rows) - 1 > MAX_ROWS:
        faults.append(Fault(MAX_ROWS + 2, "", "too_many"))
    if faults:
        return None, faults, len(rows) - 1
    items, seen = [], set()
    for position, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = _Row(position, dict(zip(head, cells, strict=False)))
        item = row.item(seen, currency)
        faults += row.faults
        if not row.faults:
            items.append(item)
    catalog = Catalog(
        catalog_number=number,
        items=tuple(items),
        purpose="04",
        catalog_date=today,
        currency=currency,
    )
    return (catalog if items else None), faults[:MAX_FAULTS], len(rows) - 1


def _decoded(data):
    if len(data) > MAX_BYTES:
        return "", Fault(1, "", "too_large")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        return "", Fault(data[: error.start].count(b"\n") + 1, "", "encoding")


def _table(text):
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)


class _Row:
    """One line of the file while it is read."""

    def __init__(self, line, cells):
        self.line = line
        self.cells = cells
        self.faults = []

    def item(self, seen, currency):
        """The :class:`CatalogItem`; incomplete when there are faults."""
        code = self.text("item", needed=True)
        if code and code in seen:
            self.fault("item", "twice")
        seen.add(code)
        gtin = self.text("gtin")
        if gtin and not is_valid("gtin", gtin):
            self.fault("gtin", "gtin")
        start, end = self.day("valid_from"), self.day("valid_to")
        if start and end and end < start:
            self.fault("valid_to", "before")
        price = self.number("price", needed=True)
        own = self.text("currency")
        if own and not CURRENCY.fullmatch(own):
            self.fault("currency", "currency")
        unit, pack = self.text("unit"), self.number("pack")
        if pack == 0:
            self.fault("pack", "number")
        gone = self.yes("discontinued")
        return CatalogItem(
            item=ItemIds(
                supplier=code,
                gtin=gtin,
                manufacturer=self.text("manufacturer_item"),
            ),
            number=str(self.line),
            action="002" if gone else "",
            description=self.text("description"),
            uom=unit,
            prices=(self._price(price, unit, own or currency, start, end),),
            packs=(CatalogPack(unit, gtin, pack),) if unit and pack else (),
            pack_factor=pack,
            order_minimum=self.number("minimum"),
            order_multiple=self.number("multiple"),
            lead_time_days=self.number("lead_days"),
            valid_from=start,
            valid_to=end,
            discontinued=gone,
        )

    @staticmethod
    def _price(price, unit, currency, start, end):
        return CatalogPrice(
            price or Decimal(0),
            uom=unit,
            currency=currency,
            valid_from=start,
            valid_to=end,
        )

    def fault(self, column, code):
        self.faults.append(Fault(self.line, column, code))

    def text(self, column, needed=False):
        value = (self.cells.get(column) or "").strip()
        if needed and not value:
            self.fault(column, "missing")
        if len(value) > 256 or any(ord(sign) < 32 for sign in value):
            self.fault(column, "text")
            return ""
        return value

    def number(self, column, needed=False):
        value = self.text(column, needed)
        if not value:
            return None
        if not NUMBER.fullmatch(value):
            self.fault(column, "number")
            return None
        return Decimal(value)

    def day(self, column):
        value = self.text(column)
        if not value:
            return None
        try:
            found = date.fromisoformat(value)
        except ValueError:
            self.fault(column, "date")
            return None
        if not 2000 <= found.year < 2100:
            self.fault(column, "date")
            return None
        return found

    def yes(self, column):
        value = self.text(column).lower()
        if value not in YES + NO:
            self.fault(column, "yes_no")
        return value in YES
