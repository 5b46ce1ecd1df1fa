"""Everything that can be wrong with an EDIFACT file, in plain words.

The reference is the code of data element 0085 that a CONTRL message reports.
"""

from odoo.addons.healthcare_integration_base.issue import (
    GROUP,
    INTERCHANGE,
    SET,
    Fault,
    FaultTable,
)

from .faults_of_messages import AGREE, COMPARE, MESSAGE_FAULTS, SENDER

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
    }
    | MESSAGE_FAULTS
)

fault = FAULTS.issue
