"""Everything that can be wrong with an X12 file, in plain words, under stable codes."""

from odoo.addons.healthcare_integration_base.issue import ERROR, Fault, FaultTable

from .fault_details import DETAILS

TEXTS = {
    "x12.encoding": "The file is not UTF-8; it was read as ISO 8859-1.",
    "x12.bom": "A byte order mark stands before the interchange.",
    "x12.prefix": "Text stands before the interchange header.",
    "x12.trailing": "Text stands after the interchange trailer.",
    "x12.wrapped": "Lines were broken at a fixed column; they were joined.",
    "x12.segment.newline": "A line break stands inside a segment.",
    "x12.binary.length": "Binary data is not as long as stated.",
    "x12.isa.missing": "No interchange header; the separators were guessed.",
    "x12.isa.width": "An element of the ISA does not have its fixed width.",
    "x12.isa.separator": "A point or a minus separates: amounts would be cut.",
    "x12.isa.date": "ISA09 is not a date.",
    "x12.isa.time": "ISA10 is not a time.",
    "x12.isa.duplicate": "The interchange control number occurs twice in this file.",
    "x12.iea.missing": "The interchange is not closed; the file may be cut off.",
    "x12.iea.unexpected": "An interchange trailer without header.",
    "x12.iea01.count": "IEA01 is not the number of functional groups.",
    "x12.iea02.control": "IEA02 is not the control number of ISA13.",
    "x12.gs.missing": "A transaction set stands outside a functional group.",
    "x12.gs01.code": "GS01 is not the functional group of this transaction set.",
    "x12.gs08.version": "ISA12 and GS08 name different versions.",
    "x12.ge.missing": "The functional group is not closed.",
    "x12.ge.unexpected": "A group trailer without header.",
    "x12.ge01.count": "GE01 is not the number of transaction sets.",
    "x12.ge02.control": "GE02 is not the control number of GS06.",
    "x12.st02.duplicate": "The set control number occurs twice in this group.",
    "x12.se.missing": "The transaction set is not closed; it may be cut off.",
    "x12.se.unexpected": "A set trailer without header.",
    "x12.se01.count": "SE01 is not the number of segments.",
    "x12.se02.control": "SE02 is not the control number of ST02.",
    "x12.amount": "An amount or quantity cannot be read.",
    "x12.amount.missing": "A mandatory amount or quantity is missing.",
    "x12.date": "A date cannot be read.",
    "x12.date.missing": "A mandatory date is missing.",
    "x12.segment.missing": "A mandatory segment is missing.",
    "x12.element.missing": "A mandatory element is missing.",
    "x12.segment.place": "A segment stands where it has no meaning.",
    "x12.segment.unknown": "No segment of X12 has this tag.",
    "x12.segment.unexpected": "The segment cannot stand here.",
    "x12.segment.order": "The segment comes too late in its loop.",
    "x12.segment.max": "The segment stands here more often than allowed.",
    "x12.segment.set": "This transaction set has no such segment.",
    "x12.loop.max": "The loop stands here more often than allowed.",
    "x12.element.conditional": "An element is missing that goes with another.",
    "x12.element.exclusion": "Two elements are given that exclude each other.",
    "x12.element.many": "The segment has more elements than allowed.",
    "x12.element.short": "An element is too short.",
    "x12.element.long": "An element is too long.",
    "x12.element.character": "An element has a character that its type does not allow.",
    "x12.element.code": "An element has a code that is not in its list.",
    "x12.element.date": "An element is not a date.",
    "x12.element.time": "An element is not a time.",
    "x12.element.repeated": "An element is repeated that may not be.",
    "x12.component.many": "A composite has more components than allowed.",
    "x12.component.missing": "A mandatory component of a composite is missing.",
    "x12.pair": "Identifiers do not come in pairs.",
    "x12.hl.parent": "The parent of a hierarchical level does not exist.",
    "x12.hl.cycle": "A hierarchical level is its own ancestor.",
    "x12.hl.duplicate": "Two hierarchical levels have the same number.",
    "x12.hl.level": "A hierarchical level stands below one of the wrong kind.",
    "x12.hl.code": "This guide has no hierarchical level of this kind.",
    "x12.stc.category": "A claim acknowledgment has only status categories A.",
    "x12.component": "A composite is not divided by the ISA's component separator.",
    "x12.repetition": "Repetitions are not divided by the ISA's separator.",
    "x12.write.missing": "The partner's guide asks for what is not known here.",
    "x12.write.total": "The lines do not sum to the charge of the claim.",
    "x12.write.limit": "There is more of this than the partner's guide takes.",
    "x12.write.guide": "A claim of this type is written as copy only.",
    "x12.order.missing": "No purchase order number is stated for an item.",
    "x12.lot.quantity": "Several lots without a quantity each.",
    "x12.charge.amount": "An allowance or charge states no amount.",
    "x12.charge.sign": "An allowance or charge has a negative amount.",
    "x12.tax.levels": "Tax is stated for lines and for the invoice.",
    "x12.price.factor": "A price is stated as a factor of another price.",
    "x12.lead_time.unit": "A lead time is not stated in days or weeks.",
    "x12.currency.several": "Several currencies in one transaction set.",
}


#: ``{code: Fault}``; codes without details are about the set as a document.
FAULTS = FaultTable(
    {
        code: Fault(level, text, advice, reference)
        for code, text in TEXTS.items()
        for level, reference, advice in [DETAILS.get(code, ("set", "", ""))]
    }
)


def fault(code, where, severity=ERROR):
    """An :class:`Issue` with the fixed words of its code."""
    return FAULTS.issue(code, where, severity)
