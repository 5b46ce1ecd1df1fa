"""Everything that can be wrong with an EDIFACT file, in plain words.

The reference is the code of data element 0085 that a CONTRL message reports.
"""

from odoo.addons.healthcare_integration_base.issue import (
    ELEMENT,
    GROUP,
    INTERCHANGE,
    SEGMENT,
    SET,
    Fault,
    FaultTable,
)

SENDER = "Ask the sender to correct it and to send it again."
COMPARE = "Compare it with what the sender says he sent; something may be lost."
AGREE = "Agree with the partner on what he sends, or change the partner's settings."

FAULTS = FaultTable(
    {
        "edifact.bom": Fault(
            INTERCHANGE, "A byte order mark stands before the interchange.", AGREE
        ),
        "edifact.encoding": Fault(
            INTERCHANGE,
            "The bytes are not in the character set that UNB names.",
            "Ask the sender for the character set of UNB01, UNOC for ISO 8859-1.",
            "CONTRL:21",
        ),
        "edifact.encoding.unknown": Fault(
            INTERCHANGE,
            "UNB01 names a character set that is not known.",
            "Ask the sender for UNOA, UNOB or UNOC.",
            "CONTRL:2",
        ),
        "edifact.character": Fault(
            SET,
            "The message holds characters that its character set does not have.",
            "Ask the sender to leave them out or to name another character set.",
            "CONTRL:21",
        ),
        "edifact.prefix": Fault(
            INTERCHANGE, "Text stands before the interchange header.", AGREE
        ),
        "edifact.trailing": Fault(
            INTERCHANGE, "Text stands after the interchange trailer.", COMPARE
        ),
        "edifact.wrapped": Fault(
            INTERCHANGE,
            "Lines were broken at a fixed column; they were joined.",
            "Ask the sender to transmit the file without line breaks.",
        ),
        "edifact.segment.newline": Fault(
            INTERCHANGE,
            "A line break stands inside a segment.",
            "Ask the sender to transmit the file without line breaks.",
            "CONTRL:21",
        ),
        "edifact.una.length": Fault(
            INTERCHANGE,
            "The UNA does not hold six service characters.",
            SENDER,
            "CONTRL:22",
        ),
        "edifact.una.missing": Fault(
            INTERCHANGE,
            "No UNA, and other separators than the standard ones; they were guessed.",
            "Ask the sender to begin the interchange with a UNA.",
            "CONTRL:20",
        ),
        "edifact.unb.missing": Fault(
            INTERCHANGE,
            "No interchange header; the separators were guessed.",
            SENDER,
            "CONTRL:13",
        ),
        "edifact.unb.party": Fault(
            INTERCHANGE, "UNB names no sender or no receiver.", SENDER, "CONTRL:13"
        ),
        "edifact.unb05.missing": Fault(
            INTERCHANGE, "UNB has no control reference.", SENDER, "CONTRL:13"
        ),
        "edifact.unb.duplicate": Fault(
            INTERCHANGE,
            "The interchange control reference occurs twice in this file.",
            "Ask the sender whether he meant to send it twice.",
            "CONTRL:26",
        ),
        "edifact.unb.empty": Fault(
            INTERCHANGE, "The interchange holds no message.", COMPARE, "CONTRL:32"
        ),
        "edifact.unz.missing": Fault(
            INTERCHANGE,
            "The interchange is not closed; the file may be cut off.",
            COMPARE,
            "CONTRL:13",
        ),
        "edifact.unz01.count": Fault(
            INTERCHANGE,
            "UNZ01 is not the number of groups, or of messages without groups.",
            COMPARE,
            "CONTRL:29",
        ),
        "edifact.unz02.control": Fault(
            INTERCHANGE,
            "UNZ02 is not the control reference of UNB05.",
            COMPARE,
            "CONTRL:28",
        ),
        "edifact.mixed": Fault(
            INTERCHANGE,
            "Messages stand inside and outside of groups.",
            SENDER,
            "CONTRL:30",
        ),
        "edifact.outside": Fault(
            INTERCHANGE,
            "Segments stand outside of a message.",
            COMPARE,
            "CONTRL:33",
        ),
        "edifact.une.missing": Fault(
            GROUP, "The group is not closed.", COMPARE, "CONTRL:13"
        ),
        "edifact.une.unexpected": Fault(
            GROUP, "A group trailer without header.", COMPARE, "CONTRL:33"
        ),
        "edifact.une01.count": Fault(
            GROUP, "UNE01 is not the number of messages.", COMPARE, "CONTRL:29"
        ),
        "edifact.une02.control": Fault(
            GROUP, "UNE02 is not the reference of UNG05.", COMPARE, "CONTRL:28"
        ),
        "edifact.ung01.type": Fault(
            GROUP,
            "UNG01 is not the type of the messages in the group.",
            SENDER,
            "CONTRL:31",
        ),
        "edifact.unh01.missing": Fault(
            SET, "The message has no reference number.", SENDER, "CONTRL:13"
        ),
        "edifact.unh02.missing": Fault(
            SET, "The message header names no message type.", SENDER, "CONTRL:13"
        ),
        "edifact.unh.duplicate": Fault(
            SET, "The message reference occurs twice.", COMPARE, "CONTRL:26"
        ),
        "edifact.unt.missing": Fault(
            SET,
            "The message is not closed; it may be cut off.",
            "Ask the sender for the whole message; this one is not used.",
            "CONTRL:13",
        ),
        "edifact.unt.unexpected": Fault(
            SET, "A message trailer without header.", COMPARE, "CONTRL:33"
        ),
        "edifact.unt01.count": Fault(
            SET, "UNT01 is not the number of segments.", COMPARE, "CONTRL:29"
        ),
        "edifact.unt02.control": Fault(
            SET, "UNT02 is not the reference of UNH01.", COMPARE, "CONTRL:28"
        ),
        "edifact.object": Fault(
            INTERCHANGE,
            "The interchange holds a package with an object; it is not read.",
            AGREE,
            "CONTRL:15",
        ),
        "edifact.segment.missing": Fault(
            SEGMENT, "A mandatory segment is missing.", SENDER, "CONTRL:13"
        ),
        "edifact.segment.unknown": Fault(
            SEGMENT,
            "The message type has no such segment; it is not read.",
            AGREE,
            "CONTRL:15",
        ),
        "edifact.segment.order": Fault(
            SEGMENT,
            "A segment stands out of its order; it is read all the same.",
            AGREE,
            "CONTRL:15",
        ),
        "edifact.segment.repeated": Fault(
            SEGMENT,
            "A segment or group occurs more often than the message type allows.",
            AGREE,
            "CONTRL:35",
        ),
        "edifact.element.missing": Fault(
            ELEMENT, "A mandatory element is missing.", SENDER, "CONTRL:13"
        ),
        "edifact.element.extra": Fault(
            ELEMENT, "The segment has more elements than known.", AGREE, "CONTRL:16"
        ),
        "edifact.component.extra": Fault(
            ELEMENT, "An element has more components than known.", AGREE, "CONTRL:16"
        ),
        "edifact.element.long": Fault(
            ELEMENT,
            "An element is longer than the directory allows.",
            "Check whether the value was cut; agree with the partner on its length.",
            "CONTRL:39",
        ),
        "edifact.element.format": Fault(
            ELEMENT,
            "An element that must be a number, or letters, is not.",
            SENDER,
            "CONTRL:37",
        ),
        "edifact.decimal": Fault(
            ELEMENT,
            "A number has another decimal mark than the interchange names.",
            "Check the amount; ask the sender to use the mark of his UNA.",
            "CONTRL:19",
        ),
        "edifact.amount": Fault(
            ELEMENT,
            "An amount or quantity cannot be read.",
            "Ask the sender for the amount; it was not guessed.",
            "CONTRL:12",
        ),
        "edifact.amount.missing": Fault(
            ELEMENT,
            "A mandatory amount or quantity is missing.",
            "Ask the sender for the amount; it was not guessed.",
            "CONTRL:13",
        ),
        "edifact.date": Fault(ELEMENT, "A date cannot be read.", SENDER, "CONTRL:12"),
        "edifact.date.missing": Fault(
            ELEMENT, "A mandatory date is missing.", SENDER, "CONTRL:13"
        ),
        "edifact.value": Fault(
            ELEMENT,
            "A code is not one that this document knows.",
            "Add the code to the agreement with the partner, or ask what it means.",
            "CONTRL:14",
        ),
        "edifact.price.unit": Fault(
            ELEMENT,
            "The price is per another unit than the quantity, without a factor.",
            "Ask the sender for the price per unit of the quantity.",
            "CONTRL:12",
        ),
        "edifact.order.missing": Fault(
            SEGMENT,
            "No purchase order number is stated for an item.",
            "Link the line by hand, or ask the sender for the order number.",
            "CONTRL:13",
        ),
        "edifact.lot.quantity": Fault(
            SEGMENT,
            "Several lots without a quantity each.",
            "Count the lots when the goods arrive.",
            "CONTRL:13",
        ),
        "edifact.package": Fault(
            SEGMENT,
            "The parent of a package does not exist.",
            "Check the packages when the goods arrive.",
            "CONTRL:12",
        ),
        "edifact.charge.amount": Fault(
            SEGMENT,
            "An allowance or charge states no amount.",
            "Ask the sender for the amount; it was left out.",
            "CONTRL:13",
        ),
        "edifact.charge.sign": Fault(
            ELEMENT,
            "An allowance or charge has a negative amount; it was turned round.",
            AGREE,
            "CONTRL:12",
        ),
        "edifact.tax.levels": Fault(
            SET, "Tax is stated for lines and for the invoice.", AGREE
        ),
        "edifact.currency.several": Fault(
            SEGMENT,
            "Several currencies in one message.",
            "Check which currency the amounts are in.",
            "CONTRL:12",
        ),
        "edifact.control.count": Fault(
            ELEMENT,
            "A control total (CNT) is not the number of lines.",
            COMPARE,
            "CONTRL:29",
        ),
    }
)

fault = FAULTS.issue
