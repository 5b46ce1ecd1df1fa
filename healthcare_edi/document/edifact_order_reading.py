"""What ORDERS and ORDCHG share while they are read: parties, dates and lines."""

from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from .edifact_line_reading import LineReading
from .edifact_reading import text
from .edifact_trade import Parties

#: 2005 of the date at which the goods are needed, at the buyer's place.
NEEDED_DATES = ("2", "63", "69", "67", "17")


class OrderReading(LineReading):
    """Header and lines of an order as dicts of canonical fields.

    ``quantity_needed`` False for a message whose lines may do without a quantity.
    """

    #: 6063 of the ordered quantity.
    quantities = ("21", "1")
    quantity_needed = True

    def __init__(self, part):
        super().__init__(part)
        self.header = {}
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

    def _take_lin_dtm(self, segment):
        self.take_needed_by(segment, self.line)

    def _take_lin_scc_qty_dtm(self, segment):
        self.take_needed_by(segment, self.line)

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
