"""EDIFACT DESADV despatch advice <-> ShipNotice: packages, lots, expiry dates."""

from odoo.addons.healthcare_integration_base.canonical import (
    ShipNotice,
    ShippedLine,
    ShippedOrder,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, WARNING

from .edifact_desadv_write import write_despatch
from .edifact_guide import guide
from .edifact_packages import Packages
from .edifact_reading import Reading, text
from .edifact_trade import Items, Parties, check_count, read_unit
from .edifact_vocabulary import PURPOSE_CODES
from .lots import Lots

#: D.96A to D.01B. Some senders leave the PCI between PAC and GIN out.
GUIDE = guide("""BGM! DTM!*10 ALI*5 MEA*5 MOA*5 CUX*9 (RFF! DTM)*
    (NAD! LOC*10 (RFF! DTM)* (CTA! COM*5)*)* (TOD! LOC*5 FTX*5)*
    (TDT! PCD*6 TMD (LOC! DTM*10)*)* (EQD! MEA*5 SEL*25 EQA*5 HAN*10 (HAN! FTX*10)*)*
    (CPS! FTX*5 QVR (PAC! MEA*10 QTY*10 (HAN! FTX*10)*
        (PCI! RFF DTM*5 (GIR! RFF)* (GIN! DLM*10)*)* GIN*99)*
    (LIN! PIA*10 IMD*25 MEA*10 QTY*10 ALI*10 GIN*100 GIR*100 DLM*100 DTM*5 FTX*99 MOA*5
        (RFF! CTA DTM)* (DGS! QTY FTX*5 (CTA! COM*5)*)* (LOC! NAD DTM*10 QTY*10)*
        (SGP! QTY*10 DTM FTX)* (TOD! LOC*5 FTX*5)* (TDT! (LOC! DTM)*)* (HAN! FTX*5 GDS)*
        (PCI! DTM*5 MEA*10 QTY RFF (GIN! DLM*100)* (HAN! FTX*5)*)*
        (QVR! DTM*5)*)*)* UNS CNT*5 (AUT! DTM)*""")

#: 2005 of a DTM.
SHIPPED, EXPECTED, CREATED = ("11", "10"), ("17", "67", "2", "35", "69"), ("137",)
#: 6063 of the shipped quantity.
DESPATCHED = ("12", "46")
#: 7405 of a GIN and 1153 of an RFF -> what the lot is called; 2005 of its last day.
LOT_NUMBERS = {"BX": "lot", "BN": "serial", "NB": "lot", "SN": "serial", "BT": "lot"}
EXPIRIES = ("36", "361", "360")


class EdifactShipNotice(Document):
    """DESADV: packages by their CPS numbers, whatever the order of the file.

    The order and its line are RFF ON of the line (third component), else RFF ON of the
    header. ``created_at`` is DTM 137, read as UTC. A line is in the innermost package
    around it that has exactly one SSCC.
    """

    code = "edifact_desadv"
    kind = "ship_notice"
    codec = "edifact"
    reads = "DESADV"

    def read(self, part):
        """One :class:`ShipNotice` per message."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`ShipNotice` as DESADV."""
        return write_despatch(document)


class _Reader(Reading):
    guide = GUIDE

    def __init__(self, part):
        super().__init__(part)
        self.header = {"where": part.where}
        self.parties = Parties()
        self.packages = Packages()
        self.order = ""
        self.line = None
        self.lines = []

    def read(self):
        self.take_all()
        self._close_line()
        if "shipment_id" not in self.header:
            self.missing("BGM")
        for place in self.packages.orphans():
            self.report("edifact.package", ["CPS"], None, WARNING, place=place)
        if self.blocked:
            return self.result()
        return self.result(
            ShipNotice(
                orders=self._orders(),
                ship_from=self.parties["ship_from"],
                ship_to=self.parties["ship_to"],
                **self.header,
            )
        )

    def _orders(self):
        """The lines by order, in the order in which the orders first occur."""
        orders = {}
        for number, package, line in self.lines:
            number = number or self.order
            if not number:
                self.report("edifact.order.missing", ["LIN"], place=line["where"])
            row = ShippedLine(sscc=self.packages.sscc(package), **line)
            orders.setdefault(number, []).append(row)
        return tuple(
            ShippedOrder(number, tuple(lines), lines[0].where)
            for number, lines in orders.items()
        )

    def _take_bgm(self, segment):
        self.header["shipment_id"] = self.mandatory(segment, 2)
        self.header["purpose"] = PURPOSE_CODES.read(text(segment, 3)) or "00"

    def _take_dtm(self, segment):
        kind = text(segment, 1)
        if kind in SHIPPED:
            self.header.setdefault("shipped_date", self.date(segment))
        elif kind in EXPECTED:
            self.header.setdefault("expected_date", self.date(segment))
        elif kind in CREATED:
            self.header.setdefault("created_at", self.instant(segment))

    def _take_rff(self, segment):
        kind, value = text(segment, 1), text(segment, 1, 2)
        if kind == "ON":
            self.order = self.order or value
        elif kind == "BM":
            self.header.setdefault("bill_of_lading", value)
        elif kind in ("CN", "AAS"):
            self.header.setdefault("tracking", value)

    def _take_nad(self, segment):
        self.parties.take(segment)

    def _take_tdt(self, segment):
        carrier = text(segment, 5, 4) or text(segment, 5)
        if carrier:
            self.header.setdefault("carrier", carrier)

    def _take_cps(self, segment):
        self._close_line()
        place = self.where("CPS")
        self.packages.open(text(segment, 1), text(segment, 2), place)

    def _take_cps_pac_pci_gin(self, segment):
        if text(segment, 1) == "BJ":
            for number in range(2, 7):
                self.packages.mark(text(segment, number))

    _take_cps_pac_gin = _take_cps_pac_pci_gin

    def _take_cps_lin(self, segment):
        self._close_line()
        self.line = _Line(self.where("LIN"), text(segment, 1), self.packages.current)
        self.line.items.take_line(segment)

    def _take_cps_lin_pia(self, segment):
        self.line.take_numbers(segment)

    def _take_cps_lin_qty(self, segment):
        if text(segment, 1) in DESPATCHED and self.line.quantity is None:
            self.line.stated = True
            self.line.quantity = self.amount(segment, 1, 2, mandatory=True)
            self.line.uom = read_unit(segment, 1, 3)

    def _take_cps_lin_rff(self, segment):
        kind, value = text(segment, 1), text(segment, 1, 2)
        if kind == "ON":
            self.line.order = self.line.order or value
            self.line.number = text(segment, 1, 3) or self.line.number
        elif kind == "LI":
            self.line.number = value or self.line.number
        elif kind in LOT_NUMBERS and value:
            self.line.lots.name(LOT_NUMBERS[kind], value)

    def _take_cps_lin_gin(self, segment):
        field = LOT_NUMBERS.get(text(segment, 1))
        for number in range(2, 7):
            if field and text(segment, number):
                self.line.lots.name(field, text(segment, number))

    _take_cps_lin_pci_gin = _take_cps_lin_gin

    def _take_cps_lin_dtm(self, segment):
        if text(segment, 1) in EXPIRIES:
            self.line.take_expiry(self.date(segment))

    _take_cps_lin_pci_dtm = _take_cps_lin_dtm

    def _take_cps_lin_pci(self, segment):
        self.line.begin_lot()

    def _take_cps_lin_pci_qty(self, segment):
        self.line.take_portion(self.amount(segment, 1, 2))

    def _take_cnt(self, segment):
        self._close_line()
        check_count(self, segment, len(self.lines))

    def _close_line(self):
        line, self.line = self.line, None
        if line is None:
            return
        if line.quantity is None:
            if not line.stated:
                place = f"{line.where}/QTY"
                self.report("edifact.amount.missing", ["QTY"], None, FATAL, place=place)
            return
        lots = line.found()
        if len(lots) > 1 and any(lot.quantity is None for lot in lots):
            self.report("edifact.lot.quantity", ["LIN"], None, ERROR, place=line.where)
        row = {
            "item": line.items.ids(),
            "quantity": line.quantity,
            "uom": line.uom,
            "line_number": line.number,
            "lots": lots,
            "where": line.where,
        }
        self.lines.append((line.order, line.package, row))


class _Line:
    """A despatched line while it is read; a PCI begins a portion of it.

    Date, quantity and number of a portion come in any order: they are put together when
    the portion ends.
    """

    def __init__(self, where, number, package):
        self.where = where
        self.number = number
        self.package = package
        self.items, self.lots = Items(), Lots()
        self.order = ""
        self.quantity, self.uom, self.stated = None, "", False
        self._portions = []

    def take_numbers(self, segment):
        """A PIA: further numbers of the item, or its batch."""
        self.items.take_more(segment)
        for number in range(2, 7):
            field = LOT_NUMBERS.get(text(segment, number, 2))
            if field and text(segment, number):
                self.lots.name(field, text(segment, number))

    def begin_lot(self):
        """A PCI: what follows belongs to another portion, with numbers of its own."""
        self._portions.append([self.lots, None, None])
        self.lots = Lots()

    def take_expiry(self, day):
        """The last day of use of the portion, or of the line."""
        if self._portions:
            self._portions[-1][1] = day
        else:
            self.lots.take_expiry(day)

    def take_portion(self, quantity):
        """How much of the line the portion is."""
        if self._portions:
            self._portions[-1][2] = quantity

    def found(self):
        """All lots of the line as tuple."""
        if not self._portions:
            return self.lots.found()
        before, rows = self._portions[0][0].found(), []
        for number, (_, expiry, quantity) in enumerate(self._portions):
            following = self._portions[number + 1 :][:1]
            lots = following[0][0] if following else self.lots
            lots.finish(expiry, quantity)
            rows += lots.found()
        return before + tuple(rows)
