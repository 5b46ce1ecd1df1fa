"""Everything that can be wrong with XML as such, in plain words."""

from ..issue import ELEMENT, INTERCHANGE, SEGMENT, Fault, FaultTable

_MALFORMED = "Ask the sender for a well-formed document."

FAULTS = FaultTable(
    {
        "xml.empty": Fault(INTERCHANGE, "The payload is empty.", "Ask for it again."),
        "xml.syntax": Fault(
            INTERCHANGE, "The payload is not well-formed XML.", _MALFORMED
        ),
        "xml.encoding": Fault(
            INTERCHANGE,
            "The characters are not in the encoding that the document declares.",
            "Ask the sender for UTF-8.",
        ),
        "xml.doctype": Fault(
            INTERCHANGE,
            "The document declares entities or types of its own.",
            "Ask the sender to leave the internal part of the DOCTYPE out.",
        ),
        "xml.entity": Fault(
            INTERCHANGE,
            "The document refers to an entity that it does not declare.",
            "Ask the sender to write the character itself.",
        ),
        "xml.prolog": Fault(
            INTERCHANGE, "The document does not begin within its first bytes."
        ),
        "xml.too_deep": Fault(
            INTERCHANGE, "Elements are nested deeper than any document of trade."
        ),
        "xml.too_large": Fault(
            INTERCHANGE,
            "The document is larger than what is read in one piece.",
            "Ask the sender for several documents.",
        ),
        "xml.prefix": Fault(
            INTERCHANGE,
            "Blanks stand before the XML declaration; they were skipped.",
            "Nothing; the sender should leave them out.",
        ),
        "xml.document": Fault(
            INTERCHANGE,
            "The root element is not one of this format.",
            "Check which format the flow is set to.",
        ),
        "xml.amount": Fault(
            ELEMENT,
            "An amount or quantity cannot be read.",
            "Ask the sender for a decimal number with a point.",
        ),
        "xml.missing": Fault(
            SEGMENT,
            "A mandatory element is missing or empty.",
            "Ask the sender for a complete document.",
        ),
        "xml.date": Fault(
            ELEMENT,
            "A date or time cannot be read.",
            "Ask the sender for ISO 8601 dates.",
        ),
        "xml.line": Fault(
            SEGMENT,
            "A line cannot be used; the issues beside it say why.",
            "Ask the sender for a corrected document.",
        ),
    }
)

fault = FAULTS.issue
