"""Everything that can be wrong with an X12 file, in plain words, under stable codes."""

from odoo.addons.healthcare_integration_base.issue import ERROR, Issue

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
    "x12.pair": "Identifiers do not come in pairs.",
    "x12.hl.parent": "The parent of a hierarchical level does not exist.",
    "x12.hl.cycle": "A hierarchical level is its own ancestor.",
    "x12.hl.duplicate": "Two hierarchical levels have the same number.",
    "x12.order.missing": "No purchase order number is stated for an item.",
    "x12.lot.quantity": "Several lots without a quantity each.",
    "x12.charge.amount": "An allowance or charge states no amount.",
    "x12.charge.sign": "An allowance or charge has a negative amount.",
    "x12.tax.levels": "Tax is stated for lines and for the invoice.",
    "x12.currency.several": "Several currencies in one transaction set.",
}


def fault(code, where, severity=ERROR):
    """An :class:`Issue` with the fixed text of its code."""
    return Issue(code, where, severity, TEXTS[code])
