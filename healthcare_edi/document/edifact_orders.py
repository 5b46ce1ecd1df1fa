"""EDIFACT ORDERS purchase order <-> PurchaseOrder."""

from odoo.addons.healthcare_integration_base.canonical import OrderLine, PurchaseOrder
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import WARNING

from .edifact_guide import guide
from .edifact_order_reading import OrderReading
from .edifact_reading import text
from .edifact_trade import (
    unit,
    write_description,
    write_item,
    write_parties,
    write_price,
)
from .edifact_vocabulary import ORDER_TYPES, PURPOSES
from .edifact_writing import Writing

#: D.96A to D.01B. ALC, TAX and NAD groups inside a line are known and not read.
ALLOWANCE = """(ALC! ALI*5 DTM*5 FTX*9 (QTY! RNG)* (PCD! RNG)* (MOA! RNG)* (RTE! RNG)*
    (TAX! MOA*2)*)*"""
STRUCTURE = f"""BGM! DTM!*35 PAI ALI*5 IMD*999 FTX*99 GIR*10 (RFF! DTM*5)* @
    (NAD! LOC*99 FII*5 (RFF! DTM*5)* (DOC! DTM*5)* (CTA! COM*5)*)*
    (TAX! MOA*2 LOC*9)* (CUX! PCD*5 DTM*5)* (PAT! DTM*5 PCD MOA)*
    (TDT! (LOC! DTM*5)*)* (TOD! LOC*5)* (PAC! MEA*5 (PCI! RFF DTM*5 GIN*10)*)*
    (EQD! HAN*5 MEA*5 FTX*5)* (SCC! FTX*5 RFF*5 (QTY! DTM*5)*)* (APR! DTM*5 RNG)*
    {ALLOWANCE} (RCS! RFF*5 DTM*5 FTX*9)* (DGS! FTX*5 (CTA! COM*5)*)*
    (LIN! PIA*25 IMD*99 MEA*99 QTY*99 PCD*5 ALI*5 DTM*35 MOA*99 GIN*1000 GIR*1000 QVR
    DOC*99 PAI MTD*99 FTX*99 EQD*5 HAN*5 (CCI! CAV*10 MEA*10)* (PAT! DTM*5 PCD MOA)* @
    (PRI! CUX APR*99 RNG DTM*5)* (RFF! DTM*5)*
    (PAC! MEA*5 QTY*5 DTM*5 (RFF! DTM*5)* (PCI! RFF DTM*5 GIN*10)*)* (LOC! QTY DTM*5)*
    (TAX! MOA*2 LOC*5)*
    (NAD! LOC*5 FII*5 (RFF! DTM*5)* (DOC! DTM*5)* (CTA! COM*5)*)*
    {ALLOWANCE} (TDT! (LOC! DTM*5)*)* (TOD! LOC*2)* (EQD! HAN*5 MEA*5 FTX*5)*
    (SCC! FTX*5 RFF*5 (QTY! DTM*5)*)* (APR! DTM*5 RNG)* (RCS! RFF*5 DTM*5 FTX*9)*
    (STG! (QTY! MOA)*)*)*
    (UNS! MOA*12 CNT*10 (ALC! ALI MOA!*2)*)!"""
GUIDE = guide(STRUCTURE.replace("@", ""))
#: A response may say why, for the whole and for a line.
RESPONSE = guide(STRUCTURE.replace("@", "(AJT! FTX*5)*"))


class EdifactPurchaseOrder(Document):
    """ORDERS of any directory from D.96A to D.01B; D.96A when written, in UTC."""

    code = "edifact_orders"
    kind = "purchase_order"
    codec = "edifact"
    reads = "ORDERS"

    def read(self, part):
        """One :class:`PurchaseOrder` per message."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`PurchaseOrder` as ORDERS.

        The order type becomes 224 (rush) when the order is urgent and of type ``NE``.
        """
        order = document
        writing = Writing("ORDERS")
        _write_header(writing, order)
        for line in order.lines:
            _write_line(writing, line)
        writing.add("UNS", "S")
        writing.money("86", order.total)
        writing.add("CNT", ("2", len(order.lines)))
        return writing.part()


def _write_header(writing, order):
    rush = order.urgent and order.order_type == "NE"
    kind = "224" if rush else ORDER_TYPES.write(order.order_type, "220")
    purpose = PURPOSES.write(order.purpose, "9")
    writing.add("BGM", kind, order.order_number, purpose)
    writing.date("137", order.order_date)
    writing.date("2", order.needed_by)
    writing.instant("9", order.confirmed_at)
    writing.reference("CT", order.contract)
    writing.reference("AOU", order.cost_centre)
    write_parties(
        writing,
        BY=order.buyer,
        SU=order.supplier,
        DP=order.ship_to,
        IV=order.bill_to,
    )
    writing.add("CUX", ("2", order.currency, "9"), needs=(1, 2))


def _write_line(writing, line):
    write_item(writing, line.number, "", line.item)
    write_description(writing, line.description)
    writing.add("QTY", ("21", line.quantity, unit(line.uom)))
    writing.add("QTY", ("59", line.pack_factor), needs=(1, 2))
    writing.date("2", line.needed_by)
    write_price(writing, line.price, line.price_basis, line.uom)
    writing.reference("CT", line.contract)


class _Reader(OrderReading):
    guide = GUIDE

    def read(self):
        self.take_all()
        self.close_line()
        if "order_number" not in self.header:
            self.missing("BGM")
        elif "order_date" not in self.header:
            self.missing("DTM")
        if not self.lines:
            self.missing("LIN", WARNING)
        if self.blocked:
            return self.result()
        self.header.setdefault("currency", "")
        return self.result(
            PurchaseOrder(
                lines=tuple(OrderLine(**line) for line in self.lines),
                buyer=self.parties["buyer"],
                supplier=self.parties["supplier"],
                ship_to=self.parties["ship_to"],
                bill_to=self.parties["bill_to"],
                where=self.part.where,
                **self.header,
            )
        )

    def _take_bgm(self, segment):
        kind = ORDER_TYPES.read(text(segment, 1))
        self.header |= {
            "order_number": self.mandatory(segment, 2),
            "purpose": PURPOSES.read(text(segment, 3)) or "original",
            "order_type": kind or "NE",
            "urgent": kind == "RO",
        }

    def _take_dtm(self, segment):
        kind = text(segment, 1)
        if kind in ("137", "4") and "order_date" not in self.header:
            self.header["order_date"] = self.date(segment, mandatory=True)
        elif kind == "9":
            self.header["confirmed_at"] = self.instant(segment)
        else:
            self.take_needed_by(segment, self.header)

    def _take_rff(self, segment):
        kind, value = text(segment, 1), text(segment, 1, 2)
        if kind == "CT":
            self.header["contract"] = value
        elif kind == "AOU":
            self.header["cost_centre"] = value

    def _take_lin_rff(self, segment):
        if text(segment, 1) == "CT":
            self.line["contract"] = text(segment, 1, 2)

    def _take_uns_moa(self, segment):
        if text(segment, 1) in ("86", "79") and self.header.get("total") is None:
            self.header["total"] = self.amount(segment, 1, 2)
