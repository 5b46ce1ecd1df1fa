"""What can be wrong inside an EDIFACT message; see :mod:`.faults`."""

from odoo.addons.healthcare_integration_base.issue import ELEMENT, SEGMENT, SET, Fault

SENDER = "Ask the sender to correct it and to send it again."
COMPARE = "Compare it with what the sender says he sent; something may be lost."
AGREE = "Agree with the partner on what he sends, or change the partner's settings."

MESSAGE_FAULTS = {
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
    "edifact.date.format": Fault(
        ELEMENT,
        "A date is not as long as its format says; it was read by its length.",
        AGREE,
        "CONTRL:12",
    ),
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
