"""Procedures, types of bill and periods as claims and adjudications share them."""

import re

from .fhir_systems import (
    HOUSE,
    OTHER_PROCEDURE,
    PROCEDURES,
    REVENUE,
    SUPPORTING,
)
from .fhir_writing import concept, procedure, unknown

TYPE_OF_BILL = "typeofbill"
RECEIVED = "clmrecvddate"
ACCOUNT = "patientaccountnumber"
_BILL = re.compile(r"0?([0-9A-Za-z]{2})([0-9A-Za-z])")


def read_procedure(row):
    """``HC:99213:25`` of an item: productOrService with its modifiers."""
    code, system = row.coding("productOrService", *PROCEDURES)
    if not code:
        return ""
    qualifier = PROCEDURES.get(system, OTHER_PROCEDURE)
    if system.startswith(HOUSE + "procedure:"):
        qualifier = system.rpartition(":")[2]
    modifiers = []
    for modifier in row.rows("modifier"):
        found = [coding.text("code") for coding in modifier.rows("coding")]
        modifiers += [text for text in found if text][:1]
    return ":".join([qualifier, code, *modifiers])


def write_procedure(text, revenue_code):
    """The members of an item for a procedure and a revenue code."""
    if not text:
        # FHIR wants a product: of a line by revenue code alone that code.
        product, modifiers = concept(revenue_code, REVENUE), []
    else:
        product, modifiers = procedure(text)
    return {
        "revenue": concept(revenue_code, REVENUE),
        "productOrService": product or unknown(),
        "modifier": modifiers,
    }


def read_line_codes(row):
    """``(procedure, revenue code)`` of an item."""
    revenue = row.coding("revenue", REVENUE)[0]
    code, system = row.coding("productOrService")
    if system == REVENUE:
        return "", revenue or code
    return read_procedure(row), revenue


def supporting(root, kind):
    """The rows of ``supportingInfo`` of a category."""
    for row in root.rows("supportingInfo"):
        if kind in [code for code, _system in row.codings("category")]:
            yield row


def read_bill_type(root):
    """``(facility type, frequency)``: the type of bill, else the place of service of
    the first line."""
    for row in supporting(root, TYPE_OF_BILL):
        match = _BILL.fullmatch(row.coding("code")[0])
        if match:
            return match[1], match[2]
    for row in root.rows("item")[:1]:
        return row.coding("locationCodeableConcept")[0], ""
    return "", ""


def write_supporting(*rows):
    """``supportingInfo`` of ``(category, members)``, numbered; None without any."""
    found = []
    for kind, members in rows:
        if any(value not in (None, "", {}) for value in members.values()):
            row = {"sequence": len(found) + 1, "category": concept(kind, SUPPORTING)}
            found.append(row | members)
    return found


def bill_type(facility_type, frequency):
    """The row of the type of bill."""
    text = f"{facility_type}{frequency}" if facility_type and frequency else ""
    return TYPE_OF_BILL, {"code": concept(text)}
