"""Everything that can be wrong with a UBL document beside the XML itself."""

from odoo.addons.healthcare_integration_base.codec.xml_faults import FAULTS as XML
from odoo.addons.healthcare_integration_base.issue import (
    ELEMENT,
    SEGMENT,
    SET,
    Fault,
    FaultTable,
)

FAULTS = FaultTable(
    {
        **XML,
        "ubl.code": Fault(
            ELEMENT,
            "A code is not one of the list that the document follows.",
            "Ask the partner what it means.",
        ),
        "ubl.currency": Fault(
            ELEMENT,
            "Several currencies in one document.",
            "Ask the partner for a document in one currency.",
        ),
        "ubl.order": Fault(
            SEGMENT,
            "A line names no order, and neither does the document.",
            "Ask the supplier for the order's number.",
        ),
        "ubl.orders": Fault(
            SET, "The document is about several orders; the first one is named."
        ),
        "ubl.price.base": Fault(
            ELEMENT,
            "A price is for no quantity, or for one below zero.",
            "Ask the partner what the price is for.",
        ),
        "ubl.quantity": Fault(
            SEGMENT,
            "A line of an invoice gives something back.",
            "Ask the supplier for a credit note.",
        ),
    }
)

fault = FAULTS.issue
