"""Everything that can be wrong with a cXML document beside the XML itself."""

from odoo.addons.healthcare_integration_base.codec.xml_faults import FAULTS as XML
from odoo.addons.healthcare_integration_base.issue import (
    ELEMENT,
    INTERCHANGE,
    SEGMENT,
    SET,
    Fault,
    FaultTable,
)

FAULTS = FaultTable(
    {
        **XML,
        "cxml.body": Fault(
            INTERCHANGE, "The document holds no request, message or response."
        ),
        "cxml.type": Fault(
            ELEMENT,
            "A type is not one that the standard knows.",
            "Ask the partner what it means.",
        ),
        "cxml.currency": Fault(
            ELEMENT,
            "Several currencies in one document.",
            "Ask the partner for a document in one currency.",
        ),
        "cxml.price.base": Fault(
            ELEMENT,
            "A price is for no quantity, or for another unit than the ordered one.",
            "Ask the partner for the price of one ordered unit.",
        ),
        "cxml.quantity": Fault(
            SEGMENT,
            "The parts of a confirmed line do not make its quantity.",
            "The statuses count; ask the supplier.",
        ),
        "cxml.header_invoice": Fault(
            SET,
            "The invoice has no lines, only sums for whole orders.",
            "Ask the supplier for invoices with lines.",
        ),
        "cxml.operation": Fault(
            SET,
            "The document takes back an earlier one; it cannot be applied by itself.",
            "A person decides what becomes of the earlier document.",
        ),
        "cxml.payment": Fault(
            SET,
            "The supplier asks to be paid before delivery.",
            "A person answers the request.",
        ),
        "cxml.credit.sign": Fault(
            SET, "A credit memo states amounts above zero; they were read as credited."
        ),
    }
)

fault = FAULTS.issue
