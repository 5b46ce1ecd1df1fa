"""EDIFACT PRICAT price and sales catalogue <-> Catalog."""

from odoo.addons.healthcare_integration_base.canonical import (
    Catalog,
    CatalogItem,
    CatalogPrice,
    ItemIds,
    Party,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from .edifact_guide import guide
from .edifact_pricat_write import write_catalog
from .edifact_reading import Reading, text
from .edifact_trade import (
    SAME_ITEM,
    Items,
    Parties,
    Price,
    check_count,
    description,
    read_party,
    read_unit,
    whole,
)
from .edifact_vocabulary import ITEM_ACTIONS, PRICE_CODES, PURPOSE_CODES

#: D.96A to D.01B. Items stand in product groups (PGI) or beside them.
ALLOWANCE = """(ALC! ALI*5 DTM*5 (QTY! RNG)* (PCD! RNG)* (MOA! RNG)* (RTE! RNG)*
    (TAX! MOA)*)*"""
PARTY = """(NAD! LOC*25 FII*5 (RFF! DTM*5)* (DOC! DTM*5)* (CTA! COM*5)*)*"""
PRICE = """(PRI! CUX DTM*5 APR*5 RNG*5)*"""
ITEM = f"""(LIN! PIA*25 IMD*99 MEA*99 QTY*99 HAN*5 ALI*99 DTM*10 GIN*99 DOC*99 FTX*99
    RFF*99 (TAX! MOA*2)* {PARTY} {PRICE} (PAC! MEA*25 HAN*9 (PCI! GIN*10)*)*
    (LOC! DTM*5)* (CCI! CAV*10 MEA*10)* {ALLOWANCE} (TDT! LOC*5)* (TOD! LOC*5)*
    (PAT! DTM PCD MOA)*)*"""
GUIDE = guide(f"""BGM! DTM!*10 ALI*5 FTX*99 (RFF! DTM*5)* {PARTY} (TAX! MOA*2)*
    (CUX! DTM*5)* (PAT! DTM*5 PCD MOA)* (TDT! LOC*5)* (TOD! LOC*5)* {ALLOWANCE}
    (PGI! DTM*5 QTY*5 ALI*5 FTX*5 {PARTY} {PRICE} {ALLOWANCE} {ITEM})* {ITEM}
    (UNS! CNT*5)* CNT*5 (AUT! DTM)*""")

#: 2005 of the first and the last day, and of both in one.
FIRST, LAST, BOTH = ("7", "157", "194"), ("36", "158", "206"), ("273",)
#: 6063 of base units in one unit, and of the least quantity of an order.
FACTORS, MINIMA = ("59", "52"), ("53",)
#: 2379: weeks and days of a lead time.
LEAD_TIMES = {"803": 7, "804": 1}


class EdifactCatalog(Document):
    """PRICAT. A deleted item (1229 = 2) is discontinued; PIA 3 names what replaces it.

    Packaging levels (PAC) are not read and not written, nor are the multiple of the
    order quantity and the day of the discontinuation.
    """

    code = "edifact_pricat"
    kind = "catalog"
    codec = "edifact"
    reads = "PRICAT"

    def read(self, part):
        """One :class:`Catalog` per message."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`Catalog` as PRICAT, as a supplier would send it."""
        return write_catalog(document)


class _Reader(Reading):
    guide = GUIDE

    def __init__(self, part):
        super().__init__(part)
        # Items in a group are read like those beside one.
        self._methods |= {f"pgi_{path}": do for path, do in self._methods.items()}
        self._methods["pgi"] = self._open_group
        self.header = {"where": part.where}
        self.parties = Parties()
        self.category = ""
        self.item = self.price = None
        self.items = []

    def read(self):
        self.take_all()
        self._close_item()
        if "catalog_number" not in self.header:
            self.missing("BGM")
        if not self.items:
            self.missing("LIN", WARNING)
        if self.blocked:
            return self.result()
        return self.result(
            Catalog(
                items=tuple(self.items),
                supplier=self.parties["supplier"],
                buyer=self.parties["buyer"],
                **self.header,
            )
        )

    def _take_bgm(self, segment):
        self.header["catalog_number"] = self.mandatory(segment, 2)
        self.header["purpose"] = PURPOSE_CODES.read(text(segment, 3)) or "00"

    def _take_dtm(self, segment):
        if text(segment, 1) == "137":
            self.header["catalog_date"] = self.date(segment)
        else:
            self._take_validity(segment, self.header)

    def _take_validity(self, segment, target):
        kind = text(segment, 1)
        if kind in BOTH:
            first, last = self.period(segment)
            target |= {"valid_from": first, "valid_to": last}
        elif kind in FIRST:
            target["valid_from"] = self.date(segment)
        elif kind in LAST:
            target["valid_to"] = self.date(segment)

    def _take_ftx(self, segment):
        words = [text(segment, 4, number) for number in range(1, 6)]
        known = self.header.get("description", "")
        self.header["description"] = " ".join(filter(None, (known, *words)))

    def _take_rff(self, segment):
        if text(segment, 1) == "CT":
            self.header.setdefault("contract", text(segment, 1, 2))

    def _take_nad(self, segment):
        self.parties.take(segment)

    def _take_cux(self, segment):
        self.header.setdefault("currency", text(segment, 1, 2))

    def _open_group(self, segment):
        self._close_item()
        self.category = text(segment, 2)

    def _take_lin(self, segment):
        self._close_item()
        action = text(segment, 2)
        if action and ITEM_ACTIONS.known(action) is None:
            self.report("edifact.value", segment, 2)
        self.item = {
            "numbers": Items(),
            "others": Items(),
            "prices": [],
            "number": text(segment, 1),
            "action": ITEM_ACTIONS.known(action, ""),
            "discontinued": action == "2",
            "category": self.category,
            "uom": "",
            "where": self.where("LIN"),
        }
        self.item["numbers"].take_line(segment)

    def _take_lin_pia(self, segment):
        if text(segment, 1) in SAME_ITEM:
            self.item["numbers"].take_more(segment)
        elif text(segment, 1) == "3":
            self.item["others"].take_more(segment)

    def _take_lin_imd(self, segment):
        known = self.item.get("description", "")
        self.item["description"] = description(segment, known)

    def _take_lin_qty(self, segment):
        kind = text(segment, 1)
        if kind in FACTORS:
            self.item["pack_factor"] = whole(self.amount(segment, 1, 2))
        elif kind in MINIMA:
            self.item["order_minimum"] = self.amount(segment, 1, 2)
            self.item["uom"] = read_unit(segment, 1, 3)

    def _take_lin_ali(self, segment):
        if text(segment, 1):
            self.item.setdefault("country", text(segment, 1))

    def _take_lin_dtm(self, segment):
        days = LEAD_TIMES.get(text(segment, 1, 3))
        if text(segment, 1) == "169" and days:
            count = self.amount(segment, 1, 2)
            self.item["lead_time_days"] = None if count is None else count * days
        else:
            self._take_validity(segment, self.item)

    def _take_lin_nad(self, segment):
        if text(segment, 1) == "MF":
            self.item.setdefault("manufacturer", read_party(segment))

    def _take_lin_pri(self, segment):
        price = Price()
        price.take(self, segment)
        self.price = None
        if price.amount is None:
            if not price.stated:
                self.report("edifact.amount.missing", segment, 1, FATAL, 2)
            return
        code = text(segment, 1, 4) or text(segment, 1, 3)
        self.price = {
            "price": price.amount,
            "code": PRICE_CODES.read(code),
            "uom": price.unit,
            "price_basis": price.basis,
            "where": self.where("PRI"),
        }
        self.item["prices"].append(self.price)

    def _take_lin_pri_cux(self, segment):
        if self.price is not None:
            self.price["currency"] = text(segment, 1, 2)

    def _take_lin_pri_dtm(self, segment):
        if self.price is not None:
            self._take_validity(segment, self.price)

    def _take_lin_pri_apr(self, segment):
        if self.price is not None:
            self.price["trade_class"] = text(segment, 1)

    def _take_lin_pri_rng(self, segment):
        if self.price is not None and text(segment, 1) == "4":
            self.price["quantity_from"] = self.amount(segment, 2, 2)
            self.price["quantity_to"] = self.amount(segment, 2, 3)

    def _take_cnt(self, segment):
        self._close_item()
        check_count(self, segment, len(self.items))

    _take_uns_cnt = _take_cnt

    def _close_item(self):
        item, self.item, self.price = self.item, None, None
        if item is None:
            return
        ids, others = item.pop("numbers").ids(), item.pop("others").ids()
        if ids == ItemIds():
            self.report("edifact.element.missing", ["LIN"], 3, ERROR, 1, item["where"])
        prices = item.pop("prices")
        units = [price["uom"] for price in prices if price["uom"]]
        item["uom"] = item["uom"] or (units[0] if units else "")
        for price in prices:
            price["uom"] = "" if price["uom"] == item["uom"] else price["uom"]
        item.setdefault("manufacturer", Party())
        self.items.append(
            CatalogItem(
                item=ids,
                replacement=None if others == ItemIds() else others,
                prices=tuple(CatalogPrice(**price) for price in prices),
                **item,
            )
        )
