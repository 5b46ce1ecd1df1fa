"""A supplier's price list as a delimited file: which column is what, and its cells.

Nothing is computed here that the comparison does not need: of a hundred thousand rows
most are the same as yesterday. Amounts stay text; what cannot be read stays as it is
and is refused with its line by the comparison.
"""

import csv
import io
import re
from datetime import datetime
from operator import itemgetter

from .catalogue_sql import COLUMNS
from .match_types import BASIS

NAMES = {
    "supplier_no": "supplier no|supplier number|supplier item|supplier item number|"
    "supplier part number|vendor item|vendor item number|vendor no|vendor product code|"
    "vendor part number|vendor catalog number|catalog number|catalogue number|"
    "catalog no|catalogue no|product code|item number|item no|part number|sku",
    "buyer_no": "our item|our item number|our number|buyer item|buyer item number|"
    "buyer no|customer item number|hospital item|internal reference|default code",
    "gtin": "gtin|gtin 14|upc|ean|barcode",
    "description": "description|item description|product description|product name|"
    "vendor product name|name",
    "uom": "uom|um|unit|unit of measure|order unit|purchase uom|product uom",
    "factor": "pack size|pack quantity|pack qty|qty per uom|quantity per uom|contains|"
    "conversion factor|pack factor|factor|units per pack",
    "price": "price|unit price|list price|net price|contract price|cost",
    "basis": "price basis|price per|per",
    "minimum": "min qty|minimum|minimum quantity|minimum order|from quantity|quantity",
    "lead": "lead time|lead days|lead time days|delay",
    "currency": "currency|currency code",
    "valid_from": "valid from|effective|effective date|start date|date start|"
    "price effective date",
    "valid_to": "valid to|valid until|expires|expiration date|end date|date end|"
    "price expiration date",
    "contract": "contract|contract number|contract no",
    "gone": "discontinued|obsolete|withdrawn",
    "gone_on": "discontinued on|discontinued date|discontinue date",
}
ALIASES = {alias: name for name, text in NAMES.items() for alias in text.split("|")}
NUMBERS = ("supplier_no", "buyer_no", "gtin")
YES = {"1", "y", "yes", "true", "x", "t", "discontinued", "obsolete", "withdrawn"}
DAYS = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "MM/DD/YYYY": "%m/%d/%Y",
    "DD/MM/YYYY": "%d/%m/%Y",
    "DD.MM.YYYY": "%d.%m.%Y",
    "YYYYMMDD": "%Y%m%d",
}
UNREADABLE = "?"
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+\.[0-9]+")
SAID = COLUMNS[1:-1]
"""Members that a file can state: all but the line and the digest."""
_PLACE = {name: place for place, name in enumerate(COLUMNS)}


class FileError(ValueError):
    """The file as a whole cannot be used. ``code`` says why, ``where`` the line."""

    def __init__(self, code, where=""):
        super().__init__(code)
        self.code = code
        self.where = where


def read(payload, chosen=None, mark=".", day_form="YYYY-MM-DD"):
    """Rows of a file, as text in the order of ``catalogue_sql.COLUMNS``.

    :param bytes payload: UTF-8 or Windows-1252, separated by comma, semicolon, tab or
        bar; the first row names the columns.
    :param dict chosen: ``{member: heading}`` where a heading says nothing by itself.
    :param mark: the decimal mark, ``.`` or ``,``.
    :raises FileError: ``file.empty``, ``file.encoding``, ``file.no_number_column``,
        ``file.no_price_column``, ``file.syntax`` with the line.
    """
    text = _text(payload)
    first = text.split("\n", 1)[0]
    if not first.strip():
        raise FileError("file.empty")
    delimiter = max(",;\t|", key=first.count)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True
    )
    try:
        headings = next(reader)
        places = columns(headings, chosen or {})
        return list(_rows(reader, len(headings), places, mark, day_form))
    except csv.Error:
        raise FileError("file.syntax", f"line {reader.line_num}") from None


def columns(headings, chosen):
    """``{member: place}`` of the headings of a file.

    :raises FileError: neither an item number nor a price can be found.
    """
    plain = [_plain(heading) for heading in headings]
    wanted = {_plain(heading): name for name, heading in chosen.items()}
    places = {}
    for place, heading in enumerate(plain):
        name = wanted.get(heading) or ALIASES.get(heading)
        if name and (name not in places or heading in wanted):
            places[name] = place
    if not any(name in places for name in NUMBERS):
        raise FileError("file.no_number_column", "line 1")
    if "price" not in places:
        raise FileError("file.no_price_column", "line 1")
    return places


def _text(payload):
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = payload.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise FileError("file.encoding")


def _plain(heading):
    return re.sub(r"[^a-z0-9]+", " ", (heading or "").lower()).strip()


def _rows(reader, width, places, mark, day_form):
    """Cells by member; one getter for all rows, conversions only where needed."""
    getter = itemgetter(*(places.get(name, width) for name in SAID))
    convert = _converters(places, mark, day_form)
    for cells in reader:
        if len(cells) != width:
            cells = (cells + [""] * width)[:width]
        cells.append("")
        row = getter(cells)
        if not any(row):
            continue
        if convert:
            changed = list(row)
            for place, function in convert:
                if changed[place]:
                    changed[place] = function(changed[place])
            row = changed
        yield (reader.line_num, *row)


def _converters(places, mark, day_form):
    """``(place, function)`` of the members whose cells are not as they are needed."""
    found = []
    for name in ("price", "factor", "minimum"):
        if name in places:
            found.append((name, _comma if mark == "," else _grouped))
    for name in ("valid_from", "valid_to", "gone_on"):
        if name in places:
            found.append((name, _Day(day_form)))
    if "gone" in places:
        found.append(("gone", _gone))
    if "basis" in places:
        found.append(("basis", basis))
    if "currency" in places:
        found.append(("currency", _code))
    if "gtin" in places:
        found.append(("gtin", _digits))
    return [(_PLACE[name] - 1, function) for name, function in found]


def _comma(cell):
    return cell.replace(".", "").replace(",", ".").strip()


def _grouped(cell):
    # "1,250" may be either: only a point behind the groups says what the comma is.
    return cell.replace(",", "") if _GROUPED.fullmatch(cell) else cell


def _gone(cell):
    return "1" if cell.strip().lower() in YES else ""


def _code(cell):
    return cell.strip().upper()


def _digits(cell):
    return re.sub(r"[\s-]", "", cell)


def basis(cell):
    """How many units a price is for, as text; a zero divides nothing and is refused."""
    text = cell.strip().upper()
    if text.isascii() and text.isdigit() and int(text):
        return str(int(text))
    return str(BASIS[text]) if text in BASIS else UNREADABLE


class _Day:
    """Days of one form as ISO; the few different days of a list are read once."""

    def __init__(self, form):
        self.form = DAYS.get(form, form)
        self.known = {}

    def __call__(self, cell):
        if cell not in self.known:
            try:
                found = datetime.strptime(cell.strip(), self.form).date().isoformat()
            except ValueError:
                found = UNREADABLE
            self.known[cell] = found
        return self.known[cell]
