"""EDIFACT INVOIC invoice <-> SupplierInvoice."""

from odoo.addons.healthcare_integration_base.canonical import (
    InvoiceCharge,
    InvoiceLine,
    Party,
    SupplierInvoice,
)
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, NOTE, WARNING

from .edifact_guide import guide
from .edifact_invoic_write import write_invoice
from .edifact_line_reading import LineReading
from .edifact_reading import text
from .edifact_trade import Parties
from .edifact_vocabulary import CHARGES

#: D.96A to D.01B.
ALLOWANCE = """(ALC! ALI*5 FTX*9 (RFF! DTM*5)* (QTY! RNG)* (PCD! RNG)*
    (MOA! RNG CUX DTM)* (RTE! RNG)* (TAX! MOA)*)*"""
GUIDE = guide(f"""BGM! DTM!*35 PAI ALI*5 IMD FTX*99 LOC*10 GIS*10 DGS
    (RFF! DTM*5 GIR*5 LOC*2 MEA*5 QTY*2 FTX*5 MOA*2 RTE*99)*
    (NAD! LOC*25 FII*5 MOA*99 (RFF! DTM*5)* (DOC! DTM*5)* (CTA! COM*5)*)*
    (TAX! MOA LOC*5)* (CUX! DTM*5)* (PAT! DTM*5 PCD MOA PAI FII)*
    (TDT! TSR (LOC! DTM*5)* (RFF! DTM*5)*)* (TOD! LOC*2)* (EQD! SEL*9)*
    (PAC! MEA*5 EQD (PCI! RFF DTM*5 GIN*5)*)* {ALLOWANCE} (RCS! RFF*5 DTM*5 FTX*5)*
    (AJT! FTX*5)* (INP! FTX*5)*
    (LIN! PIA*25 PGI*10 IMD*10 MEA*5 QTY*5 PCD QVR*5 ALI*5 DTM*35 GIN*1000 GIR*1000
    FTX*99 (MOA! CUX)* (PAT! DTM*5 PCD MOA)* (PRI! CUX APR RNG DTM*5)* (RFF! DTM*5)*
    (PAC! MEA*10 EQD (PCI! RFF DTM*5 GIN*10)*)* (LOC! QTY*100 DTM*5)* (TAX! MOA LOC*5)*
    (NAD! LOC*5 (RFF! DTM*5)* (DOC! DTM*5)* (CTA! COM*5)*)* {ALLOWANCE}
    (TDT! (LOC! DTM*5)*)* (TOD! LOC*2)* (RCS! RFF*5 DTM*5 FTX*5)*)*
    (UNS! CNT*10 (MOA! (RFF! DTM*5)*)* (TAX! MOA*9)* (ALC! ALI MOA*2 FTX*99)*)!""")

#: 1001 of credits; every other type is an invoice.
CREDITS = ("381", "261", "262", "296", "308", "396", "420", "458", "532")
#: 5025 of the totals, the best first, of an allowance or charge, and of a tax.
TOTALS = ("77", "39", "86", "9")
CHARGED, TAXED = ("8", "23", "204", "131"), ("124", "150", "176")


class EdifactSupplierInvoice(Document):
    """INVOIC: invoices and credits, with allowances, charges and taxes on two levels.

    The line of the order is the third component of RFF ON, or RFF LI, of the line.
    """

    code = "edifact_invoic"
    kind = "supplier_invoice"
    codec = "edifact"
    reads = "INVOIC"

    def read(self, part):
        """One :class:`SupplierInvoice` per message."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`SupplierInvoice` as INVOIC, as a supplier would send it."""
        return write_invoice(document)


class _Reader(LineReading):
    guide = GUIDE
    #: 6063 of the billed quantity.
    quantities = ("47", "46", "12")

    def __init__(self, part):
        super().__init__(part)
        self.header = {"where": part.where}
        self.parties = Parties()
        self.charge = None
        self.charges = []
        self.taxes = {"line": [], "header": [], "summary": []}
        self.totals = {}
        self.terms = ""

    def read(self):
        self.take_all()
        self.close_line()
        header = self.header
        if "invoice_number" not in header:
            self.missing("BGM")
        elif header.get("invoice_date") is None and not self.blocked:
            self.missing("DTM")
        if not self.totals and not self.blocked:
            self.missing("MOA", ERROR)
        if self.blocked:
            return self.result()
        total = next((self.totals[k] for k in TOTALS if k in self.totals), None)
        supplier, issuer = self.parties["supplier"], self.parties["issuer"]
        return self.result(
            SupplierInvoice(
                lines=tuple(self.lines),
                charges=tuple(self.charges),
                supplier=issuer if supplier == Party() else supplier,
                remit_to=self.parties["remit_to"],
                total=total,
                tax=self._tax(),
                **header,
            )
        )

    def _tax(self):
        """The total tax, else the sum of the invoice's taxes, else that of the lines'.

        Of the header and the summary only one counts: they say the same twice.
        """
        whole = [self.totals[kind] for kind in ("176", "124") if kind in self.totals]
        whole = whole[:1] or self.taxes["summary"] or self.taxes["header"]
        if self.taxes["line"] and whole:
            place = f"{self.part.where}/TAX".lstrip("/")
            self.report("edifact.tax.levels", ["TAX"], severity=NOTE, place=place)
        stated = whole or self.taxes["line"]
        return sum(stated) if stated else None

    def _take_bgm(self, segment):
        self.header["invoice_number"] = self.mandatory(segment, 2)
        credit = text(segment, 1) in CREDITS
        self.header["document_type"] = "credit" if credit else "invoice"

    def _take_dtm(self, segment):
        kind = text(segment, 1)
        if kind in ("3", "137") and (kind == "3" or "invoice_date" not in self.header):
            self.header["invoice_date"] = self.date(segment, mandatory=True)
        elif kind in ("13", "140"):
            self.header["due_date"] = self.date(segment)

    def _take_rff(self, segment):
        kind, value = text(segment, 1), text(segment, 1, 2)
        field = {"ON": "order_number", "CT": "contract", "OI": "original_invoice"}
        field["IV"] = "original_invoice"
        if kind in field:
            self.header.setdefault(field[kind], value)

    def _take_nad(self, segment):
        self.parties.take(segment)

    def _take_cux(self, segment):
        currency = text(segment, 1, 2)
        stated = self.header.setdefault("currency", currency)
        if currency != stated:
            self.report("edifact.currency.several", segment, 1, WARNING, 2)

    def _take_pat(self, segment):
        self.terms = text(segment, 1)

    def _take_pat_dtm(self, segment):
        kind = text(segment, 1)
        if kind == "12" or (self.terms == "22" and kind in ("13", "140")):
            self.header.setdefault("discount_date", self.date(segment))
        elif kind in ("13", "140"):
            self.header.setdefault("due_date", self.date(segment))

    def _take_pat_pcd(self, segment):
        if text(segment, 1) in ("12", "1"):
            self.header.setdefault("discount_percent", self.amount(segment, 1, 2))

    def _take_alc(self, segment):
        self.charge = None
        indicator = text(segment, 1)
        if indicator in ("A", "C"):
            code = text(segment, 5)
            words = text(segment, 5, 4), text(segment, 5, 5)
            self.charge = {
                "indicator": indicator,
                "code": CHARGES.read(code),
                "text": " ".join(filter(None, words)),
                "line_number": self.line["number"] if self.line else "",
                "where": self.where("ALC"),
            }

    _take_lin_alc = _take_alc

    def _take_alc_moa(self, segment):
        charge = self.charge
        if charge is None or text(segment, 1) not in CHARGED:
            return
        amount = self.amount(segment, 1, 2, mandatory=True)
        if amount is None:
            return
        if amount < 0:
            self.report("edifact.charge.sign", segment, 1, WARNING, 2)
            charge["indicator"] = "C" if charge["indicator"] == "A" else "A"
            amount = -amount
        self.charges.append(InvoiceCharge(amount=amount, **charge))
        self.charge = None

    _take_lin_alc_moa = _take_alc_moa

    def _take_tax_moa(self, segment):
        self._put_tax(segment, "header")

    def _take_uns_tax_moa(self, segment):
        self._put_tax(segment, "summary")

    def _take_lin_tax_moa(self, segment):
        self._put_tax(segment, "line")

    def _put_tax(self, segment, level):
        amount = self.amount(segment, 1, 2)
        if text(segment, 1) in TAXED and amount is not None:
            self.taxes[level].append(amount)

    def _take_lin_rff(self, segment):
        kind, value = text(segment, 1), text(segment, 1, 2)
        if kind == "ON":
            self.header.setdefault("order_number", value)
        number = text(segment, 1, 3) or (value if kind == "LI" else "")
        if kind == "ON" and number:
            self.line["order_line"] = number
        elif kind == "LI" and number:
            self.line.setdefault("order_line", number)

    def _take_uns_moa(self, segment):
        kind = text(segment, 1)
        amount = self.amount(segment, 1, 2, mandatory=kind in TOTALS)
        if amount is not None:
            self.totals.setdefault(kind, amount)

    def close_line(self):
        """The line is complete: into ``lines``, or an issue for what it lacks."""
        line, self.line = self.line, None
        if line is None:
            return
        line["item"] = self.items.ids()
        line["price"], line["price_basis"] = self.price.settle(
            self, line["uom"], line.get("pack_factor"), mandatory=True
        )
        for tag, stated in (("QTY", self.quantity_stated), ("PRI", self.price.stated)):
            if not stated:
                place = f"{line['where']}/{tag}"
                code = "edifact.amount.missing"
                self.report(code, [tag], None, FATAL, place=place)
        if line["quantity"] is not None and line["price"] is not None:
            self.lines.append(InvoiceLine(**line))
