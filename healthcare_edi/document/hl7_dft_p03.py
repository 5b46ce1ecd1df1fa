"""HL7 v2 DFT^P03 <-> Charge, one canonical document per FT1.

Diagnoses (FT1-19, DG1), guarantors (GT1), insurance (IN1) and every name are read over
and never kept. FT1-11 is the amount of the line, FT1-12 that of one unit.
"""

from odoo.addons.healthcare_integration_base.canonical import Charge, ItemIds
from odoo.addons.healthcare_integration_base.document.base import Document
from odoo.addons.healthcare_integration_base.issue import FATAL, WARNING

from ..codec.hl7.values import read_currency
from .hl7_reading import Reading
from .hl7_writing import Writing, coded, message_facts, person, token

#: MSH-9.2 that are charges: P03 posts, P11 is its form with more room.
EVENTS = ("P03", "P11")
#: FT1-6 (HL7 table 0017) -> kind of charge; another word is kept as it is.
TYPES = {"CG": "charge", "CD": "credit", "PY": "payment", "AJ": "adjustment"}
CODES = {kind: code for code, kind in TYPES.items()}
#: FT1-7.3 or FT1-25.3 -> qualifier of a procedure as X12 has it.
PROCEDURES = {"C4": "HC", "CPT": "HC", "CPT4": "HC", "HCPCS": "HC", "HCPT": "HC"}
NDC = "NDC"


class HL7Charge(Document):
    """DFT^P03 of every version from 2.3; written as 2.5.1."""

    code = "hl7_dft_p03"
    kind = "charge"
    codec = "hl7"
    reads = "DFT"

    def read(self, part):
        """One :class:`Charge` per FT1."""
        return _Reader(part).read()

    def write(self, document):
        """A :class:`Charge` as DFT^P03 with one FT1, without a name."""
        return _write(document)


class _Reader(Reading):
    def __init__(self, part):
        super().__init__(part)
        self.patient_key = self.visit_key = self.account_key = ""
        self.charges = []

    def read(self):
        self.take_all()
        if not self.count("PID"):
            self.missing("PID")
        if not self.count("FT1"):
            self.missing("FT1")
        if self.trigger not in EVENTS:
            self.report("hl7.event", ["MSH"], 9, severity=FATAL)
        keys = {
            "patient_key": self.patient_key,
            "encounter_key": self.visit_key or self.account_key,
            "facility": self.facility(),
        }
        return self.result(*(Charge(**row, **keys) for row in self.charges))

    def _take_pid(self, segment):
        self.patient_key = self.patient(segment, 3) or self.patient(segment, 2)
        if not self.patient_key:
            self.report("hl7.field.missing", segment, 3, severity=FATAL)
        self.account_key = self.encounter(segment, 18)

    def _take_pv1(self, segment):
        self.visit_key = self.encounter(segment, 19)

    def _take_ft1(self, segment):
        code, system = self.coded(segment, 7)
        if not code:
            self.report("hl7.field.missing", segment, 7, severity=FATAL)
        stated = self.mandatory(segment, 6)
        currencies = {self._currency(segment, n) for n in (11, 12, 22)} - {""}
        if len(currencies) > 1:
            self.report("hl7.currency.several", segment, 11, severity=FATAL)
        self.charges.append(
            {
                "charge_number": self._charge_number(segment),
                "charge_type": TYPES.get(stated.upper(), stated),
                "code": code,
                "code_system": system,
                "procedure": self._procedure(segment, code, system),
                "item": ItemIds(ndc=self._ndc(segment, code, system)),
                "quantity": self.number(segment, 10),
                "amount": self.number(segment, 11),
                "unit_price": self.number(segment, 12),
                "cost": self.number(segment, 22),
                "currency": next(iter(currencies), ""),
                "service_date": self.day(segment, 4),
                "posted_date": self.day(segment, 5),
                "batch_number": self.text(segment, 3),
                "department": self.text(segment, 13),
                "performer": self.person(segment, 20),
                "order_number": self.text(segment, 23),
                "where": self.where("FT1"),
            }
        )

    def _charge_number(self, segment):
        """FT1-2; where it is empty the message's number with FT1-1, which repeats in
        no other message."""
        number = self.text(segment, 2)
        if number:
            return number
        self.report("hl7.field.missing", segment, 2, severity=WARNING)
        row = self.text(segment, 1) or str(self.count("FT1"))
        message = self.facts.get("msh10") or ""
        if not message:
            self.report("hl7.field.missing", segment, 2, severity=FATAL)
        return f"{message}/{row}"

    def _currency(self, segment, field):
        """The denomination of an MO: its subcomponent, or a component as many write."""
        return read_currency(self.text(segment, field, 1, 2)) or read_currency(
            self.text(segment, field, 2)
        )

    def _procedure(self, segment, code, system):
        """``HC:99213:25`` from FT1-25 and FT1-26, else from FT1-7."""
        stated, listed = self.coded(segment, 25)
        if not stated:
            stated, listed = code, system
        qualifier = PROCEDURES.get(listed.upper())
        if not qualifier or not stated:
            return ""
        modifiers = [row.text(1) for row in self.repetitions(segment, 26)]
        return ":".join([qualifier, stated, *filter(None, modifiers)])

    def _ndc(self, segment, code, system):
        stated, listed = self.coded(segment, 29)
        if stated and (not listed or listed.upper() == NDC):
            return stated
        return code if system.upper() == NDC else ""


def _write(charge):
    writing = Writing("DFT", "P03", "DFT_P03")
    writing.add("EVN", {1: "P03"})
    writing.add("PID", {1: "1", 3: token(charge.patient_key), 5: ("", "")})
    writing.add("PV1", {1: "1", 2: "N", 19: token(charge.encounter_key)})
    listed, _, procedure = charge.procedure.partition(":")
    stated, *modifiers = procedure.split(":")
    apart = stated != charge.code or charge.code_system.upper() not in PROCEDURES
    ndc = charge.item.ndc
    writing.add(
        "FT1",
        {
            1: "1",
            2: charge.charge_number,
            3: charge.batch_number,
            4: charge.service_date,
            5: charge.posted_date,
            6: CODES.get(charge.charge_type, charge.charge_type),
            7: coded(charge.code, charge.code_system),
            10: charge.quantity,
            11: _money(charge.amount, charge.currency),
            12: _money(charge.unit_price, charge.currency),
            13: charge.department,
            20: person(charge.performer),
            22: _money(charge.cost, charge.currency),
            23: charge.order_number,
            25: (stated, "", "C4") if listed and apart else "",
            26: modifiers,
            29: (ndc, "", NDC) if ndc != charge.code else "",
        },
    )
    return writing.part(**message_facts(charge))


def _money(amount, currency):
    """CP: an MO with its denomination in the first component."""
    return "" if amount is None else ((amount, currency),)
