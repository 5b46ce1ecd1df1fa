"""X12 832 price/sales catalogue -> Catalog; the writer is :mod:`.x12_832_write`."""

from decimal import Decimal

from odoo.addons.healthcare_integration_base.canonical import (
    Catalog,
    CatalogItem,
    CatalogPack,
    CatalogPrice,
    Party,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from .reading import Reading, many_objects, pairs, text
from .trade import Parties, description, lead_time_days
from .vocabulary import read_item, read_party
from .x12_832_write import write_catalog

#: DTM01 -> which end of the validity.
STARTS = ("007", "196", "018")
ENDS = ("036", "197")
CREATED = "097"
#: CTB03: how much may be ordered.
ORDER_MINIMUM, ORDER_MULTIPLE = "57", "69"
#: G5301 that take the item out of the catalogue.
GONE = ("002", "004")
#: CTP02 of a break's upper end; it completes the row before it.
UP_TO = "ICL"
#: Supplier roles of N101 beside those of every document.
DISTRIBUTOR = "DS"


class X12Catalog(Document):
    """832. ``PKL`` packs (HIBCC) come from the largest to the smallest; a price that
    follows one is a price of that pack."""

    code = "x12_832"
    kind = "catalog"
    codec = "x12"
    reads = "832"

    def read(self, part):
        """One :class:`Catalog` per transaction set."""
        with many_objects():
            return _Reader(part).read()

    def write(self, document):
        """A :class:`Catalog` as 832, as a supplier would send it."""
        return write_catalog(document)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.header = {}
        self.line = None
        self.price = None
        self.pack = None
        self.items = []
        self.parties = Parties()
        self.manufacturer = Party()

    def read(self):
        self.take_all()
        self._close_line()
        if "catalog_number" not in self.header:
            self.missing("BCT")
        if any(issue.severity == FATAL for issue in self.issues):
            return self.result()
        return self.result(
            Catalog(
                items=tuple(self.items),
                supplier=self.parties["supplier"],
                buyer=self.parties["buyer"],
                where=self.part.where,
                **self.header,
            )
        )

    def _take_bct(self, segment):
        self.header |= {
            "catalog_type": text(segment, 1) or "PC",
            "catalog_number": self.mandatory(segment, 2),
            "description": text(segment, 9),
            "purpose": text(segment, 10) or "00",
        }

    def _take_cur(self, segment):
        target = self.header if self.line is None else self.price
        if target is not None:
            target["currency"] = text(segment, 2)

    def _take_ref(self, segment):
        if text(segment, 1) != "CT":
            return
        if self.line is None:
            self.header["contract"] = text(segment, 2)
        elif self.price is not None:
            self.price["contract"] = text(segment, 2)
        else:
            self.line["contract"] = text(segment, 2)

    def _take_dtm(self, segment):
        kind = text(segment, 1)
        target = self.header if self.line is None else self.price or self.line
        if kind in STARTS:
            target.setdefault("valid_from", self.date(segment, 2))
        elif kind in ENDS:
            target.setdefault("valid_to", self.date(segment, 2))
        elif kind == CREATED and self.line is None:
            self.header["catalog_date"] = self.date(segment, 2)

    def _take_n1(self, segment):
        role = text(segment, 1)
        if role == "MF":
            if self.line is None:
                self.manufacturer = read_party(segment)
            else:
                self.line["manufacturer"] = read_party(segment)
        elif self.line is None:
            self.parties.take(
                ["N1", "SU", *segment[2:]] if role == DISTRIBUTOR else segment
            )

    def _take_lin(self, segment):
        self._close_line()
        named = dict(pairs(segment, 2))
        self.line = {
            "number": text(segment, 1),
            "item": read_item(segment, 2),
            "category": named.get("CG", ""),
            "country": named.get("CH", ""),
            "manufacturer": self.manufacturer,
            "where": self.where("LIN"),
            "prices": [],
            "packs": [],
        }

    def _take_g53(self, segment):
        if self.line is not None:
            action = text(segment, 1)
            self.line["action"] = action
            self.line["discontinued"] = action in GONE

    def _take_pid(self, segment):
        if self.line is not None:
            known = self.line.get("description", "")
            self.line["description"] = description(segment, known)

    def _take_po4(self, segment):
        if self.line is not None:
            self.line["pack_factor"] = self.amount(segment, 1) or None
            self.line["uom"] = self.line.get("uom") or text(segment, 3)

    def _take_ldt(self, segment):
        if self.line is not None:
            self.line["lead_time_days"] = lead_time_days(self, segment)

    def _take_ctb(self, segment):
        fields = {ORDER_MINIMUM: "order_minimum", ORDER_MULTIPLE: "order_multiple"}
        field = fields.get(text(segment, 3))
        if self.line is not None and field:
            self.line[field] = self.amount(segment, 4)

    def _take_pkl(self, segment):
        if self.line is None:
            return
        self.price = None
        self.pack = {
            "gtin": text(segment, 2),
            "uom": text(segment, 3),
            "per_outer": self.amount(segment, 4),
            "orderable": text(segment, 13) != "N",
            "where": self.where("PKL"),
        }
        self.line["packs"].append(CatalogPack(**self.pack))

    def _take_ctp(self, segment):
        """A price; the item's first unit of measure is the one it is ordered in."""
        if self.line is None:
            return
        uom = self.components(text(segment, 5))[0] or (self.pack or {}).get("uom", "")
        quantity = self.amount(segment, 4)
        amount = self.amount(segment, 3)
        if text(segment, 2) == UP_TO and self.price and self.price["price"] == amount:
            self.price["quantity_to"] = quantity
            return
        if text(segment, 6):
            # A factor on a price that stands elsewhere: nothing is reckoned here.
            self.report("x12.price.factor", segment, 6, ERROR)
            amount = None
        elif not text(segment, 3):
            self.report("x12.amount.missing", segment, 3, WARNING)
        self.price = {
            "trade_class": text(segment, 1),
            "code": text(segment, 2),
            "price": amount,
            "quantity_from": quantity if quantity != Decimal(0) else None,
            "uom": uom,
            "price_basis": text(segment, 9),
            "where": self.where("CTP"),
        }
        self.line["prices"].append(self.price)

    def _take_ctt(self, segment):
        self._close_line()

    def _close_line(self):
        line, self.line = self.line, None
        self.price = self.pack = None
        if line is None:
            return
        contract = line.pop("contract", "")
        prices = [row for row in line.pop("prices") if row["price"] is not None]
        for row in prices:
            row["contract"] = row.get("contract") or contract
        line["uom"] = line.get("uom") or next((row["uom"] for row in prices), "")
        self.items.append(
            CatalogItem(
                prices=tuple(CatalogPrice(**row) for row in prices),
                packs=tuple(line.pop("packs")),
                **line,
            )
        )
