"""What the lines of ORDERS, ORDCHG and INVOIC share while they are read."""

from .edifact_reading import Reading, text
from .edifact_trade import Items, Price, check_count, description, read_unit, whole

#: 6063 of the base units in one unit that is ordered or billed.
FACTORS = ("59", "52")


class LineReading(Reading):
    """Collects the lines of a message: ``line`` is a dict of canonical fields while it
    is open, ``items`` its numbers, ``price`` its price, ``quantity_stated`` whether any
    quantity of ``quantities`` (6063) stood in it, readable or not.

    Who reads a message says in ``close_line`` what becomes of a complete line.
    """

    quantities = ()

    def __init__(self, part):
        super().__init__(part)
        self.line = self.items = self.price = None
        self.quantity_stated = False
        self.lines = []

    def close_line(self):
        """The line is complete: into ``lines``, or an issue."""
        raise NotImplementedError

    def _take_lin(self, segment):
        self.close_line()
        self.items, self.price = Items(), Price()
        self.quantity_stated = False
        self.items.take_line(segment)
        self.line = {
            "number": text(segment, 1),
            "uom": "",
            "quantity": None,
            "where": self.where("LIN"),
        }

    def _take_lin_pia(self, segment):
        self.items.take_more(segment)

    def _take_lin_imd(self, segment):
        known = self.line.get("description", "")
        self.line["description"] = description(segment, known)

    def _take_lin_qty(self, segment):
        kind = text(segment, 1)
        if kind in self.quantities and self.line["quantity"] is None:
            self.quantity_stated = True
            self.line["quantity"] = self.amount(segment, 1, 2, mandatory=True)
            self.line["uom"] = read_unit(segment, 1, 3)
        elif kind in FACTORS and not self.line.get("pack_factor"):
            self.line["pack_factor"] = whole(self.amount(segment, 1, 2))

    def _take_lin_pri(self, segment):
        self.price.take(self, segment)

    def _take_uns(self, segment):
        self.close_line()

    def _take_uns_cnt(self, segment):
        check_count(self, segment, len(self.lines))
