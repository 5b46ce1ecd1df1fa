"""What the EDIFACT trade documents share: parties, items, quantities, prices."""

from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import ItemIds, Party
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from .edifact_reading import text
from .edifact_vocabulary import (
    FOREIGN,
    ITEMS,
    PRICE_BASES,
    SCHEMES,
    UNITS,
)
from .edifact_writing import cut

#: 3035 -> role. The first party of a role counts.
ROLES = {
    "BY": "buyer",
    "OB": "buyer",
    "SU": "supplier",
    "SE": "supplier",
    "SR": "supplier",
    "II": "issuer",
    "DP": "ship_to",
    "ST": "ship_to",
    "CN": "ship_to",
    "IV": "bill_to",
    "BT": "bill_to",
    "PE": "remit_to",
    "RE": "remit_to",
    "PR": "payer",
    "SF": "ship_from",
    "CZ": "ship_from",
    "PW": "ship_from",
    "CA": "carrier",
    "MF": "manufacturer",
}
#: Field of ItemIds -> 7143, in the order in which they are written behind the LIN.
ITEM_FIELDS = (
    ("buyer", "IN"),
    ("supplier", "SA"),
    ("manufacturer", "MF"),
    ("ndc", "BF"),
    ("hibc", "AC"),
)
#: 4347 of a PIA that names the same item again.
SAME_ITEM = ("1", "5", "")


class Parties:
    """Collects NAD segments by role."""

    def __init__(self):
        self._found = {}

    def take(self, segment):
        """Remember a NAD if its role is one of ours and still free."""
        role = ROLES.get(text(segment, 1))
        if role and role not in self._found:
            self._found[role] = read_party(segment)

    def __getitem__(self, role):
        return self._found.get(role) or Party()


def read_party(segment):
    """A NAD as party; the name is C080, else the first line of C058."""
    identifier = text(segment, 2)
    agency = text(segment, 2, 3)
    lines = [text(segment, 4, number) for number in range(1, 6)]
    name = " ".join(filter(None, lines)) or text(segment, 3)
    scheme = SCHEMES.read(agency, FOREIGN) if identifier else ""
    return Party(identifier=identifier, scheme=scheme, name=name)


def write_parties(writing, **parties):
    """NAD segments for the parties that are known, by 3035."""
    for code, party in parties.items():
        if party.name or party.identifier:
            agency = SCHEMES.write(party.scheme, "92") if party.scheme else ""
            identifier = (party.identifier, "", agency) if party.identifier else ""
            writing.add("NAD", code, identifier, "", cut(party.name, 5, 35))


class Items:
    """Collects the numbers of one item from its LIN and PIA segments."""

    def __init__(self):
        self.found = {}

    def take_line(self, segment):
        """The number in a LIN."""
        self._put(text(segment, 3), text(segment, 3, 2))

    def take_more(self, segment):
        """Up to five numbers in a PIA."""
        for number in range(2, 7):
            self._put(text(segment, number), text(segment, number, 2))

    def _put(self, value, code):
        field = ITEMS.known(code)
        if value and field:
            self.found.setdefault(field, value)

    def ids(self):
        """The numbers as :class:`ItemIds`."""
        return ItemIds(**self.found)


def write_item(writing, number, action, item):
    """LIN with the GTIN, and PIA segments with the other numbers."""
    writing.add("LIN", number, action, (item.gtin, "SRV") if item.gtin else "")
    write_numbers(writing, "1", item, ITEM_FIELDS)


def write_numbers(writing, function, item, fields):
    """PIA segments with at most five numbers each."""
    pairs = [(getattr(item, field), code) for field, code in fields]
    pairs = [pair for pair in pairs if pair[0]]
    for at in range(0, len(pairs), 5):
        writing.add("PIA", function, *pairs[at : at + 5])


def read_unit(segment, number, component):
    """A unit of measure in the house's codes, empty when not stated."""
    return UNITS.read(text(segment, number, component))


def unit(code):
    """A unit of measure as EDIFACT code."""
    return UNITS.write(code)


def description(segment, known):
    """The words of an IMD, joined to what earlier IMD segments of the line said."""
    said = text(segment, 3, 4), text(segment, 3, 5)
    return " ".join(filter(None, (known, *said)))


def write_description(writing, value):
    """IMD in free form: two components of 35 characters."""
    rows = cut(value, 2, 35)
    if rows:
        writing.add("IMD", "F", "", ("", "", "", *rows))


#: 5125, the best first: net, invoice, calculation net, gross, information.
PRICE_RANKS = ("AAA", "INV", "CAL", "AAB", "AAE", "AAF")


class Price:
    """The price of a line: the best of its PRI segments, per unit of the quantity."""

    def __init__(self):
        self._rank = len(PRICE_RANKS) + 1
        self._segment = None
        self.stated = False
        self.amount = None
        self.basis = ""
        self.unit = ""
        self.where = ""

    def take(self, reading, segment):
        """Remember a PRI if it ranks before what is known."""
        code = text(segment, 1)
        rank = PRICE_RANKS.index(code) if code in PRICE_RANKS else len(PRICE_RANKS)
        amount = reading.amount(segment, 1, 2)
        self.stated = self.stated or bool(text(segment, 1, 2))
        if rank >= self._rank or amount is None:
            return
        self._rank, self.amount = rank, amount
        self.basis, self.unit = "", read_unit(segment, 1, 6)
        self.where = reading.where("PRI")
        self._take_basis(reading, segment)

    def _take_basis(self, reading, segment):
        units = reading.amount(segment, 1, 5)
        if units is None or units == 1:
            return
        basis = PRICE_BASES.known(format(units.normalize(), "f"))
        if basis:
            self.basis = basis
            return
        exact = _divided(self.amount, units)
        if exact is not None:
            self.amount = exact
        else:
            reading.report("edifact.price.unit", segment, 1, FATAL, 5)

    def settle(self, reading, uom, factor, mandatory=False):
        """Amount and basis per ``uom``; a price per piece of a pack is multiplied.

        :param factor: base units in one ``uom``, None when not stated.
        """
        if self.unit in ("", uom) or self.amount is None or not uom:
            return self.amount, self.basis
        if self.unit == "EA" and factor and not self.basis:
            return self.amount * factor, ""
        severity = FATAL if mandatory else ERROR
        reading.report("edifact.price.unit", ["PRI"], 1, severity, 6, self.where)
        return None, ""


def _divided(amount, units):
    """The price of one unit if it is an exact decimal, else None; a price for less than
    nothing would change its sign."""
    if units <= 0:
        return None
    found = amount / units
    return found if found * units == amount and _short(found) else None


def _short(amount):
    return -amount.normalize().as_tuple().exponent <= 8


def write_price(writing, price, basis, uom):
    """PRI net, with the basis of the price."""
    if price is None:
        return
    units = PRICE_BASES.write(basis, "")
    writing.add(
        "PRI", ("AAA", price, "", "", units, unit(uom) if units else ""), needs=(1, 2)
    )


def whole(value):
    """A factor that is whole and not 0, else None."""
    if value is None or value == Decimal(0):
        return None
    return value


def check_count(reading, segment, lines):
    """CNT 2: the number of lines."""
    stated = reading.amount(segment, 1, 2)
    if text(segment, 1) == "2" and stated is not None and stated != lines:
        reading.report("edifact.control.count", segment, 1, WARNING, 2)
