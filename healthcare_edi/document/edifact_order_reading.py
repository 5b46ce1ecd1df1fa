"""What ORDERS and ORDCHG share while they are read: parties, dates and lines."""

from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .edifact_reading import Reading, text
from .edifact_trade import (
    Items,
    Parties,
    Price,
    check_count,
    description,
    read_unit,
    whole,
)

#: 2005 of the date at which the goods are needed, at the buyer's place.
NEEDED_DATES = ("2", "63", "69", "67", "17")
#: 6063 of the ordered quantity, and of the base units in one ordered unit.
ORDERED, FACTORS = ("21", "1"), ("59", "52")


class OrderReading(Reading):
    """Header and lines of an order as dicts of canonical fields.

    ``quantity_needed`` False for a message whose lines may do without a quantity.
    """

    quantity_needed = True

    def __init__(self, part):
        super().__init__(part)
        self.header = {}
        self.line = self.items = self.price = None
        self.quantity_stated = False
        self.lines = []
        self.parties = Parties()

    def take_needed_by(self, segment, target):
        """A DTM that says when the goods are needed; the first one counts."""
        if text(segment, 1) in NEEDED_DATES and not target.get("needed_by"):
            target["needed_by"] = self.date(segment)

    def _take_nad(self, segment):
        self.parties.take(segment)

    def _take_cux(self, segment):
        for number in (1, 2):
            currency = text(segment, number, 2)
            if not currency:
                continue
            stated = self.header.setdefault("currency", currency)
            if stated != currency and number == 1:
                self.report("edifact.currency.several", segment, number, WARNING, 2)

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
        if kind in ORDERED and self.line["quantity"] is None:
            self.quantity_stated = True
            self.line["quantity"] = self.amount(segment, 1, 2, mandatory=True)
            self.line["uom"] = read_unit(segment, 1, 3)
        elif kind in FACTORS and not self.line.get("pack_factor"):
            self.line["pack_factor"] = whole(self.amount(segment, 1, 2))

    def _take_lin_dtm(self, segment):
        self.take_needed_by(segment, self.line)

    def _take_lin_scc_qty_dtm(self, segment):
        self.take_needed_by(segment, self.line)

    def _take_lin_pri(self, segment):
        self.price.take(self, segment)

    def _take_uns(self, segment):
        self.close_line()

    def _take_uns_cnt(self, segment):
        check_count(self, segment, len(self.lines))

    def close_line(self):
        """The line is complete: price per its unit, and on to the others."""
        line, self.line = self.line, None
        if line is None:
            return
        line["item"] = self.items.ids()
        line["price"], line["price_basis"] = self.price.settle(
            self, line["uom"], line.get("pack_factor")
        )
        if line["quantity"] is not None or not self.quantity_needed:
            self.lines.append(line)
        elif not self.quantity_stated:
            place = f"{line['where']}/QTY"
            self.report("edifact.amount.missing", ["QTY"], None, FATAL, place=place)
